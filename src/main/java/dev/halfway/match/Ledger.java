package dev.halfway.match;

import dev.halfway.decode.TypeP;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Counts all fates by direction, kind, role and initiator. */
final class Ledger {
    private static final int KINDS = TypeP.values().length;
    private static final int ROLES = Role.values().length;
    private static final int REASONS = Reason.values().length;

    private static final class Appearances {
        long count;
        long explained;
        long strange;
    }

    private final HostView[] hosts;
    /** By direction, kind and role, see {@link #tallyOf}; null where there is none. */
    private final LossTally[] tallies;

    private final Map<LossTally.Kind, Appearances> appearances = new HashMap<>();
    /** By sender, receiver and {@link Reason}: packets that could not be judged. */
    private final long[][][] open;

    private final QuotedErrors errors;
    private final long[] arrivedAt;
    private final long[] missedAt;
    /** By host: records of a packet that one of its captures holds already. */
    private final long[] seenAgainAt;

    /** By host, on the reference clock: when the first and the last packet that its captures do not hold passed there. */
    private final long[] firstMissing;

    private final long[] lastMissing;

    Ledger(HostView[] hosts, QuotedErrors errors) {
        this.hosts = hosts;
        this.errors = errors;
        tallies = new LossTally[hosts.length * hosts.length * KINDS * ROLES];
        open = new long[hosts.length][hosts.length][REASONS];
        arrivedAt = new long[hosts.length];
        missedAt = new long[hosts.length];
        seenAgainAt = new long[hosts.length];
        firstMissing = new long[hosts.length];
        lastMissing = new long[hosts.length];
        Arrays.fill(firstMissing, Long.MAX_VALUE);
        Arrays.fill(lastMissing, Long.MIN_VALUE);
    }

    /** The tally for a sighting, by what is known of its flow now. A role and a direction say who the initiator is. */
    LossTally tallyOf(Sighting s) {
        Path path = s.leg.lane.path;
        int initiator = initiatorOf(s);
        Role role = roleOf(initiator, path.from);
        int at = ((path.from * hosts.length + path.to) * KINDS + s.typeP.ordinal()) * ROLES + role.ordinal();
        if (tallies[at] == null) {
            tallies[at] = new LossTally(new LossTally.Kind(path.from, path.to, s.typeP, role, initiator));
        }
        return tallies[at];
    }

    static int initiatorOf(Sighting s) {
        Path path = s.leg.lane.path;
        if (s.typeP == TypeP.ICMP_ECHO_REQUEST || s.fragmentRole == Role.REQUEST) {
            return path.from;
        }
        if (s.typeP == TypeP.ICMP_ECHO_REPLY || s.fragmentRole == Role.RESPONSE) {
            return path.to;
        }
        return s.leg.lane.flow.initiator;
    }

    static Role roleOf(int initiator, int from) {
        if (initiator == Flow.UNKNOWN_HOST) {
            return Role.UNKNOWN;
        }
        return initiator == from ? Role.REQUEST : Role.RESPONSE;
    }

    /** Counts a packet that left, its fate known. */
    void left(Sighting s) {
        s.tally.count(s);
        s.leg.lane.path.departures.left(s);
        Lane lane = s.leg.lane;
        Path path = lane.path;
        lane.requests += isRequest(s.typeP) ? 1 : 0;
        noteAnswer(lane, s);
        if (s.typeP == TypeP.TCP_SYN) {
            lane.latestSynNanos = Math.max(lane.latestSynNanos, s.timeNanos);
        }
        if (s.fate == Fate.LOST) {
            errors.lost(s);
        }
        if (s.fate == Fate.UNOBSERVABLE) {
            if (s.reason == Reason.REFUSED_UNSEEN) {
                lane.noteRefused(s);
            }
            open[path.from][path.to][s.reason.ordinal()]++;
        } else if (s.fate == Fate.MISSED) {
            noteMissing(path.to, s.timeNanos + path.usualNanos());
            missedAt[path.to] += s.typeP.isAnswered() ? 1 : 0;
            boolean known = s.reason != Reason.CAPTURE_DROPS && s.reason != Reason.CAPTURE_SILENT;
            if (isRequest(s.typeP) && known) {
                lane.noteRequestArrived();
            }
            open[path.from][path.to][s.reason.ordinal()]++;
        }
    }

    private static boolean isRequest(TypeP typeP) {
        return typeP == TypeP.ICMP_ECHO_REQUEST || typeP == TypeP.TCP_SYN;
    }

    private static void noteAnswer(Lane lane, Sighting s) {
        if (s.typeP == TypeP.ICMP_ECHO_REPLY || s.typeP == TypeP.TCP_SYN_ACK) {
            lane.answers++;
            lane.answeredNanos = s.timeNanos;
            boolean seenLeaving = s.leg.position == Leg.Position.SENDER;
            lane.answeredOwnNanos = Math.max(lane.answeredOwnNanos, seenLeaving ? s.ownNanos : Long.MAX_VALUE);
            lane.reverse.requestsSinceAnswer = 0;
        } else if (s.typeP == TypeP.TCP_RST) {
            lane.resets++;
            lane.resetNanos = s.timeNanos;
        }
        lane.acks += s.typeP == TypeP.TCP_ACK ? 1 : 0;
        lane.saysMoreThanSyn |= s.typeP != TypeP.TCP_SYN;
    }

    /** Counts an arrival, its fate known; but for those told out of their turn, arrivals come in the order of their times. */
    void arrived(Sighting r) {
        Lane lane = r.leg.lane;
        arrivedAt[lane.path.to] += r.typeP.isAnswered() ? 1 : 0;
        switch (r.fate) {
            case ARRIVED -> {
                lane.noteTimeToLive(r.timeToLive);
                if (r.reason == Reason.LEFT_IN_FRAGMENTS) {
                    arrivedAlone(lane, r, true);
                    return;
                }
                if (r.typeP == TypeP.ICMP_ECHO_REQUEST || r.typeP == TypeP.ICMP_ECHO_REPLY) {
                    lane.path.noteEchoTimeToLive(r.timeToLive);
                }
                boolean damaged =
                        r.reason == Reason.CONTENT_DIFFERS; // a host drops it for its checksum, without a word
                if (isRequest(r.typeP) && damaged) {
                    lane.requestsDamaged++;
                } else if (isRequest(r.typeP)) {
                    lane.noteRequestArrived(r.ownNanos);
                }
                boolean overtaken = r.laneOrdinal < Math.min(lane.latestArrived, r.latestBefore);
                if (r.typeP == TypeP.TCP_DATA && !damaged && !overtaken) {
                    lane.noteDataArrived(r.sequenceEnd(), r.timeNanos, r.ownNanos);
                }
                if (hosts[lane.path.to].isTimeless(r.leg.tuple, r.sequence)) {
                    return; // of packets alike it is not known which this one is
                }
                if (r.typeP == TypeP.TCP_SYN_ACK && !damaged) {
                    lane.noteArrivedAnswer(r);
                }
                if (damaged) {
                    return; // told only when nothing else is left that it may be, out of its turn
                }
                if (overtaken && !r.isLikelyCopy) { // of packets alike it is not known which of them it is
                    tallyOf(r).countReordered();
                }
                lane.latestArrived = Math.max(lane.latestArrived, r.laneOrdinal);
            }
            case COPY -> {
                if (r.duplicate) {
                    tallyOf(r).countDuplicate();
                }
            }
            case APPEARED -> countAppeared(r);
            default -> throw new IllegalStateException("an arrival cannot be " + r.fate);
        }
    }

    /** One more record of a packet at the same host, not delivered twice by the network. */
    void seenAgain(int host) {
        seenAgainAt[host]++;
    }

    long seenAgainAt(int host) {
        return seenAgainAt[host];
    }

    private void noteMissing(int host, long nanos) {
        firstMissing[host] = Math.min(firstMissing[host], nanos);
        lastMissing[host] = Math.max(lastMissing[host], nanos);
    }

    /** On the reference clock; empty where a host's captures are not known to miss any. */
    Optional<TimeSpan> missing(int host) {
        return firstMissing[host] > lastMissing[host]
                ? Optional.empty()
                : Optional.of(new TimeSpan(firstMissing[host], lastMissing[host]));
    }

    private void countAppeared(Sighting r) {
        Appearances a = appearances.computeIfAbsent(tallyOf(r).kind, k -> new Appearances());
        a.count++;
        a.explained += r.reason == Reason.NEVER_LEFT ? 0 : 1;
        Lane lane = r.leg.lane;
        if (r.reason == Reason.NEVER_LEFT && lane.isStrangeTimeToLive(r.timeToLive)) {
            a.strange++;
        } else {
            if (r.reason == Reason.NEVER_LEFT) {
                noteMissing(lane.path.from, r.timeNanos - lane.path.usualNanos());
            }
            boolean answerShown = r.reason != Reason.SENDER_OUTSIDE_WINDOW || lane.reverse.departuresTaken;
            arrivedAlone(lane, r, answerShown);
        }
    }

    /** What arrived and was not seen to leave, or not whole: it says what was asked and answered all the same. */
    private static void arrivedAlone(Lane lane, Sighting r, boolean answerShown) {
        if (isRequest(r.typeP) && answerShown) {
            lane.noteRequestArrived(r.ownNanos);
        }
        if (r.typeP == TypeP.TCP_SYN_ACK) {
            lane.noteArrivedAnswer(r);
        }
        noteAnswer(lane, r);
    }

    /** Rows in a fixed order: by direction in host order, then kind, role and initiator. */
    List<LossRow> losses() {
        List<LossTally> sorted = new ArrayList<>();
        for (LossTally tally : tallies) {
            if (tally != null && !tally.isEmpty()) {
                sorted.add(tally);
            }
        }
        sorted.sort(Comparator.comparing(tally -> tally.kind, ORDER));
        return sorted.stream()
                .map(t -> t.row(name(t.kind.from()), name(t.kind.to()), name(t.kind.initiator())))
                .toList();
    }

    List<AppearedRow> appeared() {
        List<LossTally.Kind> sorted = new ArrayList<>(appearances.keySet());
        sorted.sort(ORDER);
        return sorted.stream().map(this::appearedRow).toList();
    }

    private AppearedRow appearedRow(LossTally.Kind kind) {
        Appearances a = appearances.get(kind);
        return new AppearedRow(
                name(kind.from()),
                name(kind.to()),
                kind.typeP(),
                kind.role(),
                name(kind.initiator()),
                a.count,
                a.explained,
                a.strange);
    }

    private static final Comparator<LossTally.Kind> ORDER = Comparator.comparingInt(LossTally.Kind::from)
            .thenComparingInt(LossTally.Kind::to)
            .thenComparing(LossTally.Kind::typeP)
            .thenComparing(LossTally.Kind::role)
            .thenComparingInt(LossTally.Kind::initiator);

    List<Unjudged> unjudged() {
        List<Unjudged> unjudged = new ArrayList<>();
        for (int from = 0; from < hosts.length; from++) {
            for (int to = 0; to < hosts.length; to++) {
                for (Reason reason : Reason.values()) {
                    long count = open[from][to][reason.ordinal()];
                    if (count > 0) {
                        unjudged.add(new Unjudged(name(from), name(to), reason, count));
                    }
                }
            }
        }
        unjudged.sort(
                Comparator.comparing(Unjudged::from).thenComparing(Unjudged::to).thenComparing(Unjudged::reason));
        return unjudged;
    }

    /** Packets known to have arrived at the host, of kinds of which that would be known without its capture. */
    long arrivedAt(int host) {
        return arrivedAt[host] + missedAt[host];
    }

    /** Of those, how many its capture does not hold. */
    long missedAt(int host) {
        return missedAt[host];
    }

    private String name(int host) {
        return host == Flow.UNKNOWN_HOST ? "" : hosts[host].name;
    }
}

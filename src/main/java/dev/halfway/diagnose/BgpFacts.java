package dev.halfway.diagnose;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/** Reads from the sessions between two BGP speakers what there is to tell of them. */
final class BgpFacts {
    /** A session that lives no longer than this has closed early. */
    private static final long EARLY_NANOS = 10_000_000_000L;
    /** A timer that fires this much before it is due has not waited for what was lost: RFC 4271 section 10 allows a quarter. */
    private static final double LEAST_SHARE = 0.7;

    /** A daemon answers an OPEN at once; one that is busy may take a while. */
    private static final long LATEST_ANSWER_NANOS = 5_000_000_000L;

    private final List<BgpSession> sessions;
    private final List<Draft> facts = new ArrayList<>();

    /** Connections that were never completed are told together, by the end that opened them. */
    private final Map<BgpFact.Kind, Draft[]> byOpener = new EnumMap<>(BgpFact.Kind.class);

    /** Of sessions closed early or refused, those told last. */
    private final Map<BgpFact.Kind, Draft> lastOf = new EnumMap<>(BgpFact.Kind.class);

    /** A fact whose sessions may still be joined by others; they are indices. */
    private record Draft(
            BgpFact.Kind kind, int end, long nanos, List<Integer> sessions, Function<List<BgpSession>, String> words) {}

    BgpFacts(List<BgpSession> sessions) {
        this.sessions = sessions;
    }

    List<BgpFact> all() {
        for (int at = 0; at < sessions.size(); at++) {
            int told = facts.size();
            holdTimer(at, 0);
            holdTimer(at, 1);
            boolean expired = facts.size() > told;
            handshake(at);
            if (!expired) {
                closing(at);
            }
            if (facts.size() == told) {
                openUnanswered(at, 0);
                openUnanswered(at, 1);
                up(at);
            }
        }
        return facts.stream()
                .map(this::fact)
                .sorted(Comparator.comparingLong(BgpFact::nanos))
                .toList();
    }

    private BgpFact fact(Draft draft) {
        String sentence =
                draft.words().apply(draft.sessions().stream().map(sessions::get).toList());
        return new BgpFact(draft.kind(), draft.end(), List.copyOf(draft.sessions()), draft.nanos(), sentence + ".");
    }

    private void add(BgpFact.Kind kind, int end, int session, long nanos, String sentence) {
        add(kind, end, session, nanos, all -> sentence);
    }

    private Draft add(BgpFact.Kind kind, int end, int session, long nanos, Function<List<BgpSession>, String> words) {
        Draft draft = new Draft(kind, end, nanos, new ArrayList<>(List.of(session)), words);
        facts.add(draft);
        return draft;
    }

    private static long sent(BgpSession.End end, String kind) {
        return count(end.segments(), kind).map(BgpSession.Count::sent).orElse(0L);
    }

    private static Optional<BgpSession.Count> count(List<BgpSession.Count> counts, String kind) {
        return counts.stream().filter(each -> each.kind().equals(kind)).findFirst();
    }

    private static boolean is(BgpSession.End end, String tcpState) {
        return end.tcpState().filter(tcpState::equals).isPresent();
    }

    private static boolean wasConnected(BgpSession session) {
        return session.ends().stream()
                .anyMatch(end -> !end.messages().isEmpty()
                        || end.tcpState()
                                        .filter(state -> !state.startsWith("SYN_"))
                                        .isPresent()
                                && count(end.segments(), "RST").isEmpty()
                                && session.closing().isPresent());
    }

    private void handshake(int at) {
        BgpSession session = sessions.get(at);
        if (session.opener().isEmpty()
                || session.ends().stream().anyMatch(end -> !end.messages().isEmpty())) {
            return;
        }
        int opener = session.opener().getAsInt();
        BgpSession.End from = session.ends().get(opener);
        BgpSession.End to = session.ends().get(1 - opener);
        boolean gaveUp = is(from, "CLOSED") && session.closing().isEmpty();
        if (!is(from, "SYN_SENT") && !gaveUp) {
            return;
        }
        Optional<BgpSession.Count> answers = count(to.segments(), "SYN-ACK");
        BgpFact.Kind kind = answers.map(BgpFacts::unestablished).orElse(BgpFact.Kind.UNANSWERED);
        Draft[] told = byOpener.computeIfAbsent(kind, each -> new Draft[2]);
        if (told[opener] == null) {
            told[opener] = add(kind, opener, at, session.firstNanos(), all -> BgpWords.handshake(all, kind));
        } else {
            told[opener].sessions().add(at);
        }
    }

    /** By the SYN-ACKs of a connection that was never completed. */
    private static BgpFact.Kind unestablished(BgpSession.Count answers) {
        return answers.delivered() + answers.appeared() > 0
                ? BgpFact.Kind.ANSWER_IGNORED
                : answers.sent() > 0 ? BgpFact.Kind.HALF_OPEN : BgpFact.Kind.UNANSWERED;
    }

    private void holdTimer(int at, int end) {
        BgpSession session = sessions.get(at);
        Optional<HoldTimer> known = session.ends().get(end).holdTimer().filter(HoldTimer::isExpired);
        if (known.isEmpty()) {
            return;
        }
        HoldTimer timer = known.get();
        BgpFact.Kind kind = kind(timer);
        long nanos = timer.state() == HoldTimer.State.FIRED
                ? timer.firedNanos().getAsLong()
                : timer.dueNanos().getAsLong();
        add(kind, end, at, nanos, BgpWords.holdTimer(session, end, timer, kind));
    }

    private static BgpFact.Kind kind(HoldTimer timer) {
        boolean soon = timer.state() == HoldTimer.State.FIRED
                && timer.seconds().isPresent()
                && timer.lastHeardNanos().isPresent()
                && timer.firedNanos().getAsLong() - timer.lastHeardNanos().getAsLong()
                        < LEAST_SHARE * 1e9 * timer.seconds().getAsInt();
        if (timer.unheard() > 0) {
            return BgpFact.Kind.HOLD_TIMER_DEAF;
        } else if (soon || timer.arrived() > 0) {
            return BgpFact.Kind.HOLD_TIMER_DESPITE_ARRIVAL;
        } else if (timer.lost() > 0) {
            return BgpFact.Kind.HOLD_TIMER_LOSS;
        } else if (!timer.peerSeen() || timer.sent() > 0) {
            return BgpFact.Kind.HOLD_TIMER_UNEXPLAINED;
        }
        if (timer.again() > 0) {
            return BgpFact.Kind.HOLD_TIMER_BLOCKED;
        }
        if (timer.openingLost().isPresent()) {
            return BgpFact.Kind.HOLD_TIMER_OPEN_LOST;
        }
        return timer.peerMute() ? BgpFact.Kind.HOLD_TIMER_MUTE : BgpFact.Kind.HOLD_TIMER_SILENCE;
    }

    private void closing(int at) {
        BgpSession session = sessions.get(at);
        if (session.closing().isEmpty()) {
            return;
        }
        BgpSession.Closing closing = session.closing().get();
        boolean opened = session.opener().isPresent();
        boolean refused = opened
                && closing.what().equals("RST")
                && !wasAnswered(session)
                && closing.end() == 1 - session.opener().getAsInt();
        boolean early = opened && closing.nanos() - session.firstNanos() <= EARLY_NANOS && wasConnected(session);
        BgpFact.Kind kind = refused ? BgpFact.Kind.REFUSED : early ? BgpFact.Kind.CLOSED_EARLY : BgpFact.Kind.CLOSED;
        if (kind == BgpFact.Kind.CLOSED) {
            add(kind, closing.end(), at, closing.nanos(), BgpWords.closing(List.of(session), kind));
            return;
        }
        // Sessions in a row that went alike are told as one.
        Draft last = lastOf.get(kind);
        if (last != null && BgpWords.wentAlike(latest(last), session)) {
            last.sessions().add(at);
        } else {
            lastOf.put(kind, add(kind, closing.end(), at, closing.nanos(), all -> BgpWords.closing(all, kind)));
        }
    }

    private BgpSession latest(Draft draft) {
        return sessions.get(draft.sessions().get(draft.sessions().size() - 1));
    }

    private static boolean wasAnswered(BgpSession session) {
        BgpSession.End responder = session.ends().get(1 - session.opener().getAsInt());
        return count(responder.segments(), "SYN-ACK").isPresent()
                || !responder.messages().isEmpty();
    }

    private void openUnanswered(int at, int end) {
        BgpSession session = sessions.get(at);
        session.ends()
                .get(end)
                .openUnanswered()
                .filter(span -> span.lastNanos() - span.firstNanos() >= LATEST_ANSWER_NANOS)
                .ifPresent(span -> add(
                        BgpFact.Kind.OPEN_UNANSWERED,
                        end,
                        at,
                        span.firstNanos(),
                        BgpWords.openUnanswered(session, end, span)));
    }

    private void up(int at) {
        BgpSession session = sessions.get(at);
        boolean up = session.ends().stream()
                .anyMatch(end -> end.fsmState().filter("Established"::equals).isPresent());
        if (up) {
            OptionalLong since = session.establishedNanos();
            add(BgpFact.Kind.UP, 0, at, since.orElse(session.firstNanos()), BgpWords.up(session));
        }
    }
}

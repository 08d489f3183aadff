package dev.halfway.diagnose;

import dev.halfway.bgp.MessageType;
import dev.halfway.match.TimeSpan;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/** What is told of BGP sessions, in words; without a full stop. */
final class BgpWords {
    private static final String ESTABLISHED = "Established";

    private BgpWords() {}

    /** {@code 8 SYNs arrive at 219}, or how many of them do. */
    static String arrivals(BgpSession.Count count, String at) {
        if (count.sent() == 0) {
            return things(count.appeared(), count.kind())
                    + (count.appeared() == 1 ? " arrives at " : " arrive at ")
                    + at;
        } else if (count.delivered() == count.sent()) {
            return things(count.sent(), count.kind()) + (count.sent() == 1 ? " arrives at " : " arrive at ") + at;
        }
        return "of " + fates(count, at);
    }

    /** {@code 12 SYN-ACKs none arrives at 231, 11 are lost, 1 cannot be judged}. */
    static String fates(BgpSession.Count count, String at) {
        StringBuilder words = new StringBuilder(things(count.sent(), count.kind()));
        words.append(count.delivered() == 0 ? " none" : " " + count.delivered());
        words.append(count.delivered() <= 1 ? " arrives at " : " arrive at ").append(at);
        append(words, count.lost(), "lost");
        append(words, count.missed(), "missed by the capture there");
        if (count.unobservable() > 0) {
            words.append(", ").append(count.unobservable()).append(" cannot be judged");
        }
        return words.toString();
    }

    private static void append(StringBuilder words, long count, String what) {
        if (count > 0) {
            words.append(", ")
                    .append(count)
                    .append(count == 1 ? " is " : " are ")
                    .append(what);
        }
    }

    private static String things(long count, String kind) {
        return Words.count(count, kind);
    }

    static String holdTimer(BgpSession session, int end, HoldTimer timer, BgpFact.Kind kind) {
        String here = session.ends().get(end).name();
        String peer = session.ends().get(1 - end).name();
        StringBuilder words = new StringBuilder(session.name()).append(": ");
        String length = timer.seconds().isPresent()
                ? " (" + timer.seconds().getAsInt() + " s" + (timer.borrowed() ? " in another session" : "") + ")"
                : "";
        words.append(here).append("'s hold timer").append(length);
        if (timer.dueNanos().isPresent()) {
            words.append(" is due at ").append(Words.time(timer.dueNanos().getAsLong()));
        }
        if (timer.lastHeardNanos().isPresent()) {
            words.append(", ").append(peer).append(" last heard at ");
            words.append(Words.time(timer.lastHeardNanos().getAsLong()));
        }
        if (timer.state() == HoldTimer.State.FIRED) {
            words.append(timer.dueNanos().isPresent() ? ", and" : "").append(" expires at ");
            words.append(Words.time(timer.firedNanos().getAsLong())).append(" (NOTIFICATION)");
        }
        words.append(": ").append(reason(here, peer, timer, kind));
        if (timer.state() == HoldTimer.State.FIRED_UNSEEN) {
            words.append("; no NOTIFICATION is seen, ")
                    .append(here)
                    .append(" connects again at ")
                    .append(Words.time(timer.firedNanos().getAsLong()));
        } else if (timer.state() == HoldTimer.State.OVERDUE) {
            words.append("; no NOTIFICATION is seen");
        }
        return words.toString();
    }

    private static String reason(String here, String peer, HoldTimer timer, BgpFact.Kind kind) {
        return switch (kind) {
            case HOLD_TIMER_LOSS -> {
                String times =
                        timer.transmissions() > timer.lost() ? ", sent " + timer.transmissions() + " times," : "";
                String behind = timer.behind() == 0
                        ? ""
                        : "; " + timer.behind()
                                + " more came, behind the hole, where TCP holds them back from the daemon";
                yield messages(timer.lost(), timer) + " left " + peer + times + " and did not arrive" + behind;
            }
            case HOLD_TIMER_BLOCKED ->
                peer + " sent nothing new, but " + timer.again() + (timer.again() == 1 ? " time" : " times")
                        + " again what it had said"
                        + (timer.acknowledged()
                                ? "; " + here + " acknowledges it, and " + peer + " does not seem to hear that"
                                : ", which " + here + " does not acknowledge");
            case HOLD_TIMER_SILENCE ->
                "no BGP message left " + peer + " meanwhile, nothing was lost" + slowness(here, timer);
            case HOLD_TIMER_MUTE ->
                "no BGP message left " + peer
                        + " meanwhile, and no acknowledgment of what came there again and again: look at " + peer
                        + ", not at the daemon alone";
            case HOLD_TIMER_DEAF ->
                messages(timer.unheard(), timer) + " came as far as " + here
                        + "'s capture point, and it acknowledges none: look at " + here + ", not at the daemon alone";
            case HOLD_TIMER_OPEN_LOST ->
                timer.openingLost()
                                .filter(each -> each == MessageType.KEEPALIVE)
                                .isPresent()
                        ? "the KEEPALIVE with which " + here
                                + " answers the OPEN did not arrive, and the session does not" + " begin at " + peer
                                + " before it has it: look at the way to " + peer
                        : "the OPEN of " + here + " did not arrive, and " + peer
                                + " says nothing before it has it: look at the way to " + peer;
            case HOLD_TIMER_DESPITE_ARRIVAL ->
                (timer.arrived() > 0 ? messages(timer.arrived(), timer) + " came meanwhile" : "that is too soon")
                        + ": look at the daemon at " + here;
            default ->
                timer.peerSeen()
                        ? messages(timer.sent(), timer) + " left " + peer + ", which cannot be judged"
                        : "the captures do not show what " + peer + " sent meanwhile";
        };
    }

    /** Whether the end whose timer it is was slow itself, and which daemon is to be looked at. */
    private static String slowness(String here, HoldTimer timer) {
        String late = timer.lateNanos().isPresent()
                ? " fires " + Words.duration(timer.lateNanos().getAsLong()) + " late"
                : "";
        if (timer.ownSilenceNanos().isEmpty()) {
            return (late.isEmpty() ? "" : "; the timer" + late) + ": look at the daemon there";
        }
        return "; " + here + " itself had sent none for "
                + Words.duration(timer.ownSilenceNanos().getAsLong())
                + (late.isEmpty() ? "" : ", and its timer" + late)
                + ": look at the daemons at both ends";
    }

    /** So many of what the peer sent, by name where all are of one type. */
    private static String messages(long count, HoldTimer timer) {
        String noun = timer.updates() == 0 ? "KEEPALIVE" : timer.updates() == timer.sent() ? "UPDATE" : "message";
        return things(count, noun);
    }

    static String openUnanswered(BgpSession session, int end, TimeSpan span) {
        String here = session.ends().get(end).name();
        return session.name() + ": the OPEN of " + session.ends().get(1 - end).name() + " is at " + here + " from "
                + Words.time(span.firstNanos()) + " on and acknowledged by TCP there; in "
                + Words.duration(span.lastNanos() - span.firstNanos()) + ", to the end, neither a KEEPALIVE nor a"
                + " NOTIFICATION answers it: look at the daemon at " + here;
    }

    /** Whether two sessions were opened and closed by the same and in the same way. */
    static boolean wentAlike(BgpSession one, BgpSession other) {
        Optional<BgpSession.Closing> first = one.closing();
        Optional<BgpSession.Closing> second = other.closing();
        return one.opener().equals(other.opener())
                && first.isPresent()
                && second.isPresent()
                && first.get().end() == second.get().end()
                && first.get().what().equals(second.get().what())
                && first.get().detail().equals(second.get().detail())
                && first.get().unannounced() == second.get().unannounced();
    }

    /** Connections that were never completed, opened by the same end. */
    static String handshake(List<BgpSession> alike, BgpFact.Kind kind) {
        BgpSession first = alike.get(0);
        int opener = first.opener().orElseThrow();
        String from = first.ends().get(opener).name();
        BgpSession.End to = first.ends().get(1 - opener);
        long waiting = inState(alike, opener, "SYN_SENT");
        String state = waiting == 0
                ? from + " gives up"
                : "SYN_SENT at " + from
                        + (waiting == alike.size()
                                ? ""
                                : " in " + waiting + ", the other" + (alike.size() - waiting == 1 ? "" : "s")
                                        + " given up");
        String lead = alike.size() == 1
                ? first.name()
                : opening(first) + ", " + alike.size() + " connections from " + Words.time(first.firstNanos()) + " to "
                        + Words.time(alike.get(alike.size() - 1).firstNanos());
        BgpSession.Count syns = sum(alike, opener, "SYN");
        String half = inState(alike, 1 - opener, "SYN_RECV") == 0 ? "" : ", SYN_RECV at " + to.name();
        if (kind == BgpFact.Kind.HALF_OPEN) {
            return lead + ": " + state + half + ": " + arrivals(syns, to.name()) + "; of " + to.name() + "'s "
                    + fates(sum(alike, 1 - opener, "SYN-ACK"), from);
        }
        if (kind == BgpFact.Kind.ANSWER_IGNORED) {
            return lead + ": " + state + half + ": " + arrivals(syns, to.name()) + "; "
                    + arrivals(sum(alike, 1 - opener, "SYN-ACK"), from + "'s capture point")
                    + ", and it acknowledges none: look at " + from;
        }
        return lead + ": " + state + ": " + arrivals(syns, to.name())
                + (to.host().isPresent() ? "; no SYN-ACK leaves " + to.name() : "");
    }

    private static long inState(List<BgpSession> sessions, int end, String tcpState) {
        return sessions.stream()
                .filter(each ->
                        each.ends().get(end).tcpState().filter(tcpState::equals).isPresent())
                .count();
    }

    private static BgpSession.Count sum(List<BgpSession> sessions, int end, String kind) {
        BgpSession.Count sum = new BgpSession.Count(kind, 0, 0, 0, 0, 0, 0);
        for (BgpSession session : sessions) {
            for (BgpSession.Count each : session.ends().get(end).segments()) {
                sum = each.kind().equals(kind) ? sum.plus(each) : sum;
            }
        }
        return sum;
    }

    /** Sessions that went alike; those closed early or refused. */
    static String closing(List<BgpSession> alike, BgpFact.Kind kind) {
        BgpSession session = alike.get(0);
        BgpSession.Closing closing = session.closing().orElseThrow();
        String who = inTheNameOf(alike) + session.ends().get(closing.end()).name();
        String how = closing.what() + (closing.detail().isEmpty() ? "" : " " + closing.detail());
        if (kind == BgpFact.Kind.CLOSED) {
            return session.name() + ": " + who + " closes it at " + Words.time(closing.nanos()) + " (" + how + ")";
        }
        long longest = alike.stream()
                .mapToLong(each -> each.closing().orElseThrow().nanos() - each.firstNanos())
                .max()
                .orElse(0);
        String opened = alike.size() == 1
                ? session.name() + ", opened at " + Words.time(session.firstNanos())
                : opening(session) + ", " + alike.size() + " connections from " + Words.time(session.firstNanos())
                        + " to " + Words.time(alike.get(alike.size() - 1).firstNanos());
        return opened + ": " + (kind == BgpFact.Kind.REFUSED ? "refused by " : "closed by ") + who
                + " within " + String.format(Locale.ROOT, "%.3f", Math.ceil(longest / 1e6) / 1e3) + " s (" + how + ")"
                + silence(alike, closing.end(), kind);
    }

    /** Said where a reset arrives that no capture shows leaving. */
    private static String inTheNameOf(List<BgpSession> alike) {
        return alike.stream().allMatch(BgpWords::neverLeft)
                ? "somebody in the name of "
                : alike.stream().noneMatch(BgpWords::mayHaveLeft) ? "whoever answers in the name of " : "";
    }

    /** Whether it is not that a capture where a reset seems to come from shows no such packets. */
    private static boolean mayHaveLeft(BgpSession session) {
        BgpSession.Closing closing = session.closing().orElseThrow();
        boolean unseen =
                closing.origin() == BgpSession.Origin.NEVER_LEFT || closing.origin() == BgpSession.Origin.NOT_SHOWN;
        return !closing.what().equals("RST") || !unseen;
    }

    private static boolean neverLeft(BgpSession session) {
        BgpSession.Closing closing = session.closing().orElseThrow();
        return closing.what().equals("RST") && closing.origin() == BgpSession.Origin.NEVER_LEFT;
    }

    /** {@code 219 -> 231:179}. */
    private static String opening(BgpSession session) {
        int opener = session.opener().orElse(0);
        BgpSession.End responder = session.ends().get(1 - opener);
        return session.ends().get(opener).name() + " -> " + responder.name() + ":" + responder.port();
    }

    private static String silence(List<BgpSession> alike, int end, BgpFact.Kind kind) {
        boolean silent =
                alike.stream().allMatch(each -> each.ends().get(end).messages().isEmpty());
        return silent && kind == BgpFact.Kind.CLOSED_EARLY ? " without an OPEN" : "";
    }

    /** A session that at least one end is Established on. */
    static String up(BgpSession session) {
        String since = session.establishedNanos().isPresent()
                ? "Established since " + Words.time(session.establishedNanos().getAsLong())
                : session.opener().isPresent()
                        ? states(session) + unseenOpens(session)
                        : "Established when the captures begin, and at their end";
        String hold = session.holdTimeSeconds().isPresent()
                ? ", hold time " + session.holdTimeSeconds().getAsInt() + " s"
                : "";
        return session.name() + ": " + since + hold + lost(session, 0) + lost(session, 1);
    }

    /** Whether more came after the last message that was lost: then the session has got over it. */
    private static boolean isHeardSince(BgpSession session, int from, HoldTimer timer) {
        OptionalLong lastLost = session.events().stream()
                .filter(event -> event.end() == from && event.fate().equals("lost"))
                .mapToLong(BgpEvent::lastNanos)
                .max();
        return lastLost.isPresent()
                && timer.lastHeardNanos().isPresent()
                && timer.lastHeardNanos().getAsLong() > lastLost.getAsLong();
    }

    /** {@code Established}, where no end is known to be in another state; else {@code Established at 231, OpenSent at 219}. */
    private static String states(BgpSession session) {
        boolean alike =
                session.ends().stream().flatMap(end -> end.fsmState().stream()).allMatch(ESTABLISHED::equals);
        return alike
                ? ESTABLISHED
                : session.ends().stream()
                        .filter(end -> end.fsmState().isPresent())
                        .sorted(Comparator.comparing(
                                end -> !end.fsmState().orElseThrow().equals(ESTABLISHED)))
                        .map(end -> end.fsmState().orElseThrow() + " at " + end.name())
                        .collect(Collectors.joining(", "));
    }

    /** Said of a session that begins within the captures, and of which they do not show what makes it Established. */
    private static String unseenOpens(BgpSession session) {
        List<String> silent = session.ends().stream()
                .filter(end -> !end.messages().isEmpty()
                        && end.messages().stream().noneMatch(each -> each.kind().equals("OPEN")))
                .map(BgpSession.End::name)
                .toList();
        return silent.isEmpty() ? "" : " (no OPEN of " + Words.choice(silent) + " is seen)";
    }

    /** What of an end's messages did not arrive on a session that is up, and what comes of it. */
    private static String lost(BgpSession session, int from) {
        String counts = session.ends().get(from).messages().stream()
                .filter(each -> each.lost() > 0)
                .map(each -> things(each.lost(), each.kind()))
                .collect(Collectors.joining(", "));
        if (counts.isEmpty()) {
            return "";
        }
        BgpSession.End to = session.ends().get(1 - from);
        String due = to.holdTimer()
                .filter(timer -> timer.state() == HoldTimer.State.RUNNING && !isHeardSince(session, from, timer))
                .map(timer -> ": its hold timer expires by "
                        + Words.time(timer.dueNanos().getAsLong()) + " unless one does")
                .orElse("");
        return "; " + counts + " of " + session.ends().get(from).name() + " did not arrive at " + to.name() + due;
    }
}

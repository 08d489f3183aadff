package dev.halfway.diagnose;

import dev.halfway.bgp.Message;
import dev.halfway.bgp.MessageType;
import dev.halfway.bgp.Notification;
import dev.halfway.bgp.OpenMessage;
import dev.halfway.match.Fate;
import dev.halfway.match.Plan;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Works out the hold timers of the sessions between the same two speakers. */
final class HoldTimers {
    private static final long SECOND = 1_000_000_000L;

    /**
     * When a message came to an end, and the offset behind it, as that end's tap counts.
     *
     * @param deaf the end acknowledged nothing behind it that came, though it was sent again
     */
    private record Heard(long nanos, long end, boolean deaf) {}

    /** What the peer said after that, by what became of it. */
    private static final class Meanwhile {
        long sent;
        long updates;
        long arrived;
        long unheard;
        long lost;
        private boolean hole;

        void add(JoinedMessage said, boolean seen, boolean isLost, boolean deaf) {
            MessageType type = said.message().type();
            if (type == MessageType.KEEPALIVE || type == MessageType.UPDATE) {
                sent += said.count();
                updates += type == MessageType.UPDATE ? said.count() : 0;
                lost += isLost ? said.count() : 0;
                // Of UPDATEs in a row that did not all come, those before the hole were heard.
                boolean allSeen = seen && said.count() == said.message().count();
                boolean came = !hole && (allSeen || said.fate() == Fate.MISSED);
                arrived += came && !deaf ? said.count() : 0;
                unheard += came && deaf ? said.count() : 0;
            }
            // TCP hands over nothing behind it (RFC 9293 section 3.10.7.4), nor behind what may have been lost.
            hole |= isLost || !seen && said.fate() != Fate.MISSED;
        }
    }

    private final Plan plan;
    private final List<JoinedConnection> sessions;
    /** Those of them that show what was negotiated, in time order. */
    private final Map<JoinedConnection, OptionalInt> negotiated = new LinkedHashMap<>();

    /** @param sessions all between the two, in time order */
    HoldTimers(Plan plan, List<JoinedConnection> sessions) {
        this.plan = plan;
        this.sessions = sessions;
        for (JoinedConnection each : sessions) {
            OptionalInt seconds = negotiated(each);
            if (seconds.isPresent()) {
                negotiated.put(each, seconds);
            }
        }
    }

    /** The OPEN that an end sent, as either tap has it. */
    static Optional<OpenMessage> open(JoinedConnection session, int from) {
        for (JoinedMessage each : session.messages(from)) {
            if (each.message().type() == MessageType.OPEN
                    && each.message().open().isPresent()) {
                return each.message().open();
            }
        }
        return Optional.empty();
    }

    /** From the OPENs of this very connection. */
    static OptionalInt negotiated(JoinedConnection session) {
        Optional<OpenMessage> one = open(session, 0);
        Optional<OpenMessage> other = open(session, 1);
        return one.isPresent() && other.isPresent()
                ? OptionalInt.of(
                        Math.min(one.get().holdTimeSeconds(), other.get().holdTimeSeconds()))
                : OptionalInt.empty();
    }

    /** From the OPENs of the connection between the two that is nearest in time and shows them. */
    private OptionalInt borrowed(JoinedConnection session) {
        OptionalInt nearest = OptionalInt.empty();
        long least = Long.MAX_VALUE;
        for (Map.Entry<JoinedConnection, OptionalInt> each : negotiated.entrySet()) {
            long apart = Math.abs(each.getKey().firstNanos() - session.firstNanos());
            if (each.getKey() != session && apart < least) {
                least = apart;
                nearest = each.getValue();
            }
        }
        return nearest;
    }

    /**
     * Whether an end may have sent its OPEN, with which its timer begins and before which no peer owes it anything (RFC 4271
     * section 8.2.2): what it said before its capture meets the connection is not seen.
     */
    private static boolean mayBeOpen(JoinedConnection session, int end) {
        return session.opener() < 0
                || session.taps[end].connection().stream(end).hasPayload()
                || !session.messages(end).isEmpty();
    }

    /** The timer of one end; empty where it has none, or no capture of that end shows the connection. */
    Optional<HoldTimer> of(JoinedConnection session, int end) {
        if (session.taps[end] == null || session.messages(1 - end).isEmpty() || !mayBeOpen(session, end)) {
            return Optional.empty();
        }
        OptionalInt own = negotiated.getOrDefault(session, OptionalInt.empty());
        OptionalInt seconds = own.isPresent() ? own : borrowed(session);
        OptionalLong notified = notified(session, end);
        Heard heard = lastHeard(session, end, notified, seconds);
        OptionalLong heardNanos = heard == null ? OptionalLong.empty() : OptionalLong.of(heard.nanos);
        OptionalLong due = heard == null || seconds.isEmpty() || seconds.getAsInt() == 0
                ? OptionalLong.empty()
                : OptionalLong.of(heardNanos.getAsLong() + seconds.getAsInt() * SECOND);
        HoldTimer.State state = HoldTimer.State.UNKNOWN;
        OptionalLong fired = notified;
        if (notified.isPresent()) {
            state = HoldTimer.State.FIRED;
        } else if (seconds.isPresent() && seconds.getAsInt() == 0) {
            state = HoldTimer.State.OFF;
        } else if (due.isPresent()) {
            fired = reopened(session, end, heardNanos.getAsLong() + seconds.getAsInt() * SECOND * 3 / 4);
            state = state(session, end, due.getAsLong(), fired);
        }
        HoldTimer empty = new HoldTimer(
                state,
                seconds,
                own.isEmpty() && seconds.isPresent(),
                heardNanos,
                due,
                fired,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                false,
                OptionalLong.empty(),
                false,
                Optional.empty(),
                false);
        return Optional.of(empty.isExpired() && heard != null ? counted(session, end, heard, empty) : empty);
    }

    private static OptionalLong notified(JoinedConnection session, int end) {
        return session.messages(end).stream()
                .filter(each -> each.message()
                        .notification()
                        .filter(said -> said.code() == Notification.HOLD_TIMER_EXPIRED)
                        .isPresent())
                .mapToLong(JoinedMessage::nanos)
                .findFirst();
    }

    /**
     * The last message that restarted the timer of an end: read by its own tap in order, or, where that holds too little of
     * its segments to read it, known to have come; and not one that the end was deaf to. Null where there is none.
     *
     * @param until when the timer fired
     */
    private static Heard lastHeard(JoinedConnection session, int end, OptionalLong until, OptionalInt seconds) {
        Heard last = null;
        long heardEnd = heardEnd(session, end);
        boolean deaf = heardEnd < Long.MAX_VALUE;
        for (Message each : session.taps[end].connection().stream(1 - end).log().kept()) {
            boolean counts = restarts(each) && !each.behindHole() && each.end() <= heardEnd;
            if (counts && each.last().nanos() <= until.orElse(Long.MAX_VALUE)) {
                last = new Heard(each.last().nanos(), each.end(), deaf);
            }
        }
        for (JoinedMessage each :
                session.taps[1 - end] == null ? List.<JoinedMessage>of() : session.messages(1 - end)) {
            long nanos = each.arrivedNanos().orElse(each.message().last().nanos());
            long to = each.message().end() - session.offsetShift(end, 1 - end);
            boolean came = each.fate() == Fate.DELIVERED
                    || each.fate() == Fate.MISSED && firedLongAfter(nanos, until, seconds);
            boolean whole = came && each.count() == each.message().count();
            if (!whole || to > heardEnd || nanos > until.orElse(Long.MAX_VALUE)) {
                break; // TCP hands over nothing behind it
            }
            last = restarts(each.message()) && (last == null || to > last.end) ? new Heard(nanos, to, deaf) : last;
        }
        return last;
    }

    /** Whether the timer fired so long after a message that this, if it came, is what had restarted it. */
    private static boolean firedLongAfter(long nanos, OptionalLong fired, OptionalInt seconds) {
        return fired.isPresent()
                && seconds.isPresent()
                && fired.getAsLong() - nanos >= seconds.getAsInt() * SECOND * 3 / 4;
    }

    private static boolean restarts(Message message) {
        return message.type() == MessageType.KEEPALIVE
                || message.type() == MessageType.UPDATE
                || message.type() == MessageType.OPEN;
    }

    /**
     * Up to where an end acknowledged what its peer said, by its own tap, where it left the rest unacknowledged though it was
     * sent again: that came as far as the tap, and no farther. Where nothing shows that, no end.
     */
    private static long heardEnd(JoinedConnection session, int end) {
        int peer = 1 - end;
        long acknowledged = session.taps[end].connection().stream(peer).acknowledgedEnd();
        boolean leavesSome = session.taps[peer] != null
                && session.taps[peer].connection().stream(peer).unacknowledgedBytes() > 0;
        return leavesSome
                        && acknowledged >= 0
                        && session.again(
                                        peer,
                                        Long.MIN_VALUE,
                                        Long.MAX_VALUE,
                                        acknowledged + session.offsetShift(end, peer))
                                > 0
                ? acknowledged
                : Long.MAX_VALUE;
    }

    /**
     * The first of what an end opens with that had not come to its peer by then: its OPEN, without which the peer says nothing,
     * and the KEEPALIVE after it, without which the session does not begin there (RFC 4271 section 8.2.2).
     */
    private static Optional<MessageType> openingLost(JoinedConnection session, int end, long until) {
        MessageType awaited = MessageType.OPEN;
        for (JoinedMessage each : session.messages(end)) {
            if (each.message().type() != awaited) {
                continue;
            }
            boolean isLost = each.fate() != Fate.DELIVERED
                    && each.fate() != Fate.APPEARED
                    && session.missing(end, each.message(), until) == Fate.LOST;
            if (isLost || awaited == MessageType.KEEPALIVE) {
                return isLost ? Optional.of(awaited) : Optional.empty();
            }
            awaited = MessageType.KEEPALIVE;
        }
        return Optional.empty();
    }

    /** The last KEEPALIVE, UPDATE or OPEN that an end sent by then. */
    private static OptionalLong lastSent(JoinedConnection session, int end, long until) {
        return session.messages(end).stream()
                .filter(each -> each.message().type() != MessageType.NOTIFICATION && each.nanos() <= until)
                .mapToLong(JoinedMessage::nanos)
                .max();
    }

    private HoldTimer.State state(JoinedConnection session, int end, long due, OptionalLong reopened) {
        long over = Sessions.endedNanos(session, end);
        long watched = plan.coverageEndNanos(session.hosts[end]);
        boolean goesOn = session.messages(end).stream()
                .anyMatch(each -> each.nanos() > due + SECOND && each.message().type() != MessageType.NOTIFICATION);
        if (over <= due) {
            return HoldTimer.State.ENDED;
        } else if (goesOn) {
            return HoldTimer.State.NOT_FIRED;
        } else if (reopened.isPresent()) {
            return HoldTimer.State.FIRED_UNSEEN;
        } else if (watched < due) {
            return HoldTimer.State.RUNNING;
        }
        return HoldTimer.State.OVERDUE;
    }

    /** When the end first opened another connection to its peer from a moment on. */
    private OptionalLong reopened(JoinedConnection session, int end, long fromNanos) {
        return sessions.stream()
                .filter(each -> each != session && each.opener() >= 0 && each.firstNanos() >= fromNanos)
                .filter(each -> each.hosts[each.opener()] == session.hosts[end])
                .mapToLong(JoinedConnection::firstNanos)
                .min();
    }

    /** KEEPALIVEs and UPDATEs that came to an end by then behind bytes that it never got. */
    private static long behindHole(JoinedConnection session, int end, long until) {
        return session.taps[end].connection().stream(1 - end).log().kept().stream()
                .filter(each -> each.type() == MessageType.KEEPALIVE || each.type() == MessageType.UPDATE)
                .filter(each -> each.behindHole() && each.last().nanos() <= until)
                .mapToLong(Message::count)
                .sum();
    }

    /** What the peer said behind what was heard, by its own tap. */
    private static Meanwhile meanwhile(JoinedConnection session, int peer, long heardEnd, boolean deaf, long until) {
        Meanwhile meanwhile = new Meanwhile();
        for (JoinedMessage each : session.messages(peer)) {
            if (each.fate() == Fate.APPEARED || each.message().end() <= heardEnd || each.nanos() > until) {
                continue;
            }
            boolean seen = each.fate() == Fate.DELIVERED && each.arrivedNanos().orElse(until) <= until;
            boolean isLost = !seen
                    && each.fate() != Fate.MISSED
                    && (each.fate() == Fate.DELIVERED || session.missing(peer, each.message(), until) == Fate.LOST);
            meanwhile.add(each, seen, isLost, deaf);
        }
        return meanwhile;
    }

    /** Whether the tap at an end holds any of what that end said: not where it takes only what comes in. */
    private static boolean showsItself(JoinedConnection session, int end) {
        return session.messages(end).stream().anyMatch(each -> each.fate() != Fate.APPEARED);
    }

    /** Adds what the peer sent meanwhile, by its own tap. */
    private HoldTimer counted(JoinedConnection session, int end, Heard heard, HoldTimer timer) {
        int peer = 1 - end;
        if (session.taps[peer] == null) {
            return timer;
        }
        long until = timer.state() == HoldTimer.State.FIRED
                ? timer.firedNanos().getAsLong()
                : timer.dueNanos().getAsLong();
        long heardEnd = heard.end + session.offsetShift(end, peer);
        Meanwhile meanwhile = meanwhile(session, peer, heardEnd, heard.deaf, until);
        long again = session.again(peer, timer.lastHeardNanos().getAsLong(), until, Long.MIN_VALUE);
        return new HoldTimer(
                timer.state(),
                timer.seconds(),
                timer.borrowed(),
                timer.lastHeardNanos(),
                timer.dueNanos(),
                timer.firedNanos(),
                meanwhile.sent,
                meanwhile.updates,
                meanwhile.arrived,
                meanwhile.unheard,
                behindHole(session, end, until),
                meanwhile.lost,
                meanwhile.lost == 0
                        ? 0
                        : meanwhile.lost
                                + session.again(peer, timer.lastHeardNanos().getAsLong(), until, heardEnd),
                again,
                session.taps[end].connection().stream(peer).acknowledgedEnd() >= heard.end,
                lastSent(session, end, until),
                session.cameAgainUnacknowledged(end, until),
                openingLost(session, end, until),
                showsItself(session, peer)
                        && plan.coverageStartNanos(session.hosts[peer])
                                <= timer.lastHeardNanos().getAsLong()
                        && plan.coverageEndNanos(session.hosts[peer]) >= until);
    }
}

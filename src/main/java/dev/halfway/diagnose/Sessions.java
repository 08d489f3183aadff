package dev.halfway.diagnose;

import dev.halfway.bgp.MessageType;
import dev.halfway.diagnose.BgpSession.Origin;
import dev.halfway.match.Fate;
import java.util.Optional;

/** Who ended a session, and when. */
final class Sessions {
    private Sessions() {}

    /** The first thing that an end sent to end the session, by its own tap, or the other's when there is no such. */
    private static Optional<BgpSession.Closing> closing(JoinedConnection session, int end, boolean arrivedOnly) {
        BgpSession.Closing first = null;
        for (JoinedMessage each : session.messages(end)) {
            if (each.message().type() == MessageType.NOTIFICATION
                    && (first == null || each.nanos() < first.nanos())
                    && (!arrivedOnly || isThere(each.fate()))) {
                String words =
                        each.message().notification().map(BgpEvents::words).orElse("");
                first = new BgpSession.Closing(
                        end,
                        MessageType.NOTIFICATION.words(),
                        words,
                        each.nanos(),
                        each.fate() == Fate.APPEARED ? Origin.UNWATCHED : Origin.LEFT,
                        false);
            }
        }
        for (Transmission each : session.sent(end)) {
            boolean ends = each.kind == Transmission.Kind.FIN || each.kind == Transmission.Kind.RST;
            if (ends
                    && (first == null || each.stamp.nanos() < first.nanos())
                    && (!arrivedOnly || isThere(each.fate()))) {
                first = of(session, each);
            }
        }
        return Optional.ofNullable(first);
    }

    private static BgpSession.Closing of(JoinedConnection session, Transmission ending) {
        Origin origin = ending.neverLeft()
                ? Origin.NEVER_LEFT
                : session.hosts[ending.from] < 0
                        ? Origin.UNWATCHED
                        : ending.fate() == Fate.APPEARED ? Origin.NOT_SHOWN : Origin.LEFT;
        boolean unannounced = origin != Origin.NEVER_LEFT && session.isEstablished() && session.endsWithMessage(ending);
        return new BgpSession.Closing(ending.from, ending.kind.words, "", ending.stamp.nanos(), origin, unannounced);
    }

    private static boolean isThere(Fate fate) {
        return fate == Fate.DELIVERED || fate == Fate.LATE || fate == Fate.MISSED || fate == Fate.APPEARED;
    }

    /** What ended the session; empty while it goes on. */
    static Optional<BgpSession.Closing> closing(JoinedConnection session) {
        Optional<BgpSession.Closing> one = closing(session, 0, false);
        Optional<BgpSession.Closing> other = closing(session, 1, false);
        if (one.isEmpty() || other.isEmpty()) {
            return one.isPresent() ? one : other;
        }
        return one.get().nanos() <= other.get().nanos() ? one : other;
    }

    /** When the session ended for one end: it sent something to end it, or such came; the greatest long while it goes on. */
    static long endedNanos(JoinedConnection session, int end) {
        long own = closing(session, end, false).map(BgpSession.Closing::nanos).orElse(Long.MAX_VALUE);
        long other =
                closing(session, 1 - end, true).map(BgpSession.Closing::nanos).orElse(Long.MAX_VALUE);
        return Math.min(own, other);
    }
}

package dev.halfway.diagnose;

import dev.halfway.bgp.MessageType;
import dev.halfway.match.Fate;
import java.util.Optional;

/** Who ended a session, and when. */
final class Sessions {
    /**
     * What ended a session.
     *
     * @param end that did it, 0 or 1
     * @param what {@code FIN}, {@code RST} or {@code NOTIFICATION}
     * @param detail what a NOTIFICATION says; else empty
     */
    record Closing(int end, String what, String detail, long nanos) {}

    private Sessions() {}

    /** The first thing that an end sent to end the session, by its own tap, or the other's when there is no such. */
    private static Optional<Closing> closing(JoinedConnection session, int end, boolean arrivedOnly) {
        Closing first = null;
        for (JoinedMessage each : session.messages(end)) {
            if (each.message().type() == MessageType.NOTIFICATION
                    && (first == null || each.nanos() < first.nanos)
                    && (!arrivedOnly || isThere(each.fate()))) {
                String words =
                        each.message().notification().map(BgpEvents::words).orElse("");
                first = new Closing(end, MessageType.NOTIFICATION.words(), words, each.nanos());
            }
        }
        for (Transmission each : session.sent(end)) {
            boolean ends = each.kind == Transmission.Kind.FIN || each.kind == Transmission.Kind.RST;
            if (ends && (first == null || each.stamp.nanos() < first.nanos) && (!arrivedOnly || isThere(each.fate()))) {
                first = new Closing(end, each.kind.words, "", each.stamp.nanos());
            }
        }
        return Optional.ofNullable(first);
    }

    private static boolean isThere(Fate fate) {
        return fate == Fate.DELIVERED || fate == Fate.LATE || fate == Fate.MISSED || fate == Fate.APPEARED;
    }

    /** What ended the session; empty while it goes on. */
    static Optional<Closing> closing(JoinedConnection session) {
        Optional<Closing> one = closing(session, 0, false);
        Optional<Closing> other = closing(session, 1, false);
        if (one.isEmpty() || other.isEmpty()) {
            return one.isPresent() ? one : other;
        }
        return one.get().nanos <= other.get().nanos ? one : other;
    }

    /** When the session ended for one end: it sent something to end it, or such came; the greatest long while it goes on. */
    static long endedNanos(JoinedConnection session, int end) {
        long own = closing(session, end, false).map(Closing::nanos).orElse(Long.MAX_VALUE);
        long other = closing(session, 1 - end, true).map(Closing::nanos).orElse(Long.MAX_VALUE);
        return Math.min(own, other);
    }
}

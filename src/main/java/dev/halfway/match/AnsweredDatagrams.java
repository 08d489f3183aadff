package dev.halfway.match;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One direction's echo requests that left in fragments, and which of them were answered: whoever answers has put together all
 * fragments (RFC 791 section 3.2, RFC 8200 section 4.5). An answer names the echo, only the first fragment does so as well,
 * and the others have its identification (RFC 6864). Each fragment is joined with its datagram as it leaves; these are held
 * for as long as an answer may come. Of more than {@link #MOST} at once the oldest are forgotten, and say so.
 */
final class AnsweredDatagrams {
    static final int MOST = 1 << 16;

    /** What is known of one, by any of its fragments. */
    static final class Datagram {
        /** When the first fragment left that is known: the one that asks, once it is. */
        private long nanos;

        private boolean asked;
        private boolean answered;
        /** Another one asked the same, or has the same identification, within the loss threshold: an answer is for either. */
        private boolean repeated;
        /** An answer may have come that was not looked for any more. */
        private boolean forgotten;

        private Datagram(long nanos) {
            this.nanos = nanos;
        }
    }

    private final Map<Long, Datagram> byIdentification = new LinkedHashMap<>();
    private final Map<Long, Datagram> byEcho = new LinkedHashMap<>();

    /**
     * A fragment left.
     *
     * @param asks whether it is the first one of an echo request
     */
    void left(Sighting fragment, boolean asks, long thresholdNanos) {
        Datagram known = byIdentification.get(identified(fragment));
        boolean isNew = known == null || fragment.timeNanos - known.nanos > thresholdNanos || asks && known.asked;
        Datagram datagram = isNew ? new Datagram(fragment.timeNanos) : known;
        if (isNew) {
            putLast(byIdentification, identified(fragment), datagram, thresholdNanos);
        }
        if (asks) {
            datagram.asked = true;
            datagram.nanos = fragment.timeNanos;
            putLast(byEcho, echo(fragment), datagram, thresholdNanos);
        }
        fragment.datagramAsked = datagram;
    }

    private static void putLast(Map<Long, Datagram> latest, long key, Datagram datagram, long thresholdNanos) {
        Datagram before = latest.remove(key); // so that it stands last
        if (before != null && datagram.nanos - before.nanos <= thresholdNanos) {
            before.repeated = true;
            datagram.repeated = true;
        }
        latest.put(key, datagram);
        Iterator<Datagram> oldest = latest.values().iterator();
        for (Datagram each = oldest.next(); each != datagram; each = oldest.next()) {
            boolean isPast = datagram.nanos - each.nanos > thresholdNanos;
            if (!isPast && latest.size() <= MOST) {
                break;
            }
            each.forgotten |= !isPast;
            oldest.remove();
        }
    }

    /**
     * An echo reply, or the first fragment of one, was seen at either host.
     *
     * @param epsilonNanos by so much it may have been later than its time says
     */
    void answered(Sighting reply, long epsilonNanos, long thresholdNanos) {
        Datagram datagram = byEcho.get(echo(reply));
        if (datagram != null
                && reply.timeNanos >= datagram.nanos - epsilonNanos
                && reply.timeNanos - datagram.nanos <= thresholdNanos) {
            datagram.answered = true;
        }
    }

    /** Whether the datagram of which this is a fragment that left was answered, beyond doubt. */
    static boolean isAnswered(Sighting fragment) {
        Datagram datagram = fragment.datagramAsked;
        return datagram != null && datagram.answered && !datagram.repeated;
    }

    /** Whether it is not known if that datagram was answered, for there were too many at once. */
    static boolean isForgotten(Sighting fragment) {
        Datagram datagram = fragment.datagramAsked;
        return datagram != null && datagram.forgotten && !datagram.answered;
    }

    private static long identified(Sighting fragment) {
        return (long) fragment.leg.lane.number << 32 | fragment.acknowledgment & 0xffffffffL;
    }

    /** The same for a request and what answers it. */
    private static long echo(Sighting s) {
        Tuple name = s.leg.name;
        long ends = Mix.add(name.sourceHigh() ^ name.destinationHigh(), name.sourceLow() ^ name.destinationLow());
        return Mix.add(ends, s.echo);
    }
}

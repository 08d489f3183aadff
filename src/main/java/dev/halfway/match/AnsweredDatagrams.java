package dev.halfway.match;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One direction's echo requests that left in fragments, and which of them were answered: whoever answers has put together all
 * fragments (RFC 791 section 3.2, RFC 8200 section 4.5). An answer names the echo, only the first fragment does so as well,
 * and the others have its identification (RFC 6864). Holds the latest.
 */
final class AnsweredDatagrams {
    private static final int MOST = 1 << 13;

    private static final class Datagram {
        final long nanos;
        boolean answered;
        /** Another one asked the same, or has the same identification, within the loss threshold: an answer is for either. */
        boolean repeated;

        Datagram(long nanos) {
            this.nanos = nanos;
        }
    }

    private static final class Latest extends LinkedHashMap<Long, Datagram> {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Datagram> eldest) {
            return size() > MOST;
        }
    }

    private final Map<Long, Datagram> byIdentification = new Latest();
    private final Map<Long, Datagram> byEcho = new Latest();

    /** The first fragment of an echo request left. */
    void asked(Sighting first, long thresholdNanos) {
        Datagram datagram = new Datagram(first.timeNanos);
        putLast(byIdentification, identified(first), datagram, thresholdNanos);
        putLast(byEcho, echo(first), datagram, thresholdNanos);
    }

    private static void putLast(Map<Long, Datagram> latest, long key, Datagram datagram, long thresholdNanos) {
        Datagram before = latest.remove(key); // so that it stands last
        if (before != null && datagram.nanos - before.nanos <= thresholdNanos) {
            before.repeated = true;
            datagram.repeated = true;
        }
        latest.put(key, datagram);
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
    boolean isAnswered(Sighting fragment, long thresholdNanos) {
        Datagram datagram = byIdentification.get(identified(fragment));
        return datagram != null
                && datagram.answered
                && !datagram.repeated
                && Math.abs(fragment.timeNanos - datagram.nanos) <= thresholdNanos;
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

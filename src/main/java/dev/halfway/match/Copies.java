package dev.halfway.match;

import dev.halfway.decode.TypeP;

/**
 * When two sightings that look alike at one host are the same packet. A TCP retransmission looks alike too and must never
 * be taken for a copy: an equal IP ID that tells packets apart settles it; without one, only sightings at different places
 * of the host (interface, direction, encapsulation, TTL) within moments are one packet; or two records of the very same
 * moment, where the clock is finer than a millisecond, as when captures that overlap were merged into one: acknowledgments
 * and resets, which hosts do send in bursts, only where other packets show that. Else errs towards two packets.
 */
final class Copies {
    /** A host hands a packet from one of its interfaces to the next well within this. */
    static final long HANDOVER_NANOS = 10_000_000;

    /**
     * No ping sends a number twice so soon, nor TCP a segment, unless a round trip takes less than this (RFC 8985): one must have
     * passed since it was sent first. But what came twice is answered twice.
     */
    private static final long AGAIN_NANOS = 200_000;

    private Copies() {}

    /**
     * @param apartNanos time of the second less time of the first
     * @param firstIdentification IP ID, 0 when it says nothing
     * @param firstPlaces one bit for each place where the first was seen
     */
    static boolean samePacket(
            long apartNanos, int firstIdentification, int secondIdentification, long firstPlaces, long secondPlace) {
        if (firstIdentification != 0 && secondIdentification != 0) {
            return firstIdentification == secondIdentification;
        }
        return apartNanos <= HANDOVER_NANOS && (firstPlaces & secondPlace) == 0;
    }

    /** The same for two sightings that look alike; in a capture that takes each packet n times, so are the next n - 1 alike. */
    static boolean isFurtherSighting(Sighting first, Sighting second, Lane lane) {
        long apartNanos = second.timeNanos - first.timeNanos;
        int one = lane.telling(first);
        int other = lane.telling(second);
        boolean oneMoment = apartNanos == 0 && second.leg.fineClock && isOneAtAMoment(second);
        return samePacket(apartNanos, one, other, first.places, second.places)
                || oneMoment && (one == 0 || other == 0)
                || isTwin(apartNanos, one, other, first.twins, second.leg);
    }

    /**
     * Whether two records like this one, of one moment, are of one packet: a host sends none twice so soon, but for those that
     * {@link #mayRepeatAlike}. What was held up on the way arrives at once, and how many these are what left tells.
     */
    private static boolean isOneAtAMoment(Sighting s) {
        return s.leg.recordsTwice || s.leg.position == Leg.Position.SENDER && !mayRepeatAlike(s.typeP);
    }

    /**
     * Whether what is taken for a further sighting of a packet may be another one alike: no IP ID tells, nor is each packet there
     * as often.
     */
    static boolean mayBeAnother(Sighting first, Sighting second, Lane lane) {
        return (lane.telling(first) == 0 || lane.telling(second) == 0)
                && (first.places & second.places) != 0
                && !second.leg.recordsAlways;
    }

    /**
     * Whether what is taken for another packet than one alike may be a second record of it all the same: both are recorded at
     * once, by a clock that is no coarse one.
     */
    static boolean mayBeSecondRecord(Sighting first, Sighting second, Lane lane) {
        return isAtOnce(second.typeP, lane, first.timeNanos, second.timeNanos)
                && first.identification == second.identification
                && lane.telling(second) == 0
                && second.leg.fineClock;
    }

    /** Whether of packets alike two moments are one; of pings and segments with payload, sooner than one is sent again. */
    static boolean isAtOnce(TypeP typeP, Lane lane, long nanos, long other) {
        long again = typeP.isEcho() ? AGAIN_NANOS : typeP == TypeP.TCP_DATA ? soonestNanos(lane) : 0;
        return nanos == other || Math.abs(nanos - other) < again;
    }

    /** How soon TCP may send a segment again. */
    private static long soonestNanos(Lane lane) {
        return Math.min(AGAIN_NANOS, lane.path.roundTripNanos());
    }

    /**
     * Whether a capture that takes each packet more than once shows the same packet at the same place again.
     *
     * @param twins how many such records of the first there were so far
     */
    static boolean isTwin(long apartNanos, int firstIdentification, int secondIdentification, int twins, Leg leg) {
        return twins < leg.recordsOfEach - 1
                && (firstIdentification == 0 || secondIdentification == 0)
                && apartNanos <= HANDOVER_NANOS;
    }

    /**
     * Kinds of which hosts send several alike within moments, as they do of no other: acknowledgments, resets, and SYN-ACKs, one by
     * the timer while one answers a SYN sent again.
     */
    static boolean mayRepeatAlike(TypeP typeP) {
        return typeP == TypeP.TCP_ACK || typeP == TypeP.TCP_RST || typeP == TypeP.TCP_SYN_ACK;
    }
}

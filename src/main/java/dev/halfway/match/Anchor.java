package dev.halfway.match;

import dev.halfway.decode.Addresses;

/** A packet of a {@link KeySketch}: enough to find it in another capture and to learn from its times. */
final class Anchor {
    static final long NO_GAP = -1;

    final long hash;
    final Route route;
    final Leg leg;
    final long timeNanos;
    final int timeToLive;
    final int identification;
    /** For an answer: how long after the packet it answers, at the same host; {@link #NO_GAP} when unknown. */
    final long gapNanos;
    /** Several packets of this capture look like this one. */
    boolean repeated;

    Anchor(long hash, Route route, Leg leg, long timeNanos, int timeToLive, int identification, long gapNanos) {
        this.hash = hash;
        this.route = route;
        this.leg = leg;
        this.timeNanos = timeNanos;
        this.timeToLive = timeToLive;
        this.identification = identification;
        this.gapNanos = gapNanos;
    }

    int ipVersion() {
        return Addresses.isIpv4(route.sourceHigh, route.sourceLow) ? 4 : 6;
    }
}

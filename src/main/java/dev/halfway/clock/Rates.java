package dev.halfway.clock;

/** How fast the offset of two clocks can change, as a ratio (1e-6 is 1 ppm). */
final class Rates {
    /** No two working clocks part faster than this; 500 ppm is as fast as adjtime and NTP (RFC 5905) slew one. */
    static final double LIMIT = 500e-6;

    /**
     * Drift: how far the rate strays from its mean within a segment. Quartz stays well within 1 ppm over minutes; the
     * rest is left to a clock that is being disciplined gently.
     */
    static final double WANDER = 10e-6;

    private Rates() {}
}

package dev.halfway.capture;

/**
 * Up to when a live capture is complete: each packet with an earlier time has been handed over or counted as dropped. The
 * kernel keeps packets back for a while to hand them over together, and does not say how many, but it counts them: when as
 * many were delivered as it accepted and did not drop, it holds none.
 *
 * <p>Some packets that it counts it never delivers (those from before the filter was set; on the loopback interface every
 * second one). They are known as such once all has been still for {@link #STILL_NANOS}. Until then complete is what is
 * before the last packet delivered. Errs towards too early, which is safe: less is then said to be covered.
 */
final class Coverage {
    /** Ten times as long as the kernel keeps a packet back. */
    static final long STILL_NANOS = 1_000_000_000;

    /** From a packet's time stamp to its being counted: longer than a busy processor takes. */
    static final long TO_BE_COUNTED_NANOS = 50_000_000;

    private long completeNanos;
    private long neverDelivered;

    Coverage(long startNanos) {
        completeNanos = startNanos;
    }

    /**
     * Looks at the counters.
     *
     * @param nowNanos when they were read
     * @param counted accepted by the filter and not dropped, by then
     * @param delivered by a moment after that
     * @param lastPacketNanos time of the last packet delivered; {@link Long#MIN_VALUE} when there is none
     * @param stillNanos for how long none was delivered
     */
    void look(long nowNanos, long counted, long delivered, long lastPacketNanos, long stillNanos) {
        if (!isAllDelivered(counted, delivered) && stillNanos >= STILL_NANOS) {
            neverDelivered = counted - delivered;
        }
        long complete = isAllDelivered(counted, delivered)
                ? Math.max(lastPacketNanos, nowNanos - TO_BE_COUNTED_NANOS)
                : lastPacketNanos;
        boolean clockSetBack = completeNanos - nowNanos > STILL_NANOS;
        if (complete > completeNanos || clockSetBack && complete != Long.MIN_VALUE) {
            completeNanos = complete;
        }
    }

    boolean isAllDelivered(long counted, long delivered) {
        return counted - delivered <= neverDelivered;
    }

    /** Nanoseconds since the epoch; at first, when the capture began. */
    long completeNanos() {
        return completeNanos;
    }
}

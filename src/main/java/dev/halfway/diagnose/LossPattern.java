package dev.halfway.diagnose;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * How the losses of one direction lie in sending order (RFC 3357) and in time. Times are nanoseconds since the epoch on the
 * sender's clock.
 *
 * @param judged packets of which it is known whether they arrived
 * @param periods runs of consecutive losses (RFC 3357 section 5.4)
 * @param longestPeriod packets in the longest
 * @param noticeableRate share of losses that are nearer than the loss constraint to the loss before (RFC 3357 section
 *     6.1), 0 to 1; empty with fewer than two losses
 * @param gilbertP probability that a packet after a delivered one is lost
 * @param gilbertR probability that a packet after a lost one is delivered
 * @param lastBeforeNanos the last packet known to have been delivered before the first loss: with {@code firstLostNanos} the onset
 * @param firstAfterNanos the first packet delivered after the last loss: the end; empty while it lasts
 * @param delayBefore delay of packets delivered just before losses against that of all others
 */
public record LossPattern(
        long judged,
        long lost,
        long periods,
        long longestPeriod,
        OptionalDouble noticeableRate,
        OptionalDouble gilbertP,
        OptionalDouble gilbertR,
        OptionalLong lastBeforeNanos,
        OptionalLong firstLostNanos,
        OptionalLong lastLostNanos,
        OptionalLong firstAfterNanos,
        Optional<DelayBefore> delayBefore) {
    /** Packets that are nearer to each other than this tell well enough when losses end. */
    private static final long LEAST_OPEN_NANOS = 1_000_000_000L;
    /** So many times as far apart as those that are lost. */
    private static final long MUCH_FARTHER = 5;

    /** Since when there may have been losses; empty where they begin, or began, within what packets usually are apart. */
    Optional<Long> openFromNanos() {
        boolean open = isOpen(lastBeforeNanos, firstLostNanos);
        return open ? Optional.of(lastBeforeNanos.getAsLong()) : Optional.empty();
    }

    /** Up to when the losses may have gone on; empty where they end, or last, within what packets usually are apart. */
    Optional<Long> openUntilNanos() {
        boolean open = isOpen(lastLostNanos, firstAfterNanos);
        return open ? Optional.of(firstAfterNanos.getAsLong()) : Optional.empty();
    }

    private boolean isOpen(OptionalLong from, OptionalLong to) {
        if (lastLostNanos.isEmpty() || firstLostNanos.isEmpty() || from.isEmpty() || to.isEmpty()) {
            return false;
        }
        long apart = (lastLostNanos.getAsLong() - firstLostNanos.getAsLong()) / Math.max(1, lost - 1);
        return to.getAsLong() - from.getAsLong() > Math.max(LEAST_OPEN_NANOS, MUCH_FARTHER * apart);
    }

    /** The same losses among fewer packets, those that were sent while some were lost. */
    LossPattern among(long packets) {
        return new LossPattern(
                packets,
                lost,
                periods,
                longestPeriod,
                noticeableRate,
                gilbertP,
                gilbertR,
                lastBeforeNanos,
                firstLostNanos,
                lastLostNanos,
                firstAfterNanos,
                delayBefore);
    }

    /**
     * Whether packets are slower just before a loss: congestion, or something that drops without queueing.
     *
     * @param medianNanos of the packets delivered just before a loss
     * @param usualNanos median of all others
     * @param p Mann-Whitney, that they are slower
     * @param leastNanos of all
     */
    public record DelayBefore(long medianNanos, long usualNanos, double p, long leastNanos) {
        /** Where the least is not far from what is usual. */
        public DelayBefore(long medianNanos, long usualNanos, double p) {
            this(medianNanos, usualNanos, p, Math.min(medianNanos, usualNanos));
        }
    }
}

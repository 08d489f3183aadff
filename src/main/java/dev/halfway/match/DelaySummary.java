package dev.halfway.match;

/**
 * One-way delay (RFC 7679) of the packets that arrived; those that did not have none. Nanoseconds, by the estimated
 * clocks: each value may be off by the bound of the clock offset.
 *
 * @param count how many delays
 * @param negative how many came out below zero, which only the clocks' error can do; they count as 0
 */
public record DelaySummary(
        long count, long minNanos, long medianNanos, long p90Nanos, long p99Nanos, long maxNanos, long negative) {}

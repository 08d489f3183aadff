package dev.halfway.match;

/** From the first of something to the last, nanoseconds since the epoch on one host's own clock. */
public record TimeSpan(long firstNanos, long lastNanos) {}

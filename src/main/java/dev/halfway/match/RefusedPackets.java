package dev.halfway.match;

/** Sums up what is {@link RefusedOnTheWay}. */
final class RefusedPackets {
    /** On the reference clock. */
    private long firstNanos = Long.MAX_VALUE;

    private long firstOwnNanos = Long.MAX_VALUE;
    private long lastOwnNanos = Long.MIN_VALUE;
    private final TimesToLive timesToLive = new TimesToLive();

    /** A packet that only a reset with this TTL answers. */
    void note(Sighting s, int timeToLive) {
        firstNanos = Math.min(firstNanos, s.timeNanos);
        firstOwnNanos = Math.min(firstOwnNanos, s.ownNanos);
        lastOwnNanos = Math.max(lastOwnNanos, s.ownNanos);
        timesToLive.note(timeToLive);
    }

    void add(RefusedPackets other) {
        firstNanos = Math.min(firstNanos, other.firstNanos);
        firstOwnNanos = Math.min(firstOwnNanos, other.firstOwnNanos);
        lastOwnNanos = Math.max(lastOwnNanos, other.lastOwnNanos);
        timesToLive.add(other.timesToLive);
    }

    /** @param acceptedNanos when the last connection was accepted, on the reference clock */
    RefusedOnTheWay toRow(long acceptedNanos) {
        return new RefusedOnTheWay(
                new TimeSpan(firstOwnNanos, lastOwnNanos),
                acceptedNanos < firstNanos,
                timesToLive.range().orElseThrow());
    }
}

package dev.halfway.match;

import java.util.Optional;

/** SYN-ACKs of one connection that arrived at the host that asks, and whether it took notice of them. */
final class ArrivedAnswers {
    /** A SYN that leaves sooner after a SYN-ACK has come may have been on its way already. */
    private static final long AGAIN_NANOS = 100_000_000L;
    /** Who takes a SYN-ACK acknowledges it at once, or with its first data (RFC 9293 section 3.8.6.3: within half a second). */
    private static final long LATEST_ACKNOWLEDGMENT_NANOS = 1_000_000_000L;
    /** As often they must come in vain where no SYN is sent again. */
    private static final int LEAST = 3;

    private long count;
    private long firstNanos;
    private long lastNanos;
    private long firstOwnNanos;
    private long lastOwnNanos;

    /** Of one connection they come in time order, but for those of which the leaving was not seen. */
    void note(Sighting synAck) {
        boolean first = count++ == 0;
        firstNanos = first ? synAck.timeNanos : Math.min(firstNanos, synAck.timeNanos);
        lastNanos = first ? synAck.timeNanos : Math.max(lastNanos, synAck.timeNanos);
        firstOwnNanos = first ? synAck.ownNanos : Math.min(firstOwnNanos, synAck.ownNanos);
        lastOwnNanos = first ? synAck.ownNanos : Math.max(lastOwnNanos, synAck.ownNanos);
    }

    /** @param asking what the host that asks was seen to send on the connection: nothing but SYNs */
    Optional<IgnoredAnswers> ignored(Lane asking) {
        boolean asks = asking.latestSynNanos != Long.MIN_VALUE;
        boolean again = asks && asking.latestSynNanos - AGAIN_NANOS >= firstNanos;
        boolean inVain = asks
                && asking.departuresTaken
                && count >= LEAST
                && lastNanos - firstNanos >= LATEST_ACKNOWLEDGMENT_NANOS;
        return again || inVain
                ? Optional.of(new IgnoredAnswers(1, count, again ? 1 : 0, new TimeSpan(firstOwnNanos, lastOwnNanos)))
                : Optional.empty();
    }
}

package dev.halfway.match;

/**
 * SYN-ACKs that reached the host that asks, and of which it took no notice: nothing but SYNs left it on these connections.
 *
 * @param connections on which they came again and again, or the SYN was sent again after one had come
 * @param answers SYN-ACKs that arrived on them
 * @param askedAgain of the connections: those on which a SYN left well after a SYN-ACK had come, so that its TCP has not taken it
 * @param span from the first of the SYN-ACKs to the last, on the clock of the host that asks
 */
public record IgnoredAnswers(long connections, long answers, long askedAgain, TimeSpan span) {
    /** Both together. */
    public IgnoredAnswers plus(IgnoredAnswers other) {
        return new IgnoredAnswers(
                connections + other.connections,
                answers + other.answers,
                askedAgain + other.askedAgain,
                new TimeSpan(
                        Math.min(span.firstNanos(), other.span.firstNanos()),
                        Math.max(span.lastNanos(), other.span.lastNanos())));
    }
}

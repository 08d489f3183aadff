package dev.halfway.match;

/**
 * Packets that left {@code from} and could not be judged, by reason.
 *
 * @param count how many
 */
public record Unjudged(String from, String to, Reason reason, long count) {}

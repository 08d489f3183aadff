package dev.halfway.match;

/**
 * Packets that arrived after the loss threshold.
 *
 * @param sent when they left, on the sender's own clock
 * @param arrivedNanos from the arrival of the first to the arrival of the last
 * @param delay how long they took
 */
public record Lateness(TimeSpan sent, long arrivedNanos, DelaySummary delay) {}

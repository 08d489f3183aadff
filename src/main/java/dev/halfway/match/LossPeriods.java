package dev.halfway.match;

/**
 * Runs of consecutive lost packets in sending order (RFC 3357 section 5.4).
 *
 * @param count how many runs
 * @param longest packets in the longest run
 * @param lost packets in all runs
 */
public record LossPeriods(long count, long longest, long lost) {}

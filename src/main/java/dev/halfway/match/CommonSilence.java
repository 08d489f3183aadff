package dev.halfway.match;

/**
 * No capture shows anything between two packets, though more was sent meanwhile.
 *
 * @param pings echo requests whose sequence numbers are skipped
 * @param connections directions of TCP connections that go on with later bytes than the next ones
 */
public record CommonSilence(long startNanos, long endNanos, long pings, long connections) {}

package dev.halfway.match;

/** The captures of a host show nothing between two packets, though many are known to have passed there. */
public record CapturePause(long startNanos, long endNanos) {}

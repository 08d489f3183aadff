package dev.halfway.bgp;

/**
 * Where and when a tap saw a segment.
 *
 * @param nanos since the epoch, on the clock that the caller uses throughout
 * @param file index of the capture among those of this tap, from 0
 * @param frame number in that capture, from 1
 */
public record Stamp(long nanos, int file, long frame) {}

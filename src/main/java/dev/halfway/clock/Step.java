package dev.halfway.clock;

/**
 * A sudden change of the offset.
 *
 * @param timeNanos when, on A's clock
 * @param withinNanos the step lies at most this far from {@code timeNanos}
 * @param stepNanos how much the offset grew; negative when it shrank
 */
public record Step(long timeNanos, long withinNanos, long stepNanos) {}

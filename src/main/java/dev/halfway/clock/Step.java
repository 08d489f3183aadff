package dev.halfway.clock;

import java.util.OptionalLong;

/**
 * A sudden change of the offset.
 *
 * @param timeNanos when, on A's clock
 * @param withinNanos the step lies at most this far from {@code timeNanos}
 * @param stepNanos how much the offset grew; negative when it shrank
 * @param boundNanos largest error of that size; empty when it is uncertain
 */
public record Step(long timeNanos, long withinNanos, long stepNanos, OptionalLong boundNanos) {}

package dev.halfway.capture;

import java.util.OptionalLong;

/**
 * What a capture says about itself at one moment (pcapng Interface Statistics Block).
 *
 * @param interfaceIndex as {@link Frame#interfaceIndex()}
 * @param timeNanos when the statistics were taken, nanoseconds since the epoch
 * @param startNanos {@code isb_starttime}: when this interface began to be recorded
 * @param endNanos {@code isb_endtime}: when it ceased
 * @param received {@code isb_ifrecv}: packets the interface received since the capture began
 * @param dropped {@code isb_ifdrop} plus {@code isb_osdrop}: packets lost by the capture since it began; empty when the
 *     file does not say, which is not zero
 */
public record InterfaceStatistics(
        int interfaceIndex,
        long timeNanos,
        OptionalLong startNanos,
        OptionalLong endNanos,
        OptionalLong received,
        OptionalLong dropped) {}

package dev.halfway.capture;

import java.util.OptionalLong;

/**
 * What a capture says about itself at one moment (pcapng Interface Statistics Block). Counts are since it began; an empty
 * one is unknown, which is not zero.
 *
 * @param interfaceIndex as {@link Frame#interfaceIndex()}
 * @param timeNanos when the statistics were taken, nanoseconds since the epoch
 * @param startNanos {@code isb_starttime}: when this interface began to be recorded
 * @param endNanos {@code isb_endtime}: when it ceased, or up to when it is complete so far
 * @param received {@code isb_ifrecv}: packets the interface received
 * @param accepted {@code isb_filteraccept}: packets that passed the filter, kept or lost
 * @param droppedByInterface {@code isb_ifdrop}: packets lost for want of resources of the interface
 * @param droppedBySystem {@code isb_osdrop}: packets lost for want of room in the system's buffer
 */
public record InterfaceStatistics(
        int interfaceIndex,
        long timeNanos,
        OptionalLong startNanos,
        OptionalLong endNanos,
        OptionalLong received,
        OptionalLong accepted,
        OptionalLong droppedByInterface,
        OptionalLong droppedBySystem) {

    /** Packets lost by the capture, all kinds that are known; empty when none is. */
    public OptionalLong dropped() {
        if (droppedByInterface.isPresent() && droppedBySystem.isPresent()) {
            long sum = droppedByInterface.getAsLong() + droppedBySystem.getAsLong();
            return OptionalLong.of(sum < 0 ? Long.MAX_VALUE : sum);
        }
        return droppedByInterface.isPresent() ? droppedByInterface : droppedBySystem;
    }
}

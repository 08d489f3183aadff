package dev.halfway.capture;

/** Receives what a {@link PacketSource} reads, on the thread that polls it. */
@FunctionalInterface
public interface FrameHandler {
    /** One record; the frame and its buffer are valid until this returns. */
    void onFrame(Frame frame);

    /** Statistics that the capture carries in its stream (pcapng Interface Statistics Block). */
    default void onStatistics(InterfaceStatistics statistics) {}
}

package dev.halfway.capture;

/** Receives what a {@link PacketSource} reads, on the thread that polls it. */
@FunctionalInterface
public interface FrameHandler {
    /** One record; the frame and its buffer are valid until this returns. */
    void onFrame(Frame frame);

    /** Statistics that the capture carries in its stream (pcapng Interface Statistics Block). */
    default void onStatistics(InterfaceStatistics statistics) {}

    /**
     * A packet of an interface beyond those that are kept: of the frame only its number and its file are known.
     *
     * @return false where nothing can be done without such packets: then the capture is read no farther
     */
    default boolean onUnread(Frame frame) {
        return false;
    }
}

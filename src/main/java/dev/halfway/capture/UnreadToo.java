package dev.halfway.capture;

/** For whom packets that are not read are no loss: those that are not shown, or were counted when they were read before. */
public final class UnreadToo implements FrameHandler {
    private final FrameHandler handler;

    public UnreadToo(FrameHandler handler) {
        this.handler = handler;
    }

    @Override
    public void onFrame(Frame frame) {
        handler.onFrame(frame);
    }

    @Override
    public void onStatistics(InterfaceStatistics statistics) {
        handler.onStatistics(statistics);
    }

    @Override
    public boolean onUnread(Frame frame) {
        return true;
    }
}

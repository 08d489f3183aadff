package dev.halfway.agent;

import dev.halfway.capture.CaptureFile;
import dev.halfway.capture.FrameHandler;
import dev.halfway.capture.PacketSource;
import dev.halfway.capture.PcapngBytes;
import dev.halfway.capture.SourceSummary;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A live capture that a test feeds; times are nanoseconds since {@link #EPOCH}. */
final class FakeCapture implements PacketSource {
    static final long EPOCH = 1_700_000_000_000_000_000L;
    static final SourceSummary.Interface ETH0 = new SourceSummary.Interface(1, 192, "eth0", "icmp", "");
    private static final int ISB_STARTTIME = 2;
    private static final int ISB_OSDROP = 7;

    private static final int MOST_WAITING = 16;

    private final BlockingQueue<byte[]> captures = new LinkedBlockingQueue<>(MOST_WAITING);

    /** A packet whose bytes hold a number; waits while many are not taken yet. */
    void packet(long nanos, int number) throws InterruptedException {
        packet(nanos, number, 60);
    }

    void packet(long nanos, int number, int length) throws InterruptedException {
        byte[] packet = ByteBuffer.allocate(length).putInt(56, number).array();
        captures.put(file().packet(0, EPOCH + nanos, packet).bytes());
    }

    /** The frame, whatever is in it. */
    void frame(long nanos, byte[] frame) throws InterruptedException {
        captures.put(file().packet(0, EPOCH + nanos, frame).bytes());
    }

    void statistics(long nanos, long dropped) throws InterruptedException {
        PcapngBytes file = file();
        captures.put(file.statistics(
                        0, EPOCH + nanos, file.timeOption(ISB_STARTTIME, EPOCH), file.longOption(ISB_OSDROP, dropped))
                .bytes());
    }

    private volatile boolean closed;

    private static PcapngBytes file() {
        PcapngBytes file = new PcapngBytes().section(ByteOrder.LITTLE_ENDIAN);
        return file.iface(1, 192, file.byteOption(9, 9));
    }

    @Override
    public int poll(FrameHandler handler, int limit) throws IOException {
        try {
            byte[] next = captures.poll(20, TimeUnit.MILLISECONDS);
            if (closed) {
                return END;
            }
            if (next == null) {
                return 0;
            }
            try (CaptureFile file = CaptureFile.open("fake", new ByteArrayInputStream(next))) {
                return Math.max(0, file.poll(handler, limit));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return END;
        }
    }

    /** Of a source with many interfaces it costs too much for each packet. */
    @Override
    public SourceSummary summary() {
        throw new AssertionError("nobody needs it while packets come");
    }

    @Override
    public SourceSummary.Interface interfaceAt(int index) {
        return List.of(ETH0).get(index);
    }

    @Override
    public void close() {
        closed = true;
    }
}

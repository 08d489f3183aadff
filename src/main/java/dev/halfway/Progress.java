package dev.halfway;

import dev.halfway.capture.Frame;
import dev.halfway.capture.FrameHandler;
import dev.halfway.capture.InterfaceStatistics;
import java.util.concurrent.atomic.LongAdder;

/** How far an analysis is; written by the threads that read, read by whoever shows it. Every capture is read twice. */
public final class Progress {
    /** Of a record in a pcap file; those of pcapng are a little longer. */
    private static final int RECORD_HEADER_BYTES = 16;

    private final LongAdder packets = new LongAdder();
    private final LongAdder bytes = new LongAdder();

    /** Packets read so far. */
    public long packets() {
        return packets.sum();
    }

    /** Bytes of captures read so far, as they are without compression; a little less, since only records count. */
    public long bytes() {
        return bytes.sum();
    }

    /** Counts what goes to a handler; for one thread. */
    Meter meter(FrameHandler handler) {
        return new Meter(handler);
    }

    /** Between a source and a handler. */
    final class Meter implements FrameHandler {
        private final FrameHandler handler;
        private long count;
        private long size;

        private Meter(FrameHandler handler) {
            this.handler = handler;
        }

        @Override
        public void onFrame(Frame frame) {
            count++;
            size += frame.capturedLength() + RECORD_HEADER_BYTES;
            handler.onFrame(frame);
        }

        @Override
        public void onStatistics(InterfaceStatistics statistics) {
            handler.onStatistics(statistics);
        }

        @Override
        public boolean onUnread(Frame frame) {
            return handler.onUnread(frame);
        }

        /** Makes known what was counted since; once for many packets. */
        void tell() {
            packets.add(count);
            bytes.add(size);
            count = 0;
            size = 0;
        }
    }
}

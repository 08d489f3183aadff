package dev.halfway;

import dev.halfway.capture.CaptureFiles;
import dev.halfway.capture.Frame;
import dev.halfway.capture.FrameHandler;
import dev.halfway.capture.InterfaceStatistics;
import dev.halfway.capture.PacketSource;
import dev.halfway.capture.UnreadToo;
import dev.halfway.match.Sighting;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * Reads one host's captures by a thread of its own and hands over what it makes of them, in file order, in batches of a
 * fixed size: what another thread does with them does not depend on which of the two is faster. Few batches are under way.
 */
final class SightingReader implements AutoCloseable {
    private static final int BATCHES = 4;
    private static final int FRAMES = 256;
    /** Mostly the one that reads waits for a free batch, and to wake it takes as long as to match some packets. */
    private static final int GIVEN_BACK_AT_ONCE = 2;

    /** Makes a sighting of the frame at hand. */
    interface Maker {
        /** Fills {@code s}; false when the frame is none that is matched. */
        boolean make(Frame frame, Sighting s);

        /** The capture says how it does. */
        void onStatistics(InterfaceStatistics statistics);
    }

    /** To unwind the reading when nobody wants more of it. */
    private static final class Abandoned extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private final BlockingQueue<SightingBatch> full = new ArrayBlockingQueue<>(BATCHES);
    private final BlockingQueue<SightingBatch> free = new ArrayBlockingQueue<>(BATCHES);
    /** Fewer than are given back at once; of who takes batches. */
    private final List<SightingBatch> used = new ArrayList<>(GIVEN_BACK_AT_ONCE);

    private final Thread thread;
    private SightingBatch filling;

    /**
     * Begins to read.
     *
     * @param files closed in the end
     * @param progress where to count what is read
     */
    SightingReader(String host, CaptureFiles files, Maker maker, Progress progress) {
        for (int i = 1; i < BATCHES; i++) {
            free.add(new SightingBatch());
        }
        filling = new SightingBatch();
        thread = new Thread(() -> read(files, maker, progress), "reader of " + host);
        thread.setDaemon(true);
        thread.start();
    }

    /** The next batch; {@link #giveBack} returns it. */
    SightingBatch take() throws IOException {
        SightingBatch batch;
        try {
            batch = full.take();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while reading", e);
        }
        if (batch.failure != null) {
            Parallel.throwAgain(batch.failure);
        }
        return batch;
    }

    void giveBack(SightingBatch batch) {
        batch.clear();
        used.add(batch);
        if (used.size() == GIVEN_BACK_AT_ONCE) {
            free.addAll(used);
            used.clear();
        }
    }

    private void read(CaptureFiles files, Maker maker, Progress progress) {
        try (files) {
            Progress.Meter meter = progress.meter(new UnreadToo(new Handler(maker)));
            while (files.poll(meter, FRAMES) != PacketSource.END) {
                meter.tell();
                if (Thread.interrupted()) {
                    throw new Abandoned();
                }
            }
        } catch (Abandoned e) {
            return;
        } catch (IOException | RuntimeException | Error e) {
            filling.failure = e;
        }
        filling.last = true;
        full.add(filling);
    }

    private final class Handler implements FrameHandler {
        private final Maker maker;

        Handler(Maker maker) {
            this.maker = maker;
        }

        @Override
        public void onFrame(Frame frame) {
            if (maker.make(frame, filling.next()) && !filling.keep()) {
                handOver();
            }
        }

        @Override
        public void onStatistics(InterfaceStatistics statistics) {
            maker.onStatistics(statistics);
        }
    }

    private void handOver() {
        full.add(filling); // there is room for all that there are
        try {
            filling = free.take();
        } catch (InterruptedException e) {
            throw new Abandoned();
        }
    }

    /** Ends the reading, whether it is done or not. */
    @Override
    public void close() {
        thread.interrupt();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}

package dev.halfway.fuzz;

import dev.halfway.capture.CaptureException;
import dev.halfway.capture.CaptureFile;
import dev.halfway.capture.Frame;
import dev.halfway.capture.FrameHandler;
import dev.halfway.capture.InterfaceStatistics;
import dev.halfway.capture.PacketSource;
import java.io.ByteArrayInputStream;
import java.io.IOException;

/** A capture file of any bytes: it is read up to where it is sound, or refused with a sentence. */
public final class ReaderFuzz {
    private static final int BATCH = 7;
    /** Compressed input may be long; what fits into a few kilobytes of input otherwise is far less. */
    private static final long MOST_FRAMES = 200_000;

    private ReaderFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) throws IOException {
        Check check = new Check();
        try (PacketSource source = CaptureFile.open("input", new ByteArrayInputStream(input))) {
            int count = 0;
            while (count != PacketSource.END && check.frames < MOST_FRAMES) {
                count = source.poll(check, BATCH);
            }
            Require.that(source.summary().packets() == check.frames, "packets counted");
            source.summary().warnings().forEach(warning -> Require.that(!warning.isBlank(), "a warning's words"));
        } catch (CaptureException refused) {
            Require.that(refused.getMessage().startsWith("input: "), "the name in: " + refused.getMessage());
        }
    }

    private static final class Check implements FrameHandler {
        private long frames;

        @Override
        public void onFrame(Frame frame) {
            frames++;
            int end = frame.offset() + frame.capturedLength();
            Require.that(frame.offset() >= 0 && frame.capturedLength() >= 0, "a place in the buffer");
            Require.that(end <= frame.buffer().length, "an end in the buffer");
            Require.that(frame.originalLength() >= 0, "a length");
            Require.that(frame.number() > 0, "a number");
            Require.that(frame.interfaceIndex() >= 0, "an interface");
        }

        @Override
        public void onStatistics(InterfaceStatistics statistics) {
            Require.that(statistics.interfaceIndex() >= 0, "an interface of statistics");
        }
    }
}

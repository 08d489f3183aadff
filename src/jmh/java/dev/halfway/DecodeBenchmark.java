package dev.halfway;

import dev.halfway.capture.CaptureFiles;
import dev.halfway.capture.FrameHandler;
import dev.halfway.capture.PacketSource;
import dev.halfway.decode.DecodedPacket;
import dev.halfway.decode.Decoder;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;

/** Reads one capture and decodes what it holds. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class DecodeBenchmark {
    /** Packets in scope. */
    @Benchmark
    public long decode(BenchmarkPair pair) throws IOException {
        Decoder decoder = new Decoder(BenchmarkPair.PORTS);
        DecodedPacket packet = new DecodedPacket();
        long[] inScope = new long[1];
        FrameHandler handler = frame -> {
            int outcome = decoder.decode(
                    frame.buffer(),
                    frame.offset(),
                    frame.capturedLength(),
                    frame.originalLength(),
                    frame.linkType(),
                    packet);
            inScope[0] += outcome == DecodedPacket.IN_SCOPE ? 1 : 0;
        };
        try (CaptureFiles files = CaptureFiles.open(List.of(pair.a()))) {
            while (files.poll(handler, 256) != PacketSource.END) {
                // the handler does the work
            }
        }
        return inScope[0];
    }
}

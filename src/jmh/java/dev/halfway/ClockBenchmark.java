package dev.halfway;

import dev.halfway.clock.ClockEstimate;
import dev.halfway.clock.ClockSamples;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;

/** How the clocks of two hosts stand, from as many packets as a survey keeps. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class ClockBenchmark {
    static final long OFFSET_NANOS = 37_000_000_000L;
    private static final int PACKETS = 65_536;
    private static final long APART_NANOS = 10_000_000;
    private static final long DELAY_NANOS = 200_000;

    @Benchmark
    public ClockEstimate estimate() {
        SplittableRandom random = new SplittableRandom(2330);
        ClockSamples samples = new ClockSamples();
        for (int i = 0; i < PACKETS; i += 2) {
            long sent = i * APART_NANOS;
            long delay = DELAY_NANOS + random.nextLong(DELAY_NANOS);
            samples.addForward(sent, sent + OFFSET_NANOS + delay);
            samples.addBackward(sent + APART_NANOS + delay, sent + APART_NANOS + OFFSET_NANOS);
        }
        return samples.estimateRobustly();
    }
}

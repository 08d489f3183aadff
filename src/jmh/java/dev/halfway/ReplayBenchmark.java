package dev.halfway;

import dev.halfway.diagnose.Diagnosis;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;

/** All of it, captures in, diagnosis out. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class ReplayBenchmark {
    @Benchmark
    public Diagnosis analyze(BenchmarkPair pair) throws IOException {
        return Analysis.run(pair.options(), Optional.empty());
    }
}

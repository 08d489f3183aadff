package dev.halfway;

import dev.halfway.diagnose.Diagnosis;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The second reading: both captures are surveyed already. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@State(Scope.Benchmark)
public class MatchBenchmark {
    private Surveyed surveyed;

    @Setup(Level.Invocation)
    public void survey(BenchmarkPair pair) throws IOException {
        surveyed = new Surveyed(pair.options(), pair.feeds(), true);
    }

    @Benchmark
    public Diagnosis match() throws IOException {
        return surveyed.diagnose(surveyed.plan(), (host, file, nanos) -> true, Optional.empty());
    }
}

package dev.halfway;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.halfway.diagnose.Diagnosis;
import dev.halfway.diagnose.Verdict;
import dev.halfway.match.LossRow;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** What is measured gives the right answer, and every benchmark runs. */
class BenchmarksTest {
    private final BenchmarkPair pair = new BenchmarkPair();

    @BeforeEach
    void write() throws IOException {
        pair.write();
    }

    @AfterEach
    void remove() throws IOException {
        pair.remove();
    }

    /** By direction and kind: what left and what was lost, as in the generator's lines. */
    private Map<String, String> generated() {
        Map<String, String> counts = new TreeMap<>();
        pair.truth.lines().filter(line -> !line.startsWith("records")).forEach(line -> {
            String[] words = line.split(" ");
            counts.put(words[0] + " " + words[1] + " " + words[2], words[3] + " " + words[4]);
        });
        return counts;
    }

    private static Map<String, String> told(Diagnosis diagnosis) {
        Map<String, long[]> sums = new TreeMap<>();
        for (LossRow row : diagnosis.losses()) {
            long[] sum = sums.computeIfAbsent(
                    row.from() + " " + row.to() + " " + row.typeP().id(), key -> new long[2]);
            sum[0] += row.sent();
            sum[1] += row.lost();
        }
        Map<String, String> counts = new TreeMap<>();
        sums.forEach((key, sum) -> counts.put(key, sum[0] + " " + sum[1]));
        return counts;
    }

    @Test
    void shouldDecodeEveryPacket() throws IOException {
        long sentByB = generated().entrySet().stream()
                .filter(each -> each.getKey().startsWith("b a "))
                .mapToLong(each -> Long.parseLong(each.getValue().split(" ")[0]))
                .sum();
        long sentByA = generated().entrySet().stream()
                .filter(each -> each.getKey().startsWith("a b "))
                .mapToLong(each -> Long.parseLong(each.getValue().split(" ")[0]))
                .sum();
        assertEquals(sentByA + sentByB, new DecodeBenchmark().decode(pair), "nothing that B sent was lost");
    }

    @Test
    void shouldCountWhatTheGeneratorLost() throws IOException {
        Diagnosis replayed = new ReplayBenchmark().analyze(pair);
        MatchBenchmark benchmark = new MatchBenchmark();
        benchmark.survey(pair);
        Diagnosis matched = benchmark.match();
        assertEquals(generated(), told(replayed));
        assertEquals(generated(), told(matched));
        assertEquals(Verdict.ONE_WAY_LOSS, replayed.verdict());
    }

    @Test
    void shouldFindTheOffset() {
        assertEquals(
                ClockBenchmark.OFFSET_NANOS, new ClockBenchmark().estimate().offsetNanos(), 2_000);
    }

    @Test
    void shouldRunEachBenchmarkOnce() throws RunnerException {
        var options = new OptionsBuilder()
                .include("dev\\.halfway\\..*Benchmark")
                .forks(0)
                .warmupIterations(0)
                .measurementIterations(1)
                .measurementTime(TimeValue.milliseconds(1))
                .verbosity(VerboseMode.SILENT)
                .shouldFailOnError(true)
                .build();
        assertEquals(4, new Runner(options).run().size());
    }
}

package dev.halfway.truth;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfway.Analysis;
import dev.halfway.AnalysisOptions;
import dev.halfway.UsualOptions;
import dev.halfway.report.PacketsReport;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every packet of generated traffic gets its true fate. {@code -Dhalfway.truth.packets=200000} and
 * {@code -Dhalfway.truth.seeds=10} make it a long run, {@code -Dhalfway.truth.presets=nat,skew} another.
 */
class TruthTest {
    private static final int PACKETS = Integer.getInteger("halfway.truth.packets", 12_000);
    private static final int SEEDS = Integer.getInteger("halfway.truth.seeds", 2);
    private static final String PRESETS = System.getProperty(
            "halfway.truth.presets",
            "mixed,mixed-ipid0,tcp-heavy,echo-flood,gro,nat,windows,sequence-shift,corruption,drops-reported,offset-hours,fragments,"
                    + "late,jitter,skew,steps,drops,sack-off,snap,any,timestamps-off,ipid-global");
    /** Keeps the rate at that of 200,000 packets in two minutes, which decides how far alike packets are apart. */
    private static final long NANOS_PER_PACKET = 600_000;

    @TempDir
    private Path directory;

    static Stream<Arguments> scenarios() {
        return Arrays.stream(PRESETS.split(","))
                .flatMap(preset -> IntStream.rangeClosed(1, SEEDS).mapToObj(seed -> Arguments.of(preset, seed)));
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void shouldGiveEveryPacketItsFate(String preset, long seed) throws IOException {
        TruthScenario scenario = Presets.scenario(preset, seed, PACKETS, PACKETS * NANOS_PER_PACKET);
        List<TruthRecord> truth = Generator.run(scenario, directory);
        Path packets = directory.resolve("packets.jsonl");
        try (Writer out = Files.newBufferedWriter(packets)) {
            PacketsReport report = new PacketsReport(out, Set.of());
            Analysis.run(options(), Optional.of(report));
            report.finish();
        }
        TruthCheck check = TruthCheck.of(truth, packets);
        assertTrue(check.passed(), check::report);
    }

    private AnalysisOptions options() {
        return UsualOptions.of(host("a"), host("b"));
    }

    private AnalysisOptions.Host host(String name) {
        return UsualOptions.host(name, Generator.capture(directory, name));
    }
}

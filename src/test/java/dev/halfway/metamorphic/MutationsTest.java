package dev.halfway.metamorphic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfway.AnalysisOptions;
import dev.halfway.diagnose.Verdict;
import dev.halfway.metamorphic.Recording.Item;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code scripts/mutations} tries more of them. */
class MutationsTest {
    private static final int COUNT = Integer.getInteger("halfway.mutations", 800);
    private static final long SEED = Long.getLong("halfway.mutations.seed", 1_000);

    private static List<Base> cases;

    @BeforeAll
    static void readCases() throws IOException {
        cases = Base.all();
    }

    @Test
    void shouldNeverMakeALossOfAChange(@TempDir Path directory) throws IOException {
        assertEquals("", String.join("\n", Mutations.of(cases, COUNT, SEED, directory)));
    }

    /**
     * Trials that did not hold: what one host sends is in its capture from the middle on, and its clock is not known; who asks for
     * its neighbour asks while the captures are not compared.
     */
    @ParameterizedTest
    @ValueSource(longs = {4201000322L, 4201006353L})
    void shouldHoldWhereItDidNot(long trial, @TempDir Path directory) throws IOException {
        assertEquals(List.of(), Mutations.of(cases, 1, trial, directory));
    }

    /** As by a bit that flipped: the capture does not end three months later, nor was the clock set there and back. */
    @Test
    void shouldNotBelieveATimeThatStandsAlone(@TempDir Path directory) throws IOException {
        for (String host : List.of("219", "231")) {
            Recording recording = Recording.read(host, Path.of("captures/healthy", host + ".pcap"));
            List<Item> items = new ArrayList<>(recording.items());
            Item stray = items.get(items.size() / 2);
            items.set(items.size() / 2, stray.at(stray.nanos() + (1L << 23) * 1_000_000_000));
            Files.write(
                    directory.resolve(host + ".pcap"), (host.equals("219") ? recording.with(items) : recording).pcap());
        }
        Answer answer = Answer.of(
                new AnalysisOptions.Host("219", List.of(directory.resolve("219.pcap"))),
                new AnalysisOptions.Host("231", List.of(directory.resolve("231.pcap"))));
        assertTrue(answer.is(Verdict.NO_LOSS), answer::words);
        assertEquals(0, answer.lost().size());
    }
}

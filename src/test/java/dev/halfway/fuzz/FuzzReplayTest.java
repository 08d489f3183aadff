package dev.halfway.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.halfway.decode.Corpus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each fuzz target with each of its seeds, and with every input that once showed a fault. */
class FuzzReplayTest {
    @ParameterizedTest
    @EnumSource(FuzzTarget.class)
    void shouldHoldForTheProjectsOwnCaptures(FuzzTarget target) throws IOException {
        List<byte[]> seeds = target.ownSeeds();
        assertFalse(seeds.isEmpty());
        assertEquals(List.of(), faults(target, seeds));
    }

    @ParameterizedTest
    @EnumSource(FuzzTarget.class)
    void shouldHoldForTheCorpus(FuzzTarget target) throws IOException {
        List<byte[]> seeds = FuzzSeeds.ofCorpus(target, Corpus.files());
        assertFalse(seeds.isEmpty());
        assertEquals(List.of(), faults(target, seeds));
    }

    @ParameterizedTest
    @EnumSource(FuzzTarget.class)
    void shouldHoldForWhatOnceShowedAFault(FuzzTarget target) throws IOException {
        List<String> faults = new ArrayList<>();
        for (Path found : FuzzSeeds.found(target)) {
            faults(target, List.of(Files.readAllBytes(found)))
                    .forEach(fault -> faults.add(found.getFileName() + ": " + fault));
        }
        assertEquals(List.of(), faults);
    }

    private static List<String> faults(FuzzTarget target, List<byte[]> inputs) throws IOException {
        List<String> faults = new ArrayList<>();
        for (int i = 0; i < inputs.size(); i++) {
            try {
                target.body.run(inputs.get(i));
            } catch (RuntimeException | AssertionError e) {
                faults.add("input " + i + ": " + e + " at " + e.getStackTrace()[0]);
            }
        }
        return faults;
    }
}

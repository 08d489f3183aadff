package dev.halfway.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfway.decode.Corpus;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@link CorpusSweep} in a Java of its own, with the heap that the launcher gives. */
class CorpusSweepTest {
    @Test
    void shouldEndInOrderWhateverTheCaptures(@TempDir Path scratch) throws Exception {
        int files = Corpus.files().size();
        List<String> command = new ArrayList<>(List.of(TwoHosts.java()));
        command.addAll(List.of("-Xmx40m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        command.addAll(List.of("-Djava.io.tmpdir=" + scratch, "-Duser.timezone=UTC"));
        command.addAll(List.of("-Dhalfway.corpus=" + System.getProperty("halfway.corpus", "../shared/corpus")));
        command.addAll(List.of("-cp", TwoHosts.classPath(), CorpusSweep.class.getName()));
        Path said = scratch.resolve("said.txt");
        Process sweep = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        try {
            assertTrue(sweep.waitFor(20, TimeUnit.MINUTES), "still running");
        } finally {
            sweep.destroyForcibly();
        }
        String text = Files.readString(said);
        assertEquals(0, sweep.exitValue(), text);
        assertTrue(text.contains(6 * files + " runs, 0 faults"), text);
    }
}

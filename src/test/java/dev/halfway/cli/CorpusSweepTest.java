package dev.halfway.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfway.decode.Corpus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@link CorpusSweep} in two Javas of their own, a half each, with the heap that the launcher gives. */
class CorpusSweepTest {
    private static final int HALVES = 2;

    @TempDir
    Path scratch;

    @Test
    void shouldEndInOrderWhateverTheCaptures() throws Exception {
        List<Process> sweeps = new ArrayList<>();
        try {
            for (int half = 0; half < HALVES; half++) {
                sweeps.add(start(half));
            }
            int runs = 0;
            for (int half = 0; half < HALVES; half++) {
                assertTrue(sweeps.get(half).waitFor(20, TimeUnit.MINUTES), "still running");
                String text = Files.readString(said(half));
                assertEquals(0, sweeps.get(half).exitValue(), text);
                Matcher counts = Pattern.compile("(\\d+) runs, 0 faults").matcher(text);
                assertTrue(counts.find(), text);
                runs += Integer.parseInt(counts.group(1));
            }
            assertEquals(6 * Corpus.files().size(), runs);
        } finally {
            sweeps.forEach(Process::destroyForcibly);
        }
    }

    private Process start(int half) throws IOException {
        List<String> command = new ArrayList<>(List.of(TwoHosts.java()));
        command.addAll(List.of("-Xmx40m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        command.addAll(List.of("-Djava.io.tmpdir=" + scratch, "-Duser.timezone=UTC"));
        command.addAll(List.of("-Dhalfway.corpus=" + System.getProperty("halfway.corpus", "../shared/corpus")));
        command.addAll(List.of("-cp", TwoHosts.classPath(), CorpusSweep.class.getName()));
        command.addAll(List.of(Integer.toString(HALVES), Integer.toString(half)));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(said(half).toFile())
                .start();
    }

    private Path said(int half) {
        return scratch.resolve("said-" + half + ".txt");
    }
}

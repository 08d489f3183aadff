package dev.halfway.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfway.Analysis;
import dev.halfway.AnalysisOptions;
import dev.halfway.Progress;
import dev.halfway.UsualOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** How far a long run is, on standard error of a terminal, and nowhere else. */
class ProgressLineTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final List<Path> CAPTURES = SavedCase.named("incident").captures();

    @Test
    void shouldSayWhatWasReadHowFastAndWhatIsLeft() {
        assertEquals(
                "120 of 480 MB read, 500,000 packets/s, 6 s left",
                ProgressLine.words(120_000_000, 1_000_000, OptionalLong.of(480_000_000), 2 * SECOND));
        assertEquals(
                "120 of 48,000 MB read, 500,000 packets/s",
                ProgressLine.words(120_000_000, 1_000_000, OptionalLong.of(48_000_000_000L), 2 * SECOND));
        assertEquals(
                "120 MB read, 1,000,000 packets/s",
                ProgressLine.words(120_000_000, 1_000_000, OptionalLong.empty(), SECOND));
        assertEquals(
                "120 MB read, 1,000,000 packets/s",
                ProgressLine.words(120_000_000, 1_000_000, OptionalLong.of(60_000_000), SECOND));
    }

    @Test
    void shouldKnowTheWholeOfPlainFilesOnly() throws IOException {
        long size = Files.size(CAPTURES.get(0)) + Files.size(CAPTURES.get(1));
        assertEquals(OptionalLong.of(2 * size), ProgressLine.bytesInAll(CAPTURES));
        assertEquals(OptionalLong.empty(), ProgressLine.bytesInAll(List.of(CAPTURES.get(0), Path.of("-"))));
        assertEquals(OptionalLong.empty(), ProgressLine.bytesInAll(List.of(CAPTURES.get(0), Path.of("a.pcap.gz"))));
    }

    @Test
    void shouldCountEveryRecordTwice() throws IOException {
        Progress progress = new Progress();
        AnalysisOptions options =
                UsualOptions.of(UsualOptions.host("219", CAPTURES.get(0)), UsualOptions.host("231", CAPTURES.get(1)));
        Analysis.run(options, Optional.empty(), progress);
        assertEquals(2 * (213 + 153), progress.packets());
        long all = ProgressLine.bytesInAll(CAPTURES).getAsLong();
        assertTrue(progress.bytes() <= all && progress.bytes() > all - 2 * 2 * 24 - 1, progress.bytes() + " of " + all);
    }

    @Test
    void shouldBeSilentWhereNobodyLooksOn() {
        CommandLineRun run = CommandLineRun.of(
                Analysis::run,
                "analyze",
                CAPTURES.get(0).toString(),
                CAPTURES.get(1).toString());
        assertEquals("", run.err());
        assertFalse(run.out().contains("\r"));
    }
}

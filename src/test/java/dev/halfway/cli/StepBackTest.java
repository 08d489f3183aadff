package dev.halfway.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfway.Analysis;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Times that run back a little are no news; by more they are; and the JSON has both. */
class StepBackTest {
    private static final Path A = Path.of("captures/incident/219.pcap");
    private static final Path B = Path.of("captures/incident/231.pcap");
    private static final String SAID = "timestamps run back by up to";

    @TempDir
    private Path directory;

    @Test
    void shouldTellASlightOneWhenAskedForMore() throws IOException {
        String capture = swapped(400).toString();

        assertFalse(run("-q", capture).contains(SAID));
        assertTrue(run("-v", capture).contains(SAID + " 0.000400 s"));
        assertTrue(run("-ojson", capture).contains(SAID + " 0.000400 s"));
    }

    @Test
    void shouldAlwaysTellALargerOne() throws IOException {
        String capture = swapped(4_000).toString();

        assertTrue(run("-q", capture).contains(SAID + " 0.004000 s"));
        assertTrue(run("-ojson", capture).contains(SAID + " 0.004000 s"));
    }

    private static String run(String option, String capture) {
        CommandLineRun run = CommandLineRun.of(Analysis::run, "analyze", option, capture, B.toString());
        assertEquals(1, run.code(), run.err());
        return run.out().replaceAll("\\s+", " ");
    }

    /** The first packet comes a second time, as another one that came so much earlier. */
    private Path swapped(int micros) throws IOException {
        Pcap pcap = Pcap.read(A);
        List<Pcap.Record> records = new ArrayList<>(pcap.records());
        Pcap.Record last = records.get(records.size() - 1);
        byte[] arp = new byte[60];
        arp[12] = 0x08;
        arp[13] = 0x06;
        records.add(new Pcap.Record(last.seconds(), last.micros() - micros, arp.length, arp));
        return Files.write(directory.resolve("219.pcap"), new Pcap(pcap.header(), records).bytes());
    }
}

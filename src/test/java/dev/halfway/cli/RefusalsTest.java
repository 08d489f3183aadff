package dev.halfway.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfway.Analysis;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is no pair of captures gets a sentence of its own and the exit code of the contract. */
class RefusalsTest {
    private static final int USAGE = 2;
    private static final int CANNOT_TELL = 3;
    private static final int UNREADABLE = 4;
    private static final int USER0 = 147;
    private static final Path A = Path.of("captures/incident/219.pcap");
    private static final Path B = Path.of("captures/incident/231.pcap");

    @TempDir
    private Path directory;

    @Test
    void shouldRefuseTheSameFileTwice() {
        assertCannotTell("219 and 219#2 are the same capture: give one from each host.", A, A);
    }

    @Test
    void shouldRefuseACopyUnderAnotherName() throws IOException {
        Path copy = Files.copy(A, directory.resolve("231.pcap"));
        String out = assertCannotTell("219 and 231 are the same capture: give one from each host.", A, copy);
        assertFalse(out.contains("clock"), out);
    }

    /** Two pairs of hosts at the same time, with no address in common. */
    @Test
    void shouldRefuseUnrelatedCaptures() throws IOException {
        Pcap other = Pcap.read(Path.of("captures/ipv6-loss/231.pcap"));
        int apart =
                Pcap.read(A).records().get(0).seconds() - other.records().get(0).seconds();
        for (int shift : new int[] {0, apart + 2}) {
            assertCannotTell(
                    "the captures have no pair of addresses in common",
                    A,
                    file("other.pcap", other.shifted(shift).bytes()));
        }
    }

    /** The same two hosts, an hour apart. */
    @Test
    void shouldSayThatWindowsDoNotOverlap() throws IOException {
        Path later = file("later.pcap", Pcap.read(B).shifted(3600).bytes());
        assertEquals(1, run(A, later).code(), "an offset of the clocks explains an hour: the packets are the same");
        Path half = file("half.pcap", lastHalf(Pcap.read(B)).shifted(3600).bytes());
        Path otherHalf =
                file("other-half.pcap", Pcap.read(A).first(60).shifted(-3600).bytes());
        assertCannotTell("do not overlap in time", otherHalf, half);
    }

    @Test
    void shouldRefuseAnEmptyCapture() throws IOException {
        Path empty = file("empty.pcap", Pcap.read(A).first(0).bytes());
        assertCannotTell(empty + " holds no packets.", empty, B);
        Path both = file("both.pcap", Pcap.read(B).first(0).bytes());
        assertCannotTell(empty + " holds no packets.", empty, both);
    }

    @Test
    void shouldRefuseAnUnknownLinkType() throws IOException {
        Path unknown = file("unknown.pcap", Pcap.read(A).withLinkType(USER0).bytes());
        assertCannotTell(unknown + " is a capture of link type 147, which is not read", unknown, B);
        assertCannotTell(unknown + " is a capture of link type 147, which is not read", B, unknown);
    }

    @Test
    void shouldRefuseAFileWithoutBytes() throws IOException {
        Path zero = file("zero.pcap");
        assertUnreadable(zero + ": is empty (0 bytes), expected a pcap or pcapng capture", zero, B);
    }

    @Test
    void shouldRefuseText() throws IOException {
        Path text = file(
                "text.pcap",
                "16:41:43.571916 IP 10.39.1.231 > 10.39.1.219: ICMP\n".getBytes(StandardCharsets.US_ASCII));
        assertUnreadable(text + ": is text and begins with \"16:41:43.571916 IP", text, B);
    }

    @Test
    void shouldRefuseADirectory() {
        assertUnreadable(directory + ": is a directory, expected a capture file", directory, B);
    }

    @Test
    void shouldRefuseAMissingFile() {
        Path missing = directory.resolve("missing.pcap");
        assertUnreadable(missing + ": there is no such file", missing, B);
    }

    @Test
    void shouldAskForAnotherHost() {
        CommandLineRun run = run(A);
        assertEquals(USAGE, run.code());
        assertEquals("", run.out());
        assertTrue(run.err().contains("one capture was given, " + A + ", and a second one"), run.err());
        assertTrue(run.err().contains("give the captures of two hosts or more"), run.err());
        CommandLineRun same = CommandLineRun.refused("analyze", "219=" + A, "219=" + B);
        assertEquals(USAGE, same.code());
        assertTrue(same.err().contains("all captures are of one host, 219"), same.err());
    }

    private static Pcap lastHalf(Pcap pcap) {
        int count = pcap.records().size();
        return new Pcap(pcap.header(), pcap.records().subList(count / 2, count));
    }

    /** @return the report */
    private static String assertCannotTell(String sentence, Path... captures) {
        CommandLineRun run = run(captures);
        assertEquals(CANNOT_TELL, run.code(), run.out() + run.err());
        String verdict = run.out().split("\n\n")[0].replace('\n', ' ');
        assertTrue(verdict.contains(sentence), run.out());
        assertEquals("", run.err());
        return run.out();
    }

    private static void assertUnreadable(String message, Path... captures) {
        CommandLineRun run = run(captures);
        assertEquals(UNREADABLE, run.code(), run.out() + run.err());
        assertEquals("", run.out());
        assertTrue(run.err().startsWith("halfway: " + message), run.err());
        assertEquals(1, run.err().lines().count(), run.err());
    }

    private static CommandLineRun run(Path... captures) {
        return CommandLineRun.of(
                Analysis::run,
                Stream.concat(Stream.of("analyze"), Arrays.stream(captures).map(Path::toString))
                        .toArray(String[]::new));
    }

    private Path file(String name, byte... content) throws IOException {
        return Files.write(directory.resolve(name), content);
    }
}

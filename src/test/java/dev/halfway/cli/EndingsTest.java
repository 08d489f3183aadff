package dev.halfway.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfway.Analysis;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How a run ends that cannot go on: outputs that must not or cannot be written, a reader that goes away, signals at any
 * time, captures that want all the memory. Whatever happens, the exit code is one of those documented, no file is there in
 * part, no capture has changed, and nobody is shown a stack trace.
 */
class EndingsTest {
    private static final int FOUND = 1;
    private static final int USAGE = 2;
    private static final int CANNOT_TELL = 3;
    private static final int UNREADABLE = 4;
    private static final int INTERNAL = 70;
    /** As the shell counts: 128 and the number of SIGINT and SIGTERM. */
    private static final Map<String, Integer> SIGNALS = Map.of("INT", 130, "TERM", 143);

    private static final int ROUNDS = Integer.getInteger("halfway.rounds", 8);
    private static final int LARGEST_RECORD = 16 << 20;

    private record Outcome(int code, String out, String err) {}

    @TempDir
    private Path directory;

    private Path a;
    private Path b;

    @BeforeEach
    void copyCaptures() throws IOException {
        a = Files.copy(Path.of("captures/incident/219.pcap"), directory.resolve("219.pcap"));
        b = Files.copy(Path.of("captures/incident/231.pcap"), directory.resolve("231.pcap"));
    }

    @Test
    void shouldNeverWriteToACapture() throws IOException {
        Path elsewhere = Files.createDirectory(directory.resolve("elsewhere"));
        List<Path> names = List.of(
                a,
                elsewhere.resolve("../219.pcap"),
                Files.createSymbolicLink(directory.resolve("soft"), a),
                Files.createSymbolicLink(directory.resolve("twice"), directory.resolve("soft")),
                Files.createLink(directory.resolve("hard"), a),
                Files.createSymbolicLink(directory.resolve("here"), directory).resolve("231.pcap"));
        byte[] before = Files.readAllBytes(a);
        for (Path name : names) {
            for (String format : List.of("text", "json", "packets", "pcapng", "junit", "hlog")) {
                CommandLineRun run = CommandLineRun.of(
                        Analysis::run, "analyze", "-o", format + "=" + name, a.toString(), b.toString());
                assertEquals(USAGE, run.code(), name + ": " + run.err());
                assertTrue(run.err().contains("it is one of the inputs"), run.err());
            }
        }
        assertArrayEquals(before, Files.readAllBytes(a));
    }

    /** The file behind the link is replaced, and the link stays one. */
    @Test
    void shouldWriteThroughASymbolicLink() throws IOException {
        Path target = Files.writeString(directory.resolve("target.json"), "old");
        Path link = Files.createSymbolicLink(directory.resolve("link.json"), target);
        CommandLineRun run =
                CommandLineRun.of(Analysis::run, "analyze", "-o", "json=" + link, a.toString(), b.toString());
        assertEquals(FOUND, run.code(), run.err());
        assertTrue(Files.isSymbolicLink(link));
        assertTrue(Files.readString(target).contains("\"verdict\""));
    }

    @Test
    void shouldLeaveNothingOnAFullDisk() throws Exception {
        assumeMountsAreAllowed();
        for (String format : List.of("json", "packets", "pcapng")) {
            Outcome outcome = onDisk("size=8k", "analyze", "-q", "-o", format + "=DISK/x", a.toString(), b.toString());
            assertEquals(INTERNAL, outcome.code(), format + ": " + outcome);
            assertTrue(outcome.err().contains("No space left on device"), outcome.toString());
            assertEquals("left:", outcome.out().strip(), format + " leaves something");
            assertNoStackTrace(outcome);
        }
    }

    /** Nor over what standard input is read from, or over the key of the digests. */
    @Test
    void shouldNeverWriteOverOtherInputs() throws Exception {
        byte[] before = Files.readAllBytes(a);
        Path key = Files.writeString(directory.resolve("key"), "k".repeat(32));
        List<String> words =
                new ArrayList<>(List.of("sh", "-c", "input=$1; shift; exec \"$@\" <\"$input\"", "sh", a.toString()));
        words.addAll(java(List.of("analyze", "-o", "json=" + a, "219=-", b.toString())));
        Outcome outcome = run(words.toArray(String[]::new));
        assertEquals(USAGE, outcome.code(), outcome.toString());
        assertTrue(outcome.err().contains("it is one of the inputs"), outcome.toString());
        assertArrayEquals(before, Files.readAllBytes(a));
        CommandLineRun run = CommandLineRun.of(
                Analysis::run, "analyze", "--digest-key=" + key, "-o", "json=" + key, a.toString(), b.toString());
        assertEquals(USAGE, run.code(), run.err());
        assertTrue(run.err().contains("it is one of the inputs"), run.err());
        assertEquals("k".repeat(32), Files.readString(key));
    }

    @Test
    void shouldWriteToAPipeByItsName() throws Exception {
        List<String> words = new ArrayList<>(List.of("sh", "-c", "\"$@\" | cat", "sh"));
        words.addAll(java(List.of("analyze", "-q", "-o", "json=/dev/stdout", a.toString(), b.toString())));
        Outcome outcome = run(words.toArray(String[]::new));
        assertTrue(outcome.out().contains("\"verdict\""), outcome.toString());
        assertEquals("", outcome.err());
    }

    @Test
    void shouldSayThatStandardOutputIsFull() throws Exception {
        List<String> words = new ArrayList<>(List.of("sh", "-c", "exec \"$@\" >/dev/full", "sh"));
        words.addAll(java(List.of("show", a.toString())));
        Outcome outcome = run(words.toArray(String[]::new));
        assertEquals(INTERNAL, outcome.code(), outcome.toString());
        assertTrue(outcome.err().contains("standard output") && outcome.err().contains("No space left"), outcome.err());
        assertEquals(1, outcome.err().lines().count(), outcome.err());
    }

    /** Standard input is kept in a file. */
    @Test
    void shouldSayWhereThereIsNoRoomForStandardInput() throws Exception {
        assumeMountsAreAllowed();
        Outcome outcome = onDisk("size=8k", "-Djava.io.tmpdir=DISK", "analyze", "219=-", b.toString());
        assertEquals(UNREADABLE, outcome.code(), outcome.toString());
        assertTrue(outcome.err().contains("make room there"), outcome.toString());
        assertEquals("left:", outcome.out().strip());
        assertNoStackTrace(outcome);
    }

    @Test
    void shouldSayThatADirectoryIsReadOnly() throws Exception {
        assumeMountsAreAllowed();
        Outcome outcome = onDisk("ro", "analyze", "-o", "json=DISK/x", a.toString(), b.toString());
        assertEquals(USAGE, outcome.code(), outcome.toString());
        assertTrue(outcome.err().contains("cannot write"), outcome.toString());
        assertTrue(outcome.err().contains("no right to write in"), outcome.toString());
        assertNoStackTrace(outcome);
    }

    @Test
    void shouldEndQuietlyWhenNobodyReadsAnyMore() throws Exception {
        for (List<String> command : List.of(
                List.of("show", a.toString()),
                List.of("analyze", "-o", "packets", a.toString(), b.toString()),
                List.of("analyze", "-o", "json", a.toString(), b.toString()))) {
            List<String> words =
                    new ArrayList<>(List.of("bash", "-c", "\"$@\" | head -c 10 >/dev/null; exit ${PIPESTATUS[0]}"));
            words.add("bash");
            words.addAll(java(command));
            Outcome outcome = run(words.toArray(String[]::new));
            assertEquals(command.get(0).equals("show") ? 0 : FOUND, outcome.code(), outcome.toString());
            assertEquals("", outcome.err());
        }
    }

    /** Signals from the start of Java to its end. Each file is as it would be without the signal, or not there. */
    @Test
    void shouldLeaveWholeFilesOrNoneWhenASignalComes() throws Exception {
        Path outputs = Files.createDirectory(directory.resolve("outputs"));
        byte[] beforeA = Files.readAllBytes(a);
        byte[] beforeB = Files.readAllBytes(b);
        Path temporary = Files.createDirectory(directory.resolve("tmp"));
        String[] args = {
            "-Djava.io.tmpdir=" + temporary,
            "analyze",
            "-o=json=" + outputs + "/json",
            "-o=packets=" + outputs + "/packets",
            "-o=junit=" + outputs + "/junit",
            "219=" + a,
            "231=-"
        };
        long began = System.nanoTime();
        Process whole = start(args);
        whole.waitFor();
        long usualNanos = System.nanoTime() - began;
        assertEquals(FOUND, whole.exitValue());
        Map<String, Long> complete = sizes(outputs);
        assertEquals(List.of("json", "junit", "packets"), List.copyOf(complete.keySet()));

        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < ROUNDS; round++) {
            clear(outputs);
            String signal = round % 2 == 0 ? "INT" : "TERM";
            Process process = start(args);
            process.waitFor(random.nextLong(usualNanos), TimeUnit.NANOSECONDS);
            run("kill", "-" + signal, Long.toString(process.pid()));
            String said = new String(process.getErrorStream().readAllBytes());
            int code = process.waitFor();
            String what = "seed " + seed + ", round " + round + ", SIG" + signal + ": code " + code + ", " + said;
            assertTrue(code == FOUND || code == SIGNALS.get(signal), what);
            assertFalse(said.contains("\tat ") || said.contains("Exception"), what);
            sizes(outputs).forEach((name, size) -> assertEquals(complete.get(name), size, name + ", " + what));
            assertEquals(Map.of(), sizes(temporary), what);
        }
        assertArrayEquals(beforeA, Files.readAllBytes(a));
        assertArrayEquals(beforeB, Files.readAllBytes(b));
    }

    /** With the heap that the launcher gives. */
    @Test
    void shouldBearCapturesThatWantAllTheMemory() throws Exception {
        Path zeros = bomb("zeros.pcap.gz", pcapHeader(), 64 << 20);
        Path records = Files.write(directory.resolve("large.pcap"), largeRecords());
        Path options = bomb("options.pcapng.gz", endlessOptions(), 0);
        for (List<Path> captures : List.of(
                List.of(zeros, b), List.of(records, records), List.of(options, options), List.of(records, options))) {
            Outcome outcome = run(java(List.of("-Xmx40m", "analyze", "x=" + captures.get(0), "y=" + captures.get(1)))
                    .toArray(String[]::new));
            assertEquals(CANNOT_TELL, outcome.code(), captures + ": " + outcome);
            assertNoStackTrace(outcome);
        }
    }

    /** A head, then zeros: records of nothing. */
    private Path bomb(String name, byte[] head, int zeros) throws IOException {
        Path file = directory.resolve(name);
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write(head);
            byte[] block = new byte[1 << 20];
            for (int written = 0; written < zeros; written += block.length) {
                out.write(block);
            }
        }
        return file;
    }

    private static byte[] pcapHeader() {
        return ByteBuffer.allocate(24)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(0xa1b2c3d4)
                .putShort((short) 2)
                .putShort((short) 4)
                .putLong(0)
                .putInt(LARGEST_RECORD)
                .putInt(1)
                .array();
    }

    private static byte[] largeRecords() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(pcapHeader());
        for (int i = 0; i < 2; i++) {
            out.write(ByteBuffer.allocate(16)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putInt(i)
                    .putInt(0)
                    .putInt(LARGEST_RECORD)
                    .putInt(LARGEST_RECORD)
                    .array());
            out.write(new byte[LARGEST_RECORD]);
        }
        return out.toByteArray();
    }

    /** A section header of nearly 16 MiB, all of it comments. */
    private static byte[] endlessOptions() {
        int options = 2_000_000;
        int length = 28 + 8 * options;
        ByteBuffer block = ByteBuffer.allocate(length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(0x0a0d0d0a)
                .putInt(length)
                .putInt(0x1a2b3c4d)
                .putShort((short) 1)
                .putShort((short) 0)
                .putLong(-1);
        for (int i = 0; i < options; i++) {
            block.putShort((short) 1).putShort((short) 4).putInt(0x64636261);
        }
        return block.putInt(length).array();
    }

    private static void assertNoStackTrace(Outcome outcome) {
        assertFalse(outcome.err().contains("\tat ") || outcome.err().contains("internal error"), outcome.toString());
    }

    /**
     * A run with a small file system at DISK, which holds nothing at first and 8 KiB at most, unless it is read-only. Behind
     * its own output stands {@code left:} and what is in the file system then.
     */
    private Outcome onDisk(String mountOptions, String... args) throws Exception {
        Path disk = directory.resolve("disk");
        Files.createDirectories(disk);
        String script = "mount -t tmpfs -o \"$1\" tmpfs \"$2\" || exit 99; disk=$2; input=$3; shift 3; code=0;"
                + " \"$@\" <\"$input\" || code=$?; echo left: $(ls -A \"$disk\"); exit $code";
        List<String> command = new ArrayList<>(
                List.of("unshare", "--mount", "sh", "-c", script, "sh", mountOptions, disk.toString(), a.toString()));
        command.addAll(java(Stream.of(args)
                .map(word -> word.replace("DISK", disk.toString()))
                .toList()));
        return run(command.toArray(String[]::new));
    }

    private static void assumeMountsAreAllowed() throws Exception {
        Assumptions.assumeTrue(
                run("unshare", "--mount", "mount", "-t", "tmpfs", "tmpfs", "/mnt")
                                .code()
                        == 0,
                "mounting needs root");
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin/java").toString();
    }

    /** Options for Java may stand in front. */
    private static List<String> java(List<String> args) {
        List<String> command = new ArrayList<>(List.of(
                java(), "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path")));
        args.stream().filter(word -> word.matches("-[XD].*")).forEach(command::add);
        command.add(Main.class.getName());
        args.stream().filter(word -> !word.matches("-[XD].*")).forEach(command::add);
        return command;
    }

    /** Reads b from standard input. Its parent may ignore SIGINT, as a shell has what runs in the background do. */
    private Process start(String... args) throws IOException {
        List<String> command = new ArrayList<>(List.of("env", "--default-signal=INT"));
        command.addAll(java(List.of(args)));
        return new ProcessBuilder(command)
                .redirectInput(b.toFile())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    /** What it prints is far smaller than a pipe's buffer: one stream is read after the other. */
    private static Outcome run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).start();
        process.getOutputStream().close();
        String out = read(process.getInputStream());
        String err = read(process.getErrorStream());
        return new Outcome(process.waitFor(), out, err);
    }

    private static String read(InputStream in) throws IOException {
        return new String(in.readAllBytes());
    }

    private static Map<String, Long> sizes(Path directory) throws IOException {
        Map<String, Long> sizes = new TreeMap<>();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                sizes.put(file.getFileName().toString(), Files.size(file));
            }
        }
        return sizes;
    }

    private static void clear(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
    }
}

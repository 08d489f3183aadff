package dev.halfway.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfway.Analysis;
import dev.halfway.capture.CaptureFile;
import dev.halfway.capture.Frame;
import dev.halfway.capture.FrameHandler;
import dev.halfway.capture.InterfaceStatistics;
import dev.halfway.capture.PacketSource;
import dev.halfway.capture.SourceSummary;
import dev.halfway.cli.TwoHosts.Running;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code capture} on a network of two namespaces, in a process of its own. */
class LiveCaptureTest {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final Pattern COUNTS =
            Pattern.compile("(\\d+) packets captured, (\\d+) received by filter, (\\d+) dropped by kernel");

    @TempDir
    Path directory;

    private TwoHosts hosts;

    @BeforeEach
    void connect() throws Exception {
        hosts = TwoHosts.create(directory);
    }

    @AfterEach
    void disconnect() throws Exception {
        if (hosts != null) {
            hosts.close();
        }
    }

    /** What a capture holds. */
    private static final class Content implements FrameHandler {
        final List<String> packets = new ArrayList<>();
        final List<Integer> directions = new ArrayList<>();
        final List<InterfaceStatistics> statistics = new ArrayList<>();
        SourceSummary summary;

        static Content of(Path file) throws IOException {
            return of(CaptureFile.open(file.toString(), file));
        }

        static Content of(PacketSource source) throws IOException {
            Content content = new Content();
            try (source) {
                while (source.poll(content, 100) != PacketSource.END) {
                    // to the end
                }
                content.summary = source.summary();
            }
            return content;
        }

        @Override
        public void onFrame(Frame frame) {
            byte[] bytes = Arrays.copyOfRange(frame.buffer(), frame.offset(), frame.offset() + frame.capturedLength());
            directions.add(frame.direction());
            packets.add(frame.originalLength() + " " + HexFormat.of().formatHex(bytes));
        }

        @Override
        public void onStatistics(InterfaceStatistics taken) {
            statistics.add(taken);
        }

        InterfaceStatistics last() {
            return statistics.get(statistics.size() - 1);
        }
    }

    private Running capture(String host, Path file, String... options) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("capture", "-i", "eth0", "-w", file.toString()));
        arguments.addAll(List.of(options));
        Running running = hosts.halfway(host, arguments.toArray(String[]::new));
        running.awaitSaying("capturing on eth0");
        return running;
    }

    private Path file(String name) {
        return directory.resolve(name);
    }

    private static long[] counts(Running running) throws IOException {
        Matcher matcher = COUNTS.matcher(running.err());
        assertTrue(matcher.find(), running.err());
        return new long[] {
            Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2)), Long.parseLong(matcher.group(3))
        };
    }

    @Test
    void shouldRecordWhatTcpdumpRecords() throws Exception {
        Running tcpdump = hosts.start(
                "a",
                List.of(
                        "tcpdump",
                        "-i",
                        "eth0",
                        "-Z",
                        "root",
                        "-U",
                        "--immediate-mode",
                        "-s",
                        "192",
                        "-w",
                        "" + file("t.pcap"),
                        "icmp"));
        tcpdump.awaitSaying("listening on");
        Running capture = capture("a", file("a.pcapng"));
        hosts.ping("-c", "20", "-i", "0.01");
        hosts.ping("-c", "20", "-i", "0.01", "-s", "1000");
        assertEquals(0, capture.terminate());
        tcpdump.terminate();

        Content ours = Content.of(file("a.pcapng"));
        assertEquals(80, ours.packets.size());
        assertEquals(Content.of(file("t.pcap")).packets, ours.packets);
        assertEquals(
                new SourceSummary.Interface(
                        1,
                        192,
                        "eth0",
                        ours.summary.interfaces().get(0).filter(),
                        TwoHosts.run(List.of("uname", "-n")).strip()),
                ours.summary.interfaces().get(0));
        assertTrue(ours.summary.interfaces().get(0).filter().startsWith("icmp or icmp6 or tcp port 179 or "));
    }

    @Test
    void shouldKnowTheDirectionOnAllInterfacesTogether() throws Exception {
        Running capture = hosts.halfway(
                "a", "capture", "-i", "any", "-w", file("a.pcapng").toString(), "-c", "4");
        capture.awaitSaying("capturing on any");
        hosts.ping("-c", "2", "-i", "0.01");
        assertEquals(0, capture.exitCode());
        assertEquals(
                List.of(
                        Frame.DIRECTION_OUTBOUND,
                        Frame.DIRECTION_INBOUND,
                        Frame.DIRECTION_OUTBOUND,
                        Frame.DIRECTION_INBOUND),
                Content.of(file("a.pcapng")).directions);
    }

    @Test
    void shouldLeaveAFileThatCanBeReadWhenItIsKilled() throws Exception {
        Running capture = capture("a", file("a.pcapng"));
        hosts.ping("-c", "5", "-i", "0.01");
        TwoHosts.await(
                "statistics after the packets",
                () -> packetsIn(file("a.pcapng")) == 10 && statisticsIn(file("a.pcapng")) > 0);
        capture.signal("KILL");
        capture.exitCode();

        SourceSummary summary = Content.of(file("a.pcapng")).summary;
        assertEquals(OptionalLong.empty(), summary.cutAtByte());
        assertEquals(OptionalLong.of(0), summary.drops());
        assertTrue(summary.endNanos().isPresent());
    }

    /** SIGTERM comes right behind the last packet, which the kernel still gathers then. */
    @Test
    void shouldWriteWhatTheKernelHoldsAndTheLastStatistics() throws Exception {
        for (String signal : List.of("TERM", "INT")) {
            Path file = file(signal + ".pcapng");
            Running capture = capture("b", file);
            long before = System.currentTimeMillis() * 1_000_000;
            hosts.ping("-c", "500", "-f");
            capture.signal(signal);
            assertEquals(0, capture.exitCode());

            Content content = Content.of(file);
            assertEquals(1_000, content.packets.size(), signal);
            assertEquals(OptionalLong.of(1_000), content.last().accepted());
            assertEquals(OptionalLong.of(0), content.last().dropped());
            assertTrue(content.last().startNanos().getAsLong() <= before);
            assertTrue(content.last().endNanos().getAsLong()
                    >= content.summary.lastNanos().getAsLong());
            assertEquals(
                    List.of(1_000L, 1_000L, 0L),
                    Arrays.stream(counts(capture)).boxed().toList());
        }
    }

    @Test
    void shouldTellOfDropsWhatLibpcapTells() throws Exception {
        Running capture = capture("b", file("a.pcapng"), "-B", "256", "-s", "0");
        capture.signal("STOP");
        hosts.ping("-c", "4000", "-f", "-s", "1000");
        capture.signal("CONT");
        assertEquals(0, capture.terminate());

        long[] counts = counts(capture);
        Content content = Content.of(file("a.pcapng"));
        assertTrue(counts[2] > 1_000, capture.err());
        assertEquals(OptionalLong.of(counts[2]), content.last().droppedBySystem());
        assertEquals(OptionalLong.of(counts[2]), content.summary.drops());
        assertEquals(counts[0], content.packets.size());
        assertEquals(8_000, counts[0] + counts[2]);
        assertEquals(8_000, counts[1]);
    }

    @Test
    void shouldTellItsWindowThoughNothingArrives() throws Exception {
        Running a = capture("a", file("a.pcapng"));
        Running b = capture("b", file("b.pcapng"), "tcp port 179");
        TwoHosts.await("statistics of two seconds", () -> statisticsIn(file("b.pcapng")) >= 4);
        assertEquals(0, a.terminate());
        assertEquals(0, b.terminate());

        Content content = Content.of(file("b.pcapng"));
        assertEquals(List.of(), content.packets);
        long start = content.summary.startNanos().getAsLong();
        assertTrue(content.summary.endNanos().getAsLong() - start >= 2 * NANOS_PER_SECOND);
        for (InterfaceStatistics taken : content.statistics) {
            assertEquals(start, taken.startNanos().getAsLong());
            assertTrue(taken.endNanos().getAsLong() <= taken.timeNanos());
            assertTrue(taken.endNanos().getAsLong() >= start);
        }

        CommandLineRun analysis =
                CommandLineRun.of(Analysis::run, "analyze", "" + file("a.pcapng"), "" + file("b.pcapng"));
        assertEquals(3, analysis.code(), analysis.err());
        assertEquals(2, analysis.out().split("0 packets, 0 analysed").length - 1, analysis.out());
        assertFalse(analysis.out().contains("no window"), analysis.out());
    }

    private static int statisticsIn(Path file) {
        try {
            return Content.of(file).statistics.size();
        } catch (IOException notBegun) {
            return 0;
        }
    }

    private static int packetsIn(Path file) {
        try {
            return Content.of(file).packets.size();
        } catch (IOException notBegun) {
            return 0;
        }
    }

    @Test
    void shouldGoOnInAnotherFileWhenOneIsFull() throws Exception {
        Running capture = capture("b", file("a.pcapng"), "-C", "1", "-s", "0");
        hosts.ping("-c", "1500", "-f", "-s", "1000");
        assertEquals(0, capture.terminate());

        List<Path> files = files();
        assertEquals("a-00001.pcapng", files.get(0).getFileName().toString());
        assertEquals(4, files.size());
        int packets = 0;
        long accepted = 0;
        long endNanos = 0;
        for (Path file : files) {
            Content content = Content.of(file);
            packets += content.packets.size();
            assertTrue(Files.size(file) <= 1_000_000, file + ": " + Files.size(file));
            accepted += content.last().accepted().getAsLong();
            if (endNanos > 0) {
                assertEquals(endNanos, content.summary.startNanos().getAsLong());
            }
            endNanos = content.summary.endNanos().getAsLong();
        }
        assertEquals(3_000, packets);
        assertEquals(3_000, accepted);
    }

    @Test
    void shouldKeepTheNewestFilesOfARing() throws Exception {
        Running capture = capture("b", file("a.pcapng"), "-C", "1", "-W", "2", "-s", "0");
        hosts.ping("-c", "1500", "-f", "-s", "1000");
        assertEquals(0, capture.terminate());
        assertEquals(
                List.of("a-00003.pcapng", "a-00004.pcapng"),
                files().stream().map(file -> file.getFileName().toString()).toList());
    }

    @Test
    void shouldEndAfterSoManySpansOfTime() throws Exception {
        Running capture = capture("b", file("a.pcapng"), "-G", "1", "-W", "2");
        hosts.ping("-c", "5", "-i", "0.1");
        assertEquals(0, capture.exitCode());

        List<Path> files = files();
        assertEquals(2, files.size());
        for (Path file : files) {
            SourceSummary summary = Content.of(file).summary;
            assertEquals(
                    NANOS_PER_SECOND,
                    summary.endNanos().getAsLong() - summary.startNanos().getAsLong());
        }
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> all = Files.list(directory)) {
            return all.filter(file -> file.toString().contains(".pcapng"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void shouldEndAfterSoManyPackets() throws Exception {
        Running capture = capture("a", file("a.pcapng"), "-c", "3", "--immediate");
        hosts.ping("-c", "4", "-i", "0.01");
        assertEquals(0, capture.exitCode());

        Content content = Content.of(file("a.pcapng"));
        assertEquals(3, content.packets.size());
        assertEquals(content.summary.lastNanos(), content.summary.endNanos());
    }

    @Test
    void shouldWriteToAPipe() throws Exception {
        Running capture = capture("a", Path.of("-"));
        hosts.ping("-c", "5", "-i", "0.01");
        capture.signal("TERM");
        Content content =
                Content.of(CaptureFile.open("a pipe", capture.process().getInputStream()));
        assertEquals(0, capture.exitCode());
        assertEquals(10, content.packets.size());
        assertEquals(OptionalLong.empty(), content.summary.cutAtByte());
    }

    @Test
    void shouldEndWhenNobodyReadsThePipe() throws Exception {
        Running capture = capture("a", Path.of("-"));
        try (InputStream out = capture.process().getInputStream()) {
            out.read();
        }
        assertEquals(0, capture.exitCode());
        assertTrue(capture.err().contains("0 packets captured"), capture.err());
    }

    @Test
    void shouldKeepEveryWholeBlockWhenTheDiskIsFull() throws Exception {
        Path disk = Files.createDirectory(file("disk"));
        TwoHosts.run(List.of("mount", "-t", "tmpfs", "-o", "size=256k", "none", disk.toString()));
        try {
            Running capture = capture("a", disk.resolve("a.pcapng"), "-s", "0");
            hosts.ping("-c", "500", "-f", "-s", "1000");
            assertEquals(4, capture.exitCode(), capture.err());
            assertTrue(capture.err().contains("No space left on device; what was recorded before"), capture.err());
            assertFalse(capture.err().contains("\tat "), capture.err());

            Content content = Content.of(disk.resolve("a.pcapng"));
            assertEquals(OptionalLong.empty(), content.summary.cutAtByte());
            assertTrue(content.packets.size() > 200, content.packets.size() + " packets");
        } finally {
            TwoHosts.run(List.of("umount", disk.toString()));
        }
    }

    @Test
    void shouldSayHowToGetThePermission() throws Exception {
        Running capture = hosts.halfway(
                "a",
                List.of("setpriv", "--bounding-set=-net_raw,-net_admin", "--inh-caps=-net_raw,-net_admin"),
                "capture",
                "-i",
                "eth0",
                "-w",
                file("a.pcapng").toString());
        assertEquals(4, capture.exitCode());
        assertTrue(capture.err().contains("eth0: no permission to capture; "), capture.err());
        assertTrue(capture.err().contains("setcap cap_net_raw+ep"), capture.err());
        assertEquals(1, capture.err().lines().count(), capture.err());
        assertEquals(List.of(), files());
    }

    @Test
    void shouldSayThatThereIsNoLibpcap() throws Exception {
        List<String> without = List.of("env", TwoHosts.java(), "-Dorg.pcap4j.core.pcapLibName=nowhere");
        Running capture = hosts.halfway(
                "a", without, "capture", "-i", "eth0", "-w", file("a.pcapng").toString());
        assertEquals(4, capture.exitCode());
        assertTrue(capture.err().contains("libpcap, which is not on this machine; install it"), capture.err());
        assertEquals(1, capture.err().lines().count(), capture.err());

        Running analyze =
                hosts.halfway("a", without, "analyze", "captures/incident/219.pcap", "captures/incident/231.pcap");
        analyze.process().getInputStream().readAllBytes();
        assertEquals(1, analyze.exitCode(), analyze.err());
    }

    @Test
    void shouldSayThatTheInterfaceIsGone() throws Exception {
        Running capture = capture("a", file("a.pcapng"));
        hosts.ping("-c", "3", "-i", "0.01");
        TwoHosts.await("all packets", () -> packetsIn(file("a.pcapng")) == 6);
        hosts.removeLink();
        assertEquals(4, capture.exitCode());
        assertTrue(capture.err().contains("eth0: the capture has ended: "), capture.err());
        assertEquals(6, Content.of(file("a.pcapng")).packets.size());
    }
}

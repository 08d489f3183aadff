package dev.halfway.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfway.Analysis;
import dev.halfway.AnalysisOptions;
import dev.halfway.AnalysisOptions.Host;
import dev.halfway.UsualOptions;
import dev.halfway.capture.CaptureFile;
import dev.halfway.capture.Frame;
import dev.halfway.capture.PacketSource;
import dev.halfway.capture.PcapngWriter;
import dev.halfway.decode.ContentKey;
import dev.halfway.match.LossRow;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a watch counts, step by step, is what an analysis of the same packets counts; and so are the captures that it keeps. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WatchReplayTest {
    private static final Path INCIDENT = Path.of("captures/incident");

    @TempDir
    Path directory;

    static List<Path> cases() throws IOException {
        try (Stream<Path> all = Files.list(Path.of("captures"))) {
            List<Path> cases =
                    all.filter(each -> captures(each).size() > 1).sorted().toList();
            assertTrue(cases.size() > 30, cases::toString);
            return cases;
        }
    }

    private static List<Path> captures(Path saved) {
        try (Stream<Path> files = Files.isDirectory(saved) ? Files.list(saved) : Stream.of()) {
            return files.filter(file -> file.toString().endsWith(".pcap"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void shouldCountAsAnAnalysisDoes(Path saved) throws IOException {
        List<Path> captures = captures(saved);
        Map<String, long[]> analysed = fates(analysed(captures.stream()
                .map(each -> new Host(name(each), List.of(each)))
                .toList()));

        WatchStatus watched = watched(captures);

        assertEquals(text(analysed), text(fates(watched.totals())));
        assertEquals(text(analysed), text(fates(analysed(kept(captures)))), "kept captures");
    }

    /** The others of three are compared all the same. */
    @Test
    void shouldGoOnWithTwoWhereNothingComesFromAThird() throws IOException {
        Path text = Files.writeString(directory.resolve("text"), "no capture");
        List<LossRow> ofTwo = analysed(Stream.of("219", "231")
                .map(host -> new Host(host, List.of(INCIDENT.resolve(host + ".pcap"))))
                .toList());
        for (int at = 0; at < 3; at++) {
            List<WatchOptions.Source> sources = new ArrayList<>();
            sources.add(new WatchOptions.Source("219", "219", new SourceSpec.File(INCIDENT.resolve("219.pcap"))));
            sources.add(new WatchOptions.Source("231", "231", new SourceSpec.File(INCIDENT.resolve("231.pcap"))));
            sources.add(at, new WatchOptions.Source("text", "text", new SourceSpec.File(text)));

            WatchStatus status = watchedSources(sources);

            assertEquals(Health.State.FAILED, status.sources().get(at).state());
            assertEquals(text(fates(ofTwo)), text(fates(status.totals())));
            assertTrue(status.changes().stream().allMatch(change -> change.timeNanos() > 0), "a time of the captures");
        }
    }

    private static WatchOptions.Source running(String host, String command) {
        return new WatchOptions.Source(host, "exec:" + command, new SourceSpec.Exec(command));
    }

    /** More is to come from it, and it is not waited for. */
    @Test
    void shouldFailAMalformedStreamByNameAndGoOnWithTheOther() throws IOException {
        WatchStatus status = watchedSources(List.of(
                running(
                        "219",
                        "head -c 5000 captures/incident/219.pcap; head -c 100000 /dev/zero | tr '\\0' '\\377'; exec sleep 60"),
                running("231", "cat captures/incident/231.pcap")));

        Health bad = status.sources().get(0);
        assertEquals(Health.State.FAILED, bad.state());
        assertTrue(bad.detail().contains("is corrupt at byte 5004, after packet 47"), bad.detail());
        assertEquals(47, bad.packets());
        assertEquals(Health.State.ENDED, status.sources().get(1).state(), "exit code 0 is an end");
        assertEquals(153, status.sources().get(1).packets());
        long lost = status.totals().stream()
                .filter(row -> row.to().equals("219"))
                .mapToLong(LossRow::lost)
                .sum();
        assertEquals(0, lost, "nothing is lost on the way to it: it could not show what came later");
    }

    /** What comes through a named pipe is analysed while more may come, as of any live source. */
    @Test
    void shouldNotWaitForTheEndOfANamedPipe() throws IOException, InterruptedException {
        Path pipe = directory.resolve("pipe");
        assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
        Process writer = new ProcessBuilder(
                        "sh", "-c", "exec 3>\"$0\"; cat captures/incident/231.pcap >&3; exec sleep 60", pipe.toString())
                .start();
        List<WatchOptions.Source> sources = List.of(
                running("219", "cat captures/incident/219.pcap; exec sleep 60"),
                new WatchOptions.Source("231", pipe.toString(), new SourceSpec.File(pipe)));
        try {
            WatchStatus first = Watching.toTheFirstView(
                    sources, options(Watch.hosts(sources)), Files.createDirectories(directory.resolve("work")));

            assertTrue(first.current().isPresent());
            assertEquals(Health.State.LIVE, first.sources().get(1).state());
        } finally {
            writer.destroyForcibly();
        }
    }

    /** One capture holds digests only, as an agent serves them that is told to, or both do. */
    @ParameterizedTest
    @MethodSource("cases")
    void shouldJudgeByDigestsAsByThePayload(Path saved) throws IOException {
        List<Path> captures = captures(saved);
        List<Host> whole = captures.stream()
                .map(each -> new Host(name(each), List.of(each)))
                .toList();
        String of = text(fates(analysed(whole)));
        List<Host> mixed = new ArrayList<>(whole);
        for (int i = 0; i < 2; i++) {
            mixed.set(i, new Host(name(captures.get(i)), List.of(digestsOf(captures.get(i), ContentKey.PUBLIC))));
            assertEquals(of, text(fates(analysed(mixed))), (i + 1) + " of the captures without payload");
        }
    }

    /** The key of the one is not known here: packets are matched by their headers. */
    @Test
    void shouldLoseNoPacketMoreWhereDigestsCannotBeCompared() throws IOException {
        for (Path saved : cases()) {
            List<Path> captures = captures(saved);
            List<Host> whole = captures.stream()
                    .map(each -> new Host(name(each), List.of(each)))
                    .toList();
            List<Host> mixed = new ArrayList<>(whole);
            mixed.set(
                    0,
                    new Host(name(captures.get(0)), List.of(digestsOf(captures.get(0), new ContentKey(new byte[16])))));
            Map<String, long[]> of = fates(analysed(whole));
            fates(analysed(mixed)).forEach((key, counts) -> {
                long lost = of.containsKey(key) ? of.get(key)[3] : 0;
                assertTrue(counts[3] <= lost, () -> saved + " " + key + ": " + counts[3] + " lost, " + lost);
            });
        }
    }

    private Path digestsOf(Path capture, ContentKey key) throws IOException {
        Path file = directory.resolve("digests-" + name(capture) + ".pcapng");
        Headers headers = new Headers(key);
        try (CaptureFile from = CaptureFile.open("whole", capture);
                OutputStream out = Files.newOutputStream(file)) {
            PcapngWriter writer = new PcapngWriter(out);
            writer.section("", "", "");
            boolean[] begun = new boolean[1];
            while (from.poll(
                            frame -> {
                                try {
                                    if (!begun[0]) {
                                        begun[0] = true;
                                        writer.addInterface(
                                                from.summary().interfaces().get(0));
                                    }
                                    headers.read(frame);
                                    writer.beginningOf(
                                            0,
                                            frame,
                                            headers.length(),
                                            Frame.PACKET_ID_UNKNOWN,
                                            headers.digestKey(),
                                            headers.digest());
                                } catch (IOException e) {
                                    throw new UncheckedIOException(e);
                                }
                            },
                            64)
                    != PacketSource.END) {
                // the handler does the work
            }
            writer.flush();
        }
        return file;
    }

    private static String name(Path capture) {
        return capture.getFileName().toString().replace(".pcap", "");
    }

    private WatchStatus watched(List<Path> captures) throws IOException {
        return watchedSources(captures.stream()
                .map(each -> new WatchOptions.Source(name(each), each.toString(), new SourceSpec.File(each)))
                .toList());
    }

    private WatchStatus watchedSources(List<WatchOptions.Source> sources) throws IOException {
        return Watching.toTheEnd(
                sources,
                options(Watch.hosts(sources)),
                Optional.of(Files.createDirectories(directory.resolve("kept"))),
                Files.createDirectories(directory.resolve("work")));
    }

    private List<Host> kept(List<Path> captures) throws IOException {
        List<Host> hosts = new ArrayList<>();
        for (Path capture : captures) {
            try (Stream<Path> files = Files.list(directory.resolve("kept"))) {
                hosts.add(new Host(
                        name(capture),
                        files.filter(file -> file.getFileName().toString().startsWith(name(capture) + "-"))
                                .sorted()
                                .toList()));
            }
        }
        return hosts;
    }

    private static List<LossRow> analysed(List<Host> hosts) throws IOException {
        return Analysis.run(options(hosts), Optional.empty()).losses();
    }

    private static AnalysisOptions options(List<Host> hosts) {
        return UsualOptions.of(hosts, Map.of());
    }

    /** By direction and kind: sent, delivered, late, lost, missed, unobservable, corrupted, duplicates. */
    private static Map<String, long[]> fates(List<LossRow> rows) {
        Map<String, long[]> fates = new TreeMap<>();
        for (LossRow row : rows) {
            long[] counts = {
                row.sent(),
                row.delivered(),
                row.late(),
                row.lost(),
                row.missed(),
                row.unobservable(),
                row.corrupted(),
                row.duplicates()
            };
            fates.merge(row.from() + " -> " + row.to() + " " + row.typeP().id(), counts, (a, b) -> {
                for (int i = 0; i < a.length; i++) {
                    a[i] += b[i];
                }
                return a;
            });
        }
        return fates;
    }

    private static String text(Map<String, long[]> fates) {
        StringBuilder text = new StringBuilder();
        fates.forEach((key, counts) ->
                text.append(key).append(' ').append(Arrays.toString(counts)).append('\n'));
        return text.toString();
    }
}

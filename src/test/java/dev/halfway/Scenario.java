package dev.halfway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.halfway.agent.SourceSpec;
import dev.halfway.agent.Watch;
import dev.halfway.agent.WatchOptions;
import dev.halfway.agent.WatchStatus;
import dev.halfway.agent.Watching;
import dev.halfway.decode.ContentKey;
import dev.halfway.decode.PortSet;
import dev.halfway.decode.TypeP;
import dev.halfway.diagnose.Diagnosis;
import dev.halfway.diagnose.Finding;
import dev.halfway.match.Bounds;
import dev.halfway.match.Fate;
import dev.halfway.match.LossRow;
import dev.halfway.match.PacketFate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * Two hosts, the path between them and a capture at each: a test says packet by packet what happens, runs the analysis on
 * the two files, and asks what it says of each packet. Times are nanoseconds of true time, 0 being {@link #EPOCH}.
 */
final class Scenario {
    static final String A = "10.0.0.1";
    static final String B = "10.0.0.2";
    static final long MILLIS = 1_000_000L;
    static final long SECOND = 1_000_000_000L;
    /** What a clock that is right shows at time 0. */
    static final long EPOCH = 1_700_000_000L * SECOND;

    /** Each way. */
    static final long DELAY = MILLIS / 2;

    static final long THRESHOLD = 3 * SECOND;

    /** One packet and where it was seen; null where it was not. */
    record Sent(Tap.Record departure, Tap.Record arrival) {}

    final Tap a = new Tap("a");
    final Tap b = new Tap("b");
    private final Path directory;
    private final Map<String, List<String>> addresses = new HashMap<>();
    private PortSet ports = PortSet.of(179);
    private boolean swapped;
    private Optional<AnalysisOptions.Moment> from = Optional.empty();
    private final Map<Tap, String> commands = new HashMap<>();

    Scenario(Path directory) {
        this.directory = directory;
        addresses.put("a", List.of("10.0.0.1", "2001:db8::1"));
        addresses.put("b", List.of("10.0.0.2", "2001:db8::2"));
    }

    /** Lets the program find out who owns what. */
    Scenario inferringOwners() {
        addresses.clear();
        return this;
    }

    /** Adds an address that a host owns. */
    Scenario owning(String host, String... all) {
        addresses.put(host, List.of(all));
        return this;
    }

    /** Has these TCP ports analysed. */
    Scenario analysing(int... tcpPorts) {
        ports = PortSet.of(tcpPorts);
        return this;
    }

    /** Asks for what was sent so long after the start and later. */
    Scenario from(long nanos) {
        from = Optional.of(new AnalysisOptions.Moment(true, nanos));
        return this;
    }

    /** A watch reads what a command makes of the capture, which it calls {@code $F}. */
    Scenario reading(Tap tap, String command) {
        commands.put(tap, command);
        return this;
    }

    /** Gives the captures to the program the other way round. */
    Scenario swapped() {
        swapped = true;
        return this;
    }

    /** A pings B and B pings A once a second, nothing lost: both captures watch, and the clocks are known well. */
    Scenario quiet(int fromSecond, int toSecond) {
        for (int second = fromSecond; second <= toSecond; second++) {
            ping(second * SECOND, Packet.request(A, B, 7001, second));
            ping(second * SECOND + 300 * MILLIS, Packet.request(B, A, 7002, second));
        }
        return this;
    }

    /** Request and reply, both delivered. */
    void ping(long nanos, Packet request) {
        delivered(nanos, request);
        delivered(nanos + 2 * DELAY, request.answer());
    }

    Sent delivered(long nanos, Packet packet) {
        return delivered(nanos, packet, DELAY);
    }

    Sent delivered(long nanos, Packet packet, long delayNanos) {
        return new Sent(leaves(nanos, packet), arrives(nanos + delayNanos, packet));
    }

    Sent lost(long nanos, Packet packet) {
        return new Sent(leaves(nanos, packet), null);
    }

    /** Seen by its sender's capture only. */
    Tap.Record leaves(long nanos, Packet packet) {
        return tapOf(packet, true).sees(EPOCH + nanos, packet, true, 1);
    }

    /** Seen by its receiver's capture only. */
    Tap.Record arrives(long nanos, Packet packet) {
        return tapOf(packet, false).sees(EPOCH + nanos, packet, false, 1);
    }

    /** The one thing that is found, which is of this kind. */
    static Finding only(Result result, String kind) {
        List<Finding> findings = result.diagnosis.findings();
        assertEquals(1, findings.size(), findings.toString());
        assertEquals(kind, findings.get(0).kind());
        return findings.get(0);
    }

    /** Seen there whatever its addresses say: behind a translation, or on one of several interfaces. */
    Tap.Record seenAt(Tap tap, long nanos, Packet packet, boolean outgoing, int interfaceIndex) {
        return tap.sees(EPOCH + nanos, packet, outgoing, interfaceIndex);
    }

    /** A capture is stopped at this moment; another file begins with the next packet that the tap sees. */
    void restart(Tap tap, long nanos) {
        tap.restart(EPOCH + nanos);
    }

    /** The capture says at this moment how many packets it has dropped since it began. */
    void countDropped(Tap tap, long nanos, long dropped) {
        tap.countsDropped(EPOCH + nanos, dropped);
    }

    /** A host's clock shows this much more than it should from a moment of true time on. */
    void setClock(Tap tap, long aheadNanos, long stepAtNanos, long aheadAfterNanos) {
        tap.clock(nanos -> nanos + (nanos < EPOCH + stepAtNanos ? aheadNanos : aheadAfterNanos));
    }

    /** A host's clock gains on the right one and goes on in whole ticks only: it shows the last one. */
    void setCoarseClock(Tap tap, long aheadNanos, double gain, long tickNanos) {
        tap.clock(nanos -> {
            long shown = nanos + aheadNanos + Math.round((nanos - EPOCH) * gain);
            return shown - shown % tickNanos;
        });
    }

    private Tap tapOf(Packet packet, boolean leaving) {
        boolean fromA = packet.isFrom(A) || packet.isFrom("2001:db8::1");
        return fromA == leaving ? a : b;
    }

    Result run() throws IOException {
        return analysed(write(a), write(b));
    }

    private Result analysed(List<Path> filesOfA, List<Path> filesOfB) throws IOException {
        AnalysisOptions.Host hostA = new AnalysisOptions.Host("a", filesOfA);
        AnalysisOptions.Host hostB = new AnalysisOptions.Host("b", filesOfB);
        AnalysisOptions options = options(swapped ? List.of(hostB, hostA) : List.of(hostA, hostB));
        List<PacketFate> fates = new ArrayList<>();
        Diagnosis diagnosis = Analysis.run(options, Optional.of(fates::add));
        return new Result(diagnosis, fates);
    }

    private AnalysisOptions options(List<AnalysisOptions.Host> hosts) {
        return new AnalysisOptions(
                hosts,
                addresses,
                ports,
                Optional.empty(),
                THRESHOLD,
                from,
                Optional.empty(),
                0,
                OptionalLong.empty(),
                Bounds.usual(hosts.size()),
                ContentKey.PUBLIC);
    }

    /** Each capture says every second that it runs and has dropped nothing, whether a packet came or not. */
    Scenario givingSignsOfLife(int fromSecond, int toSecond) {
        for (int second = fromSecond; second <= toSecond; second++) {
            countDropped(a, second * SECOND, 0);
            countDropped(b, second * SECOND, 0);
        }
        return this;
    }

    /** The same packets, watched: the two captures are read as they would come. */
    WatchStatus watched() throws IOException {
        return watched(Optional.empty());
    }

    /** What the analysis says of the captures that such a watch has kept. */
    Result watchedAndKept() throws IOException {
        Path kept = Files.createDirectories(directory.resolve("kept"));
        watched(Optional.of(kept));
        return analysed(kept(kept, a), kept(kept, b));
    }

    private static List<Path> kept(Path directory, Tap tap) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(each -> each.getFileName().toString().startsWith(tap.name + "-"))
                    .sorted()
                    .toList();
        }
    }

    private WatchStatus watched(Optional<Path> kept) throws IOException {
        List<WatchOptions.Source> sources = new ArrayList<>();
        for (Tap tap : List.of(a, b)) {
            Path file = write(tap).get(0);
            Optional<String> command = Optional.ofNullable(commands.get(tap));
            sources.add(new WatchOptions.Source(
                    tap.name,
                    file.toString(),
                    command.<SourceSpec>map(each -> new SourceSpec.Exec("F='" + file + "'; " + each))
                            .orElse(new SourceSpec.File(file))));
        }
        return Watching.toTheEnd(
                sources, options(Watch.hosts(sources)), kept, Files.createDirectories(directory.resolve("watch")));
    }

    private List<Path> write(Tap tap) throws IOException {
        List<Path> files = new ArrayList<>();
        for (Map.Entry<String, byte[]> capture : tap.captures().entrySet()) {
            files.add(Files.write(directory.resolve(capture.getKey()), capture.getValue()));
        }
        return files;
    }

    /** What the analysis says. */
    static final class Result {
        final Diagnosis diagnosis;
        final List<PacketFate> fates;
        private final Map<String, PacketFate> byFrame = new HashMap<>();

        private Result(Diagnosis diagnosis, List<PacketFate> fates) {
            this.diagnosis = diagnosis;
            this.fates = fates;
            for (PacketFate each : fates) {
                byFrame.put(key(each.host(), each.file(), each.frame()), each);
            }
        }

        PacketFate of(Tap.Record record) {
            PacketFate fate = byFrame.get(key(record.host, record.file, record.frame));
            assertNotNull(fate, "nothing is said of frame " + record.frame + " at " + record.host);
            return fate;
        }

        private static String key(String host, int file, long frame) {
            return host + "/" + file + "/" + frame;
        }

        /** What is said here of the packet that another run speaks of. */
        PacketFate of(PacketFate same) {
            return byFrame.get(key(same.host(), same.file(), same.frame()));
        }

        /** Of the packet as its sender saw it. */
        PacketFate of(Sent sent) {
            return of(sent.departure);
        }

        /** Packets of these kinds with this fate, in the counts; all kinds when none is named. */
        long count(Fate fate, TypeP... kinds) {
            return diagnosis.losses().stream()
                    .filter(row -> kinds.length == 0 || List.of(kinds).contains(row.typeP()))
                    .mapToLong(row -> of(row, fate))
                    .sum();
        }

        private static long of(LossRow row, Fate fate) {
            return switch (fate) {
                case DELIVERED -> row.delivered();
                case LATE -> row.late();
                case LOST -> row.lost();
                case MISSED -> row.missed();
                case UNOBSERVABLE -> row.unobservable();
                case CORRUPTED -> row.corrupted();
                default -> throw new IllegalArgumentException(fate + " is not of a packet that left");
            };
        }

        long duplicates() {
            return diagnosis.losses().stream().mapToLong(LossRow::duplicates).sum();
        }

        long appeared() {
            return diagnosis.appeared().stream().mapToLong(row -> row.count()).sum();
        }
    }
}

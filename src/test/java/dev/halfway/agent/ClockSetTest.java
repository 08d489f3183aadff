package dev.halfway.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfway.AnalysisOptions;
import dev.halfway.capture.PcapngBytes;
import dev.halfway.decode.Packets;
import dev.halfway.decode.PortSet;
import dev.halfway.match.LossRow;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two hosts that ping each other, while the clock of one is set: nothing is lost, and what came before and after is
 * judged. Both say each second that they watch.
 */
@Timeout(60)
class ClockSetTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long EPOCH = 1_700_000_000L * SECOND;
    private static final long DELAY = 400_000;
    private static final int SECONDS = 100;
    private static final int ISB_STARTTIME = 2;
    private static final int ISB_ENDTIME = 3;
    private static final int ISB_OSDROP = 7;

    @TempDir
    Path directory;

    @Test
    void shouldLoseNothingWhereAClockIsSetBack() throws IOException {
        WatchStatus status = watched(second -> second < 40 ? 0 : -3_600 * SECOND);

        assertTrue(status.changes().stream().noneMatch(change -> Verdicts.isLoss(change.verdict())));
        assertEquals(0, sum(status, LossRow::lost));
        assertMostAreDelivered(status);
    }

    /** Somebody mistypes the time, and sets it right 20 s later. */
    @Test
    void shouldSeeWhatComesAfterAClockWasAheadForAWhile() throws IOException {
        WatchStatus status = watched(second -> second >= 40 && second < 60 ? 3_600 * SECOND : 0);

        assertEquals(
                EPOCH + SECONDS * SECOND - 1,
                status.sources().get(1).latestNanos().orElseThrow());
        assertEquals(0, sum(status, LossRow::lost));
        assertMostAreDelivered(status);
    }

    /** How much lies next to the moment at which a new comparison begins hangs on which file is read faster. */
    private static void assertMostAreDelivered(WatchStatus status) {
        long delivered = sum(status, LossRow::delivered);
        assertTrue(delivered >= 2 * SECONDS, delivered + " are delivered");
        assertTrue(delivered + sum(status, LossRow::unobservable) <= 4 * SECONDS);
    }

    private static long sum(WatchStatus status, java.util.function.ToLongFunction<LossRow> count) {
        return status.totals().stream().mapToLong(count).sum();
    }

    /** @param ahead by second, how far the clock of b is ahead of that of a */
    private WatchStatus watched(LongUnaryOperator ahead) throws IOException {
        List<WatchOptions.Source> sources = List.of(source("a", second -> 0), source("b", ahead));
        AnalysisOptions analysis = new AnalysisOptions(
                Watch.hosts(sources),
                Map.of(),
                PortSet.of(179),
                Optional.empty(),
                AnalysisOptions.DEFAULT_LOSS_THRESHOLD_NANOS,
                Optional.empty(),
                Optional.empty(),
                0,
                OptionalLong.empty());
        WatchOptions options = new WatchOptions(
                sources,
                analysis,
                Optional.empty(),
                192,
                false,
                Optional.empty(),
                OptionalLong.empty(),
                false,
                15 * SECOND,
                Optional.empty(),
                Files.createDirectory(directory.resolve("work")));
        try (Watch watch = new Watch(options, status -> {})) {
            watch.run();
            return watch.latest();
        }
    }

    private WatchOptions.Source source(String host, LongUnaryOperator ahead) throws IOException {
        PcapngBytes capture = new PcapngBytes().section(ByteOrder.LITTLE_ENDIAN);
        capture.iface(1, 192, capture.byteOption(9, 9));
        long begun = EPOCH + ahead.applyAsLong(0);
        for (int second = 0; second < SECONDS; second++) {
            long start = EPOCH + second * SECOND + ahead.applyAsLong(second);
            for (Sighting each : sightings(host)) {
                byte[] echo = Packets.echo(
                        each.type,
                        second,
                        ByteBuffer.allocate(8).putInt(4, second).array());
                String from = each.fromA ? Packets.A4 : Packets.B4;
                String to = each.fromA ? Packets.B4 : Packets.A4;
                byte[] frame = Packets.ethernet(0x0800, Packets.ipv4(from, to, 1, echo));
                capture.packet(0, start + each.nanos, frame);
            }
            long end = start + SECOND - 1;
            capture.statistics(
                    0,
                    end,
                    capture.timeOption(ISB_STARTTIME, begun),
                    capture.timeOption(ISB_ENDTIME, end),
                    capture.longOption(ISB_OSDROP, 0));
        }
        Path file = Files.write(directory.resolve(host + ".pcapng"), capture.bytes());
        return new WatchOptions.Source(host, file.toString(), new SourceSpec.File(file));
    }

    private record Sighting(long nanos, boolean fromA, int type) {}

    /** Of each second: a asks b, and half a second later b asks a. */
    private static List<Sighting> sightings(String host) {
        long asked = host.equals("a") ? 0 : DELAY;
        List<Sighting> sightings = new ArrayList<>();
        sightings.add(new Sighting(1_000 + asked, true, 8));
        sightings.add(new Sighting(1_000 + (host.equals("a") ? 2 * DELAY : DELAY), false, 0));
        long half = SECOND / 2;
        sightings.add(new Sighting(half + (host.equals("b") ? 0 : DELAY), false, 8));
        sightings.add(new Sighting(half + (host.equals("b") ? 2 * DELAY : DELAY), true, 0));
        return sightings;
    }
}

package dev.halfway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfway.capture.PcapngBytes;
import dev.halfway.decode.AddressBlock;
import dev.halfway.decode.Decoder;
import dev.halfway.decode.PortSet;
import dev.halfway.diagnose.BgpCollector;
import dev.halfway.match.Bounds;
import dev.halfway.match.ExchangeRow;
import dev.halfway.match.HostSurvey;
import dev.halfway.match.LossRow;
import dev.halfway.match.MatchRun;
import dev.halfway.match.Plan;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** However many flows there are, what is kept of them stays within bounds. */
class ManyFlowsTest {
    private static final String A = "10.0.0.1";
    private static final String B = "10.0.0.2";
    private static final long EPOCH = 1_700_000_000_000_000_000L;
    private static final long DELAY = 300_000;
    private static final int FLOWS = 200_000;
    private static final long BETWEEN_FLOWS = 1_000_000;

    @TempDir
    Path directory;

    private long sent;
    private long lost;

    /** Pings, each with an identifier of its own as long as there are any, and short connections; every tenth loses a packet. */
    private void record(OutputStream a, OutputStream b) throws IOException {
        byte[] head = head();
        a.write(head);
        b.write(head);
        for (int i = 0; i < FLOWS; i++) {
            long nanos = i * BETWEEN_FLOWS;
            if (i % 2 == 0) {
                Packet request = Packet.request(A, B, i / 2 & 0xffff, i >>> 17);
                pass(a, b, nanos, request, true);
                pass(b, a, nanos + 2 * DELAY, request.answer(), i % 10 != 0);
            } else {
                int port = 1_024 + i / 2 % 60_000;
                int sequence = i * 7919;
                pass(a, b, nanos, Packet.tcp(A, port, B, 179, Packet.SYN).sequence(sequence), true);
                pass(
                        b,
                        a,
                        nanos + 2 * DELAY,
                        Packet.tcp(B, 179, A, port, Packet.SYN | Packet.ACK)
                                .sequence(i)
                                .acknowledging(sequence + 1),
                        i % 10 != 1);
            }
        }
    }

    private static byte[] head() {
        PcapngBytes head = new PcapngBytes().section(ByteOrder.LITTLE_ENDIAN);
        return head.iface(101, 65_535, head.byteOption(9, 9)).bytes();
    }

    private void pass(OutputStream from, OutputStream to, long nanos, Packet packet, boolean arrives)
            throws IOException {
        byte[] bytes = packet.bytes();
        from.write(new PcapngBytes().packet(0, EPOCH + nanos, bytes).bytes());
        sent++;
        if (arrives) {
            to.write(new PcapngBytes().packet(0, EPOCH + nanos + DELAY, bytes).bytes());
        } else {
            lost++;
        }
    }

    @Test
    void shouldKeepWithinBoundsAndLoseNoCount() throws IOException {
        Path fileA = directory.resolve("a.pcapng");
        Path fileB = directory.resolve("b.pcapng");
        try (OutputStream a = new BufferedOutputStream(Files.newOutputStream(fileA));
                OutputStream b = new BufferedOutputStream(Files.newOutputStream(fileB))) {
            record(a, b);
        }
        PortSet ports = PortSet.of(179);
        List<HostFeed> feeds = List.of(feed("a", 0, fileA, ports), feed("b", 1, fileB, ports));
        List<HostSurvey> surveys = new ArrayList<>();
        for (HostFeed feed : feeds) {
            surveys.add(feed.survey(HostSurvey.Settings.USUAL, 2));
            assertTrue(surveys.get(surveys.size() - 1).kept() < 100_000, "after the first reading");
        }
        Plan plan = new Plan(
                surveys,
                List.of(List.of(AddressBlock.parse(A)), List.of(AddressBlock.parse(B))),
                ports,
                OptionalLong.empty());
        Bounds bounds = Bounds.fitting(160L << 20, 2);
        MatchRun run = new MatchRun(
                plan,
                AnalysisOptions.DEFAULT_LOSS_THRESHOLD_NANOS,
                (host, file, nanos) -> true,
                bounds,
                Optional.empty(),
                Optional.empty());
        BgpCollector bgp = new BgpCollector(plan, List.of("a", "b"), 10_000);
        int mostFlows = 0;
        try (HostFeed.Sightings a = feeds.get(0).sightings(run, bgp, plan.clock(0));
                HostFeed.Sightings b = feeds.get(1).sightings(run, bgp, plan.clock(1))) {
            while (a.peek() != null || b.peek() != null) {
                boolean first = b.peek() == null
                        || a.peek() != null && a.peek().timeNanos() <= b.peek().timeNanos();
                run.accept(first ? a.remove() : b.remove());
                mostFlows = Math.max(mostFlows, run.flowsKept());
            }
        }
        run.finish();
        assertTrue(mostFlows <= bounds.flows() && bounds.flows() < FLOWS / 10, mostFlows + " flows kept");
        assertEquals(0, run.beyondBounds());
        assertEquals(sent, run.losses().stream().mapToLong(LossRow::sent).sum());
        assertEquals(lost, run.losses().stream().mapToLong(LossRow::lost).sum(), 2, "but for the edges");
        assertEquals(0, run.appeared().size());
        assertEquals(
                FLOWS,
                run.exchanges().stream().mapToLong(ExchangeRow::requests).sum(),
                "forgotten flows are summed up");
    }

    private static HostFeed feed(String host, int index, Path capture, PortSet ports) {
        return new HostFeed(host, index, List.of(host), List.of(capture), Optional.empty(), new Decoder(ports));
    }
}

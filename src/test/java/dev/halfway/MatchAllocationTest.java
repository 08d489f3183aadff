package dev.halfway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.halfway.capture.PcapngBytes;
import dev.halfway.decode.AddressBlock;
import dev.halfway.decode.Decoder;
import dev.halfway.decode.PortSet;
import dev.halfway.diagnose.BgpCollector;
import dev.halfway.diagnose.LossEvidence;
import dev.halfway.match.Bounds;
import dev.halfway.match.HostSurvey;
import dev.halfway.match.LossRow;
import dev.halfway.match.MatchRun;
import dev.halfway.match.Plan;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Matching a steady stream allocates nothing, whatever becomes of its packets. */
class MatchAllocationTest {
    private static final String A = "10.0.0.1";
    private static final String B = "10.0.0.2";
    private static final String A6 = "2001:db8::1";
    private static final String B6 = "2001:db8::2";
    private static final String NOBODY = "10.0.0.3";
    private static final long EPOCH = 1_700_000_000_000_000_000L;
    private static final long DELAY = 300_000;
    private static final int ROUNDS = 50_000;
    private static final int WARM_UP = 200_000;
    /** Far less than one object a packet. */
    private static final double TOLERATED_BYTES = 1;

    @TempDir
    Path directory;

    private long sent;
    private long lost;
    private long unobservable;

    /** Writes one capture as it goes. */
    private static final class Recorder implements AutoCloseable {
        private final OutputStream out;

        Recorder(Path path) throws IOException {
            out = new BufferedOutputStream(Files.newOutputStream(path));
            PcapngBytes head = new PcapngBytes().section(ByteOrder.LITTLE_ENDIAN);
            out.write(head.iface(101, 65_535, head.byteOption(9, 9)).bytes());
        }

        void sees(long nanos, byte[] packet) throws IOException {
            out.write(new PcapngBytes().packet(0, EPOCH + nanos, packet).bytes());
        }

        @Override
        public void close() throws IOException {
            out.close();
        }
    }

    /** Echo, data and acknowledgments each way, every hundredth lost; more that goes to a third host, or that B's capture never shows. */
    private void record(Path fileA, Path fileB) throws IOException {
        try (Recorder a = new Recorder(fileA);
                Recorder b = new Recorder(fileB)) {
            for (int i = 0; i < ROUNDS; i++) {
                long nanos = i * 2_000_000L;
                Packet request = Packet.request(A, B, 5 + i % 40, i & 0xffff).ipId(1 + i % 65_000);
                pass(a, b, nanos, request, i % 100 != 1);
                pass(b, a, nanos + 600_000, request.answer().ipId(1 + i % 65_001), i % 100 != 2);
                int port = 40_000 + i % 40;
                Packet segment = Packet.tcp(A, port, B, 179, Packet.PSH)
                        .sequence(i / 40 * 100)
                        .acknowledging(1)
                        .ipId(1 + i % 64_999)
                        .data(100);
                pass(a, b, nanos + 1_000_000, segment, i % 100 != 3);
                Packet acknowledgment =
                        Packet.tcp(B, 179, A, port, Packet.ACK).sequence(1).acknowledging(segment.sequenceEnd());
                pass(b, a, nanos + 1_400_000, acknowledgment, i % 100 != 4);
                if (i % 30 == 0) {
                    a.sees(
                            nanos + 1_800_000,
                            Packet.request(A, NOBODY, 5, i & 0xffff).bytes());
                }
            }
        }
    }

    private void pass(Recorder from, Recorder to, long nanos, Packet packet, boolean arrives) throws IOException {
        byte[] bytes = packet.bytes();
        from.sees(nanos, bytes);
        sent++;
        if (arrives) {
            to.sees(nanos + DELAY, bytes);
        } else {
            lost++;
        }
    }

    @Test
    void shouldAllocateNothingPerPacket() throws IOException {
        Path fileA = directory.resolve("a.pcapng");
        Path fileB = directory.resolve("b.pcapng");
        record(fileA, fileB);
        PortSet ports = PortSet.of(179);
        List<HostFeed> feeds = List.of(feed("a", 0, fileA, ports), feed("b", 1, fileB, ports));
        List<HostSurvey> surveys = new ArrayList<>();
        for (HostFeed feed : feeds) {
            surveys.add(feed.survey(HostSurvey.Settings.USUAL, 2));
        }
        Plan plan = new Plan(surveys, List.of(owned(A, A6), owned(B, B6)), ports, OptionalLong.empty());
        MatchRun run = new MatchRun(
                plan,
                AnalysisOptions.DEFAULT_LOSS_THRESHOLD_NANOS,
                (host, file, nanos) -> true,
                Bounds.usual(2),
                Optional.empty(),
                Optional.of(new LossEvidence(List.of("a", "b"))));
        double bytesPerPacket;
        BgpCollector bgp = new BgpCollector(plan, List.of("a", "b"), 10_000);
        try (HostFeed.Sightings a = feeds.get(0).sightings(run, bgp, plan.clock(0));
                HostFeed.Sightings b = feeds.get(1).sightings(run, bgp, plan.clock(1))) {
            assertEquals(WARM_UP, match(run, a, b, WARM_UP));
            ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
            long before = threads.getCurrentThreadAllocatedBytes();
            long matched = match(run, a, b, Long.MAX_VALUE);
            bytesPerPacket = (double) (threads.getCurrentThreadAllocatedBytes() - before) / matched;
        }
        run.finish();
        assertEquals(
                sent + unobservable,
                run.losses().stream().mapToLong(LossRow::sent).sum());
        assertEquals(
                lost,
                run.losses().stream()
                        .mapToLong(row -> row.lost() + row.missed())
                        .sum());
        assertEquals(
                unobservable,
                run.losses().stream().mapToLong(LossRow::unobservable).sum());
        assertTrue(bytesPerPacket < TOLERATED_BYTES, () -> bytesPerPacket + " bytes per packet");
    }

    private static List<AddressBlock> owned(String... addresses) {
        return Stream.of(addresses).map(AddressBlock::parse).toList();
    }

    private static HostFeed feed(String host, int index, Path capture, PortSet ports) {
        return new HostFeed(host, index, List.of(host), List.of(capture), Optional.empty(), new Decoder(ports));
    }

    /** As the analysis does: always the earlier of the two. Returns how many there were. */
    private static long match(MatchRun run, HostFeed.Sightings a, HostFeed.Sightings b, long most) throws IOException {
        long count = 0;
        while (count < most && (a.peek() != null || b.peek() != null)) {
            boolean first = b.peek() == null
                    || a.peek() != null && a.peek().timeNanos() <= b.peek().timeNanos();
            run.accept(first ? a.remove() : b.remove());
            count++;
        }
        return count;
    }
}

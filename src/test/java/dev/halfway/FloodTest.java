package dev.halfway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfway.capture.PcapngBytes;
import dev.halfway.diagnose.Diagnosis;
import dev.halfway.diagnose.InputFacts;
import dev.halfway.match.AppearedRow;
import dev.halfway.match.Bounds;
import dev.halfway.match.LossRow;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** More under way than is held: nothing is called lost because of it, and what is apart from it is judged as ever. */
class FloodTest {
    private static final String A = "10.0.0.1";
    private static final String B = "10.0.0.2";
    private static final long EPOCH = 1_700_000_000_000_000_000L;
    private static final long SECOND = 1_000_000_000L;
    private static final long DELAY = 300_000;
    private static final int FLOOD = 30_000;
    /** Begins after quiet pings, and is over long before more of them. */
    private static final long FLOOD_START = 30 * SECOND;

    private static final int QUIET = 60;

    @TempDir
    Path directory;

    /** A ping a second both before and after the flood; of those before, {@code lostBefore} do not arrive. */
    private Diagnosis flood(Bounds bounds, IntFunction<Packet> packet, IntPredicate arrives, int lostBefore)
            throws IOException {
        Path fileA = directory.resolve("a.pcapng");
        Path fileB = directory.resolve("b.pcapng");
        try (OutputStream a = new BufferedOutputStream(Files.newOutputStream(fileA));
                OutputStream b = new BufferedOutputStream(Files.newOutputStream(fileB))) {
            PcapngBytes head = new PcapngBytes().section(ByteOrder.LITTLE_ENDIAN);
            byte[] iface = head.iface(101, 65_535, head.byteOption(9, 9)).bytes();
            a.write(iface);
            b.write(iface);
            for (int i = 0; i < QUIET; i++) {
                if (i == FLOOD_START / SECOND) {
                    for (int j = 0; j < FLOOD; j++) {
                        pass(a, b, FLOOD_START + j * 10_000L, packet.apply(j), arrives.test(j));
                    }
                } else {
                    Packet request = Packet.request(A, B, 7, i);
                    boolean there = i < 5 || i >= 5 + lostBefore;
                    pass(a, b, i * SECOND, request, there);
                    if (there) {
                        pass(b, a, i * SECOND + 2 * DELAY, request.answer(), true);
                    }
                }
            }
        }
        long[] lines = new long[1];
        Diagnosis diagnosis = Analysis.run(
                UsualOptions.of(
                        List.of(UsualOptions.host("a", fileA), UsualOptions.host("b", fileB)),
                        Map.of("a", List.of(A), "b", List.of(B)),
                        bounds),
                Optional.of(fate -> lines[0]++));
        long packets = 0;
        for (InputFacts input : diagnosis.inputs()) {
            packets += input.point().source().packets();
            long ignored =
                    input.ignored().values().stream().mapToLong(Long::longValue).sum();
            assertEquals(input.point().source().packets(), input.analysed() + ignored);
        }
        assertEquals(packets, lines[0], "every packet has its line");
        return diagnosis;
    }

    private static void pass(OutputStream from, OutputStream to, long nanos, Packet packet, boolean arrives)
            throws IOException {
        byte[] bytes = packet.bytes();
        from.write(new PcapngBytes().packet(0, EPOCH + nanos, bytes).bytes());
        if (arrives) {
            to.write(new PcapngBytes().packet(0, EPOCH + nanos + DELAY, bytes).bytes());
        }
    }

    private static Packet reset(int number) {
        return Packet.tcp(A, 5_000, B, 179, 4).sequence(1);
    }

    private static Packet ping(int number) {
        return Packet.request(A, B, 1_000 + number, 0);
    }

    private static long lost(Diagnosis diagnosis) {
        return diagnosis.losses().stream().mapToLong(LossRow::lost).sum();
    }

    private static long leftAside(Diagnosis diagnosis, String option) {
        return diagnosis.inputs().stream()
                .flatMap(input -> input.ignored().entrySet().stream())
                .filter(each -> each.getKey().contains(option))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    private static void assertCannotTell(Diagnosis diagnosis, String option) {
        assertTrue(leftAside(diagnosis, option) > 0, option);
        assertEquals(0, lost(diagnosis));
        assertEquals(3, diagnosis.exitCode(), diagnosis.sentence());
        assertTrue(diagnosis.sentence().contains("--max-in-flight"), diagnosis.sentence());
        assertTrue(diagnosis.notes().stream().anyMatch(each -> each.contains("left aside")));
        for (AppearedRow row : diagnosis.appeared()) {
            assertEquals(row.count(), row.explained(), "what was left aside at its sender is no stranger");
        }
    }

    private static Bounds bounds(int packetsInFlight, int flows) {
        return new Bounds(packetsInFlight, flows, 100_000, 1_000_000, 10_000, 1_000);
    }

    @Test
    void shouldCallNothingLostOfWhatWasLeftAside() throws IOException {
        Bounds few = bounds(1_000, 100_000);
        assertCannotTell(flood(few, FloodTest::reset, j -> true, 0), "--max-in-flight");
        assertCannotTell(flood(few, FloodTest::reset, j -> false, 0), "--max-in-flight");
        assertCannotTell(flood(few, FloodTest::ping, j -> j % 2 == 0, 0), "--max-in-flight");
    }

    @Test
    void shouldCallNothingLostOfFlowsLeftAside() throws IOException {
        Bounds few = bounds(1_000_000, 500);
        assertCannotTell(flood(few, FloodTest::ping, j -> true, 0), "--max-flows");
        assertCannotTell(flood(few, FloodTest::ping, j -> j % 2 == 0, 0), "--max-flows");
    }

    @Test
    void shouldJudgeWhatIsApartFromTheFlood() throws IOException {
        Diagnosis diagnosis = flood(bounds(1_000, 100_000), FloodTest::reset, j -> true, 5);
        assertEquals(5, lost(diagnosis));
        assertEquals(1, diagnosis.exitCode(), diagnosis.sentence());
        long delivered = diagnosis.losses().stream()
                .filter(row -> row.typeP().isEcho())
                .mapToLong(LossRow::delivered)
                .sum();
        assertEquals(2 * (QUIET - 1 - 5), delivered, "the pings after the flood are taken in again");
    }

    @Test
    void shouldFitItselfToTheHeap() {
        Bounds usual = Bounds.fitting(212L << 20, 2);
        assertTrue(usual.packetsInFlight() > 100_000 && usual.flows() > 18_000, usual.toString());
        assertTrue(Bounds.fitting(0, 2).packetsInFlight() > 0
                && Bounds.fitting(0, 2).flows() > 0);
    }
}

package dev.halfway;

import static dev.halfway.Scenario.A;
import static dev.halfway.Scenario.B;
import static dev.halfway.Scenario.DELAY;
import static dev.halfway.Scenario.MILLIS;
import static dev.halfway.Scenario.SECOND;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfway.Scenario.Result;
import dev.halfway.match.Fate;
import dev.halfway.match.Reason;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Datagrams leave in fragments, and a device on the way, such as a firewall, puts them together. */
class PutTogetherScenarioTest {
    @TempDir
    Path directory;

    private Scenario scenario;
    private final List<Tap.Record> left = new ArrayList<>();
    private final List<Tap.Record> lost = new ArrayList<>();
    private final List<Tap.Record> came = new ArrayList<>();

    @BeforeEach
    void twoQuietHosts() {
        scenario = new Scenario(directory).quiet(0, 20);
    }

    private static Packet ping(int sequence) {
        return Packet.request(A, B, 5, sequence).payload(new byte[1992]).ipId(4711 + sequence);
    }

    private void leaves(long nanos, Packet packet, int length, List<Tap.Record> known) {
        known.add(scenario.leaves(nanos, packet.fragment(0, 1480)));
        known.add(scenario.leaves(nanos + 1_000, packet.fragment(1480, length - 1480)));
    }

    private void arrives(long nanos, Packet packet, int length) {
        leaves(nanos, packet, length, left);
        came.add(scenario.arrives(nanos + 1_000 + DELAY, packet));
    }

    private void shouldTell(Result result) {
        for (Tap.Record each : left) {
            assertEquals(Reason.PUT_TOGETHER, result.of(each).reason());
            assertEquals(Fate.DELIVERED, result.of(each).fate());
            assertEquals(1, result.of(each).matches().size());
        }
        for (Tap.Record each : came) {
            assertEquals(Fate.ARRIVED, result.of(each).fate());
            assertEquals(Reason.LEFT_IN_FRAGMENTS, result.of(each).reason());
        }
        for (Tap.Record each : lost) {
            assertEquals(Fate.LOST, result.of(each).fate());
        }
        assertEquals(lost.size(), result.count(Fate.LOST));
        assertEquals(0, result.count(Fate.MISSED));
        assertEquals(0, result.appeared());
    }

    /** Those that answer leave in fragments too: nothing but that shows that the far capture takes what arrives. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldSeeThatPingsArrivedThatWerePutTogether(boolean anyLost) throws IOException {
        for (int i = 0; i < 12; i++) {
            long nanos = (4 + i) * SECOND + 100 * MILLIS;
            if (anyLost && i % 5 == 1) {
                leaves(nanos, ping(i), 2000, lost);
            } else {
                arrives(nanos, ping(i), 2000);
                arrives(nanos + 2 * DELAY, ping(i).answer().ipId(900 + i), 2000);
            }
        }
        Result result = scenario.run();
        shouldTell(result);
        assertEquals(
                anyLost ? 1 : 0,
                result.diagnosis.findings().size(),
                () -> result.diagnosis.findings().toString());
        assertTrue(
                result.diagnosis.notes().isEmpty(),
                () -> result.diagnosis.notes().toString());
    }

    @Test
    void shouldSeeThatSegmentsArrivedThatWerePutTogether() throws IOException {
        scenario.delivered(SECOND, Packet.tcp(A, 40000, B, 179, Packet.SYN).sequence(999));
        scenario.delivered(
                SECOND + 3 * DELAY,
                Packet.tcp(B, 179, A, 40000, Packet.SYN).sequence(4999).acknowledging(1000));
        scenario.delivered(
                SECOND + 6 * DELAY,
                Packet.tcp(A, 40000, B, 179, Packet.ACK).sequence(1000).acknowledging(5000));
        for (int i = 0; i < 12; i++) {
            long nanos = (4 + i) * SECOND + 100 * MILLIS;
            Packet segment = Packet.tcp(A, 40000, B, 179, Packet.PSH)
                    .sequence(1000 + 1980 * i)
                    .acknowledging(5000)
                    .data(1980);
            if (i % 5 == 1) {
                leaves(nanos, segment.ipId(300 + i), 2000, lost);
                nanos += 200 * MILLIS;
            }
            arrives(nanos, segment.ipId(600 + i), 2000);
            scenario.delivered(
                    nanos + 3 * DELAY,
                    Packet.tcp(B, 179, A, 40000, Packet.ACK).sequence(5000).acknowledging(1000 + 1980 * (i + 1)));
        }
        shouldTell(scenario.run());
    }

    /** Two left with one IP ID, and one arrived: only the first fragments tell which they are of. */
    @Test
    void shouldNotTellWhichOfTwoOfOneIdWasPutTogether() throws IOException {
        Packet other = ping(2).ipId(4712);
        leaves(10 * SECOND + 100 * MILLIS, ping(1), 2000, left);
        leaves(10 * SECOND + 101 * MILLIS, other, 2000, left);
        scenario.arrives(10 * SECOND + 101 * MILLIS + DELAY, other);
        Result result = scenario.run();
        assertEquals(Fate.LOST, result.of(left.get(0)).fate());
        for (Tap.Record each : left.subList(1, 4)) {
            assertEquals(Reason.SAME_ID, result.of(each).reason());
        }
    }

    /** What left in one piece, or is longer, or of another protocol, is not what left in fragments of the same ID. */
    @Test
    void shouldCallLostWhatNothingOfItsIdHolds() throws IOException {
        leaves(10 * SECOND + 100 * MILLIS, ping(1), 2000, lost);
        scenario.delivered(10 * SECOND + 101 * MILLIS, ping(7).ipId(4712));
        leaves(12 * SECOND + 100 * MILLIS, ping(2), 2000, lost);
        scenario.delivered(
                12 * SECOND + 100 * MILLIS,
                Packet.tcp(A, 40000, B, 179, Packet.PSH)
                        .sequence(1000)
                        .acknowledging(5000)
                        .data(1980)
                        .ipId(4713));
        Result result = scenario.run();
        for (Tap.Record each : lost) {
            assertEquals(Fate.LOST, result.of(each).fate());
        }
    }

    /** Under other IP IDs, or without any as in IPv6: what came may be what left about then, and nothing else. */
    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.1 10.0.0.2", "2001:db8::1 2001:db8::2"})
    void shouldNotSayLostOfWhatMayHaveArrivedUnderAnotherId(String ends) throws IOException {
        String[] addresses = ends.split(" ");
        for (int i = 0; i < 10; i++) {
            long nanos = (4 + i) * SECOND + 100 * MILLIS;
            Packet ping = Packet.request(addresses[0], addresses[1], 5, i).payload(new byte[1992]);
            leaves(nanos, ping.ipId(4711 + i), 2000, i % 4 == 1 ? lost : left);
            if (i % 4 != 1) {
                scenario.arrives(nanos + DELAY, ping.ipId(100 + 7 * i));
            }
        }
        Result result = scenario.run();
        for (Tap.Record each : left) {
            assertEquals(Reason.FRAGMENTS_OF_OTHER_ID, result.of(each).reason());
        }
        for (Tap.Record each : lost) {
            assertEquals(Fate.LOST, result.of(each).fate());
        }
    }

    /** Another ping is put together, and has by chance the ID under which one left that is lost. */
    @Test
    void shouldNotTakeAPingForAnotherOfTheSameId() throws IOException {
        leaves(10 * SECOND + 100 * MILLIS, ping(1), 2000, left);
        leaves(10 * SECOND + 101 * MILLIS, ping(2), 2000, left);
        scenario.arrives(10 * SECOND + 101 * MILLIS + DELAY, ping(2).ipId(4712));
        Result result = scenario.run();
        assertEquals(Fate.LOST, result.of(left.get(0)).fate());
        assertEquals(Reason.SAME_ID, result.of(left.get(1)).reason());
        for (Tap.Record each : left.subList(2, 4)) {
            assertEquals(Reason.FRAGMENTS_OF_OTHER_ID, result.of(each).reason());
        }
    }

    /** The network card merges what a device has put together, and keeps the ID of the first. */
    @Test
    void shouldNotSayLostOfSegmentsThatArriveMerged() throws IOException {
        for (int i = 0; i < 12; i++) {
            long nanos = (4 + i) * SECOND + 100 * MILLIS;
            Packet merged = Packet.tcp(A, 40000, B, 179, Packet.PSH)
                    .sequence(1000 + 3960 * i)
                    .acknowledging(5000)
                    .data(3960)
                    .ipId(300 + 2 * i);
            leaves(nanos, merged.data(1980), 2000, left);
            leaves(nanos + 20_000, merged.sequence(2980 + 3960 * i).data(1980).ipId(301 + 2 * i), 2000, left);
            scenario.arrives(nanos + 30_000 + DELAY, merged);
        }
        assertEquals(0, scenario.run().count(Fate.LOST));
    }
}

package dev.halfway;

import static dev.halfway.Scenario.A;
import static dev.halfway.Scenario.B;
import static dev.halfway.Scenario.DELAY;
import static dev.halfway.Scenario.MILLIS;
import static dev.halfway.Scenario.SECOND;
import static org.junit.jupiter.api.Assertions.assertEquals;

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

/** Fragments arrive under IP IDs that never left: what they may be of is open, and nothing else is. */
class StrangeFragmentsScenarioTest {
    private static final String OTHER_A = "10.1.0.1";
    private static final String OTHER_B = "10.1.0.2";

    @TempDir
    Path directory;

    private Scenario scenario;

    @BeforeEach
    void twoQuietHosts() {
        scenario = new Scenario(directory).quiet(0, 20);
    }

    @Test
    void shouldCallLostWhatFragmentsBetweenOtherAddressesCannotBeOf() throws IOException {
        scenario.owning("a", A, OTHER_A).owning("b", B, OTHER_B);
        scenario.ping(4 * SECOND, Packet.request(OTHER_A, OTHER_B, 4, 1));
        Tap.Record lost = scenario.seenAt(scenario.a, 5 * SECOND + MILLIS, ping(OTHER_A, OTHER_B, 1), true, 1);
        Tap.Record open = scenario.leaves(5 * SECOND + MILLIS, ping(A, B, 1));
        arrivesInTwo(5 * SECOND + MILLIS + DELAY, ping(A, B, 1).ipId(9000));
        Result result = scenario.run();
        assertEquals(Fate.LOST, result.of(lost).fate());
        assertEquals(Reason.FRAGMENTS_OF_OTHER_ID, result.of(open).reason());
    }

    @Test
    void shouldCompareNoAddressesWhereTheyAreTranslated() throws IOException {
        scenario.owning("a", A, OTHER_A);
        for (int i = 0; i < 20; i++) {
            long nanos = 2 * SECOND + i * 100 * MILLIS;
            Packet asked = Packet.request(A, B, 4, i);
            scenario.seenAt(scenario.a, nanos, asked, true, 1);
            scenario.seenAt(scenario.b, nanos + DELAY, asked.translated(OTHER_A, 4, B, 4), false, 1);
        }
        Tap.Record open = scenario.leaves(5 * SECOND, ping(A, B, 1));
        Packet renewed = ping(OTHER_A, B, 1).ipId(9000);
        scenario.seenAt(scenario.b, 5 * SECOND + DELAY, renewed.fragment(0, 800), false, 1);
        scenario.seenAt(scenario.b, 5 * SECOND + DELAY + 1_000, renewed.fragment(800, 608), false, 1);
        assertEquals(Reason.FRAGMENTS_OF_OTHER_ID, scenario.run().of(open).reason());
    }

    @Test
    void shouldCallLostWhatManyFragmentsOfAnotherProtocolCannotBeOf() throws IOException {
        for (int i = 0; i < 3000; i++) {
            arrivesInTwo(5 * SECOND + i * 2 * MILLIS, ping(A, B, i).ipId(9000 + i));
        }
        List<Tap.Record> lost = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            Packet segment = Packet.tcp(A, 40000, B, 179, 0x18)
                    .sequence(1000 + 100 * i)
                    .acknowledging(1)
                    .data(100)
                    .ipId(100 + i);
            if (i % 10 == 5) {
                lost.add(scenario.leaves(5 * SECOND + i * 100 * MILLIS, segment));
            } else {
                scenario.delivered(5 * SECOND + i * 100 * MILLIS, segment);
            }
        }
        Result result = scenario.run();
        for (Tap.Record each : lost) {
            assertEquals(Fate.LOST, result.of(each).fate());
        }
    }

    /** One capture shows no later fragments, as a filter by ports has it: why they are seen at the other alone is known. */
    @Test
    void shouldCallLostWhatFragmentsOfKnownDatagramsAreNotOf() throws IOException {
        List<Tap.Record> lost = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            long nanos = 5 * SECOND + i * 100 * MILLIS;
            scenario.delivered(nanos, ping(A, B, i).fragment(0, 800));
            scenario.arrives(nanos + DELAY, ping(A, B, i).fragment(800, 608));
            if (i % 10 == 5) {
                lost.add(scenario.leaves(nanos, ping(A, B, 100 + i)));
            }
        }
        scenario.arrives(12 * SECOND + DELAY, ping(A, B, 1).ipId(9000).fragment(800, 608));
        lost.add(scenario.leaves(12 * SECOND, ping(A, B, 200)));
        Result result = scenario.run();
        for (Tap.Record each : lost) {
            assertEquals(Fate.LOST, result.of(each).fate());
        }
    }

    @Test
    void shouldNotSayLostOfFragmentsThatArriveUnderOtherIds() throws IOException {
        List<Tap.Record> open = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            long nanos = 5 * SECOND + i * 100 * MILLIS;
            open.add(scenario.leaves(nanos, ping(A, B, i).fragment(0, 800)));
            open.add(scenario.leaves(nanos + 1_000, ping(A, B, i).fragment(800, 608)));
            arrivesInTwo(nanos + DELAY, ping(A, B, i).ipId(9000 + 7 * i));
        }
        Packet longer = Packet.request(A, B, 5, 20).payload(new byte[2600]).ipId(4720);
        open.add(scenario.leaves(5 * SECOND, longer.fragment(0, 1408)));
        Tap.Record rest = scenario.leaves(5 * SECOND, longer.fragment(1408, 608));
        Tap.Record alone = scenario.leaves(15 * SECOND, ping(A, B, 21).fragment(0, 800));
        Result result = scenario.run();
        for (Tap.Record each : open) {
            assertEquals(Reason.FRAGMENTS_OF_OTHER_ID, result.of(each).reason());
        }
        assertEquals(Fate.LOST, result.of(alone).fate());
        assertEquals(Fate.LOST, result.of(rest).fate());
    }

    /** Two of the IP IDs that a device gives at random are those of other pings, of which the later fragments look the same. */
    @Test
    void shouldConcludeNothingFromOneIdThatIsAnothersByChance() throws IOException {
        for (int i = 0; i < 20; i++) {
            long nanos = 5 * SECOND + i * 200 * MILLIS;
            Packet renewed = ping(A, B, i).ipId(i == 10 ? 4700 : i == 19 ? 4719 : 9000 + 7 * i);
            scenario.leaves(nanos, ping(A, B, i).fragment(0, 800));
            scenario.leaves(nanos + 1_000, ping(A, B, i).fragment(800, 608));
            arrivesInTwo(nanos + DELAY, i == 19 ? ping(A, B, 30).ipId(4719) : renewed);
        }
        Result result = scenario.run();
        assertEquals(0, result.count(Fate.LOST));
        assertEquals(0, result.count(Fate.CORRUPTED));
        assertEquals(List.of(), result.diagnosis.findings());
    }

    /** Two arrive under the IP ID of one that left, which a device gave them by chance: neither is a copy of the other. */
    @Test
    void shouldNotTakeForDuplicatedWhatHasOneIdByChance() throws IOException {
        for (int i = 0; i < 20; i++) {
            long nanos = 5 * SECOND + i * 200 * MILLIS;
            scenario.leaves(nanos, ping(A, B, i).fragment(0, 800));
            scenario.leaves(nanos + 1_000, ping(A, B, i).fragment(800, 608));
            arrivesInTwo(nanos + DELAY, ping(A, B, i).ipId(i == 11 || i == 14 ? 4710 : 9000 + 7 * i));
        }
        assertEquals(List.of(), scenario.run().diagnosis.findings());
    }

    /** The first ones are filtered; those behind them show that IDs are kept, and one of them was not captured where it left. */
    @Test
    void shouldLearnFromLaterFragmentsInARowThatIdsAreKept() throws IOException {
        for (int i = 0; i < 20; i++) {
            long nanos = 5 * SECOND + i * 100 * MILLIS;
            scenario.leaves(nanos, ping(A, B, i).fragment(0, 800));
            scenario.delivered(nanos + 1_000, ping(A, B, i).fragment(800, 608));
        }
        Tap.Record missed = scenario.arrives(
                6 * SECOND + 50 * MILLIS + DELAY, ping(A, B, 30).fragment(800, 608));
        assertEquals(Reason.NEVER_LEFT, scenario.run().of(missed).reason());
    }

    /** Held up beyond the loss threshold, and its first fragment is lost: it may be late, and is not lost. */
    @Test
    void shouldNotSayLostOfALaterFragmentThatIsLate() throws IOException {
        scenario.leaves(8 * SECOND, ping(A, B, 1).fragment(0, 800));
        Tap.Record late = scenario.leaves(8 * SECOND + 1_000, ping(A, B, 1).fragment(800, 608));
        scenario.arrives(12 * SECOND, ping(A, B, 1).fragment(800, 608));
        assertEquals(Reason.FRAGMENTS_OF_OTHER_ID, scenario.run().of(late).reason());
    }

    /** One datagram was not captured where it left; others show that IP IDs stay what they are. */
    @Test
    void shouldCallLostAFragmentWhereOthersKeepTheirIds() throws IOException {
        for (int i = 0; i < 20; i++) {
            long nanos = 5 * SECOND + i * 100 * MILLIS;
            scenario.delivered(nanos, ping(A, B, i).fragment(0, 800));
            scenario.delivered(nanos + 1_000, ping(A, B, i).fragment(800, 608));
        }
        Tap.Record lost =
                scenario.leaves(6 * SECOND + 50 * MILLIS, ping(A, B, 30).fragment(0, 800));
        arrivesInTwo(6 * SECOND + 50 * MILLIS + DELAY, ping(A, B, 31));
        assertEquals(Fate.LOST, scenario.run().of(lost).fate());
    }

    private static Packet ping(String source, String destination, int sequence) {
        return Packet.request(source, destination, 5, sequence)
                .payload(new byte[1400])
                .ipId(4700 + sequence);
    }

    private void arrivesInTwo(long nanos, Packet whole) {
        scenario.arrives(nanos, whole.fragment(0, 800));
        scenario.arrives(nanos + 1_000, whole.fragment(800, 608));
    }
}

package dev.halfway;

import static dev.halfway.Scenario.A;
import static dev.halfway.Scenario.B;
import static dev.halfway.Scenario.DELAY;
import static dev.halfway.Scenario.MILLIS;
import static dev.halfway.Scenario.SECOND;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.halfway.Scenario.Result;
import dev.halfway.Scenario.Sent;
import dev.halfway.match.Fate;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A host's capture in several files or sections, those of a rotation or those of two interfaces at once. */
class SeveralFilesScenarioTest {
    /** What the portions of a capture are. */
    enum Portions {
        FILES,
        SECTIONS
    }

    private static final int SECONDS = 20;

    @TempDir
    Path directory;

    private Scenario scenario;

    @BeforeEach
    void twoHosts() {
        scenario = new Scenario(directory).quiet(0, SECONDS);
    }

    private void portions(Tap tap, Portions kind) {
        if (kind == Portions.SECTIONS) {
            tap.inOneFile();
        }
    }

    /** Two acknowledgments alike, without IP ID, around a moment in each second. */
    private List<Sent> acknowledgments(long apartNanos) {
        List<Sent> sent = new ArrayList<>();
        for (int second = 0; second < SECONDS; second++) {
            Packet acknowledgment =
                    Packet.tcp(A, 40000, B, 179, Packet.ACK).sequence(1000).acknowledging(5000 + 100 * second);
            sent.add(scenario.delivered(second * SECOND + 500 * MILLIS, acknowledgment));
            sent.add(scenario.delivered(second * SECOND + 500 * MILLIS + apartNanos, acknowledgment));
        }
        return sent;
    }

    @ParameterizedTest
    @EnumSource(Portions.class)
    void shouldTellPacketsAlikeOnBothSidesOfTheEndOfAPortion(Portions kind) throws IOException {
        List<Sent> sent = acknowledgments(50_000);
        for (int second = 3; second < SECONDS; second += 5) {
            scenario.restart(scenario.b, second * SECOND + 500 * MILLIS + DELAY + 25_000);
            scenario.restart(scenario.a, (second + 1) * SECOND + 500 * MILLIS + 25_000);
        }
        portions(scenario.a, kind);
        portions(scenario.b, kind);
        Result result = scenario.run();
        for (Sent each : sent) {
            assertEquals(Fate.DELIVERED, result.of(each).fate());
            assertEquals(Fate.ARRIVED, result.of(each.arrival()).fate());
        }
        assertEquals(0, result.count(Fate.LOST));
        assertEquals(0, result.appeared());
        assertEquals(0, result.duplicates());
    }

    /** Of a rotation and its times run back a little where one file ends. */
    @Test
    void shouldTellThemWhereTimesRunBackAtTheEndOfAFile() throws IOException {
        List<Sent> sent = acknowledgments(50_000);
        scenario.b.clock(nanos -> nanos == Scenario.EPOCH + 7 * SECOND + 500 * MILLIS + DELAY ? nanos + 70_000 : nanos);
        scenario.restart(scenario.b, 7 * SECOND + 500 * MILLIS + DELAY + 25_000);
        Result result = scenario.run();
        for (Sent each : sent) {
            assertEquals(Fate.DELIVERED, result.of(each).fate());
        }
        assertEquals(0, result.appeared());
    }

    /** Every packet of B passes two interfaces, each captured into files of its own. */
    @Test
    void shouldCountOnceWhatTwoInterfacesShowAtOnce() throws IOException {
        Scenario two = new Scenario(directory);
        two.b.captureOn(2);
        two.b.eachInterfaceApart();
        List<Sent> sent = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            long nanos = i * 100 * MILLIS;
            Packet request = Packet.request(A, B, 5, i);
            sent.add(two.delivered(nanos, request));
            two.seenAt(two.b, nanos + DELAY + 20_000, request, false, 2);
            sent.add(two.delivered(nanos + DELAY + 60_000, request.answer()));
            two.seenAt(two.b, nanos + DELAY + 80_000, request.answer(), true, 2);
            two.restart(two.b, nanos + DELAY + 10_000);
        }
        Result result = two.run();
        for (Sent each : sent) {
            assertEquals(Fate.DELIVERED, result.of(each).fate());
        }
        assertEquals(200, result.count(Fate.DELIVERED));
        assertEquals(0, result.duplicates());
        assertEquals(0, result.appeared());
    }

    /** What a watch has kept of two sources is as good as what they gave. */
    @Test
    void shouldTellPacketsAlikeInWhatAWatchHasKept() throws IOException {
        acknowledgments(50_000);
        for (int i = 0; i < SECONDS * 4; i++) { // one of them is at the end of each portion
            Packet acknowledgment =
                    Packet.tcp(B, 179, A, 40000, Packet.ACK).sequence(5000).acknowledging(1000 + i);
            for (int alike = 0; alike < 40; alike++) {
                scenario.delivered(i * 250 * MILLIS + alike * 6 * MILLIS, acknowledgment);
            }
        }
        scenario.givingSignsOfLife(0, SECONDS);
        Result result = scenario.watchedAndKept();
        assertEquals(4 * (SECONDS + 1) + 2 * SECONDS + 160 * SECONDS, result.count(Fate.DELIVERED));
        assertEquals(0, result.count(Fate.LOST));
        assertEquals(0, result.appeared());
        assertEquals(0, result.duplicates());
    }
}

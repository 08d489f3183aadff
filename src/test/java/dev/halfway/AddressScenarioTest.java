package dev.halfway;

import static dev.halfway.Scenario.A;
import static dev.halfway.Scenario.B;
import static dev.halfway.Scenario.DELAY;
import static dev.halfway.Scenario.MILLIS;
import static dev.halfway.Scenario.SECOND;
import static dev.halfway.Scenario.only;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfway.Scenario.Result;
import dev.halfway.diagnose.Decider;
import dev.halfway.diagnose.Finding;
import dev.halfway.diagnose.InputFacts;
import dev.halfway.match.Fate;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What addresses lose, and by which the reader is to try it. */
class AddressScenarioTest {
    private static final List<String> ADDRESSES = List.of("10.0.0.2", "10.0.0.12", "10.0.0.13", "10.0.0.14");

    @TempDir
    Path directory;

    private Scenario scenario;

    @BeforeEach
    void severalAddresses() {
        scenario = new Scenario(directory);
        scenario.owning("b", ADDRESSES.toArray(new String[0]));
    }

    private static String value(Finding finding) {
        return finding.decidedBy().map(Decider::value).orElse("");
    }

    /** A router on the way has it, and sends by it what the host sends. */
    @Test
    void shouldNotGiveAHostTheAddressThatARouterTranslatesItsOwnTo() throws IOException {
        scenario = new Scenario(directory).inferringOwners();
        for (int i = 0; i < 20; i++) {
            Packet inside = Packet.request(A, B, 5, i);
            Packet outside = inside.translated("203.0.113.9", 60005, B, 0);
            long nanos = i * SECOND;
            scenario.seenAt(scenario.a, nanos, inside, true, 1);
            scenario.seenAt(scenario.b, nanos + DELAY, outside.timeToLive(63), false, 1);
            scenario.seenAt(scenario.b, nanos + DELAY + 40_000, outside.answer(), true, 1);
            scenario.seenAt(
                    scenario.a, nanos + 2 * DELAY + 40_000, inside.answer().timeToLive(63), false, 1);
        }
        Result result = scenario.run();
        assertEquals(
                List.of(List.of(A), List.of(B)),
                result.diagnosis.inputs().stream().map(InputFacts::addresses).toList());
        assertEquals(40, result.count(Fate.DELIVERED));
    }

    /** They are nobody's own, whoever answers. */
    @ParameterizedTest
    @CsvSource({
        "10.0.0.255, true, false",
        "10.0.0.255, true, true",
        "10.255.255.255, true, true",
        "224.0.0.1, false, true"
    })
    void shouldListNoAddressOfAll(String all, boolean toAll, boolean both) throws IOException {
        scenario = new Scenario(directory).inferringOwners().quiet(0, 20);
        scenario.a.captureOnAny();
        scenario.b.captureOnAny();
        for (int i = 0; i < 10; i++) {
            long at = i * SECOND + 500 * MILLIS + 7_000 * i;
            pingAll(at, A, B, all, toAll, i);
            if (both) {
                pingAll(at + 100 * MILLIS, B, A, all, toAll, i);
            }
        }
        Result result = scenario.run();
        assertEquals(0, result.diagnosis.exitCode(), result.diagnosis.sentence());
        assertEquals(
                List.of(List.of(A), List.of(B)),
                result.diagnosis.inputs().stream().map(InputFacts::addresses).toList());
    }

    /** One host asks all, and the other answers. */
    private void pingAll(long at, String asker, String other, String all, boolean toAll, int number) {
        Packet request = Packet.request(asker, all, 5, number);
        scenario.delivered(at, toAll ? request.toAll() : request);
        scenario.delivered(
                at + 2 * DELAY, Packet.request(asker, other, 5, number).answer());
    }

    /** Of more flows than names are kept of packets are lost before any to that address. */
    @Test
    void shouldNameAnAddressHoweverManyFlowsLose() throws IOException {
        SplittableRandom random = new SplittableRandom(7);
        for (int i = 0; i < 5; i++) {
            scenario.ping(i * MILLIS + 11_321, Packet.request(ADDRESSES.get(1), A, 9, i));
        }
        for (int i = 0; i < 10_000; i++) {
            long at = i * 7 * MILLIS + 31_017_123;
            send(at, Packet.request(A, ADDRESSES.get(0), 1 + i, 3), random.nextInt(8) == 0);
            if (i >= 9_400) {
                send(at + 3_141_593, Packet.request(A, ADDRESSES.get(1), 1 + i, 5), true);
            }
        }
        Result result = scenario.run();
        Finding finding = only(result, "one-way-loss");
        assertEquals("to address 10.0.0.12", value(finding), result.diagnosis.sentence());
        assertEquals(
                Optional.of("on a: ping -c 20 10.0.0.12 (lost, if it goes by the address; to 10.0.0.2 it passes)"),
                finding.nextExperiment());
    }

    private void send(long at, Packet request, boolean lost) {
        if (lost) {
            scenario.lost(at, request);
        } else {
            scenario.ping(at, request);
        }
    }

    @Test
    void shouldTryOneOfSeveralAddressesThatLose() throws IOException {
        for (int i = 0; i < 160; i++) {
            send(i * 131 * MILLIS + 17_123, Packet.request(A, ADDRESSES.get(i % 4), 7001 + i % 4, i / 4), lost(i));
        }
        Finding finding = only(scenario.run(), "one-way-loss");
        assertEquals("to 2 of 4 addresses", value(finding));
        assertTrue(
                finding.nextExperiment()
                        .orElse("")
                        .matches("on a: ping -c 20 10\\.0\\.0\\.1[34] \\(lost, if it goes by the address; to"
                                + " 10\\.0\\.0\\.1?2 it passes\\)"),
                finding.toString());
    }

    /** To the last two of four, from the sixth second on. */
    private static boolean lost(int number) {
        return number % 4 >= 2 && number > 43;
    }

    @Test
    void shouldTryFromOneOfSeveralAddressesThatLose() throws IOException {
        for (int i = 0; i < 160; i++) {
            Packet request = Packet.request(A, ADDRESSES.get(i % 4), 7001 + i % 4, i / 4);
            long at = i * 131 * MILLIS + 17_123;
            scenario.delivered(at, request);
            if (lost(i)) {
                scenario.lost(at + DELAY + 31_457, request.answer());
            } else {
                scenario.delivered(at + DELAY + 31_457, request.answer());
            }
        }
        Finding finding = only(scenario.run(), "one-way-loss");
        assertEquals("from 2 of 4 addresses", value(finding));
        assertTrue(
                finding.nextExperiment()
                        .orElse("")
                        .matches(
                                "on b: ping -c 20 -I 10\\.0\\.0\\.1[34] 10\\.0\\.0\\.1 \\(lost, if it goes by the address; from"
                                        + " 10\\.0\\.0\\.1?2 it passes\\)"),
                finding.toString());
    }
}

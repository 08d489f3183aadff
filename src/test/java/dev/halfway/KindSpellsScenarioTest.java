package dev.halfway;

import static dev.halfway.Scenario.A;
import static dev.halfway.Scenario.B;
import static dev.halfway.Scenario.DELAY;
import static dev.halfway.Scenario.MILLIS;
import static dev.halfway.Scenario.only;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfway.diagnose.Finding;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Both hosts ping each other and B sends data, all at one rate; of B's echo replies alone some are lost. */
class KindSpellsScenarioTest {
    private static final long STEP = 250 * MILLIS + 1_237;

    @TempDir
    Path directory;

    private Scenario scenario;

    @BeforeEach
    void twoHosts() {
        scenario = new Scenario(directory);
    }

    private Finding found(LossAt lossAt) throws IOException {
        for (int i = 0; i < 240; i++) {
            long nanos = i * STEP;
            Packet request = Packet.request(A, B, 7001, i);
            scenario.delivered(nanos, request);
            if (lossAt.loses(i)) {
                scenario.lost(nanos + 2 * DELAY, request.answer());
            } else {
                scenario.delivered(nanos + 2 * DELAY, request.answer());
            }
            scenario.ping(nanos + 50 * MILLIS, Packet.request(B, A, 7002, i));
            Packet data = Packet.tcp(B, 179, A, 40_000, Packet.PSH)
                    .sequence(1000 + 100 * i)
                    .acknowledging(5000)
                    .data(100);
            scenario.delivered(nanos + 100 * MILLIS, data);
            scenario.delivered(
                    nanos + 100 * MILLIS + 2 * DELAY,
                    Packet.tcp(A, 40_000, B, 179, Packet.ACK).sequence(5000).acknowledging(data.sequenceEnd()));
        }
        return only(scenario.run(), "one-way-loss");
    }

    @FunctionalInterface
    private interface LossAt {
        boolean loses(int ping);
    }

    @Test
    void shouldTellTheTimesInWhichNothingOfAKindArrives() throws IOException {
        Finding finding = found(i -> i >= 40 && i < 120 || i >= 160 && i < 180);
        assertEquals(Optional.of("ACL or anti-spoofing"), finding.cause().map(Finding.Cause::name));
        String sentence = finding.sentence();
        assertTrue(sentence.startsWith("In 2 spells, from "), sentence);
        assertTrue(
                sentence.endsWith(
                        "none of the 100 echo replies that leave b reaches a; at other times 140 of 140 of them"
                                + " arrive, and of all other packets 480 of 480 arrive."),
                sentence);
        assertFalse(finding.remaining().toString().contains("harmless"), finding.remaining()::toString);
    }

    /** Two of three are lost all the time: what a limit does. */
    @Test
    void shouldStillSuspectALimitWhereSomePass() throws IOException {
        Finding finding = found(i -> i % 3 != 0);
        assertEquals(Optional.of("ICMP rate limit"), finding.cause().map(Finding.Cause::name));
    }
}

package dev.halfway.diagnose;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfway.decode.TypeP;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;

class RhythmTest {
    private static Optional<Rhythm> of(int packets, IntPredicate isLost, IntPredicate isRequest) {
        Judged judged = new Judged();
        for (int i = 0; i < packets; i++) {
            TypeP typeP = isRequest.test(i) ? TypeP.ICMP_ECHO_REQUEST : TypeP.ICMP_ECHO_REPLY;
            if (isLost.test(i)) {
                judged.lost(1, packet -> packet.typeP = typeP);
            } else {
                judged.arrived(1, packet -> packet.typeP = typeP);
            }
        }
        return Rhythm.of(judged.trials());
    }

    private static Optional<Rhythm> ofReplies(int packets, IntPredicate isLost) {
        return of(packets, isLost, i -> false);
    }

    @Test
    void shouldFindEveryFifth() {
        Rhythm rhythm = ofReplies(42, i -> i < 40 && i % 5 == 2).orElseThrow();
        assertEquals(5, rhythm.every());
        assertTrue(rhythm.strict());
        assertEquals("every 5th echo reply", rhythm.words());
        assertFalse(rhythm.byCountAlone(), "sent at one pace");
    }

    @Test
    void shouldCountByKindWhereOthersLieBetween() {
        SplittableRandom random = new SplittableRandom(3);
        boolean[] request = new boolean[200];
        boolean[] lost = new boolean[200];
        int replies = 0;
        for (int i = 0; i < request.length; i++) {
            request[i] = random.nextInt(3) == 0;
            lost[i] = !request[i] && ++replies % 4 == 0;
        }
        Rhythm rhythm = of(200, i -> lost[i], i -> request[i]).orElseThrow();
        assertEquals("every 4th echo reply", rhythm.words());
        assertTrue(rhythm.byCountAlone(), "requests between make the times differ");
    }

    @Test
    void shouldCountAllPacketsWhereAllAreCounted() {
        SplittableRandom random = new SplittableRandom(4);
        boolean[] request = new boolean[100];
        for (int i = 0; i < request.length; i++) {
            request[i] = random.nextBoolean();
        }
        assertEquals(
                "every 7th packet",
                of(100, i -> i % 7 == 0, i -> request[i]).orElseThrow().words());
    }

    @Test
    void shouldBearAPacketThatOnlyTheCounterSaw() {
        Rhythm rhythm = ofReplies(60, i -> i < 31 ? i % 5 == 2 : i % 5 == 1).orElseThrow();
        assertEquals("nearly every 5th echo reply", rhythm.words());
    }

    @Test
    void shouldFindItAmongMorePacketsThanAreKept() {
        assertEquals(
                "every 5th packet",
                ofReplies(400_000, i -> i % 5 == 2).orElseThrow().words());
    }

    @Test
    void shouldSayNothingOfFewLossesOrOfRuns() {
        assertEquals(Optional.empty(), ofReplies(40, i -> i % 10 == 2));
        assertEquals(Optional.empty(), ofReplies(40, i -> i >= 10 && i < 20), "one run: distance 1");
        assertEquals(Optional.empty(), ofReplies(40, i -> i % 4 < 2), "two and two");
    }

    /** At 1e-4 a claim in a thousand would be much; a bound by summing is smaller still. */
    @Test
    void shouldNotTakeChanceForARhythm() {
        int claims = 0;
        for (int seed = 0; seed < 2000; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            double rate = 0.02 + random.nextDouble(0.6);
            int packets = 20 + random.nextInt(300);
            claims += ofReplies(packets, i -> random.nextDouble() < rate).isPresent() ? 1 : 0;
        }
        assertEquals(0, claims);
    }

    /** Five losses, evenly three apart: the three between the first and the last in one way of C(11, 3), for each length. */
    @Test
    void shouldGiveTheExactChanceOfOneDistance() {
        assertEquals(Math.log(3.0 / 165), Rhythm.lnP(12, 4, 3, 4), 1e-9);
        assertEquals(Math.log(4.0 * 4 / 220), Rhythm.lnP(13, 4, 3, 3), 1e-9, "any of four may be the other one");
    }
}

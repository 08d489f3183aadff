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

    @Test
    void shouldCountInOrdinals() {
        assertEquals("every 2nd packet", words(2, false, true));
        assertEquals("every 3rd packet of its flow", words(3, true, true));
        assertEquals("nearly every 4th packet", words(4, false, false));
        assertEquals("every 11th packet", words(11, false, true));
        assertEquals("every 12th packet", words(12, false, true));
        assertEquals("every 13th packet", words(13, false, true));
        assertEquals("every 21st packet", words(21, false, true));
        assertEquals("every 22nd packet", words(22, false, true));
        assertEquals("every 23rd packet", words(23, false, true));
        assertEquals("every 1,111th packet", words(1_111, false, true));
        assertEquals("every 114th packet", words(114, false, true));
    }

    private static String words(long every, boolean ofOneFlow, boolean strict) {
        return new Rhythm(every, "packet", ofOneFlow, strict, 9, -20, false).words();
    }

    /** Rounded so that it is true. */
    @Test
    void shouldBoundTheChance() {
        assertEquals("p < 1e-8", chance(Math.log(0.9e-8)));
        assertEquals("p < 1e-7", chance(Math.log(1.1e-8)));
        assertEquals("p < 1e-4", chance(Math.log(1e-4)));
    }

    private static String chance(double lnP) {
        return new Rhythm(5, "packet", false, true, 9, lnP, false).chance();
    }

    /** At least five, of which four in five lie at the distance, and it is not the next packet. */
    @Test
    void shouldAskForFiveLossesAtOneDistance() {
        assertTrue(ofReplies(400, i -> i % 80 == 3).isPresent(), "five");
        assertEquals(Optional.empty(), ofReplies(900, i -> i % 300 == 3), "three");
        assertEquals(Optional.empty(), ofReplies(1_200, i -> i % 300 == 3), "four");
        assertEquals(Optional.empty(), ofReplies(200, i -> i >= 50 && i < 60), "in a row");
        // Ten distances, of which two differ, or three.
        assertTrue(ofReplies(200, i -> i % 15 == 3 && i < 135 || i == 130 || i == 140)
                .isPresent());
        assertEquals(Optional.empty(), ofReplies(200, i -> i % 15 == 3 && i < 121 || i == 130 || i == 140 || i == 147));
    }

    /** Sent at one pace it may be a limit on a rate; where the times differ by more than half, something counts. */
    @Test
    void shouldTellACounterFromALimitByTheTimes() {
        for (long slower : new long[] {150, 151}) {
            Judged judged = new Judged();
            for (int i = 0; i < 60; i++) {
                // The last ten distances take so much longer.
                long nanos = i < 30 ? i * 100L : 3_000 + (i - 30) * slower;
                if (i % 5 == 2) {
                    judged.lost(1, packet -> packet.timeNanos = nanos);
                } else {
                    judged.arrived(1, packet -> packet.timeNanos = nanos);
                }
            }
            assertEquals(slower > 150, Rhythm.of(judged.trials()).orElseThrow().byCountAlone(), slower + " ns");
        }
    }
}

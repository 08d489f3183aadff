package dev.halfway.diagnose;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The packets of a direction, put in order, cut down and counted: against a list that is gone through. */
class TrialsTest {
    /** {@code x} a lost packet, {@code .} one that arrived, and a space a packet of which neither is known. */
    private static Trials trials(String fates) {
        PacketSample lost = new PacketSample(new PacketSample.Pool());
        PacketSample arrived = new PacketSample(new PacketSample.Pool());
        for (int i = 0; i < fates.length(); i++) {
            if (fates.charAt(i) != ' ') {
                Observed packet = (fates.charAt(i) == 'x' ? lost : arrived).take(i);
                packet.ordinal = i;
                packet.timeNanos = i * 20_000_000L;
            }
        }
        return new Trials(lost, arrived);
    }

    private static BitSet bits(int... places) {
        BitSet bits = new BitSet();
        for (int place : places) {
            bits.set(place);
        }
        return bits;
    }

    @Test
    void shouldPutPacketsInTheOrderInWhichTheyWereSent() {
        Trials trials = trials("..x.xx");
        assertEquals(6, trials.size());
        assertEquals(3, trials.lostCount());
        for (int i = 0; i < 6; i++) {
            assertEquals(i, trials.packet(i).ordinal);
            assertEquals("..x.xx".charAt(i) == 'x', trials.isLost(i), "packet " + i);
        }
    }

    /** What is between two losses and not judged ends a run: nobody knows what became of it. */
    @Test
    void shouldCountRunsOfLosses() {
        assertRuns(0, 0, "...");
        assertRuns(1, 3, "xxx");
        assertRuns(3, 2, "x.xx..x");
        assertRuns(2, 2, "xx x");
        assertRuns(2, 4, ".x..xxxx.");
        SplittableRandom random = new SplittableRandom(5);
        for (int trial = 0; trial < 50; trial++) {
            StringBuilder fates = new StringBuilder();
            for (int i = 0; i < 60; i++) {
                fates.append("x. ".charAt(random.nextInt(3)));
            }
            List<String> runs = new ArrayList<>(List.of(fates.toString().split("[. ]+")));
            runs.removeIf(String::isEmpty);
            assertRuns(runs.size(), runs.stream().mapToInt(String::length).max().orElse(0), fates.toString());
        }
    }

    private static void assertRuns(int periods, int longest, String fates) {
        assertEquals(periods, trials(fates).periods(), fates);
        assertEquals(longest, trials(fates).longestPeriod(), fates);
    }

    @Test
    void shouldKnowWhatWasLostJustBefore() {
        Trials trials = trials("x. xx.");
        boolean[] afterLoss = {false, true, false, true, true};
        for (int i = 0; i < afterLoss.length; i++) {
            assertEquals(afterLoss[i], trials.isAfterLoss(i), "packet " + i);
            assertTrue(trials.knowsBefore(i), "all that are lost are kept");
        }
    }

    /** 50 ms apart, where they were sent each 20 ms: every third. From the end the last one is kept. */
    @Test
    void shouldSpacePacketsOut() {
        assertEquals(bits(0, 3, 6), trials("........").spaced(true));
        assertEquals(bits(1, 4, 7), trials("........").spaced(false));
        Trials exact = new Judged()
                .arrived(3, each -> each.timeNanos = each.ordinal * 50_000_000L)
                .trials();
        assertEquals(bits(0, 1, 2), exact.spaced(true));
        Trials near = new Judged()
                .arrived(3, each -> each.timeNanos = each.ordinal * 49_999_999L)
                .trials();
        assertEquals(bits(0, 2), near.spaced(true));
    }

    /** Those left alone follow each other, whatever was between. */
    @Test
    void shouldBeCutDownToAClass() {
        Trials all = trials(".x.x.xx.");
        Trials odd = all.only(bits(1, 3, 5, 7));
        assertEquals(4, odd.size());
        assertEquals(3, odd.lostCount());
        assertEquals(1, odd.periods());
        assertEquals(3, odd.longestPeriod());
        assertFalse(odd.isAfterLoss(0));
        assertTrue(odd.isAfterLoss(3));
        assertTrue(odd.knowsBefore(0));
        assertEquals(bits(1, 3), Trials.among(bits(1, 3, 5, 7), bits(2, 3, 7)));
    }

    @Test
    void shouldReachFromTheFirstLossToTheLast() {
        assertEquals(bits(2, 3, 4, 5), trials("..x..x..").whileLosing());
        assertEquals(bits(), trials("....").whileLosing());
    }

    @Test
    void shouldCountAClassAndTheOthers() {
        Trials trials = trials("x.x.x...");
        BitSet first = bits(0, 1, 2);
        assertEquals(2, trials.lostIn(first));
        assertEquals(new Decider.Sample(3, 2), trials.sample(first, true));
        assertEquals(new Decider.Sample(5, 1), trials.sample(first, false));
        assertEquals(bits(0, 1, 2), first, "the class is left as it was");
    }

    /** Of more than are kept, one stands for several of its fate; the losses, which all are kept, for themselves. */
    @Test
    void shouldCountEachKeptPacketForThoseItStandsFor() {
        Judged judged = new Judged();
        for (int i = 0; i < 1_000; i++) {
            judged.lost(1, each -> {}).arrived(99, each -> {});
        }
        Trials trials = judged.trials();
        assertTrue(trials.keepsLosses());
        assertFalse(trials.keepsAll());
        assertTrue(trials.keepsLossesBetween(0, 99_000));
        Decider.Sample all = trials.sample(trials.whileLosing(), true);
        assertEquals(1_000, all.lost());
        assertEquals(99_000, all.judged() - all.lost(), 8_000);
        assertTrue(trials("x.x").keepsAll());
    }

    /** Where losses are sampled, they are in blocks of 64: between the blocks that are kept nothing is known. */
    @Test
    void shouldKnowWhereLossesWereKept() {
        Trials trials = new Judged().lost(100_000, each -> {}).trials();
        assertFalse(trials.keepsLosses());
        assertFalse(trials.keepsLossesBetween(0, 99_999));
        int known = 0;
        int unknown = 0;
        for (int i = 1; i < trials.size(); i++) {
            long before = trials.packet(i - 1).ordinal;
            long ordinal = trials.packet(i).ordinal;
            assertEquals(before == ordinal - 1, trials.knowsBefore(i), "packet " + ordinal);
            assertEquals(before == ordinal - 1, trials.isAfterLoss(i), "packet " + ordinal);
            assertEquals(before == ordinal - 1, trials.keepsLossesBetween(before, ordinal), "packet " + ordinal);
            known += trials.knowsBefore(i) ? 1 : 0;
            unknown += trials.knowsBefore(i) ? 0 : 1;
        }
        assertTrue(unknown > 100 && known > 50 * unknown, known + " known, " + unknown + " not");
    }
}

package dev.halfway.match;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AssignmentTest {
    private static final int ROUNDS = 20_000;

    /** What an assignment is worth: more pairs first, then fewer IP IDs that differ, then less deviation. */
    private record Worth(int pairs, int differing, long deviation) implements Comparable<Worth> {
        static final Worth NOTHING = new Worth(0, 0, 0);

        Worth and(boolean differs, long more) {
            return new Worth(pairs + 1, differing + (differs ? 1 : 0), deviation + more);
        }

        @Override
        public int compareTo(Worth other) {
            if (pairs != other.pairs) {
                return Integer.compare(pairs, other.pairs);
            }
            return differing != other.differing
                    ? Integer.compare(other.differing, differing)
                    : Long.compare(other.deviation, deviation);
        }
    }

    /** One case, and the obvious way to solve it. */
    private record Case(
            long[] sent, int[] sentIds, long[] arrived, int[] arrivedIds, long least, long most, long usual) {
        static Case random(Random random) {
            int senders = random.nextInt(6);
            int receivers = random.nextInt(6);
            long least = -random.nextInt(5);
            return new Case(
                    times(random, senders),
                    ids(random, senders),
                    times(random, receivers),
                    ids(random, receivers),
                    least,
                    least + random.nextInt(40),
                    random.nextInt(20));
        }

        private static long[] times(Random random, int count) {
            return random.longs(count, 0, 60).sorted().toArray();
        }

        /** Half of them say nothing. */
        private static int[] ids(Random random, int count) {
            return random.ints(count, -3, 4).map(id -> Math.max(0, id)).toArray();
        }

        Assignment solved() {
            Assignment assignment = new Assignment();
            assignment.reset(least, most, usual, false);
            for (int i = 0; i < sent.length; i++) {
                assignment.addSender(sent[i], sentIds[i]);
            }
            for (int j = 0; j < arrived.length; j++) {
                assignment.addReceiver(arrived[j], arrivedIds[j]);
            }
            assignment.solve();
            return assignment;
        }

        boolean allows(int i, int j) {
            long delay = arrived[j] - sent[i];
            return least <= delay && delay <= most;
        }

        Worth pair(int i, int j, Worth rest) {
            boolean differs = sentIds[i] != 0 && arrivedIds[j] != 0 && sentIds[i] != arrivedIds[j];
            return rest.and(differs, Math.abs(arrived[j] - sent[i] - usual));
        }

        /** The best of all non-crossing assignments of the senders from i on to the receivers from j on. */
        Worth best(int i, int j) {
            if (i == sent.length) {
                return Worth.NOTHING;
            }
            Worth best = best(i + 1, j);
            for (int k = j; k < arrived.length; k++) {
                if (allows(i, k)) {
                    Worth with = pair(i, k, best(i + 1, k + 1));
                    best = with.compareTo(best) > 0 ? with : best;
                }
            }
            return best;
        }

        @Override
        public String toString() {
            return Arrays.toString(sent) + Arrays.toString(sentIds) + " -> " + Arrays.toString(arrived)
                    + Arrays.toString(arrivedIds) + " in " + least + ".." + most + ", usually " + usual;
        }
    }

    @Test
    void shouldBeAsGoodAsTheBestOfAllAssignments() {
        long seed = 20_170_808;
        Random random = new Random(seed);
        for (int round = 0; round < ROUNDS; round++) {
            Case each = Case.random(random);
            String where = "seed " + seed + ", round " + round + ": " + each;
            Assignment solved = each.solved();
            Worth worth = Worth.NOTHING;
            int before = -1;
            for (int i = 0; i < each.sent.length; i++) {
                int j = solved.receiverOf(i);
                if (j >= 0) {
                    assertTrue(j > before, () -> "crossing, " + where);
                    assertTrue(each.allows(i, j), () -> "a delay that cannot be, " + where);
                    assertEquals(i, solved.senderOf(j), where);
                    worth = each.pair(i, j, worth);
                    before = j;
                }
            }
            assertEquals(each.best(0, 0), worth, where);
        }
    }

    @Test
    void shouldTakeSixteenOfEach() {
        Assignment assignment = new Assignment();
        for (int round = 0; round < 2; round++) {
            assignment.reset(0, 3_000_000_000L, 500, false);
            for (int i = 0; i < Assignment.MOST; i++) {
                assignment.addSender(i * 1_000L, 0);
                assignment.addReceiver(i * 1_000L + 400, 0);
            }
            assignment.solve();
            for (int i = 0; i < Assignment.MOST; i++) {
                assertEquals(i, assignment.receiverOf(i));
            }
        }
    }

    @Test
    void shouldFindTheMissingOneByTheDelaysOfTheOthers() {
        Assignment assignment = new Assignment();
        assignment.reset(-100, 3_000, 50, false);
        for (int i = 0; i < 4; i++) {
            assignment.addSender(i * 1_000L, 0);
        }
        assignment.addReceiver(50, 0);
        assignment.addReceiver(2_060, 0);
        assignment.addReceiver(3_040, 0);
        assignment.solve();
        assertEquals(0, assignment.receiverOf(0));
        assertEquals(-1, assignment.receiverOf(1));
        assertEquals(1, assignment.receiverOf(2));
        assertEquals(2, assignment.receiverOf(3));
        assertTrue(assignment.couldPair(1, 1));
        assertFalse(assignment.couldPair(3, 0), "three seconds too early");
    }
}

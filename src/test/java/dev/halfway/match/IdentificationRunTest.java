package dev.halfway.match;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Whether IP IDs tell packets apart: against a set of all of them. */
class IdentificationRunTest {
    private static IdentificationRun of(int... identifications) {
        IdentificationRun run = new IdentificationRun();
        run.clear();
        for (int each : identifications) {
            run.add(each);
        }
        return run;
    }

    /** It may say that two are the same that are not, never the other way round; and it says so of no rising run. */
    @Test
    void shouldNeverTakeTheSameIdForAnother() {
        SplittableRandom random = new SplittableRandom(1);
        for (int trial = 0; trial < 500; trial++) {
            IdentificationRun run = of();
            Set<Integer> all = new HashSet<>();
            int last = random.nextInt(0x10000);
            boolean isRising = true;
            boolean isRound = false;
            int span = 0;
            for (int i = 0; i < 40; i++) {
                int more = random.nextInt(20) == 0 ? random.nextInt(0x10000) : random.nextInt(1, 3_000);
                int next = last + more & 0xffff;
                span += i == 0 ? 0 : more;
                isRising &= i == 0 || more > 0 && more <= 0x7fff;
                isRound |= span > 0xffff;
                boolean isNew = all.add(next) && next != 0;
                if (run.isNew(next)) {
                    assertTrue(isNew, "trial " + trial + ": " + next);
                }
                run.add(next);
                assertEquals(isRising && !isRound && !all.contains(0), run.isDistinct(), "trial " + trial);
                last = next;
            }
        }
    }

    /** Zero is none; more than 16 bits are those of IPv6 fragments, or none at all. */
    @Test
    void shouldNotGoByWhatIsNoId() {
        assertTrue(of(1).isDistinct());
        assertTrue(of(0xffff).isDistinct());
        assertFalse(of(0).isDistinct());
        assertFalse(of(0x10000).isDistinct());
        assertFalse(of(-1).isDistinct());
        assertFalse(of(5, 5).isDistinct());
        assertFalse(of(5, 4).isDistinct());
        assertTrue(of(5, 5 + 0x7fff).isDistinct());
        assertFalse(of(5, 6 + 0x7fff).isDistinct(), "as far back as forth");
        assertTrue(of(0xfffe, 3).isDistinct(), "round the end");
    }

    /** 65,535 further it is the one before; what comes next may be the first again. */
    @Test
    void shouldEndWhereAllHaveBeenUsed() {
        assertTrue(of(10, 0x7000, 0xe000, 9).isDistinct());
        assertFalse(of(10, 0x7000, 0xe000, 10).isDistinct());
        IdentificationRun again = of(5, 5);
        again.clear();
        again.add(5);
        assertTrue(again.isDistinct());
    }
}

package dev.halfway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code scripts/calibration} tries more of them. */
class CalibrationTest {
    private static final int COUNT = Integer.getInteger("halfway.calibration", 120);
    private static final long SEED = Long.getLong("halfway.calibration.seed", 1);

    @Test
    void shouldBeAsSureAsItIsRight(@TempDir Path directory) throws IOException {
        Calibration all = Calibration.of(COUNT, SEED, directory);
        String words = all.words(true);
        assertTrue(all.intervals.percent() >= 93, words);
        assertTrue(all.intervals.all > COUNT && all.certain.all > COUNT && all.clocks.all > 100 * COUNT, words);
        assertEquals(List.of(), all.certain.misses, words);
        assertEquals(List.of(), all.certainCauses.misses, words);
        assertTrue(all.likely.percent() >= 90, words);
        assertEquals(List.of(), all.clocks.misses, words);
        assertEquals(List.of(), all.steppedClocks.misses, words);
    }

    /** The rate at which the clocks part hides what passed while one of them was set back: the bound covers both. */
    @Test
    void shouldCoverTheTimeThatPassedWhileAClockWasSetBack(@TempDir Path directory) throws IOException {
        Calibration one = Calibration.of(1, 60_050, directory);
        assertTrue(one.steppedClocks.all > 100, one.words(true));
        assertEquals(List.of(), one.steppedClocks.misses, one.words(true));
    }

    /** For 13 s behind the last packets that tell of the clocks these part further, and both captures run on. */
    @Test
    void shouldCoverTheTimeBehindThePacketsThatTellOfTheClocks(@TempDir Path directory) throws IOException {
        Calibration one = Calibration.of(1, 71_891, directory);
        assertTrue(one.clocks.all > 100, one.words(true));
        assertEquals(List.of(), one.clocks.misses, one.words(true));
    }
}

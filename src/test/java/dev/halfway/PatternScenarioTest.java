package dev.halfway;

import static dev.halfway.Scenario.A;
import static dev.halfway.Scenario.B;
import static dev.halfway.Scenario.DELAY;
import static dev.halfway.Scenario.EPOCH;
import static dev.halfway.Scenario.MILLIS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfway.diagnose.DirectionEvidence;
import dev.halfway.diagnose.LossPattern;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How losses lie in sending order (RFC 3357) and in time: pings from A to B each 100 ms, {@code x} for one that is lost. */
class PatternScenarioTest {
    private static final long STEP = 100 * MILLIS;

    @TempDir
    Path directory;

    private LossPattern pattern(String fates) throws IOException {
        return pattern(fates, DELAY);
    }

    /** @param delayBeforeLoss of those just before a loss; of the others it is as ever */
    private LossPattern pattern(String fates, long delayBeforeLoss) throws IOException {
        Scenario scenario = new Scenario(directory).givingSignsOfLife(-5, 60);
        // What B asks for without an answer shows that the captures run, and is of the other direction.
        for (int i = -10; i < fates.length() + 50; i++) {
            scenario.delivered(i * STEP + STEP / 2, Packet.request(B, A, 8, 100 + i));
        }
        for (int i = 0; i < fates.length(); i++) {
            Packet request = Packet.request(A, B, 9, i);
            if (fates.charAt(i) == 'x') {
                scenario.lost(i * STEP, request);
            } else {
                long delay = fates.startsWith("x", i + 1) ? delayBeforeLoss : DELAY;
                scenario.delivered(i * STEP, request, delay);
                scenario.delivered(i * STEP + delay, request.answer());
            }
        }
        return scenario.run().diagnosis.evidence().stream()
                .filter(each -> each.from().equals("a"))
                .map(DirectionEvidence::pattern)
                .findFirst()
                .orElseThrow();
    }

    private static OptionalLong at(int packet) {
        return OptionalLong.of(EPOCH + packet * STEP);
    }

    @Test
    void shouldCountRunsAndTellTheirTimes() throws IOException {
        LossPattern pattern = pattern("....xx...x......xxx..");
        assertEquals(21, pattern.judged());
        assertEquals(6, pattern.lost());
        assertEquals(3, pattern.periods());
        assertEquals(3, pattern.longestPeriod());
        assertEquals(at(3), pattern.lastBeforeNanos());
        assertEquals(at(4), pattern.firstLostNanos());
        assertEquals(at(18), pattern.lastLostNanos());
        assertEquals(at(19), pattern.firstAfterNanos());
        // Of 14 that are followed by another and arrived, 3 are followed by a loss; of 6 lost ones 3 by an arrival.
        assertEquals(3 / 14.0, pattern.gilbertP().getAsDouble(), 1e-12);
        assertEquals(3 / 6.0, pattern.gilbertR().getAsDouble(), 1e-12);
        // All but the first are near another loss.
        assertEquals(5 / 6.0, pattern.noticeableRate().getAsDouble(), 1e-12);
        assertEquals(Optional.empty(), pattern.delayBefore(), "three are too few");
    }

    @Test
    void shouldNotTellWhatWasBeforeOrWhatCameAfter() throws IOException {
        LossPattern begins = pattern("xx........x.........");
        assertEquals(OptionalLong.empty(), begins.lastBeforeNanos());
        assertEquals(at(11), begins.firstAfterNanos());
        assertEquals(1 / 16.0, begins.gilbertP().getAsDouble(), 1e-12);
        assertEquals(2 / 3.0, begins.gilbertR().getAsDouble(), 1e-12);
        LossPattern ends = pattern(".........x........xx");
        assertEquals(at(8), ends.lastBeforeNanos());
        assertEquals(OptionalLong.empty(), ends.firstAfterNanos());
        assertEquals(2 / 17.0, ends.gilbertP().getAsDouble(), 1e-12);
        assertEquals(1 / 2.0, ends.gilbertR().getAsDouble(), 1e-12);
    }

    /** More than one in a hundred: 99 packets from loss to loss are near, 100 are not. */
    @Test
    void shouldNoticeLossesThatAreNearEachOther() throws IOException {
        String near = "." + "x" + ".".repeat(98) + "x" + ".".repeat(20);
        assertEquals(OptionalDouble.of(0.5), pattern(near).noticeableRate());
        String far = "." + "x" + ".".repeat(99) + "x" + ".".repeat(20);
        assertEquals(OptionalDouble.of(0), pattern(far).noticeableRate());
        assertEquals(OptionalDouble.empty(), pattern("..........x..........").noticeableRate());
    }

    /** Five before losses and five others, of each the one in the middle. */
    @Test
    void shouldCompareTheDelaysBeforeLosses() throws IOException {
        LossPattern.DelayBefore slow =
                pattern("......x..x..x..x..x......", 8 * MILLIS).delayBefore().orElseThrow();
        assertEquals(8 * MILLIS, slow.medianNanos(), MILLIS);
        assertEquals(DELAY, slow.usualNanos(), MILLIS);
        assertTrue(slow.p() < 0.001, "p " + slow.p());
        LossPattern.DelayBefore same =
                pattern("......x..x..x..x..x......").delayBefore().orElseThrow();
        assertEquals(same.usualNanos(), same.medianNanos(), 1_000);
        assertTrue(same.p() > 0.05, "p " + same.p());
        assertEquals(Optional.empty(), pattern("......x..x..x..x.........").delayBefore(), "four before losses");
    }
}

package dev.halfway.match;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfway.decode.TypeP;
import org.junit.jupiter.api.Test;

class LossTallyTest {
    private final LossTally tally = new LossTally(new LossTally.Kind(0, 1, TypeP.ICMP_ECHO_REPLY, Role.RESPONSE, 1));

    /** The packets of a stream in sending order: {@code x} lost, {@code .} delivered, {@code ?} unobservable. */
    private LossRow row(String stream) {
        for (char each : stream.toCharArray()) {
            Sighting s = Sightings.at(0);
            s.ordinal = tally.nextOrdinal();
            s.fate = each == 'x' ? Fate.LOST : each == '.' ? Fate.DELIVERED : Fate.UNOBSERVABLE;
            s.delayNanos = 1_000;
            tally.count(s);
        }
        return tally.row("a", "b", "b");
    }

    /** The example of RFC 3357 section 3: losses at 1-based 4, 6, 8 to 10 make three periods, the longest of three. */
    @Test
    void shouldFindLossPeriods() {
        LossRow row = row("...x.x.xxx....");
        assertEquals(new LossPeriods(3, 3, 5), row.lossPeriods());
        assertEquals(14, row.sent());
        assertEquals(9, row.delivered());
        assertEquals(5, row.lost());
        assertEquals(5.0 / 14, row.ratio());
    }

    @Test
    void shouldTakeAStreamLostWholeForOnePeriod() {
        assertEquals(new LossPeriods(1, 4, 4), row("xxxx").lossPeriods());
    }

    @Test
    void shouldFindNoPeriodWithoutLoss() {
        assertEquals(new LossPeriods(0, 0, 0), row("....").lossPeriods());
    }

    @Test
    void shouldEndAPeriodAtAPacketThatCouldNotBeJudged() {
        LossRow row = row("x?x");
        assertEquals(new LossPeriods(2, 1, 2), row.lossPeriods());
        assertEquals(2, row.judged());
        assertEquals(1.0, row.ratio());
    }

    @Test
    void shouldAddUpWhatIsKnownOfTheLostOnes() {
        Sighting s = Sightings.at(0);
        s.ordinal = tally.nextOrdinal();
        s.fate = Fate.LOST;
        s.confirmed = true;
        s.ambiguous = true;
        s.bytesLost = 1448;
        tally.count(s);
        tally.countDuplicate();
        tally.countReordered();
        LossRow row = tally.row("a", "b", "b");
        assertEquals(1, row.confirmed());
        assertEquals(1, row.ambiguous());
        assertEquals(1448, row.bytesLost());
        assertEquals(1, row.duplicates());
        assertEquals(1, row.reordered());
        assertTrue(row.delay().isEmpty(), "a lost packet has no delay");
    }

    @Test
    void shouldBeEmptyUntilSomethingIsCounted() {
        assertTrue(tally.isEmpty());
        tally.countDuplicate();
        assertFalse(tally.isEmpty());
    }
}

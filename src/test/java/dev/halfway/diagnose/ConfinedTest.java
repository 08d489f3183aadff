package dev.halfway.diagnose;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfway.decode.TypeP;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Losses that begin and end within the time that is seen, though not all is lost meanwhile. */
class ConfinedTest {
    private static final long TENTH = 100_000_000L;

    /** Arrived packets, then so many times a loss and an arrival, then arrived ones again. */
    private static Judged strewn(int before, int losses, int behind) {
        Judged judged = new Judged().arrived(before, each -> {});
        for (int i = 0; i < losses; i++) {
            judged.lost(1, each -> {}).arrived(1, each -> {});
        }
        return judged.arrived(behind, each -> {});
    }

    private static Optional<Confined> confined(int before, int losses, int behind) {
        return Confined.of(strewn(before, losses, behind).trials(), new DirectionLog(new PacketSample.Pool()));
    }

    @Test
    void shouldSayWhenTheLossesBeginAndEnd() {
        Confined both = confined(80, 20, 90).orElseThrow();
        assertEquals(OptionalLong.of(80 * TENTH), both.fromNanos());
        assertEquals(OptionalLong.of(118 * TENTH), both.toNanos());
        assertEquals(new Decider.Sample(39, 20), both.inside());
        assertEquals(new Decider.Sample(171, 0), both.outside());
        assertEquals("from 00:00:08.000 to 00:00:11.800", both.words());
        Confined begun = confined(50, 20, 0).orElseThrow();
        assertEquals("from 00:00:05.000 on", begun.words());
        assertEquals(new Decider.Sample(40, 20), begun.inside());
        assertEquals(new Decider.Sample(50, 0), begun.outside());
        Confined ended = confined(0, 20, 50).orElseThrow();
        assertEquals("up to 00:00:03.800", ended.words());
        assertEquals(new Decider.Sample(39, 20), ended.inside());
    }

    @Test
    void shouldSayNothingWhereTheyLieAllOver() {
        assertEquals(Optional.empty(), confined(3, 20, 3));
        assertEquals(Optional.empty(), confined(50, 1, 50), "one loss is somewhere");
        assertTrue(confined(500, 5, 0).isPresent());
        assertEquals(Optional.empty(), confined(500, 4, 0), "so are four");
        assertEquals(Optional.empty(), confined(50, 0, 50));
    }

    /** So many runs all miss the packets before with a chance of the rest's share to their power: one in ten thousand is none. */
    @Test
    void shouldTakeOneChanceInTenThousandForNone() {
        for (int before = 1; before < 60; before++) {
            int runs = 20;
            boolean rare = Math.pow(2.0 * runs / (before + 2 * runs), runs) <= 1e-4;
            assertEquals(rare, confined(before, runs, 0).isPresent(), before + " before");
        }
    }

    /** Packets of a kind that is never lost may be spared for what they are. */
    @Test
    void shouldCountOnlyTheKindsThatAreLost() {
        Judged others = new Judged().arrived(500, each -> each.typeP = TypeP.TCP_ACK);
        for (int i = 0; i < 20; i++) {
            others.lost(1, each -> {}).arrived(1, each -> {});
        }
        assertEquals(Optional.empty(), Confined.of(others.trials(), new DirectionLog(new PacketSample.Pool())));
        Judged mixed = new Judged().arrived(500, each -> each.typeP = TypeP.TCP_ACK);
        for (int i = 0; i < 20; i++) {
            mixed.lost(1, each -> each.typeP = TypeP.TCP_ACK).arrived(1, each -> {});
        }
        assertTrue(Confined.of(mixed.trials(), new DirectionLog(new PacketSample.Pool()))
                .isPresent());
    }
}

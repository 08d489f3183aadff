package dev.halfway.diagnose;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfway.decode.TypeP;
import dev.halfway.diagnose.Clues.Shrunk;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is looked at besides, when something decides which packets are lost. */
class CluesTest {
    private final Judged judged = new Judged();

    private CluesTest data(boolean lost, int flow, int bytes) {
        if (lost) {
            judged.lost(1, each -> fill(each, flow, bytes));
        } else {
            judged.arrived(1, each -> fill(each, flow, bytes));
        }
        return this;
    }

    private static void fill(Observed packet, int flow, int bytes) {
        packet.typeP = TypeP.TCP_DATA;
        packet.flow = flow;
        packet.bytes = bytes;
    }

    private Shrunk shrunk() {
        return Shrunk.of(judged.trials());
    }

    @Test
    void shouldCountFlowsThatGoOnWithShorterData() {
        data(true, 1, 1_500).data(false, 1, 1_499);
        data(true, 2, 1_500).data(false, 2, 1_500);
        data(true, 3, 1_500).data(false, 4, 100);
        assertEquals(new Shrunk(3, 1), shrunk());
    }

    /** It was lost again: what arrived before does not show that the flow went on. */
    @Test
    void shouldCountAFlowByWhatFollowsItsLatestLoss() {
        data(true, 1, 1_500).data(false, 1, 1_000).data(true, 1, 1_200);
        assertEquals(new Shrunk(1, 0), shrunk());
        data(false, 1, 1_300);
        assertEquals(new Shrunk(1, 0), shrunk(), "shorter than the first and not than the second");
        data(false, 1, 1_100);
        assertEquals(new Shrunk(1, 1), shrunk());
    }

    @Test
    void shouldCountDataOnly() {
        judged.lost(1, each -> each.bytes = 1_500).arrived(1, each -> each.bytes = 100);
        data(false, 1, 100);
        assertEquals(Shrunk.NONE, shrunk());
    }

    /** Packets of flow 1 are lost at first and at last, those of flow 2 arrive. */
    private Clues between(long service, long flowOrdinal, boolean arrives) {
        judged.lost(1, each -> each.service = 5);
        if (arrives) {
            judged.arrived(1, each -> other(each, service, flowOrdinal));
        } else {
            judged.lost(1, each -> other(each, service, flowOrdinal));
        }
        judged.lost(1, each -> each.service = 5);
        BitSet losing = new BitSet();
        losing.set(0);
        losing.set(2);
        return Clues.of(
                judged.trials(),
                new DirectionLog(new PacketSample.Pool()),
                0,
                Optional.of(losing),
                List.of(),
                List.of());
    }

    private static void other(Observed packet, long service, long flowOrdinal) {
        packet.flow = 2;
        packet.service = service;
        packet.flowOrdinal = flowOrdinal;
    }

    /** Of the same service: that it is another one does not divide them. */
    @ParameterizedTest
    @CsvSource({
        "5, 3, true, true, false",
        "5, 0, true, true, true",
        "6, 0, true, false, false",
        "5, 0, false, false, false"
    })
    void shouldNoticeThatOthersOfTheSameServicePassMeanwhile(
            long service, long flowOrdinal, boolean arrives, boolean cutsAcross, boolean begun) {
        Clues clues = between(service, flowOrdinal, arrives);
        assertEquals(cutsAcross, clues.cutsAcrossServices());
        assertEquals(begun, clues.begunMeanwhile());
    }

    /** Before the first loss, or behind the last, or at the very moment: the time may be what divides them. */
    @ParameterizedTest
    @CsvSource({"10, false", "11, true", "19, true", "20, false", "30, false"})
    void shouldHearOnlyWhatPassesWhileTheOthersAreLost(long nanos, boolean meanwhile) {
        judged.lost(1, each -> each.timeNanos = 10)
                .lost(1, each -> each.timeNanos = 20)
                .arrived(1, each -> each.timeNanos = nanos)
                .arrived(1, each -> each.timeNanos = 15);
        BitSet losing = new BitSet();
        losing.set(0);
        losing.set(1);
        losing.set(3); // of the flow that loses, as well, and arrives
        Clues clues = Clues.of(
                judged.trials(),
                new DirectionLog(new PacketSample.Pool()),
                0,
                Optional.of(losing),
                List.of(),
                List.of());
        assertEquals(meanwhile, clues.cutsAcrossServices());
    }

    /** That a packet of the class arrived tells nothing of when the class loses. */
    @Test
    void shouldTakeTheTimeOfLossesFromLossesOnly() {
        judged.lost(1, each -> {}).arrived(1, each -> {}).arrived(1, each -> {});
        BitSet losing = new BitSet();
        losing.set(0);
        losing.set(2);
        assertFalse(Clues.of(
                        judged.trials(),
                        new DirectionLog(new PacketSample.Pool()),
                        0,
                        Optional.of(losing),
                        List.of(),
                        List.of())
                .cutsAcrossServices());
    }

    @Test
    void shouldTellNothingOfFlowsWhereNoneLosesMost() {
        judged.lost(2, each -> {}).arrived(1, each -> {}).lost(2, each -> {});
        Clues clues = Clues.of(
                judged.trials(), new DirectionLog(new PacketSample.Pool()), 0, Optional.empty(), List.of(), List.of());
        assertFalse(clues.cutsAcrossServices() || clues.begunMeanwhile());
        assertEquals(List.of(), clues.suspects());
        assertEquals(Shrunk.NONE, clues.wentOn());
        assertTrue(clues.confined().isEmpty() && clues.spells().isEmpty());
    }
}

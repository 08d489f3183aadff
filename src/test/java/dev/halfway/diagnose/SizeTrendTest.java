package dev.halfway.diagnose;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfway.decode.TypeP;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;

class SizeTrendTest {
    private static final int[] SIZES = {84, 500, 1000, 1428};

    /** Replies of four sizes in turn. */
    private static Judged replies(long seed, int packets, IntToDoubleFunction lossOfBytes) {
        SplittableRandom random = new SplittableRandom(seed);
        Judged judged = new Judged();
        for (int i = 0; i < packets; i++) {
            int bytes = SIZES[i % SIZES.length];
            Consumer<Observed> size = packet -> packet.bytes = bytes;
            if (random.nextDouble() < lossOfBytes.applyAsDouble(bytes)) {
                judged.lost(1, size);
            } else {
                judged.arrived(1, size);
            }
        }
        return judged;
    }

    /** Data segments that the network card cuts into nine, among ones that it does not, and pings. */
    private static Trials cutIntoNine(int packetsLostOfEach) {
        Consumer<Observed> longOne = packet -> {
            packet.typeP = TypeP.TCP_DATA;
            packet.bytes = 1492;
            packet.wirePackets = 9;
            packet.wirePacketsLost = packetsLostOfEach;
        };
        Consumer<Observed> shortOne = packet -> {
            packet.typeP = TypeP.TCP_DATA;
            packet.bytes = 311;
        };
        Judged judged = new Judged();
        for (int i = 0; i < 13; i++) {
            judged.arrived(83, packet -> {}).lost(1, packet -> {}).arrived(91, shortOne);
            judged.arrived(7, longOne).lost(1, longOne).arrived(1, longOne);
        }
        return judged.trials();
    }

    /** 13 of 117 segments are no more than 13 of 1,053 packets on the wire, of which each is lost as often as a ping. */
    @Test
    void shouldNotTakeSegmentsThatAreManyPacketsForLongOnes() {
        Trials onceEach = cutIntoNine(1);
        assertEquals(
                Optional.empty(),
                new BySize().best(onceEach).filter(split -> !split.detail().isBelow()));
        assertEquals(
                Optional.of("Segments that the network card cuts after the capture saw them (117) do not tell whether"
                        + " longer packets are lost more often: counted as on the wire, about 13 of 1,053 of the longer"
                        + " ones are lost and 13 of 2,275 of all others."),
                BySize.whyNoSize(onceEach));
        assertEquals(Optional.empty(), SizeTrend.of(onceEach).filter(trend -> trend.p() < 0.01));
    }

    @Test
    void shouldTakeSegmentsOfWhichAllPacketsAreLostForLongOnes() {
        Trials whole = cutIntoNine(9);
        assertEquals(
                "over 311 bytes", new BySize().best(whole).map(Split::value).orElse(""));
        assertEquals(Optional.empty(), BySize.whyNoSize(whole));
    }

    @Test
    void shouldSeeThatLossGrowsWithSize() {
        for (int seed = 0; seed < 20; seed++) {
            SizeTrend trend = SizeTrend.of(replies(seed, 1200, bytes -> 1 - Math.exp(-bytes / 12_000.0))
                            .trials())
                    .orElseThrow();
            assertTrue(trend.p() < 0.001, seed + ": " + trend);
            assertEquals(3, trend.thirds().size());
            assertEquals(84, trend.thirds().get(0).leastBytes());
            assertEquals(1428, trend.thirds().get(2).mostBytes());
            assertEquals(
                    1200,
                    trend.thirds().stream()
                            .mapToLong(part -> part.packets().judged())
                            .sum());
        }
    }

    /** The chance of a packet to be lost follows from how many bits it has; where only the longest are lost it does not. */
    @Test
    void shouldTellTheLawOfBitsFromALimitThatLetsSomeThrough() {
        int misfits = 0;
        for (int seed = 0; seed < 200; seed++) {
            Trials byBits =
                    replies(seed, 800, bytes -> 1 - Math.exp(-bytes / 6_000.0)).trials();
            Trials longest = replies(seed, 800, bytes -> bytes > 1400 ? 0.3 : 0).trials();
            misfits += SizeTrend.of(byBits).orElseThrow().isAsByBits() ? 0 : 1;
            assertFalse(SizeTrend.of(longest).orElseThrow().isAsByBits(), seed + ": " + SizeTrend.of(longest));
        }
        assertTrue(misfits <= 1, misfits + " of 200 at 1e-4");
    }

    @Test
    void shouldSeeNoneWhereSizeDoesNotMatter() {
        int claimed = 0;
        for (int seed = 0; seed < 1000; seed++) {
            Optional<SizeTrend> trend =
                    SizeTrend.of(replies(seed, 400, bytes -> 0.07).trials());
            claimed += trend.filter(each -> each.p() < 0.01).isPresent() ? 1 : 0;
        }
        assertTrue(claimed < 25, claimed + " of 1000 at 1 %");
    }

    @Test
    void shouldNotTakeALossyKindForALongOne() {
        Judged judged = new Judged();
        SplittableRandom random = new SplittableRandom(5);
        for (int i = 0; i < 600; i++) {
            boolean data = i % 2 == 0;
            Consumer<Observed> packet = each -> {
                each.typeP = data ? TypeP.TCP_DATA : TypeP.TCP_ACK;
                each.bytes = data ? 1000 + 100 * random.nextInt(4) : 52;
            };
            if (data && random.nextDouble() < 0.1) {
                judged.lost(1, packet);
            } else {
                judged.arrived(1, packet);
            }
        }
        assertTrue(SizeTrend.of(judged.trials()).orElseThrow().p() > 0.01);
    }

    @Test
    void shouldSayNothingOfOneSizeOrOfFewLosses() {
        assertFalse(SizeTrend.of(new Judged()
                        .lost(20, packet -> {})
                        .arrived(200, packet -> {})
                        .trials())
                .isPresent());
        assertFalse(SizeTrend.of(new Judged()
                        .lost(7, packet -> packet.bytes = 1400)
                        .arrived(200, packet -> {})
                        .trials())
                .isPresent());
    }
}

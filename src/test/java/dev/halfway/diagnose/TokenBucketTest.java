package dev.halfway.diagnose;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfway.decode.TypeP;
import java.util.BitSet;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Limits on a rate that let a burst through, from traffic of which they are known: trains of packets of 84 to 1,400 bytes. */
class TokenBucketTest {
    private static final int PACKETS = 900;

    /** What drops packets as they come. */
    private interface Dropping {
        boolean drops(Observed packet);
    }

    private static Dropping bucket(double most, double perSecond, boolean bytes) {
        double[] tokens = {most};
        long[] last = {0};
        return packet -> {
            tokens[0] = Math.min(most, tokens[0] + (packet.timeNanos - last[0]) / 1e9 * perSecond);
            last[0] = packet.timeNanos;
            double cost = bytes ? packet.bytes : 1;
            boolean drops = tokens[0] < cost;
            tokens[0] -= drops ? 0 : cost;
            return drops;
        };
    }

    private static Trials trials(long seed, Dropping dropping) {
        SplittableRandom random = new SplittableRandom(seed);
        Judged judged = new Judged();
        long nanos = 7_000_000;
        int left = 0;
        for (int i = 0; i < PACKETS; i++) {
            nanos += left > 0 ? 3_000_000 + random.nextLong(9_000_000) : 100_000_000 + random.nextLong(900_000_000);
            left = left > 0 ? left - 1 : random.nextInt(24);
            long at = nanos;
            int bytes = random.nextInt(3) == 0 ? 1_400 : 84 + random.nextInt(200);
            TypeP typeP = random.nextBoolean() ? TypeP.ICMP_ECHO_REPLY : TypeP.TCP_DATA;
            Observed packet = new Observed();
            packet.timeNanos = at;
            packet.bytes = bytes;
            packet.typeP = typeP;
            Consumer<Observed> filled = each -> {
                each.timeNanos = at;
                each.bytes = bytes;
                each.typeP = typeP;
            };
            if (dropping.drops(packet)) {
                judged.lost(1, filled);
            } else {
                judged.arrived(1, filled);
            }
        }
        return judged.trials();
    }

    /** But for a few, whose tokens come in just before them or behind. */
    private static void assertIsLost(BitSet inside, Trials trials) {
        BitSet differing = (BitSet) inside.clone();
        for (int i = 0; i < trials.size(); i++) {
            differing.set(i, trials.isLost(i) != inside.get(i));
        }
        assertTrue(differing.cardinality() <= PACKETS / 40, differing + " of " + inside);
    }

    @ParameterizedTest
    @CsvSource({"1, 12, 31", "2, 7, 12", "3, 1, 40", "4, 15, 9"})
    void shouldFindTheLimitOnPackets(long seed, int most, int perSecond) {
        Trials trials = trials(seed, bucket(most, perSecond, false));
        TokenBucket found = TokenBucket.best(trials, each -> true, each -> 1);
        assertIsLost(found.exceeding().inside(), trials);
        assertEquals(perSecond, found.perSecond(), 0.03 * perSecond);
        Split split = new ByRate().best(trials).orElseThrow();
        assertTrue(split.words().matches("sent beyond [\\d.]+ packets/s with bursts of " + most), split.words());
        Decider.Limit limit = split.detail().limit().orElseThrow();
        assertFalse(limit.isOfPings() || limit.inBytes());
        assertEquals(perSecond, limit.perSecond(), 0.03 * perSecond);
        assertEquals(most, Math.round(limit.burst()));
        assertTrue(split.lnP() < Math.log(1e-9), split.lnP() + " " + split.words());
    }

    @ParameterizedTest
    @CsvSource({"5, 6000, 9000", "6, 3000, 20000"})
    void shouldFindTheLimitOnBytes(long seed, int most, int perSecond) {
        Trials trials = trials(seed, bucket(most, perSecond, true));
        TokenBucket found = TokenBucket.best(trials, each -> true, each -> each.bytes);
        assertIsLost(found.exceeding().inside(), trials);
        assertEquals(perSecond, found.perSecond(), 0.03 * perSecond);
        Split split = new ByRate().best(trials).orElseThrow();
        assertTrue(split.words().contains(" bytes/s with bursts of "));
        assertTrue(split.detail().limit().orElseThrow().inBytes());
    }

    @Test
    void shouldTellALimitOnPingsFromOneOnAll() {
        Dropping limit = bucket(6, 5, false);
        Trials trials = trials(11, packet -> packet.typeP.isEcho() && limit.drops(packet));
        Split split = new ByRate().best(trials).orElseThrow();
        assertTrue(split.detail().isOfPings(), split.words());
        assertIsLost(split.inside(), trials);
    }

    /** Among traffic in trains, none of these is claimed. */
    @ParameterizedTest
    @ValueSource(doubles = {0.02, 0.07, 0.3})
    void shouldNotTakeChanceForALimit(double rate) {
        int claimed = 0;
        for (long seed = 100; seed < 140; seed++) {
            SplittableRandom random = new SplittableRandom(~seed);
            Trials trials = trials(seed, packet -> random.nextDouble() < rate);
            claimed += new ByRate()
                            .best(trials)
                            .filter(split -> split.lnP() < Math.log(0.01))
                            .isPresent()
                    ? 1
                    : 0;
        }
        assertTrue(claimed <= 1, claimed + " of 40");
    }

    /** No burst is let through by a limit that lets no packet of this length through. */
    @Test
    void shouldNotTakeALengthForALimit() {
        assertNull(TokenBucket.best(trials(21, packet -> packet.bytes > 1_000), each -> true, each -> each.bytes));
    }

    @Test
    void shouldFindNoneAmongFewLosses() {
        int[] count = {0};
        Trials trials = trials(31, packet -> packet.bytes > 1_000 && count[0]++ % 80 == 0);
        assertNull(TokenBucket.best(trials, each -> true, each -> 1));
    }
}

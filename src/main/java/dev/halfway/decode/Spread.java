package dev.halfway.decode;

import java.util.SplittableRandom;

/**
 * Where keys out of packets stand in tables. Who writes a capture must not be able to make them all stand in one place, so it
 * rests on numbers that are drawn anew for each run. Nothing but the time that a search takes may depend on them: what comes
 * out of a table comes out in an order of its own.
 *
 * <p>Two keys meet by chance alone: pairs of halves are added to secret ones and multiplied (NH, Black et al. 1999), single
 * words multiplied by a secret odd number, of which the highest bits count (Dietzfelbinger et al. 1997).
 */
public final class Spread {
    /** Draws the numbers from this seed, for a run that is to be the same as another one in every step. */
    public static final String SEED_PROPERTY = "halfway.hashSeed";

    private static final long LOW = 0xffffffffL;
    private static final long FACTOR;
    private static final long ONE;
    private static final long TWO;
    private static final long THREE;
    private static final long FOUR;
    private static final long FIVE;

    static {
        Long given = Long.getLong(SEED_PROPERTY);
        SplittableRandom random = given == null ? new SplittableRandom() : new SplittableRandom(given);
        FACTOR = random.nextLong() | 1;
        ONE = random.nextLong();
        TWO = random.nextLong();
        THREE = random.nextLong();
        FOUR = random.nextLong();
        FIVE = random.nextLong();
    }

    private Spread() {}

    /** The highest {@code bits} bits, 1 to 31, of a word that is mixed already. */
    public static int slot(long mixed, int bits) {
        return (int) (mixed * FACTOR >>> Long.SIZE - bits);
    }

    /** Every bit may be used. */
    public static long of(long a, long b) {
        return finish(pair(a, ONE) + pair(b, TWO));
    }

    /** Every bit may be used. */
    public static long of(long a, long b, long c, long d, long e) {
        return finish(pair(a, ONE) + pair(b, TWO) + pair(c, THREE) + pair(d, FOUR) + pair(e, FIVE));
    }

    private static long pair(long word, long secret) {
        return ((word >>> Integer.SIZE) + (secret >>> Integer.SIZE) & LOW) * (word + secret & LOW);
    }

    /** As SplitMix64 ends. */
    private static long finish(long value) {
        long h = value;
        h = (h ^ (h >>> 30)) * 0xbf58476d1ce4e5b9L;
        h = (h ^ (h >>> 27)) * 0x94d049bb133111ebL;
        return h ^ (h >>> 31);
    }
}

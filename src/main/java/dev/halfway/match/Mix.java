package dev.halfway.match;

/** Mixing of words into 64-bit hashes: multiply and fold, with the finalizer of SplitMix64 (Steele et al. 2014). */
final class Mix {
    private static final long GOLDEN = 0x9e3779b97f4a7c15L;

    private Mix() {}

    static long add(long hash, long word) {
        return finish(hash * 31 + word + GOLDEN);
    }

    static long finish(long value) {
        long h = value;
        h = (h ^ (h >>> 30)) * 0xbf58476d1ce4e5b9L;
        h = (h ^ (h >>> 27)) * 0x94d049bb133111ebL;
        return h ^ (h >>> 31);
    }
}

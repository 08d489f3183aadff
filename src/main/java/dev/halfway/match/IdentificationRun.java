package dev.halfway.match;

/**
 * Whether packets that came one after the other all have IP IDs, and no two the same, as far as it shows without keeping them:
 * each is a little more than the one before, and all together have not gone once round the 65,536.
 */
final class IdentificationRun {
    private static final int MASK = 0xffff;
    /** More than this is less, with wrapping. */
    private static final int FARTHEST = 0x7fff;

    private boolean distinct;
    private int last;
    private int span;

    /** Begins anew with no packet. */
    void clear() {
        distinct = true;
        last = -1;
        span = 0;
    }

    void add(int identification) {
        distinct = isNew(identification);
        span += last < 0 ? 0 : identification - last & MASK;
        last = identification;
    }

    boolean isDistinct() {
        return distinct;
    }

    /** Whether one more packet is sure to have another IP ID than all so far. */
    boolean isNew(int identification) {
        int more = identification - last & MASK;
        return distinct
                && identification != 0
                && (identification & MASK) == identification
                && (last < 0 || more > 0 && more <= FARTHEST && span + more <= MASK);
    }
}

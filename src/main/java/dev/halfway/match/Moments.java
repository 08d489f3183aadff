package dev.halfway.match;

import java.util.Arrays;
import java.util.function.LongPredicate;

/**
 * When something happened, and how often: as many moments as there is room for, spread over all of the time. Where there are
 * more, every 2nd is kept of all, then every 4th, and so on.
 */
final class Moments {
    private static final int MOST = 128;

    private long[] kept = new long[4];
    private int size;
    /** One of so many is kept. */
    private int each = 1;

    private long count;

    void add(long nanos) {
        if (count++ % each == 0) {
            if (size == MOST) {
                thin();
            }
            keep(nanos);
        }
    }

    private void keep(long nanos) {
        kept = size < kept.length ? kept : Arrays.copyOf(kept, 2 * size);
        kept[size++] = nanos;
    }

    /** The next is then one to keep, too: there is room for an even number. */
    private void thin() {
        for (int i = 0; 2 * i < size; i++) {
            kept[i] = kept[2 * i];
        }
        size /= 2;
        each *= 2;
    }

    /** All of them. */
    long count() {
        return count;
    }

    /** Of these, how many were at such a moment: exact as long as all are kept, else by those that are. */
    long count(LongPredicate at) {
        long such = Arrays.stream(kept, 0, size).filter(at).count();
        return such == size ? count : Math.min(count, such * each);
    }
}

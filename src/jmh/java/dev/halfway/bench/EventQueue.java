package dev.halfway.bench;

import java.util.Arrays;

/** What is to happen, by time and, at one time, in the order in which it was added. A binary heap of primitives. */
final class EventQueue {
    private static final int WORDS = 4;

    /** Of each: time, order, kind and flow, detail. */
    private long[] heap = new long[WORDS * 64];

    private final long[] event = new long[WORDS];
    private int size;
    private long order;

    void add(long nanos, int kind, int flow, long detail) {
        if ((size + 1) * WORDS > heap.length) {
            heap = Arrays.copyOf(heap, 2 * heap.length);
        }
        int at = size++;
        long number = order++;
        while (at > 0 && isBefore(nanos, number, (at - 1) / 2)) {
            System.arraycopy(heap, (at - 1) / 2 * WORDS, heap, at * WORDS, WORDS);
            at = (at - 1) / 2;
        }
        heap[at * WORDS] = nanos;
        heap[at * WORDS + 1] = number;
        heap[at * WORDS + 2] = (long) kind << 32 | flow;
        heap[at * WORDS + 3] = detail;
    }

    /** Takes out the earliest, which the accessors then tell of; false when there is none. */
    boolean next() {
        if (size == 0) {
            return false;
        }
        System.arraycopy(heap, 0, event, 0, WORDS);
        int last = --size;
        long nanos = heap[last * WORDS];
        long number = heap[last * WORDS + 1];
        int at = 0;
        while (2 * at + 1 < size) {
            int child = 2 * at + 1;
            if (child + 1 < size && isBefore(heap[(child + 1) * WORDS], heap[(child + 1) * WORDS + 1], child)) {
                child++;
            }
            if (isBefore(nanos, number, child)) {
                break;
            }
            System.arraycopy(heap, child * WORDS, heap, at * WORDS, WORDS);
            at = child;
        }
        System.arraycopy(heap, last * WORDS, heap, at * WORDS, WORDS);
        return true;
    }

    private boolean isBefore(long nanos, long number, int other) {
        long otherNanos = heap[other * WORDS];
        return nanos < otherNanos || nanos == otherNanos && number < heap[other * WORDS + 1];
    }

    long nanos() {
        return event[0];
    }

    int kind() {
        return (int) (event[2] >> 32);
    }

    int flow() {
        return (int) event[2];
    }

    long detail() {
        return event[3];
    }
}

package dev.halfway.match;

import java.util.Arrays;

/**
 * Disjoint byte ranges in ascending order, as offsets from the start of one segment, 0 to 65,535 and a little more.
 */
final class ByteRanges {
    private int[] edges = new int[8];
    private int size;

    void clear() {
        size = 0;
    }

    boolean isEmpty() {
        return size == 0;
    }

    /** How many ranges there are. */
    int parts() {
        return size / 2;
    }

    /** Adds [from, to). */
    void add(int from, int to) {
        if (from >= to) {
            return;
        }
        int first = 0;
        while (first < size && edges[first + 1] < from) {
            first += 2;
        }
        int last = first;
        int start = from;
        int end = to;
        while (last < size && edges[last] <= to) {
            start = Math.min(start, edges[last]);
            end = Math.max(end, edges[last + 1]);
            last += 2;
        }
        replace(first, last, start, end);
    }

    private void replace(int first, int last, int start, int end) {
        int grown = size - (last - first) + 2;
        if (grown > edges.length) {
            edges = Arrays.copyOf(edges, edges.length * 2);
        }
        if (last < size) {
            System.arraycopy(edges, last, edges, first + 2, size - last);
        }
        edges[first] = start;
        edges[first + 1] = end;
        size = grown;
    }

    /** True when {@code position} is in one of the ranges. */
    boolean contains(int position) {
        return endAt(position) > position;
    }

    /** End of the range that holds {@code position}, or {@code position} itself when none does. */
    int endAt(int position) {
        for (int i = 0; i < size; i += 2) {
            if (edges[i] <= position && position < edges[i + 1]) {
                return edges[i + 1];
            }
        }
        return position;
    }

    /** Start of the first range beyond {@code position}, at most {@code limit}. */
    int nextStart(int position, int limit) {
        for (int i = 0; i < size; i += 2) {
            if (edges[i] > position) {
                return Math.min(edges[i], limit);
            }
        }
        return limit;
    }

    /** Bytes in all ranges. */
    int total() {
        return totalWithin(Integer.MIN_VALUE, Integer.MAX_VALUE);
    }

    /** Bytes in all ranges from {@code from} on, before {@code to}. */
    int totalWithin(int from, int to) {
        int total = 0;
        for (int i = 0; i < size; i += 2) {
            total += Math.max(0, Math.min(to, edges[i + 1]) - Math.max(from, edges[i]));
        }
        return total;
    }
}

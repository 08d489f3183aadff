package dev.halfway.clock;

import java.util.Arrays;

/**
 * The lowest reading of each bin of time, for one direction, in bounded memory. A bin also keeps its first reading,
 * which unlike the lowest is no more likely to be a wrong one than any other.
 *
 * <p>Bins have equal widths, a power of two of nanoseconds. A reading beyond the last or before the first bin that there
 * is room for doubles the width, so that two bins become one, until it fits.
 */
final class MinimumBins {
    static final int CAPACITY = 4096;

    /** About 1 ms. */
    private static final int FIRST_SHIFT = 20;

    private static final int INITIAL_BINS = 64;

    /** Number, by {@code time >> shift}, of the bin in slot 0. */
    private long firstBin;

    private int shift = FIRST_SHIFT;
    /** Slots in use: all bins from the first to the last with a reading, empty ones between them included. */
    private int used;

    private boolean[] filled = new boolean[INITIAL_BINS];
    private long[] lowestTime = new long[INITIAL_BINS];
    private long[] lowestValue = new long[INITIAL_BINS];
    private long[] firstTime = new long[INITIAL_BINS];
    private long[] firstValue = new long[INITIAL_BINS];
    private long count;

    /** @param time nanoseconds, of either sign, below 2^62 in size */
    void add(long time, long value) {
        int slot = slotOf(time);
        if (!filled[slot]) {
            firstTime[slot] = time;
            firstValue[slot] = value;
        }
        if (!filled[slot] || value < lowestValue[slot]) {
            lowestTime[slot] = time;
            lowestValue[slot] = value;
        }
        filled[slot] = true;
        count++;
    }

    /** How many readings were added. */
    long count() {
        return count;
    }

    /** The lowest reading of each bin that has one. */
    Readings lowest() {
        return collect(lowestTime, lowestValue);
    }

    /** The first reading of each bin that has one: the same bins as {@link #lowest}. */
    Readings first() {
        return collect(firstTime, firstValue);
    }

    private Readings collect(long[] times, long[] values) {
        long[] time = new long[used];
        long[] value = new long[used];
        int size = 0;
        for (int slot = 0; slot < used; slot++) {
            if (filled[slot]) {
                time[size] = times[slot];
                value[size++] = values[slot];
            }
        }
        return new Readings(Arrays.copyOf(time, size), Arrays.copyOf(value, size));
    }

    private int slotOf(long time) {
        if (used == 0) {
            firstBin = time >> shift;
            used = 1;
            return 0;
        }
        long bin = time >> shift;
        while (Math.max(bin, firstBin + used - 1) - Math.min(bin, firstBin) >= CAPACITY) {
            halve();
            bin = time >> shift;
        }
        if (bin < firstBin) {
            int room = (int) (firstBin - bin);
            ensure(used + room);
            for (long[] array : new long[][] {lowestTime, lowestValue, firstTime, firstValue}) {
                System.arraycopy(array, 0, array, room, used);
            }
            System.arraycopy(filled, 0, filled, room, used);
            Arrays.fill(filled, 0, room, false);
            used += room;
            firstBin = bin;
        }
        int slot = (int) (bin - firstBin);
        if (slot >= used) {
            ensure(slot + 1);
            used = slot + 1;
        }
        return slot;
    }

    private void ensure(int slots) {
        if (slots <= filled.length) {
            return;
        }
        int length = Math.min(CAPACITY, Math.max(slots, filled.length * 2));
        filled = Arrays.copyOf(filled, length);
        lowestTime = Arrays.copyOf(lowestTime, length);
        lowestValue = Arrays.copyOf(lowestValue, length);
        firstTime = Arrays.copyOf(firstTime, length);
        firstValue = Arrays.copyOf(firstValue, length);
    }

    private void halve() {
        int odd = (int) (firstBin & 1);
        int slots = (used + odd + 1) / 2;
        for (int slot = 0; slot < slots; slot++) {
            int earlier = 2 * slot - odd;
            int later = earlier + 1;
            boolean hasEarlier = earlier >= 0 && filled[earlier];
            boolean hasLater = later < used && filled[later];
            int low = hasLater && (!hasEarlier || lowestValue[later] < lowestValue[earlier]) ? later : earlier;
            int first = hasEarlier ? earlier : later;
            if (hasEarlier || hasLater) {
                lowestTime[slot] = lowestTime[low];
                lowestValue[slot] = lowestValue[low];
                firstTime[slot] = firstTime[first];
                firstValue[slot] = firstValue[first];
            }
            filled[slot] = hasEarlier || hasLater;
        }
        Arrays.fill(filled, slots, used, false);
        used = slots;
        firstBin >>= 1;
        shift++;
    }
}

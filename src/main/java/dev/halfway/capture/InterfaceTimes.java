package dev.halfway.capture;

import java.util.Arrays;

/** When the records of each interface were, by {@link Frame#interfaceIndex()}. */
public final class InterfaceTimes {
    private long[] firstNanos = new long[0];
    private long[] lastNanos = new long[0];

    /** One record; for each one, in any order. */
    public void note(int interfaceIndex, long timeNanos) {
        if (interfaceIndex >= firstNanos.length) {
            grow(interfaceIndex);
        }
        firstNanos[interfaceIndex] = Math.min(firstNanos[interfaceIndex], timeNanos);
        lastNanos[interfaceIndex] = Math.max(lastNanos[interfaceIndex], timeNanos);
    }

    private void grow(int interfaceIndex) {
        int before = firstNanos.length;
        firstNanos = Arrays.copyOf(firstNanos, Math.max(interfaceIndex + 1, 2 * before));
        lastNanos = Arrays.copyOf(lastNanos, firstNanos.length);
        Arrays.fill(firstNanos, before, firstNanos.length, Long.MAX_VALUE);
        Arrays.fill(lastNanos, before, lastNanos.length, Long.MIN_VALUE);
    }

    /** The largest long where there is no record. */
    long firstNanos(int interfaceIndex) {
        return interfaceIndex < firstNanos.length ? firstNanos[interfaceIndex] : Long.MAX_VALUE;
    }

    /** The least long where there is no record. */
    long lastNanos(int interfaceIndex) {
        return interfaceIndex < lastNanos.length ? lastNanos[interfaceIndex] : Long.MIN_VALUE;
    }
}

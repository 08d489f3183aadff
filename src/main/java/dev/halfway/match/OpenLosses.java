package dev.halfway.match;

import java.util.ArrayDeque;

/**
 * Packets that look lost, as long as others of which more is to be heard yet may show that the far capture stood still when
 * they came, or which ones they were that it dropped. They come in and go out in sending order, and those behind wait for
 * those before them. No more than {@link #MOST} wait, and none for long: what is known then decides.
 */
final class OpenLosses {
    /** Of so many one after the other, more than a few would be known to have passed if the capture stood still. */
    private static final int MOST = 1_024;
    /** So many times the wait for what is late. */
    private static final int LONGEST_WAITS = 4;
    /** Each packet that is seen may end the wait: it is enough to look so often. */
    private static final long LOOK_NANOS = 10_000_000;

    private final Judge judge;
    private final long waitNanos;
    private final ArrayDeque<Sighting> waiting = new ArrayDeque<>();
    private long nextLookNanos = Long.MIN_VALUE;

    /** @param waitNanos after a packet left all is heard that tells whether it arrived */
    OpenLosses(Judge judge, long waitNanos) {
        this.judge = judge;
        this.waitNanos = waitNanos;
    }

    /** Whether a sighting that nothing can be matched with any more is to wait here. */
    boolean takes(Sighting s, long nowNanos) {
        if (s.fate != Fate.LOST || waiting.isEmpty() && !judge.isOpen(s, nowNanos, waitNanos)) {
            return false;
        }
        waiting.addLast(s);
        return true;
    }

    /** The next whose wait is over, with its last fate; null when there is none. */
    Sighting poll(long nowNanos) {
        Sighting first = waiting.peekFirst();
        if (first == null || nowNanos < nextLookNanos && waiting.size() <= MOST) {
            return null;
        }
        boolean over = nowNanos == Long.MAX_VALUE
                || waiting.size() > MOST
                || nowNanos - first.timeNanos > LONGEST_WAITS * waitNanos
                || !judge.isOpen(first, nowNanos, waitNanos);
        if (!over) {
            nextLookNanos = nowNanos + LOOK_NANOS;
            return null;
        }
        judge.weigh(first);
        return waiting.pollFirst();
    }
}

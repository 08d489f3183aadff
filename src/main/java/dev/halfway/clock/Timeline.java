package dev.halfway.clock;

/**
 * Readings of both directions in one order of time. A position lies between two readings: position p has p of them
 * before it.
 */
final class Timeline {
    final Readings forward;
    final Readings backward;
    final long[] time;
    /** By position: how many of the readings before it are forward ones. */
    private final int[] forwardBefore;

    Timeline(Readings forward, Readings backward) {
        this.forward = forward;
        this.backward = backward;
        int size = forward.size() + backward.size();
        time = new long[size];
        forwardBefore = new int[size + 1];
        int f = 0;
        for (int i = 0; i < size; i++) {
            int r = i - f;
            boolean takeForward =
                    f < forward.size() && (r == backward.size() || forward.time()[f] <= backward.time()[r]);
            time[i] = takeForward ? forward.time()[f] : backward.time()[r];
            f += takeForward ? 1 : 0;
            forwardBefore[i + 1] = f;
        }
    }

    int size() {
        return time.length;
    }

    boolean isForward(int reading) {
        return forwardBefore[reading + 1] > forwardBefore[reading];
    }

    long value(int reading) {
        int f = forwardBefore[reading];
        return isForward(reading) ? forward.value()[f] : backward.value()[reading - f];
    }

    int forwardBefore(int position) {
        return forwardBefore[position];
    }

    int backwardBefore(int position) {
        return position - forwardBefore[position];
    }

    Readings forward(int from, int to) {
        return forward.range(forwardBefore(from), forwardBefore(to));
    }

    Readings backward(int from, int to) {
        return backward.range(backwardBefore(from), backwardBefore(to));
    }
}

package dev.halfway.match;

import java.util.ArrayList;
import java.util.List;

/**
 * When packets were left aside because more were under way than the {@link Bounds} allow. About that time nothing that is
 * not matched can be judged: its match may be among them. Times are on the reference clock.
 */
final class Overload {
    private static final class Stretch {
        long startNanos;
        long endNanos;

        Stretch(long nanos) {
            startNanos = nanos;
            endNanos = nanos;
        }

        boolean isWithin(long nanos, long reachNanos) {
            return nanos >= startNanos - reachNanos && nanos <= endNanos + reachNanos;
        }
    }

    private final long thresholdNanos;
    private final List<Stretch> stretches = new ArrayList<>();

    Overload(long thresholdNanos) {
        this.thresholdNanos = thresholdNanos;
    }

    /** A packet of this time was left aside. */
    void leftAside(long nanos) {
        for (int i = stretches.size() - 1; i >= 0; i--) {
            Stretch stretch = stretches.get(i);
            if (stretch.isWithin(nanos, thresholdNanos)) {
                stretch.startNanos = Math.min(stretch.startNanos, nanos);
                stretch.endNanos = Math.max(stretch.endNanos, nanos);
                return;
            }
        }
        stretches.add(new Stretch(nanos));
    }

    /** Whether the other sighting of a packet of this time, or of one alike, may have been left aside. */
    boolean mayHide(long nanos, Path path) {
        for (int i = 0; i < stretches.size(); i++) { // no iterator for each packet
            if (stretches.get(i).isWithin(nanos, thresholdNanos + path.epsilonNanos())) {
                return true;
            }
        }
        return false;
    }
}

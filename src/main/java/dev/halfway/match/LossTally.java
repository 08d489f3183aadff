package dev.halfway.match;

import dev.halfway.decode.TypeP;
import java.util.Optional;

/** Counts behind one {@link LossRow}. */
final class LossTally {
    /** What all packets of the row have in common. */
    record Kind(int from, int to, TypeP typeP, Role role, int initiator) {}

    final Kind kind;
    private final long[] fates = new long[Fate.values().length];
    private final DelayHistogram delays = new DelayHistogram();
    private long sent;
    private long confirmed;
    private long ambiguous;
    private long bytesLost;
    private long duplicates;
    private long reordered;
    private long periods;
    private long longestPeriod;
    private long period;
    private long lastLost = -2;
    /** Null while nothing is late. */
    private Late late;

    private static final class Late {
        final DelayHistogram delays = new DelayHistogram();
        long firstSentNanos = Long.MAX_VALUE;
        long lastSentNanos = Long.MIN_VALUE;
        long firstArrivedNanos = Long.MAX_VALUE;
        long lastArrivedNanos = Long.MIN_VALUE;

        void add(Sighting s) {
            delays.record(s.delayNanos);
            firstSentNanos = Math.min(firstSentNanos, s.ownNanos);
            lastSentNanos = Math.max(lastSentNanos, s.ownNanos);
            firstArrivedNanos = Math.min(firstArrivedNanos, s.timeNanos + s.delayNanos);
            lastArrivedNanos = Math.max(lastArrivedNanos, s.timeNanos + s.delayNanos);
        }

        Optional<Lateness> summary() {
            return delays.summary()
                    .map(delay -> new Lateness(
                            new TimeSpan(firstSentNanos, lastSentNanos), lastArrivedNanos - firstArrivedNanos, delay));
        }
    }

    LossTally(Kind kind) {
        this.kind = kind;
    }

    /** Number in sending order of a packet that left, from 0. */
    long nextOrdinal() {
        return sent++;
    }

    /** Counts a packet that left and whose fate is known; lost ones come in sending order. */
    void count(Sighting s) {
        fates[s.fate.ordinal()]++;
        ambiguous += s.ambiguous ? 1 : 0;
        switch (s.fate) {
            case LOST -> countLost(s);
            case DELIVERED -> delays.record(s.delayNanos);
            case LATE -> {
                delays.record(s.delayNanos);
                late = late == null ? new Late() : late;
                late.add(s);
            }
            default -> {}
        }
    }

    private void countLost(Sighting s) {
        confirmed += s.confirmed ? 1 : 0;
        bytesLost += s.bytesLost;
        if (s.ordinal == lastLost + 1) {
            period++;
        } else {
            periods++;
            period = 1;
        }
        lastLost = s.ordinal;
        longestPeriod = Math.max(longestPeriod, period);
    }

    void countDuplicate() {
        duplicates++;
    }

    void countReordered() {
        reordered++;
    }

    LossRow row(String from, String to, String initiator) {
        return new LossRow(
                from,
                to,
                kind.typeP(),
                kind.role(),
                initiator,
                sent,
                of(Fate.DELIVERED),
                of(Fate.LATE),
                of(Fate.LOST),
                of(Fate.MISSED),
                of(Fate.UNOBSERVABLE),
                of(Fate.CORRUPTED),
                confirmed,
                ambiguous,
                duplicates,
                reordered,
                bytesLost,
                new LossPeriods(periods, longestPeriod, of(Fate.LOST)),
                delays.summary(),
                Optional.ofNullable(late).flatMap(Late::summary));
    }

    boolean isEmpty() {
        return sent == 0 && duplicates == 0;
    }

    private long of(Fate fate) {
        return fates[fate.ordinal()];
    }
}

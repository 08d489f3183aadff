package dev.halfway.report;

/**
 * Bins of equal width over a stretch of time that is not known beforehand: when it grows beyond {@link #MOST_BINS}, each two
 * neighbours become one. All that is binned by one grid has the same bins.
 */
final class TimeGrid {
    static final int MOST_BINS = 512;

    private static final long FIRST_WIDTH_NANOS = 1_000_000;

    private long widthNanos = FIRST_WIDTH_NANOS;
    private long firstBin;
    private long lastBin;
    private boolean used;

    /** Told of changes before they take effect: what was in bin {@code i} goes to {@code (i + shift) / 2^folds}. */
    @FunctionalInterface
    interface Rebinning {
        /** @param shift added to the index before folding, 0 or more */
        void rebin(int shift, int folds);
    }

    /** Where a moment lies, from 0; {@code rebinning} is told first when the bins must change for it. */
    int binOf(long nanos, Rebinning rebinning) {
        long bin = Math.floorDiv(nanos, widthNanos);
        if (!used) {
            used = true;
            firstBin = bin;
            lastBin = bin;
        } else if (bin < firstBin || bin > lastBin) {
            grow(nanos, rebinning);
            bin = Math.floorDiv(nanos, widthNanos);
        }
        return (int) (bin - firstBin);
    }

    private void grow(long nanos, Rebinning rebinning) {
        long first = Math.min(firstBin, Math.floorDiv(nanos, widthNanos));
        long last = Math.max(lastBin, Math.floorDiv(nanos, widthNanos));
        if (last - first < MOST_BINS) {
            if (first < firstBin) {
                rebinning.rebin((int) (firstBin - first), 0);
            }
            firstBin = first;
            lastBin = last;
            return;
        }
        int odd = (int) Math.floorMod(firstBin, 2L);
        rebinning.rebin(odd, 1);
        firstBin = Math.floorDiv(firstBin, 2L);
        lastBin = Math.floorDiv(lastBin, 2L);
        widthNanos *= 2;
        grow(nanos, rebinning);
    }

    long widthNanos() {
        return widthNanos;
    }

    /** Start of the first bin. */
    long startNanos() {
        return firstBin * widthNanos;
    }

    /** Bins from the first to the last one in use; 0 when none is. */
    int bins() {
        return used ? (int) (lastBin - firstBin + 1) : 0;
    }
}

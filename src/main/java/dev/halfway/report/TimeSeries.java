package dev.halfway.report;

import dev.halfway.decode.TypeP;
import dev.halfway.match.Fate;
import dev.halfway.match.PacketFate;
import java.util.Arrays;

/** What became of the packets of one direction, kind and initiator, by the time when they left. */
final class TimeSeries {
    private final Key key;
    private final int[] sent = new int[TimeGrid.MOST_BINS];
    private final int[] lost = new int[TimeGrid.MOST_BINS];
    private final int[] open = new int[TimeGrid.MOST_BINS];
    private final int[] delays = new int[TimeGrid.MOST_BINS];
    private final long[] least = new long[TimeGrid.MOST_BINS];
    private final long[] most = new long[TimeGrid.MOST_BINS];
    private final double[] sum = new double[TimeGrid.MOST_BINS];
    private long totalSent;
    private long totalLost;

    /** @param initiator empty when unknown */
    record Key(String from, String to, TypeP typeP, String initiator) {}

    TimeSeries(Key key) {
        this.key = key;
    }

    void add(int bin, PacketFate packet) {
        sent[bin]++;
        totalSent++;
        switch (packet.fate()) {
            case LOST -> {
                lost[bin]++;
                totalLost++;
            }
            case MISSED, UNOBSERVABLE -> open[bin]++;
            default -> {
                // arrived in one way or another
            }
        }
        boolean timed = packet.fate() == Fate.DELIVERED || packet.fate() == Fate.LATE;
        if (timed && !packet.matches().isEmpty()) {
            long delay = Math.max(0, packet.matches().get(0).delayNanos());
            least[bin] = delays[bin] == 0 ? delay : Math.min(least[bin], delay);
            most[bin] = Math.max(most[bin], delay);
            sum[bin] += delay;
            delays[bin]++;
        }
    }

    /** As {@link TimeGrid.Rebinning#rebin}. */
    void rebin(int shift, int folds) {
        if (folds == 0) {
            for (int i = TimeGrid.MOST_BINS - 1 - shift; i >= 0; i--) {
                move(i, i + shift);
            }
        } else {
            for (int i = 0; i < TimeGrid.MOST_BINS; i++) {
                move(i, i + shift >> folds);
            }
        }
    }

    private void move(int from, int to) {
        if (from == to || sent[from] == 0) {
            return;
        }
        least[to] = delays[to] == 0 ? least[from] : delays[from] == 0 ? least[to] : Math.min(least[to], least[from]);
        most[to] = Math.max(most[to], most[from]);
        sent[to] += sent[from];
        lost[to] += lost[from];
        open[to] += open[from];
        delays[to] += delays[from];
        sum[to] += sum[from];
        sent[from] = 0;
        lost[from] = 0;
        open[from] = 0;
        delays[from] = 0;
        least[from] = 0;
        most[from] = 0;
        sum[from] = 0;
    }

    Key key() {
        return key;
    }

    long totalSent() {
        return totalSent;
    }

    long totalLost() {
        return totalLost;
    }

    int sent(int bin) {
        return sent[bin];
    }

    int lost(int bin) {
        return lost[bin];
    }

    /** Packets of which it is not known whether they arrived, or that their capture missed. */
    int open(int bin) {
        return open[bin];
    }

    boolean hasDelay(int bin) {
        return delays[bin] > 0;
    }

    boolean hasDelays() {
        return Arrays.stream(delays).anyMatch(count -> count > 0);
    }

    long leastNanos(int bin) {
        return least[bin];
    }

    long mostNanos(int bin) {
        return most[bin];
    }

    long meanNanos(int bin) {
        return Math.round(sum[bin] / delays[bin]);
    }
}

package dev.halfway.match;

import java.util.Optional;

/** The least and the most TTL or hop limit of some packets. */
final class TimesToLive {
    private int least = Integer.MAX_VALUE;
    private int most;

    void note(int timeToLive) {
        least = Math.min(least, timeToLive);
        most = Math.max(most, timeToLive);
    }

    void add(TimesToLive other) {
        least = Math.min(least, other.least);
        most = Math.max(most, other.most);
    }

    /** Empty when there were no packets. */
    Optional<TraitRow.Range> range() {
        return least > most ? Optional.empty() : Optional.of(new TraitRow.Range(least, most));
    }
}

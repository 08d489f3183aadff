package dev.halfway.match;

/** Whether what is sent one way arrives there just now. */
final class Hearing {
    /** So many that are missing one after the other, and no more does. */
    private static final int ENOUGH = 3;

    /** When the latest that arrived was sent. */
    private long arrivedNanos = Long.MIN_VALUE;

    private int missing;

    /** A packet arrived. */
    void arrived(long sentNanos) {
        if (sentNanos > arrivedNanos) {
            arrivedNanos = sentNanos;
            missing = 0;
        }
    }

    /** One did not, or could not be seen to; told in the order in which they were sent. */
    void missing(long sentNanos) {
        missing += sentNanos > arrivedNanos ? 1 : 0;
    }

    boolean isDead() {
        return missing >= ENOUGH;
    }

    /** Something arrived, and not all since is missing. */
    boolean isAlive() {
        return arrivedNanos != Long.MIN_VALUE && !isDead();
    }
}

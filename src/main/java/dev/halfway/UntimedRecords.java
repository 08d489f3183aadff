package dev.halfway;

/**
 * Where among the records of a host's captures stand ones without a time: those are reported as dropped between the records
 * around them that have one.
 */
final class UntimedRecords {
    /** Nothing tells how long after the last time of a capture its last records were. */
    private static final long OPEN_END_NANOS = 86_400_000_000_000L;

    private final DropReports.Sink sink;
    private boolean timed;
    private long latestNanos;
    private long waiting;

    UntimedRecords(DropReports.Sink sink) {
        this.sink = sink;
    }

    /** A record with a time. */
    void onTime(long timeNanos) {
        if (waiting > 0) {
            sink.dropped(timed ? latestNanos : timeNanos - OPEN_END_NANOS, timeNanos, waiting);
            waiting = 0;
        }
        timed = true;
        latestNanos = timeNanos;
    }

    /** A record without one, in scope. */
    void onUntimed() {
        waiting++;
    }

    /** There are no more. */
    void end() {
        if (waiting > 0 && timed) {
            sink.dropped(latestNanos, latestNanos + OPEN_END_NANOS, waiting);
        }
    }
}

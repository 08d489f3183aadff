package dev.halfway.truth;

/** A host's wall clock: wrong by an offset, running fast or slow, stepped now and then. */
final class HostClock {
    /** What a right clock shows when the simulation starts, nanoseconds since the epoch. */
    static final long START_NANOS = 1_700_000_000_000_000_000L;

    private final HostSetup setup;

    HostClock(HostSetup setup) {
        this.setup = setup;
    }

    /** What it shows at an instant of true time, nanoseconds since the epoch. */
    long at(long trueNanos) {
        long shown = START_NANOS + setup.clockOffsetNanos + trueNanos + Math.round(trueNanos * setup.skewPpm * 1e-6);
        for (HostSetup.ClockStep step : setup.clockSteps) {
            if (trueNanos >= step.atNanos()) {
                shown += step.stepNanos();
            }
        }
        return shown;
    }
}

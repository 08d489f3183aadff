package dev.halfway.agent;

import java.util.OptionalLong;

/**
 * How a source is doing.
 *
 * @param source as the user named it
 * @param detail the last thing that went wrong, in words; empty when nothing did
 * @param packets read so far, whatever they are
 * @param latestNanos the last time it told of, on its own clock; empty when it told of none
 * @param silentNanos since when nothing came from it, by this machine's clock: nanoseconds ago
 * @param gaps what of its time was not watched, between times that were
 */
public record Health(
        String host,
        String source,
        State state,
        String detail,
        long packets,
        OptionalLong latestNanos,
        long silentNanos,
        Gaps gaps) {

    /**
     * Stretches of time that were not watched.
     *
     * @param nanos how long they were together
     */
    public record Gaps(long count, long nanos) {
        static final Gaps NONE = new Gaps(0, 0);
    }

    /** Whether it cannot be read on, or never gave a sign of life and something went wrong. */
    public boolean hasFailed() {
        return state == State.FAILED || packets == 0 && latestNanos.isEmpty() && !detail.isEmpty();
    }

    /** What a source is about. */
    public enum State {
        CONNECTING("connecting"),
        LIVE("live"),
        /** Connected, and nothing comes, though it used to give signs of life. */
        SILENT("silent"),
        /** Broken, and to be tried again. */
        BROKEN("broken"),
        /** At its end. */
        ENDED("ended"),
        /** Not to be read on. */
        FAILED("failed");

        private final String words;

        State(String words) {
            this.words = words;
        }

        public String words() {
            return words;
        }

        /** Whether more is to be expected. */
        public boolean isOver() {
            return this == ENDED || this == FAILED;
        }
    }
}

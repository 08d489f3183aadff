package dev.halfway.diagnose;

import java.util.List;

/**
 * One thing that the sessions of two BGP speakers show; a fact, not a verdict.
 *
 * @param end index of the speaker that it is about, see {@link Kind}
 * @param sessions indices of the sessions that show it; one, or several that went alike
 * @param nanos when, on the reference clock
 * @param sentence for the user, times in UTC; may hold text from the captures
 */
public record BgpFact(Kind kind, int end, List<Integer> sessions, long nanos, String sentence) {

    /** What it is. */
    public enum Kind {
        /** SYN_SENT at {@code end} and SYN_RECV at the other: the SYN-ACKs do not arrive. */
        HALF_OPEN("half-open"),
        /** {@code end} sends SYNs and hears nothing, and they do not arrive or are not answered. */
        UNANSWERED("unanswered"),
        /** {@code end} sends SYNs, and SYN-ACKs come as far as its tap; it acknowledges none of them. */
        ANSWER_IGNORED("answer-ignored"),
        /** {@code end} refuses to be connected to: RST to a SYN. */
        REFUSED("refused"),
        /** {@code end}'s hold timer expires, and messages that left its peer meanwhile did not arrive. */
        HOLD_TIMER_LOSS("hold-timer-loss"),
        /** {@code end}'s hold timer expires; its peer sent nothing new, as what it had sent was not acknowledged to it. */
        HOLD_TIMER_BLOCKED("hold-timer-blocked"),
        /** {@code end}'s hold timer expires, and its peer had sent nothing: the daemon there. */
        HOLD_TIMER_SILENCE("hold-timer-silence"),
        /** As before, and what arrives at its peer is not acknowledged there either: not the daemon alone. */
        HOLD_TIMER_MUTE("hold-timer-mute"),
        /** {@code end}'s hold timer expires although messages arrived: the daemon here. */
        HOLD_TIMER_DESPITE_ARRIVAL("hold-timer-despite-arrival"),
        /** {@code end}'s hold timer expires although messages came as far as its tap; it acknowledges none of them. */
        HOLD_TIMER_DEAF("hold-timer-deaf"),
        /** {@code end}'s hold timer expires; its own OPEN did not arrive, and its peer waits for it. */
        HOLD_TIMER_OPEN_LOST("hold-timer-open-lost"),
        /** {@code end}'s hold timer expires, and its peer's capture does not tell why. */
        HOLD_TIMER_UNEXPLAINED("hold-timer-unexplained"),
        /** {@code end} has its peer's OPEN, which TCP there acknowledges, and its daemon does not answer it. */
        OPEN_UNANSWERED("open-unanswered"),
        /** {@code end} ends the session, within seconds of its opening. */
        CLOSED_EARLY("closed-early"),
        /** {@code end} ends the session. */
        CLOSED("closed"),
        /** The session goes on at the end of the captures. */
        UP("up");

        private final String id;

        Kind(String id) {
            this.id = id;
        }

        /** The name in JSON, fixed. */
        public String id() {
            return id;
        }
    }
}

package dev.halfway.diagnose;

import dev.halfway.bgp.MessageType;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * The hold timer of one end of a BGP session (RFC 4271 section 4.4). Times are on the reference clock.
 *
 * @param seconds negotiated: the smaller of both ends' OPENs; empty when the captures do not tell
 * @param borrowed the OPENs were those of another connection between the two
 * @param lastHeardNanos when the last KEEPALIVE or UPDATE, or the OPEN, came to this end
 * @param dueNanos when it must fire at the latest unless something comes; daemons may draw up to a quarter less
 * @param firedNanos when a NOTIFICATION said so, or when the end went on to open another connection
 * @param sent KEEPALIVEs and UPDATEs that the peer sent after the last heard, and before it fired or was due
 * @param updates of these, how many are UPDATEs
 * @param arrived of those sent, how many came as far as this end's tap all the same, and all before them in the stream
 * @param unheard likewise, where this end acknowledged none of them though they were sent again
 * @param behind how many came to this end's tap behind bytes that did not: TCP keeps them from the daemon
 * @param lost of those sent, how many did not
 * @param transmissions how often those lost were sent by then
 * @param again how often the peer sent again what it had sent before, lost or not: what it would say next waits behind it
 * @param acknowledged an acknowledgment of what was last heard was seen leaving this end
 * @param ownNanos when this end last sent a KEEPALIVE or UPDATE itself, or its OPEN, before it fired or was due
 * @param peerMute the next bytes of this end came to the peer's tap more than once, and are not acknowledged there
 * @param openingLost what of this end's own did not come that the peer waits for, its OPEN or the KEEPALIVE that answers the
 *     peer's (RFC 4271 section 8.2.2, OpenSent and OpenConfirm); empty where nothing of that is lost
 * @param peerSeen the peer's capture covers this time
 */
public record HoldTimer(
        State state,
        OptionalInt seconds,
        boolean borrowed,
        OptionalLong lastHeardNanos,
        OptionalLong dueNanos,
        OptionalLong firedNanos,
        long sent,
        long updates,
        long arrived,
        long unheard,
        long behind,
        long lost,
        long transmissions,
        long again,
        boolean acknowledged,
        OptionalLong ownNanos,
        boolean peerMute,
        Optional<MessageType> openingLost,
        boolean peerSeen) {
    /** BIRD says that its timer has expired three seconds after it has: sooner is not late. */
    private static final long LATE_NANOS = 3_500_000_000L;

    /** What became of it. */
    public enum State {
        /** Hold time, or what was last heard, is not known. */
        UNKNOWN("unknown"),
        /** Hold time 0: there is none. */
        OFF("off"),
        /** Not due before the capture ends. */
        RUNNING("running"),
        /** The session ended otherwise before it was due. */
        ENDED("ended"),
        /** A NOTIFICATION Hold Timer Expired was seen leaving. */
        FIRED("fired"),
        /** No NOTIFICATION was seen, and the end opened another connection: it had given this one up. */
        FIRED_UNSEEN("fired-unseen"),
        /** It was due, and nothing shows that it fired. */
        OVERDUE("overdue"),
        /** It was due, and the end went on as if it had heard something: its capture must have missed that. */
        NOT_FIRED("not-fired");

        private final String id;

        State(String id) {
            this.id = id;
        }

        /** The name in JSON, fixed. */
        public String id() {
            return id;
        }
    }

    /** By how much it fired too late; empty where it did not, or that was not seen. */
    public OptionalLong lateNanos() {
        return state == State.FIRED
                        && dueNanos.isPresent()
                        && firedNanos.getAsLong() - dueNanos.getAsLong() >= LATE_NANOS
                ? OptionalLong.of(firedNanos.getAsLong() - dueNanos.getAsLong())
                : OptionalLong.empty();
    }

    /** How long this end itself had sent nothing, where that is longer than a daemon at work lets it be; else empty. */
    public OptionalLong ownSilenceNanos() {
        OptionalLong until = firedNanos.isPresent() ? firedNanos : dueNanos;
        if (ownNanos.isEmpty() || until.isEmpty() || seconds.isEmpty()) {
            return OptionalLong.empty();
        }
        long expired = Math.min(until.getAsLong(), dueNanos.orElse(Long.MAX_VALUE));
        long silence = expired - ownNanos.getAsLong();
        return silence > seconds.getAsInt() * 500_000_000L ? OptionalLong.of(silence) : OptionalLong.empty();
    }

    /** It fired, seen or not, or must have. */
    public boolean isExpired() {
        return state == State.FIRED || state == State.FIRED_UNSEEN || state == State.OVERDUE;
    }
}

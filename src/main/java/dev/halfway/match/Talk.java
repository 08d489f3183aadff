package dev.halfway.match;

/**
 * What one capture shows of the packets of one kind from one address to another: all flows of a TCP service, or all echo.
 * A <em>reaction</em> is a packet that nobody sends unless something of the other direction arrived: an echo reply, a
 * SYN-ACK, the reset of a connection attempt, an acknowledgment of more than before.
 */
final class Talk {
    /** A single one may react to something from before the capture began. */
    private static final int LEAST_REACTIONS = 2;

    long packets;
    /** Echo requests and SYNs among them. */
    long requests;
    /** What answers requests of the other direction among them: echo replies, SYN-ACKs, resets of connection attempts. */
    long answers;
    /** Resets of connection attempts among them: those a firewall may forge. */
    private long refusals;

    private long reactions;
    private long lastReaction;
    /** The other direction. */
    Talk reverse;

    /** Notes a reaction; {@code what} tells it from the one before, which may be seen again or sent again. */
    void react(long what) {
        if (reactions == 0 || what != lastReaction) {
            reactions++;
            lastReaction = what;
        }
    }

    /** Notes the reset of a connection attempt. */
    void refuse() {
        refusals++;
    }

    /** Whether packets of the other direction are sure to have arrived at the source of these, if that sent these. */
    boolean reacts() {
        return reactions + refusals >= LEAST_REACTIONS;
    }

    /** The same, of packets that nobody forges. */
    boolean reactsItself() {
        return reactions >= LEAST_REACTIONS;
    }

    boolean onlyRefuses() {
        return packets == refusals;
    }
}

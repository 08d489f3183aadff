package dev.halfway.diagnose;

/**
 * What may decide which packets of a direction are lost. In the order of simplicity: of those that explain as much, the
 * simplest wins. A TTL too small for the way comes first, since it needs nobody who decides. Time is last: any class of packets that follow each other is a stretch of time too, and that one begins
 * and ends with the other by accident is the less likely.
 */
public enum Feature {
    TTL("ttl", "the TTL"),
    INITIATOR("initiator", "who began"),
    ROLE("role", "the role"),
    KIND("kind", "the kind"),
    ADDRESS_FAMILY("address-family", "the address family"),
    ENCAPSULATION("encapsulation", "what they travel in"),
    FRAGMENT("fragment", "being a fragment"),
    SIZE("size", "the size"),
    DSCP("dscp", "the DSCP"),
    ADDRESS("address", "the address"),
    FIVE_TUPLE("five-tuple", "the flow (five-tuple)"),
    FIRST_OF_FLOW("first-of-flow", "being first in a flow"),
    IDLE_GAP("idle-gap", "a pause before"),
    MESSAGE("message", "the BGP message"),
    PAYLOAD("payload", "the length of the payload"),
    RATE("rate", "the rate"),
    TIME("time", "the time");

    private final String id;
    private final String words;

    Feature(String id, String words) {
        this.id = id;
        this.words = words;
    }

    /** The name in JSON, fixed. */
    public String id() {
        return id;
    }

    /** As a sentence names it. */
    String words() {
        return words;
    }
}

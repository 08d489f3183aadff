package dev.halfway.diagnose;

/**
 * What may decide which packets of a direction are lost. In the order of simplicity: of those that explain as much, the
 * simplest wins. Time is last: any class of packets that follow each other is a stretch of time too, and that one begins
 * and ends with the other by accident is the less likely.
 */
public enum Feature {
    INITIATOR("initiator"),
    ROLE("role"),
    KIND("kind"),
    FRAGMENT("fragment"),
    SIZE("size"),
    DSCP("dscp"),
    FIVE_TUPLE("five-tuple"),
    FIRST_OF_FLOW("first-of-flow"),
    IDLE_GAP("idle-gap"),
    RATE("rate"),
    TIME("time");

    private final String id;

    Feature(String id) {
        this.id = id;
    }

    /** The name in JSON, fixed. */
    public String id() {
        return id;
    }
}

package dev.halfway.diagnose;

/** What may decide which packets of a direction are lost. In the order of simplicity: the simplest that separates wins. */
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
    TIME("time"),
    RATE("rate");

    private final String id;

    Feature(String id) {
        this.id = id;
    }

    /** The name in JSON, fixed. */
    public String id() {
        return id;
    }
}

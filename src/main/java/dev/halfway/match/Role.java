package dev.halfway.match;

/** Which part of its exchange a packet's sender plays. */
public enum Role {
    /** Sent by the host that sent the first packet of the exchange. */
    REQUEST("request"),
    /** Sent by the other. */
    RESPONSE("response"),
    /** The capture does not show who began. */
    UNKNOWN("unknown");

    private final String id;

    Role(String id) {
        this.id = id;
    }

    /** The name in JSON, fixed. */
    public String id() {
        return id;
    }
}

package dev.halfway.bgp;

/** States of a BGP speaker (RFC 4271 section 8.2.2), by the names that routing daemons show. */
public enum FsmState {
    /** Not connected: which of the two it is, packets do not tell. */
    IDLE_OR_ACTIVE("Idle or Active"),
    CONNECT("Connect"),
    OPEN_SENT("OpenSent"),
    OPEN_CONFIRM("OpenConfirm"),
    ESTABLISHED("Established");

    private final String words;

    FsmState(String words) {
        this.words = words;
    }

    public String words() {
        return words;
    }
}

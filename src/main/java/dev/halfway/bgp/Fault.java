package dev.halfway.bgp;

/** What is wrong with a message (RFC 4271 section 6.1); it is counted and passed over. */
public enum Fault {
    /** Not all ones where a message should begin. */
    MARKER("marker is not all ones"),
    /** Shorter than a header, or longer than a message may be. */
    LENGTH("length out of range"),
    /** Of a type that no RFC names. */
    TYPE("unknown type"),
    /** Of a length that its type does not have. */
    SIZE("length does not fit the type"),
    /** An OPEN whose parameters contradict their lengths. */
    PARAMETERS("parameters of an OPEN contradict their lengths");

    private final String words;

    Fault(String words) {
        this.words = words;
    }

    public String words() {
        return words;
    }
}

package dev.halfway.bgp;

/** The types of BGP message, by their codes (RFC 4271 section 4.1, RFC 2918). */
public enum MessageType {
    OPEN("OPEN", 29),
    UPDATE("UPDATE", 23),
    NOTIFICATION("NOTIFICATION", 21),
    KEEPALIVE("KEEPALIVE", 19),
    ROUTE_REFRESH("ROUTE-REFRESH", 23);

    private static final MessageType[] ALL = values();

    private final String words;
    private final int leastLength;

    MessageType(String words, int leastLength) {
        this.words = words;
        this.leastLength = leastLength;
    }

    /** The RFC's name. */
    public String words() {
        return words;
    }

    /** Bytes that such a message has at least, header included (RFC 4271 section 6.1). */
    int leastLength() {
        return leastLength;
    }

    /** The type with this code, 0 to 255; null when there is none. */
    static MessageType of(int code) {
        return code >= 1 && code <= ALL.length ? ALL[code - 1] : null;
    }
}

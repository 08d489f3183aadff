package dev.halfway.decode;

/** The kind of packet a figure is about (RFC 2330 section 13), as far as this program tells kinds apart. */
public enum TypeP {
    ICMP_ECHO_REQUEST("icmp-echo-request", "echo request"),
    ICMP_ECHO_REPLY("icmp-echo-reply", "echo reply"),
    TCP_SYN("tcp-syn", "SYN"),
    TCP_SYN_ACK("tcp-syn-ack", "SYN-ACK"),
    TCP_DATA("tcp-data", "data"),
    TCP_ACK("tcp-ack", "ACK"),
    TCP_FIN("tcp-fin", "FIN"),
    TCP_RST("tcp-rst", "RST"),
    ICMP_ERROR("icmp-error", "ICMP error"),
    FRAGMENT("fragment", "fragment");

    private final String id;
    private final String words;

    TypeP(String id, String words) {
        this.id = id;
        this.words = words;
    }

    /** The name in JSON, fixed. */
    public String id() {
        return id;
    }

    /** The name in sentences, singular. */
    public String words() {
        return words;
    }

    public boolean isTcp() {
        return ordinal() >= TCP_SYN.ordinal() && ordinal() <= TCP_RST.ordinal();
    }

    public boolean isEcho() {
        return this == ICMP_ECHO_REQUEST || this == ICMP_ECHO_REPLY;
    }

    /** Whether a host answers or acknowledges it: of others that are not seen to arrive nothing tells that they did. */
    public boolean isAnswered() {
        return switch (this) {
            case ICMP_ECHO_REQUEST, TCP_SYN, TCP_SYN_ACK, TCP_DATA, TCP_FIN -> true;
            default -> false;
        };
    }
}

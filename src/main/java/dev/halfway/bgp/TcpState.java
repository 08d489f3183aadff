package dev.halfway.bgp;

/** States of one end of a TCP connection (RFC 9293 section 3.3.2), by the names that netstat shows. */
public enum TcpState {
    /** Nothing that this end sent tells. */
    UNKNOWN,
    SYN_SENT,
    SYN_RECV,
    ESTABLISHED,
    FIN_WAIT1,
    FIN_WAIT2,
    CLOSING,
    TIME_WAIT,
    CLOSE_WAIT,
    LAST_ACK,
    CLOSED;

    /** Whether data may still come and go. */
    boolean isOpen() {
        return this == ESTABLISHED || this == UNKNOWN;
    }
}

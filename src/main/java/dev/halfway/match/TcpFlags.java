package dev.halfway.match;

/** Bits of the TCP flags byte (RFC 9293 section 3.1). */
final class TcpFlags {
    static final int FIN = 1;
    static final int SYN = 2;
    static final int RST = 4;
    static final int ACK = 16;
    /** Those that the path does not change: ECE and CWR are left out, as they answer to markings on the way. */
    static final int IN_KEY = 0x3f;

    private TcpFlags() {}
}

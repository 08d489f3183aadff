package dev.halfway.decode;

/** What a checksum says about the packet it is in. */
public enum ChecksumResult {
    VALID,
    /** The packet was damaged, or its sender's hardware was still to fill the field in some other way. */
    INVALID,
    /** Left for the sender's hardware: taken on the host that sent it, before it reached the wire. */
    PARTIAL,
    /** Not wholly captured, a fragment, or no such checksum. */
    UNKNOWN
}

package dev.halfway.decode;

/** IP addresses as two longs, see {@link DecodedPacket}. */
public final class Addresses {
    /** Low half of ::ffff:0:0/96, the IPv4-mapped addresses (RFC 4291 section 2.5.5.2); their high half is 0. */
    static final long MAPPED_PREFIX = 0xffff_0000_0000L;

    private Addresses() {}
}

package dev.halfway.decode;

/**
 * What the reader of a layer returns. Above 0: the EtherType (IEEE 802 numbers registry) of what follows at the cursor;
 * GRE, Geneve, SLL and MPLS are all put in these terms. Below 0: the end, as the complement of one of
 * {@link DecodedPacket}'s outcomes.
 */
final class Step {
    static final int IN_SCOPE = ~DecodedPacket.IN_SCOPE;
    static final int OUT_OF_SCOPE = ~DecodedPacket.OUT_OF_SCOPE;
    static final int TRUNCATED = ~DecodedPacket.TRUNCATED;
    static final int MALFORMED = ~DecodedPacket.MALFORMED;
    static final int LINK_UNSUPPORTED = ~DecodedPacket.LINK_UNSUPPORTED;

    static final int IPV4 = 0x0800;
    static final int ARP = 0x0806;
    static final int ERSPAN_III = 0x22eb;
    /** Transparent Ethernet bridging: a whole Ethernet frame follows. */
    static final int ETHERNET = 0x6558;

    static final int VLAN = 0x8100;
    static final int IPV6 = 0x86dd;
    static final int MPLS = 0x8847;
    /** MPLS with upstream-assigned label (RFC 5332). */
    static final int MPLS_UPSTREAM = 0x8848;

    static final int PPPOE_SESSION = 0x8864;
    static final int PROVIDER_VLAN = 0x88a8;
    /** Type I or II: told apart by GRE's sequence number. */
    static final int ERSPAN = 0x88be;
    /** QinQ as it was before IEEE 802.1ad. */
    static final int OLD_QINQ = 0x9100;

    /** Below this an Ethernet type field is a length (IEEE 802.3 clause 3.2.6). */
    static final int SMALLEST_ETHERTYPE = 0x0600;

    private Step() {}

    /** The step for a 16-bit protocol field that should hold an EtherType. */
    static int ofEtherType(int type) {
        return type >= SMALLEST_ETHERTYPE ? type : OUT_OF_SCOPE;
    }
}

package dev.halfway.decode;

/**
 * What one captured packet is: the innermost view that is in scope, in primitives, filled anew by each
 * {@link Decoder#decode}.
 *
 * <p>Addresses are 128 bits in two longs, big-endian; an IPv4 address stands as its IPv4-mapped form ::ffff:a.b.c.d
 * (RFC 4291 section 2.5.5.2), so that one comparison serves both families. Values that a packet does not have are 0.
 * Not thread-safe.
 */
public final class DecodedPacket {
    /** ICMP/ICMPv6 echo, TCP on a watched port, an ICMP error about one of these, or a fragment that may be one. */
    public static final int IN_SCOPE = 0;
    /** Understood, and none of ours; {@link #hasAddresses()} tells whether it is IP. */
    public static final int OUT_OF_SCOPE = 1;
    /** The snap length cut it before the fields needed to tell. */
    public static final int TRUNCATED = 2;
    /** A length or a version in it contradicts the packet itself. */
    public static final int MALFORMED = 3;
    /** The link type is none that this decoder reads. */
    public static final int LINK_UNSUPPORTED = 4;

    /** {@link #mark()}: the capture does not say which way the packet went. */
    public static final int MARK_NONE = 0;
    /** Addressed to the capturing host by link layer (SLL packet type 0). */
    public static final int MARK_INBOUND = 1;
    /** Sent by the capturing host (SLL packet type 4). */
    public static final int MARK_OUTBOUND = 2;
    /** Broadcast, multicast or somebody else's (SLL packet types 1 to 3). */
    public static final int MARK_OTHER = 3;

    /** {@link #linkDestination()} where a cooked capture says that the frame was for the capturing host. */
    public static final long LINK_OF_HOST = 1;
    /** {@link #linkDestination()} where a cooked capture says that the frame was for another station (SLL packet type 3). */
    public static final long LINK_OF_ANOTHER = 2;

    /** Bits of {@link #encapsulation()}. */
    public static final int VLAN = 1;

    public static final int MPLS = 1 << 1;
    public static final int IP_IN_IP = 1 << 2;
    public static final int GRE = 1 << 3;
    public static final int VXLAN = 1 << 4;
    public static final int GENEVE = 1 << 5;
    public static final int OTHER_TUNNEL = 1 << 6;

    /** At most this many SACK blocks fit into TCP's options (RFC 2018 section 3). */
    public static final int MAX_SACK_BLOCKS = 4;

    TypeP typeP;
    boolean hasAddresses;
    int ipVersion;
    long sourceHigh;
    long sourceLow;
    long destinationHigh;
    long destinationLow;
    int timeToLive;
    int trafficClass;
    int identification;
    int protocol;
    boolean dontFragment;
    boolean outerDontFragment;
    boolean fragment;
    int fragmentOffset;
    boolean moreFragments;
    int sourcePort;
    int destinationPort;
    int sequence;
    int acknowledgment;
    int tcpFlags;
    int window;
    int tcpHeaderLength;
    boolean hasTimestamps;
    int timestampValue;
    int timestampEcho;
    int sackBlocks;
    final int[] sackEdges = new int[2 * MAX_SACK_BLOCKS];
    boolean md5Signed;
    boolean optionsTruncated;
    int maximumSegmentSize;
    int icmpType;
    int icmpCode;
    int icmpRest;
    int payloadOffset;
    int payloadLength;
    int payloadCaptured;
    private int digestKey;
    private long digest;
    int networkOffset;
    int networkLength;
    int mark;
    int linkInterface;
    boolean broadcast;
    long linkSource;
    long linkDestination;
    int vlan;
    int encapsulation;
    boolean hasOuter;
    long outerSourceHigh;
    long outerSourceLow;
    long outerDestinationHigh;
    long outerDestinationLow;
    /** Where the outermost IP header starts in the frame's buffer. */
    int outerNetworkOffset;

    boolean hasQuote;
    long quotedSourceHigh;
    long quotedSourceLow;
    long quotedDestinationHigh;
    long quotedDestinationLow;
    int quotedProtocol;
    int quotedIdentification;
    boolean quotedMoreFragments;
    int quotedSourcePort;
    int quotedDestinationPort;
    int quotedSequence;
    TypeP quotedEcho;
    boolean arp;
    int arpOperation;
    boolean aoSigned;
    long neighbourHigh;
    long neighbourLow;

    /** Bytes of the innermost IP packet that the capture holds, at most {@link #networkLength}. */
    int networkCaptured;
    /** Where the header behind all IP headers starts in the frame's buffer. */
    int transportOffset;
    /** A routing header has segments left: the final destination is not the header's. */
    boolean sourceRouted;

    /** Back to what a packet without anything in it has. Groups that few packets fill are cleared only when filled. */
    void clear() {
        typeP = null;
        mark = MARK_NONE;
        linkInterface = 0;
        broadcast = false;
        linkSource = 0;
        linkDestination = 0;
        vlan = -1;
        encapsulation = 0;
        clearNetwork();
        clearTransport();
        if (hasOuter) {
            clearOuter();
        }
        if (hasQuote) {
            clearQuote();
        }
    }

    /** Called before the fields of an IP header or ARP are filled: what stood there becomes the outer header. */
    void enterNetwork() {
        if (hasAddresses) {
            if (!hasOuter) {
                hasOuter = true;
                outerSourceHigh = sourceHigh;
                outerSourceLow = sourceLow;
                outerDestinationHigh = destinationHigh;
                outerDestinationLow = destinationLow;
                outerNetworkOffset = networkOffset;
                outerDontFragment = dontFragment;
            }
            clearNetwork();
        }
        hasAddresses = true;
    }

    private void clearNetwork() {
        hasAddresses = false;
        ipVersion = 0;
        sourceHigh = 0;
        sourceLow = 0;
        destinationHigh = 0;
        destinationLow = 0;
        timeToLive = 0;
        trafficClass = 0;
        identification = 0;
        protocol = 0;
        fragment = false;
        fragmentOffset = 0;
        moreFragments = false;
        networkOffset = 0;
        networkLength = 0;
        networkCaptured = 0;
        transportOffset = 0;
        sourceRouted = false;
        arp = false;
        arpOperation = 0;
    }

    private void clearTransport() {
        sourcePort = 0;
        destinationPort = 0;
        sequence = 0;
        acknowledgment = 0;
        tcpFlags = 0;
        window = 0;
        tcpHeaderLength = 0;
        hasTimestamps = false;
        timestampValue = 0;
        timestampEcho = 0;
        for (int i = 0; i < 2 * sackBlocks; i++) {
            sackEdges[i] = 0;
        }
        sackBlocks = 0;
        md5Signed = false;
        aoSigned = false;
        neighbourHigh = 0;
        neighbourLow = 0;
        optionsTruncated = false;
        maximumSegmentSize = 0;
        icmpType = 0;
        icmpCode = 0;
        icmpRest = 0;
        payloadOffset = 0;
        payloadLength = 0;
        payloadCaptured = 0;
        digestKey = 0;
    }

    private void clearOuter() {
        hasOuter = false;
        outerSourceHigh = 0;
        outerSourceLow = 0;
        outerDestinationHigh = 0;
        outerDestinationLow = 0;
        outerNetworkOffset = 0;
    }

    void clearQuote() {
        hasQuote = false;
        quotedSourceHigh = 0;
        quotedSourceLow = 0;
        quotedDestinationHigh = 0;
        quotedDestinationLow = 0;
        quotedProtocol = 0;
        quotedIdentification = 0;
        quotedMoreFragments = false;
        quotedSourcePort = 0;
        quotedDestinationPort = 0;
        quotedSequence = 0;
        quotedEcho = null;
    }

    /** Whether the innermost frame is for all stations of its link: Ethernet's destination is ff:ff:ff:ff:ff:ff, SLL's packet type 1. */
    public boolean isBroadcast() {
        return broadcast;
    }

    /** Link address of the station that sent the outermost frame, 48 bits (IEEE 802); 0 where the capture does not say. */
    public long linkSource() {
        return linkSource;
    }

    /**
     * Link address of the station that the outermost frame is for, 48 bits (IEEE 802); {@link #LINK_OF_HOST} or
     * {@link #LINK_OF_ANOTHER} in cooked captures, which do not hold it; 0 where the capture does not say.
     */
    public long linkDestination() {
        return linkDestination;
    }

    /** Null unless {@link #IN_SCOPE}. Any fragment of a fragmented datagram, the first too, is {@link TypeP#FRAGMENT}. */
    public TypeP typeP() {
        return typeP;
    }

    /** True when an IP header or ARP for IPv4 was read, also out of scope: the addresses below are then its. */
    public boolean hasAddresses() {
        return hasAddresses;
    }

    /** 4 or 6; 0 for ARP. */
    public int ipVersion() {
        return ipVersion;
    }

    public long sourceHigh() {
        return sourceHigh;
    }

    public long sourceLow() {
        return sourceLow;
    }

    public long destinationHigh() {
        return destinationHigh;
    }

    public long destinationLow() {
        return destinationLow;
    }

    /**
     * True for ARP about IPv4 addresses (RFC 826): the source is the sender's protocol address, the destination the
     * target's. Always {@link #OUT_OF_SCOPE}.
     */
    public boolean isArp() {
        return arp;
    }

    /** 1 request, 2 reply; others in the IANA registry. */
    public int arpOperation() {
        return arpOperation;
    }

    /** High half of the address that ICMPv6 neighbour discovery (RFC 4861 section 4) is about; 0 when it is none. */
    public long neighbourHigh() {
        return neighbourHigh;
    }

    /** Low half of the address that a neighbour solicitation or advertisement is about; 0 for all other packets. */
    public long neighbourLow() {
        return neighbourLow;
    }

    /** TTL (RFC 791) or hop limit (RFC 8200) of the innermost IP header, 0 to 255. */
    public int timeToLive() {
        return timeToLive;
    }

    /** DSCP and ECN, the whole byte (RFC 2474, RFC 3168). */
    public int trafficClass() {
        return trafficClass;
    }

    /** IPv4 identification, 16 bits; for IPv6 the fragment header's, 32 bits, else 0. */
    public int identification() {
        return identification;
    }

    /** IP protocol number behind all extension headers: 1, 6, 58 when in scope. */
    public int protocol() {
        return protocol;
    }

    /** True for any fragment of a fragmented datagram; false for an IPv6 atomic fragment (RFC 6946). */
    public boolean isFragment() {
        return fragment;
    }

    /** Bytes from the start of the datagram. */
    public int fragmentOffset() {
        return fragmentOffset;
    }

    public boolean moreFragments() {
        return moreFragments;
    }

    /** TCP source port; for echo the identifier (RFC 792), at both ports; set for a first fragment too. */
    public int sourcePort() {
        return sourcePort;
    }

    public int destinationPort() {
        return destinationPort;
    }

    /** TCP sequence number as 32 bits unsigned; for echo the 16-bit sequence number; set for a first fragment too. */
    public int sequence() {
        return sequence;
    }

    public int acknowledgment() {
        return acknowledgment;
    }

    /** The TCP flags byte, FIN 1, SYN 2, RST 4, PSH 8, ACK 16, URG 32, ECE 64, CWR 128 (RFC 9293, RFC 3168). */
    public int tcpFlags() {
        return tcpFlags;
    }

    /** As in the header, not scaled. */
    public int window() {
        return window;
    }

    public boolean hasTimestamps() {
        return hasTimestamps;
    }

    /** TSval (RFC 7323 section 3). */
    public int timestampValue() {
        return timestampValue;
    }

    public int timestampEcho() {
        return timestampEcho;
    }

    /** Bytes of the TCP header with its options (RFC 9293 section 3.1, data offset), whether captured or not. */
    public int tcpHeaderLength() {
        return tcpHeaderLength;
    }

    /** How many SACK blocks, 0 to {@link #MAX_SACK_BLOCKS}. */
    public int sackBlocks() {
        return sackBlocks;
    }

    /** Edge {@code index} of the SACK blocks: left of block i at 2i, right (exclusive) at 2i + 1. */
    public int sackEdge(int index) {
        return sackEdges[index];
    }

    /** TCP option 19, MD5 signature (RFC 2385), is there. */
    public boolean md5Signed() {
        return md5Signed;
    }

    /** TCP option 29, authentication (RFC 5925), is there. */
    public boolean aoSigned() {
        return aoSigned;
    }

    /** The snap length cut the TCP options: timestamps, SACK and MD5 may be there unseen. */
    public boolean optionsTruncated() {
        return optionsTruncated;
    }

    /** MSS option of a SYN (RFC 9293 section 3.7.1); 0 when absent. */
    public int maximumSegmentSize() {
        return maximumSegmentSize;
    }

    public int icmpType() {
        return icmpType;
    }

    public int icmpCode() {
        return icmpCode;
    }

    /** Bytes 4 to 7 of the ICMP header: for fragmentation needed the next-hop MTU is in the low 16 bits (RFC 1191),
     * for packet too big in all 32 (RFC 4443). */
    public int icmpRest() {
        return icmpRest;
    }

    /** Where the payload starts in the frame's buffer: behind the TCP header or the 8 ICMP bytes; for a fragment that is
     * not the first, behind the IP header. */
    public int payloadOffset() {
        return payloadOffset;
    }

    /** Bytes of payload by the IP length, whatever was captured; link padding never counts. By the frame's original
     * length where a segmentation offload left the IP length 0. */
    public int payloadLength() {
        return payloadLength;
    }

    /** Notes the digest that the capture holds in place of the payload, once the packet is decoded; {@code key} 0 where none. */
    public void carries(int key, long content) {
        digestKey = key;
        digest = content;
    }

    /** Whether the capture holds a digest in place of the payload. */
    public boolean hasDigest() {
        return digestKey != 0;
    }

    /** {@link ContentKey#id} of the key by which the digest was made; 0 where there is none. */
    public int digestKey() {
        return digestKey;
    }

    /** The digest of the payload; only where there is one. */
    public long digest() {
        return digest;
    }

    /** Bytes behind the IP headers, of a fragment its own; more than are in the capture where that cuts it. 0 when unknown. */
    public int transportLength() {
        return Math.max(0, networkLength - (transportOffset - networkOffset));
    }

    /** Bytes of payload the capture holds, at most {@link #payloadLength()}. */
    public int payloadCaptured() {
        return payloadCaptured;
    }

    /** Where the innermost IP header starts in the frame's buffer. */
    public int networkOffset() {
        return networkOffset;
    }

    /** Length of the innermost IP packet, header included, by its own length field. */
    public int networkLength() {
        return networkLength;
    }

    /** One of the {@code MARK_} values: what SLL and SLL2 say. */
    public int mark() {
        return mark;
    }

    /** SLL2's interface index; 0 elsewhere. */
    public int linkInterface() {
        return linkInterface;
    }

    /** Innermost VLAN identifier, -1 when untagged. */
    public int vlan() {
        return vlan;
    }

    /** Which encapsulations were taken off, bits named above. */
    public int encapsulation() {
        return encapsulation;
    }

    /** True when the packet came inside another IP packet; the outermost addresses follow. */
    public boolean hasOuter() {
        return hasOuter;
    }

    /** Bytes of the headers from the outermost IP header to the innermost; 0 where there is no other. */
    public int tunnelBytes() {
        return hasOuter ? networkOffset - outerNetworkOffset : 0;
    }

    /** Whether no router may cut the outermost packet: DF (RFC 791 section 3.1), or IPv6; only where {@link #hasOuter}. */
    public boolean outerDontFragment() {
        return outerDontFragment;
    }

    public long outerSourceHigh() {
        return outerSourceHigh;
    }

    public long outerSourceLow() {
        return outerSourceLow;
    }

    public long outerDestinationHigh() {
        return outerDestinationHigh;
    }

    public long outerDestinationLow() {
        return outerDestinationLow;
    }

    /** True for an ICMP error that quotes a packet of ours, whose fields follow. */
    public boolean hasQuote() {
        return hasQuote;
    }

    public long quotedSourceHigh() {
        return quotedSourceHigh;
    }

    public long quotedSourceLow() {
        return quotedSourceLow;
    }

    public long quotedDestinationHigh() {
        return quotedDestinationHigh;
    }

    public long quotedDestinationLow() {
        return quotedDestinationLow;
    }

    public int quotedProtocol() {
        return quotedProtocol;
    }

    /** Identification of the quoted IPv4 packet, or IPv6 fragment. */
    public int quotedIdentification() {
        return quotedIdentification;
    }

    /** Whether the quoted packet is the first fragment of a datagram; of those behind it nothing is read. */
    public boolean isQuotedFragment() {
        return quotedMoreFragments;
    }

    /** Port of the quoted TCP segment, or the identifier of the quoted echo, at both ports. */
    public int quotedSourcePort() {
        return quotedSourcePort;
    }

    public int quotedDestinationPort() {
        return quotedDestinationPort;
    }

    /** Sequence number of the quoted TCP segment or echo. */
    public int quotedSequence() {
        return quotedSequence;
    }

    /** Whether the quoted packet is an echo request or reply; null when it is TCP. */
    public TypeP quotedEcho() {
        return quotedEcho;
    }
}

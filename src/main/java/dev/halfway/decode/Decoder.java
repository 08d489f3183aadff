package dev.halfway.decode;

/**
 * Bytes to what the packet is. Decodes in place, allocates nothing, throws nothing whatever the input: the outcome is an
 * int. Not thread-safe.
 */
public final class Decoder {
    private final PortSet tcpPorts;

    /** @param tcpPorts the TCP ports in scope: a segment is ours when either of its ports is in the set */
    public Decoder(PortSet tcpPorts) {
        this.tcpPorts = tcpPorts;
    }

    /**
     * Decodes one packet into {@code packet}.
     *
     * @param linkType LINKTYPE_ value
     * @return one of {@link DecodedPacket}'s outcomes, {@link DecodedPacket#IN_SCOPE} to
     *     {@link DecodedPacket#LINK_UNSUPPORTED}
     */
    public int decode(
            byte[] buffer, int offset, int capturedLength, int originalLength, int linkType, DecodedPacket packet) {
        return DecodedPacket.LINK_UNSUPPORTED;
    }
}

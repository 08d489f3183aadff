package dev.halfway.capture;

import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import org.pcap4j.packet.Packet;
import org.pcap4j.packet.UnknownPacket;
import org.pcap4j.packet.factory.PacketFactories;
import org.pcap4j.packet.namednumber.DataLinkType;

/** A second opinion on a packet: Pcap4J's dissection as text, for people. Slow, and independent of our own decoder. */
public final class Dissection {
    /** Null, Ethernet, raw IP and SLL: what its packet factory knows of what we read. */
    private static final Set<Integer> LINK_TYPES = Set.of(0, 1, 101, 113);

    private Dissection() {}

    /**
     * The layers and fields of one packet, one a line; hostile until escaped.
     *
     * @param linkType LINKTYPE_ value
     * @return empty when Pcap4J does not know the link type, or fails on the bytes
     */
    public static Optional<String> of(byte[] buffer, int offset, int length, int linkType) {
        if (!LINK_TYPES.contains(linkType) || length == 0) {
            return Optional.empty();
        }
        try {
            Packet packet = PacketFactories.getFactory(Packet.class, DataLinkType.class)
                    .newInstance(
                            Arrays.copyOfRange(buffer, offset, offset + length),
                            0,
                            length,
                            LinkTypes.toDataLinkType(linkType));
            return packet instanceof UnknownPacket ? Optional.empty() : Optional.of(packet.toString());
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            // Whatever odd bytes bring out in it, ours is the answer that counts.
            return Optional.empty();
        }
    }
}

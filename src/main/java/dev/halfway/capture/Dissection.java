package dev.halfway.capture;

import java.util.Arrays;
import java.util.Optional;
import org.pcap4j.packet.Packet;
import org.pcap4j.packet.UnknownPacket;
import org.pcap4j.packet.factory.PacketFactories;
import org.pcap4j.packet.namednumber.DataLinkType;

/** A second opinion on a packet: Pcap4J's dissection as text, for people. Slow, and independent of our own decoder. */
public final class Dissection {
    private static final int LINKTYPE_NULL = 0;
    private static final int LINKTYPE_ETHERNET = 1;
    private static final int LINKTYPE_RAW = 101;
    private static final int LINKTYPE_SLL = 113;

    private Dissection() {}

    /**
     * The layers and fields of one packet, one a line; hostile until escaped.
     *
     * @param linkType LINKTYPE_ value
     * @return empty when Pcap4J does not know the link type, or fails on the bytes
     */
    public static Optional<String> of(byte[] buffer, int offset, int length, int linkType) {
        Optional<DataLinkType> type = dataLinkType(linkType);
        if (type.isEmpty() || length == 0) {
            return Optional.empty();
        }
        try {
            Packet packet = PacketFactories.getFactory(Packet.class, DataLinkType.class)
                    .newInstance(Arrays.copyOfRange(buffer, offset, offset + length), 0, length, type.get());
            return packet instanceof UnknownPacket ? Optional.empty() : Optional.of(packet.toString());
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            // Whatever odd bytes bring out in it, ours is the answer that counts.
            return Optional.empty();
        }
    }

    /** LINKTYPE_ values of files are not everywhere the DLT_ values that Pcap4J goes by. */
    private static Optional<DataLinkType> dataLinkType(int linkType) {
        return switch (linkType) {
            case LINKTYPE_NULL -> Optional.of(DataLinkType.NULL);
            case LINKTYPE_ETHERNET -> Optional.of(DataLinkType.EN10MB);
            case LINKTYPE_RAW -> Optional.of(DataLinkType.RAW);
            case LINKTYPE_SLL -> Optional.of(DataLinkType.LINUX_SLL);
            default -> Optional.empty();
        };
    }
}

package dev.halfway.decode;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** Decodes for a test, watching port 179, always into the same packet, so that anything left over shows. */
final class DecodedBy {
    static final int ETHERNET = 1;
    static final int RAW = 101;

    private static final DecodedPacket PACKET = new DecodedPacket();

    private DecodedBy() {}

    static DecodedPacket ethernet(int outcome, byte[] frame) {
        return decode(outcome, frame, frame.length, ETHERNET);
    }

    static DecodedPacket raw(int outcome, byte[] packet) {
        return decode(outcome, packet, packet.length, RAW);
    }

    static DecodedPacket decode(int outcome, byte[] frame, int originalLength, int linkType) {
        int actual = new Decoder(PortSet.of(179)).decode(frame, 0, frame.length, originalLength, linkType, PACKET);
        assertEquals(outcome, actual, "outcome");
        assertEquals(outcome == DecodedPacket.IN_SCOPE, PACKET.typeP() != null, "a kind if and only if in scope");
        return PACKET;
    }

    static String source(DecodedPacket packet) {
        return Addresses.format(packet.sourceHigh(), packet.sourceLow());
    }

    static String destination(DecodedPacket packet) {
        return Addresses.format(packet.destinationHigh(), packet.destinationLow());
    }
}

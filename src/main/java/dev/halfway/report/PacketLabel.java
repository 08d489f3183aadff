package dev.halfway.report;

import dev.halfway.decode.TypeP;
import dev.halfway.match.PacketFate;

/** What tells a packet from others of its flow. */
final class PacketLabel {
    private PacketLabel() {}

    /** For a drawing: kind and the one number that matters. */
    static String brief(PacketFate packet) {
        TypeP typeP = packet.typeP();
        if (typeP.isEcho()) {
            return typeP.words() + " " + packet.headers().sequence();
        } else if (typeP == TypeP.TCP_DATA) {
            return "data, " + Words.count(packet.headers().payloadBytes(), "byte");
        }
        return typeP.words();
    }

    /** For a table, as tcpdump writes them with -S. */
    static String numbers(PacketFate packet) {
        PacketFate.Headers headers = packet.headers();
        if (packet.typeP().isEcho()) {
            return "seq " + headers.sequence();
        } else if (packet.typeP().isTcp()) {
            return "seq " + Integer.toUnsignedString(headers.sequence()) + ", ack "
                    + Integer.toUnsignedString(headers.acknowledgment()) + ", length " + headers.payloadBytes();
        } else if (packet.typeP() == TypeP.FRAGMENT) {
            return "id " + Integer.toUnsignedString(headers.acknowledgment()) + ", offset " + headers.sequence();
        }
        return "";
    }
}

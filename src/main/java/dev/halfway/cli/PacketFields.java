package dev.halfway.cli;

import dev.halfway.capture.Frame;
import dev.halfway.decode.Addresses;
import dev.halfway.decode.DecodedPacket;
import dev.halfway.decode.TypeP;
import dev.halfway.report.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Every field of a packet as the decoder sees it, layer by layer, one a line. */
final class PacketFields {
    private static final String[] DIRECTIONS = {"not marked", "inbound", "outbound"};
    private static final String[] MARKS = {"not marked", "to this host", "from this host", "to others"};

    private static final int PACKET_TOO_BIG = 2;
    private static final int UNREACHABLE = 3;
    private static final int FRAGMENTATION_NEEDED = 4;

    private final List<String> lines = new ArrayList<>();

    /** Where the frame begins in its buffer, which is what the decoder counts in. */
    private final int frameOffset;

    private PacketFields(int frameOffset) {
        this.frameOffset = frameOffset;
    }

    static List<String> of(Frame frame, int outcome, DecodedPacket packet) {
        PacketFields fields = new PacketFields(frame.offset());
        fields.frame(frame);
        fields.link(frame, packet);
        if (packet.hasAddresses()) {
            fields.network(packet);
        }
        if (outcome == DecodedPacket.IN_SCOPE) {
            fields.transport(packet);
        } else {
            fields.layer("Left aside: " + PacketWords.reason(outcome, packet, frame.linkType()));
        }
        return fields.lines;
    }

    private void frame(Frame frame) {
        layer("Frame " + frame.number());
        field("time", Words.dateTime(frame.timeNanos()) + " UTC, " + frame.timeNanos() + " ns since the epoch");
        field("length", frame.originalLength() + " bytes, " + frame.capturedLength() + " captured");
        field("interface", frame.interfaceIndex());
        field("direction", DIRECTIONS[frame.direction()]);
        if (frame.dropsBefore() >= 0) {
            field("dropped before", frame.dropsBefore());
        }
    }

    private void link(Frame frame, DecodedPacket packet) {
        layer("Link");
        field("link type", frame.linkType());
        field("packet type", MARKS[packet.mark()]);
        if (packet.linkInterface() != 0) {
            field("interface index", packet.linkInterface());
        }
        if (packet.encapsulation() != 0) {
            field("taken off", PacketWords.encapsulation(packet));
        }
    }

    private void network(DecodedPacket packet) {
        layer(packet.isArp() ? "ARP" : "IPv" + packet.ipVersion());
        field("source", Addresses.format(packet.sourceHigh(), packet.sourceLow()));
        field("destination", Addresses.format(packet.destinationHigh(), packet.destinationLow()));
        if (packet.isArp()) {
            field("operation", packet.arpOperation());
            return;
        }
        field("time to live", packet.timeToLive());
        field("traffic class", String.format(Locale.ROOT, "0x%02x", packet.trafficClass()));
        field("identification", Integer.toUnsignedString(packet.identification()));
        field("protocol", packet.protocol());
        field(
                "length",
                packet.networkLength() + " bytes, at byte " + (packet.networkOffset() - frameOffset) + " of the frame");
        if (packet.isFragment()) {
            field(
                    "fragment",
                    "offset " + packet.fragmentOffset() + (packet.moreFragments() ? ", more follow" : ", the last"));
        }
    }

    private void transport(DecodedPacket packet) {
        layer(packet.typeP().words() + " (" + packet.typeP().id() + ")");
        if (packet.typeP().isTcp()) {
            tcp(packet);
        } else if (packet.typeP().isEcho()) {
            field("identifier", packet.sourcePort());
            field("sequence", packet.sequence());
        } else if (packet.typeP() == TypeP.ICMP_ERROR) {
            field("type, code", packet.icmpType() + ", " + packet.icmpCode());
            icmpRest(packet);
        }
        field(
                "payload",
                packet.payloadLength() + " bytes, " + packet.payloadCaptured() + " captured, at byte "
                        + (packet.payloadOffset() - frameOffset) + " of the frame");
        if (packet.hasQuote()) {
            quote(packet);
        }
    }

    /** The MTU where the error says one (RFC 1191 section 4, RFC 4443 section 3.2). */
    private void icmpRest(DecodedPacket packet) {
        if (packet.ipVersion() == 6 && packet.icmpType() == PACKET_TOO_BIG) {
            field("MTU", Integer.toUnsignedString(packet.icmpRest()));
        } else if (packet.ipVersion() == 4
                && packet.icmpType() == UNREACHABLE
                && packet.icmpCode() == FRAGMENTATION_NEEDED) {
            field("MTU", packet.icmpRest() & 0xffff);
        } else {
            field("rest of header", String.format(Locale.ROOT, "0x%08x", packet.icmpRest()));
        }
    }

    private void tcp(DecodedPacket packet) {
        field("ports", packet.sourcePort() + " > " + packet.destinationPort());
        field("sequence", Integer.toUnsignedString(packet.sequence()));
        field("acknowledgment", Integer.toUnsignedString(packet.acknowledgment()));
        field("flags", PacketWords.flags(packet));
        field("window", packet.window());
        if (packet.maximumSegmentSize() != 0) {
            field("MSS", packet.maximumSegmentSize());
        }
        if (packet.hasTimestamps()) {
            field(
                    "timestamps",
                    "value " + Integer.toUnsignedString(packet.timestampValue()) + ", echo "
                            + Integer.toUnsignedString(packet.timestampEcho()));
        }
        for (int i = 0; i < packet.sackBlocks(); i++) {
            field(
                    "SACK block",
                    Integer.toUnsignedString(packet.sackEdge(2 * i)) + " to "
                            + Integer.toUnsignedString(packet.sackEdge(2 * i + 1)));
        }
        if (packet.md5Signed()) {
            field("signed", "MD5 (RFC 2385)");
        }
        if (packet.aoSigned()) {
            field("signed", "TCP-AO (RFC 5925)");
        }
        if (packet.optionsTruncated()) {
            field("options", "cut by the snap length");
        }
    }

    private void quote(DecodedPacket packet) {
        layer("Quoted packet");
        field("addresses", PacketWords.quotedEnds(packet));
        field("protocol", packet.quotedProtocol());
        field("identification", packet.quotedIdentification());
        if (packet.quotedEcho() != null) {
            field("kind", packet.quotedEcho().words());
            field("identifier", packet.quotedSourcePort());
        } else {
            field("ports", packet.quotedSourcePort() + " > " + packet.quotedDestinationPort());
        }
        field("sequence", Integer.toUnsignedString(packet.quotedSequence()));
    }

    private void layer(String title) {
        lines.add(title);
    }

    private void field(String name, Object value) {
        lines.add(String.format(Locale.ROOT, "    %-16s %s", name, value));
    }
}

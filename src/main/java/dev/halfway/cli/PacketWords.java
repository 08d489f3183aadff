package dev.halfway.cli;

import dev.halfway.decode.Addresses;
import dev.halfway.decode.DecodedPacket;
import dev.halfway.decode.TypeP;
import java.util.ArrayList;
import java.util.List;

/** What the decoder sees in a packet, in words. */
final class PacketWords {
    private static final String[] FLAG_NAMES = {"FIN", "SYN", "RST", "PSH", "ACK", "URG", "ECE", "CWR"};
    private static final String[] ENCAPSULATION_NAMES = {
        "VLAN", "MPLS", "IP-in-IP", "GRE", "VXLAN", "Geneve", "another tunnel"
    };

    /** IP protocol numbers. */
    private static final int ICMP = 1;

    private static final int TCP = 6;
    private static final int UDP = 17;
    private static final int ICMPV6 = 58;

    private PacketWords() {}

    /**
     * A packet on one line: addresses, kind, numbers, encapsulation; or why it is left aside.
     *
     * @param outcome of {@link dev.halfway.decode.Decoder#decode}
     * @param linkType LINKTYPE_ value, for the case that it is not supported
     */
    static String line(int outcome, DecodedPacket packet, int linkType) {
        List<String> parts = new ArrayList<>();
        if (packet.hasAddresses()) {
            parts.add(ends(packet));
        }
        if (outcome == DecodedPacket.IN_SCOPE) {
            parts.add(packet.typeP().words());
            parts.add(numbers(packet));
        } else {
            parts.add("left aside: " + reason(outcome, packet, linkType));
        }
        if (packet.encapsulation() != 0) {
            parts.add("in " + encapsulation(packet));
        }
        return String.join("  ", parts);
    }

    /** Why a packet is not analysed. */
    static String reason(int outcome, DecodedPacket packet, int linkType) {
        return switch (outcome) {
            case DecodedPacket.TRUNCATED -> "the snap length cut it before it could be told what it is";
            case DecodedPacket.MALFORMED -> "malformed, a length or version in it contradicts the packet";
            case DecodedPacket.LINK_UNSUPPORTED -> "link type " + linkType + " is not supported";
            default -> {
                if (packet.isArp()) {
                    yield "ARP";
                }
                yield packet.hasAddresses() ? protocol(packet.protocol()) : "not IP";
            }
        };
    }

    private static String protocol(int protocol) {
        return switch (protocol) {
            case ICMP, ICMPV6 -> "ICMP, neither echo nor an error about a packet of ours";
            case TCP -> "TCP on other ports, see --tcp-port";
            case UDP -> "UDP";
            default -> "IP protocol " + protocol;
        };
    }

    private static String ends(DecodedPacket packet) {
        String source = Addresses.format(packet.sourceHigh(), packet.sourceLow());
        String destination = Addresses.format(packet.destinationHigh(), packet.destinationLow());
        if (packet.typeP() != null && packet.typeP().isTcp()) {
            return withPort(source, packet.sourcePort()) + " > " + withPort(destination, packet.destinationPort());
        }
        return source + " > " + destination;
    }

    private static String withPort(String address, int port) {
        return address.indexOf(':') < 0 ? address + ":" + port : "[" + address + "]:" + port;
    }

    private static String numbers(DecodedPacket packet) {
        TypeP typeP = packet.typeP();
        StringBuilder words = new StringBuilder();
        if (typeP.isEcho()) {
            words.append("id ").append(packet.sourcePort());
            words.append(" seq ").append(packet.sequence());
        } else if (typeP.isTcp()) {
            words.append("seq ").append(Integer.toUnsignedString(packet.sequence()));
            words.append(" ack ").append(Integer.toUnsignedString(packet.acknowledgment()));
        } else if (typeP == TypeP.ICMP_ERROR) {
            words.append("type ").append(packet.icmpType());
            words.append(" code ").append(packet.icmpCode());
            words.append(packet.hasQuote() ? " about " + quotedEnds(packet) : " without a quote");
        } else {
            words.append("offset ").append(packet.fragmentOffset());
            words.append(packet.moreFragments() ? ", more follow" : ", the last");
        }
        words.append(" len ").append(packet.payloadLength());
        return words.append(" ip-id ")
                .append(Integer.toUnsignedString(packet.identification()))
                .toString();
    }

    static String quotedEnds(DecodedPacket packet) {
        return Addresses.format(packet.quotedSourceHigh(), packet.quotedSourceLow()) + " > "
                + Addresses.format(packet.quotedDestinationHigh(), packet.quotedDestinationLow());
    }

    static String outerEnds(DecodedPacket packet) {
        return Addresses.format(packet.outerSourceHigh(), packet.outerSourceLow()) + " > "
                + Addresses.format(packet.outerDestinationHigh(), packet.outerDestinationLow());
    }

    static String encapsulation(DecodedPacket packet) {
        String names = setBits(packet.encapsulation(), ENCAPSULATION_NAMES);
        String vlan = packet.vlan() < 0 ? "" : " (VLAN " + packet.vlan() + ")";
        return names + vlan + (packet.hasOuter() ? " " + outerEnds(packet) : "");
    }

    static String flags(DecodedPacket packet) {
        return packet.tcpFlags() == 0 ? "none" : setBits(packet.tcpFlags(), FLAG_NAMES);
    }

    private static String setBits(int bits, String[] names) {
        List<String> set = new ArrayList<>();
        for (int i = 0; i < names.length; i++) {
            if ((bits & 1 << i) != 0) {
                set.add(names[i]);
            }
        }
        return String.join(", ", set);
    }
}

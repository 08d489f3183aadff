package dev.halfway.decode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfway.decode.VariedPackets.Sample;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.pcap4j.packet.EthernetPacket;
import org.pcap4j.packet.IcmpV4CommonPacket;
import org.pcap4j.packet.IcmpV4EchoPacket;
import org.pcap4j.packet.IcmpV4EchoReplyPacket;
import org.pcap4j.packet.IcmpV6EchoReplyPacket;
import org.pcap4j.packet.IcmpV6EchoRequestPacket;
import org.pcap4j.packet.IllegalRawDataException;
import org.pcap4j.packet.IpPacket;
import org.pcap4j.packet.Packet;
import org.pcap4j.packet.TcpPacket;

/**
 * pcap4j's dissection as an independent decoder of Ethernet frames. It throws on odd input and knows few tunnels, so it is
 * asked only where it gets through to an echo or a TCP header.
 */
class Pcap4jDifferentialTest {
    private static final int ETHERNET = 1;

    private final Decoder decoder = new Decoder(PortSet.all());
    private final DecodedPacket packet = new DecodedPacket();
    private int compared;

    @Test
    void shouldAgreeOnBuiltPackets() {
        for (Sample sample : VariedPackets.ALL) {
            if (sample.linkType() == ETHERNET) {
                compare(sample.bytes(), sample.bytes().length, "built");
            }
        }
        assertTrue(compared >= 3, "packets compared: " + compared);
    }

    @Test
    void shouldAgreeOnTheCorpus() throws IOException {
        for (Path file : Corpus.files()) {
            Corpus.read(file, frame -> {
                if (frame.linkType() == ETHERNET) {
                    byte[] bytes =
                            Arrays.copyOfRange(frame.buffer(), frame.offset(), frame.offset() + frame.capturedLength());
                    compare(bytes, frame.originalLength(), Corpus.name(file) + " frame " + frame.number());
                }
            });
        }
        assertTrue(compared > 1000, "packets compared: " + compared);
    }

    private void compare(byte[] bytes, int originalLength, String where) {
        Packet theirs = dissect(bytes);
        if (theirs == null) {
            return;
        }
        int outcome = decoder.decode(bytes, 0, bytes.length, originalLength, ETHERNET, packet);
        if (outcome != DecodedPacket.IN_SCOPE || packet.isFragment() || packet.typeP() == TypeP.ICMP_ERROR) {
            return;
        }
        IpPacket ip = innermost(theirs, IpPacket.class);
        TcpPacket tcp = theirs.get(TcpPacket.class);
        if (packet.hasOuter() || ip == null) {
            return;
        }
        if (packet.typeP().isTcp() && tcp != null) {
            compareTcp(tcp.getHeader(), where);
        } else if (!packet.typeP().isEcho() || !compareEcho(theirs, where)) {
            return;
        }
        compared++;
        assertAddress(ip.getHeader().getSrcAddr(), packet.sourceHigh(), packet.sourceLow(), where);
        assertAddress(ip.getHeader().getDstAddr(), packet.destinationHigh(), packet.destinationLow(), where);
        assertEquals(ip.getHeader().getVersion().value().intValue(), packet.ipVersion(), where);
    }

    private void compareTcp(TcpPacket.TcpHeader header, String where) {
        assertEquals(header.getSrcPort().valueAsInt(), packet.sourcePort(), where);
        assertEquals(header.getDstPort().valueAsInt(), packet.destinationPort(), where);
        assertEquals(header.getSequenceNumber(), packet.sequence(), where);
        assertEquals(header.getAcknowledgmentNumber(), packet.acknowledgment(), where);
        assertEquals(header.getWindowAsInt(), packet.window(), where);
        assertEquals(header.getSyn(), (packet.tcpFlags() & Packets.SYN) != 0, where);
        assertEquals(header.getAck(), (packet.tcpFlags() & Packets.ACK) != 0, where);
        assertEquals(header.getRst(), (packet.tcpFlags() & Packets.RST) != 0, where);
        assertEquals(header.getFin(), (packet.tcpFlags() & Packets.FIN) != 0, where);
        assertEquals(packet.transportOffset + header.getDataOffsetAsInt() * 4, packet.payloadOffset(), where);
    }

    /** False when pcap4j did not get to an echo. */
    private boolean compareEcho(Packet theirs, String where) {
        IcmpV4EchoPacket request = theirs.get(IcmpV4EchoPacket.class);
        if (request != null) {
            return compareEcho(
                    TypeP.ICMP_ECHO_REQUEST,
                    request.getHeader().getIdentifierAsInt(),
                    request.getHeader().getSequenceNumberAsInt(),
                    where);
        }
        IcmpV4EchoReplyPacket reply = theirs.get(IcmpV4EchoReplyPacket.class);
        if (reply != null) {
            return compareEcho(
                    TypeP.ICMP_ECHO_REPLY,
                    reply.getHeader().getIdentifierAsInt(),
                    reply.getHeader().getSequenceNumberAsInt(),
                    where);
        }
        IcmpV6EchoRequestPacket request6 = theirs.get(IcmpV6EchoRequestPacket.class);
        if (request6 != null) {
            return compareEcho(
                    TypeP.ICMP_ECHO_REQUEST,
                    request6.getHeader().getIdentifierAsInt(),
                    request6.getHeader().getSequenceNumberAsInt(),
                    where);
        }
        IcmpV6EchoReplyPacket reply6 = theirs.get(IcmpV6EchoReplyPacket.class);
        return reply6 != null
                && compareEcho(
                        TypeP.ICMP_ECHO_REPLY,
                        reply6.getHeader().getIdentifierAsInt(),
                        reply6.getHeader().getSequenceNumberAsInt(),
                        where);
    }

    private boolean compareEcho(TypeP kind, int identifier, int sequence, String where) {
        assertEquals(kind, packet.typeP(), where);
        assertEquals(identifier, packet.sourcePort(), where);
        assertEquals(sequence, packet.sequence(), where);
        return true;
    }

    private static Packet dissect(byte[] bytes) {
        try {
            Packet packet = EthernetPacket.newPacket(bytes, 0, bytes.length);
            return packet.contains(TcpPacket.class)
                            || packet.contains(IcmpV4CommonPacket.class)
                            || packet.contains(IcmpV6EchoRequestPacket.class)
                            || packet.contains(IcmpV6EchoReplyPacket.class)
                    ? packet
                    : null;
        } catch (IllegalRawDataException | RuntimeException e) {
            return null;
        }
    }

    private static <T extends Packet> T innermost(Packet packet, Class<T> kind) {
        T last = null;
        for (Packet layer : packet) {
            if (kind.isInstance(layer)) {
                last = kind.cast(layer);
            }
        }
        return last;
    }

    private static void assertAddress(InetAddress theirs, long high, long low, String where) {
        long[] pair = Addresses.parse(theirs.getHostAddress().replaceFirst("%.*", ""));
        assertEquals(Addresses.format(pair[0], pair[1]), Addresses.format(high, low), where);
    }
}

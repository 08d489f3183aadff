package dev.halfway.decode;

import static dev.halfway.decode.DecodedPacket.IN_SCOPE;
import static dev.halfway.decode.DecodedPacket.OUT_OF_SCOPE;
import static dev.halfway.decode.Packets.A4;
import static dev.halfway.decode.Packets.A6;
import static dev.halfway.decode.Packets.ACK;
import static dev.halfway.decode.Packets.B4;
import static dev.halfway.decode.Packets.B6;
import static dev.halfway.decode.Packets.cut;
import static dev.halfway.decode.Packets.echo;
import static dev.halfway.decode.Packets.fragmentHeader;
import static dev.halfway.decode.Packets.icmp;
import static dev.halfway.decode.Packets.ipv4;
import static dev.halfway.decode.Packets.ipv6;
import static dev.halfway.decode.Packets.payload;
import static dev.halfway.decode.Packets.tcp;
import static dev.halfway.decode.Packets.udp;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class FragmentTest {
    private static final int MORE = 0x2000;

    private static byte[] fragment4(int protocol, int flagsAndOffset, byte[] payload) {
        return ipv4(A4, B4, protocol, 77, flagsAndOffset, new byte[0], payload);
    }

    @Test
    void shouldKeepFragmentsOfEchoes() {
        DecodedPacket packet = DecodedBy.raw(IN_SCOPE, fragment4(1, MORE, echo(8, 39, payload(1472))));
        assertEquals(TypeP.FRAGMENT, packet.typeP());
        assertTrue(packet.isFragment());
        assertTrue(packet.moreFragments());
        assertEquals(0, packet.fragmentOffset());
        assertEquals(8, packet.icmpType());
        assertEquals(19809, packet.sourcePort());
        assertEquals(39, packet.sequence());
        assertEquals(28, packet.payloadOffset());

        packet = DecodedBy.raw(IN_SCOPE, fragment4(1, 185, payload(100)));
        assertEquals(TypeP.FRAGMENT, packet.typeP());
        assertEquals(77, packet.identification());
        assertEquals(1480, packet.fragmentOffset());
        assertFalse(packet.moreFragments());
        assertEquals(20, packet.payloadOffset());
        assertEquals(100, packet.payloadLength());
        assertEquals(0, packet.sourcePort());
    }

    @Test
    void shouldKeepFragmentsOfWatchedSegments() {
        DecodedPacket packet =
                DecodedBy.raw(IN_SCOPE, fragment4(6, MORE, tcp(40000, 179, ACK, new byte[0], payload(60))));
        assertEquals(TypeP.FRAGMENT, packet.typeP());
        assertEquals(179, packet.destinationPort());
        assertEquals(ACK, packet.tcpFlags());
        assertEquals(60, packet.payloadLength());
        DecodedBy.raw(OUT_OF_SCOPE, fragment4(6, MORE, tcp(40000, 80, ACK, new byte[0], payload(60))));
        assertEquals(
                TypeP.FRAGMENT,
                DecodedBy.raw(IN_SCOPE, fragment4(6, 10, payload(60))).typeP());
    }

    @Test
    void shouldKeepFirstFragmentsThatEndInsideTheHeader() {
        DecodedPacket packet = DecodedBy.raw(IN_SCOPE, fragment4(6, MORE, cut(tcp(179, 40000, ACK), 8)));
        assertEquals(179, packet.sourcePort());
        assertEquals(0x89abcdef, packet.sequence());
        assertEquals(0, packet.tcpFlags());
        assertEquals(0, packet.payloadLength());
    }

    @Test
    void shouldLeaveOtherFragmentsOut() {
        DecodedBy.raw(OUT_OF_SCOPE, fragment4(1, MORE, icmp(13, 0, 1, payload(60))));
        DecodedBy.raw(OUT_OF_SCOPE, fragment4(17, MORE, udp(53, payload(60))));
        DecodedBy.raw(OUT_OF_SCOPE, fragment4(17, 10, payload(60)));
        DecodedBy.raw(OUT_OF_SCOPE, fragment4(47, 10, payload(60)));
    }

    @Test
    void shouldReadFragmentHeadersOfIpv6() {
        DecodedPacket packet = DecodedBy.raw(
                IN_SCOPE, ipv6(A6, B6, 44, fragmentHeader(58, 0, true, 0xcafebabe, echo(128, 5, payload(56)))));
        assertEquals(TypeP.FRAGMENT, packet.typeP());
        assertEquals(0xcafebabe, packet.identification());
        assertEquals(5, packet.sequence());
        assertTrue(packet.moreFragments());

        packet = DecodedBy.raw(IN_SCOPE, ipv6(A6, B6, 44, fragmentHeader(58, 1448, false, 0xcafebabe, payload(30))));
        assertEquals(1448, packet.fragmentOffset());
        assertEquals(58, packet.protocol());
        assertEquals(48, packet.payloadOffset());
        assertEquals(30, packet.payloadLength());
    }

    @Test
    void shouldNotTakeAtomicFragmentsForFragments() {
        DecodedPacket packet =
                DecodedBy.raw(IN_SCOPE, ipv6(A6, B6, 44, fragmentHeader(58, 0, false, 9, echo(129, 5, payload(56)))));
        assertEquals(TypeP.ICMP_ECHO_REPLY, packet.typeP());
        assertFalse(packet.isFragment());
        assertEquals(9, packet.identification());
    }
}

package dev.halfway.decode;

import static dev.halfway.decode.DecodedPacket.IN_SCOPE;
import static dev.halfway.decode.DecodedPacket.OUT_OF_SCOPE;
import static dev.halfway.decode.DecodedPacket.TRUNCATED;
import static dev.halfway.decode.Packets.A4;
import static dev.halfway.decode.Packets.A6;
import static dev.halfway.decode.Packets.B4;
import static dev.halfway.decode.Packets.B6;
import static dev.halfway.decode.Packets.concat;
import static dev.halfway.decode.Packets.cut;
import static dev.halfway.decode.Packets.echo;
import static dev.halfway.decode.Packets.ethernet;
import static dev.halfway.decode.Packets.hex;
import static dev.halfway.decode.Packets.ipv4;
import static dev.halfway.decode.Packets.ipv6;
import static dev.halfway.decode.Packets.payload;
import static dev.halfway.decode.Packets.tcp;
import static dev.halfway.decode.Packets.udp;
import static dev.halfway.decode.Packets.vlan;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TunnelTest {
    private static final byte[] INNER4 = ipv4("192.168.7.1", "192.168.9.2", 1, echo(8, 3, payload(56)));
    private static final byte[] INNER6 = ipv6("fd00::1", "fd00::2", 6, tcp(179, 50000, Packets.SYN));
    private static final byte[] FRAME4 = ethernet(0x0800, INNER4);

    private static DecodedPacket over4(int encapsulation, int protocol, byte[] payload) {
        DecodedPacket packet = DecodedBy.raw(IN_SCOPE, ipv4(A4, B4, protocol, payload));
        assertEquals(encapsulation, packet.encapsulation());
        assertTrue(packet.hasOuter());
        assertEquals(A4, Addresses.format(packet.outerSourceHigh(), packet.outerSourceLow()));
        assertEquals(B4, Addresses.format(packet.outerDestinationHigh(), packet.outerDestinationLow()));
        return packet;
    }

    private static void assertInner4(DecodedPacket packet) {
        assertEquals(TypeP.ICMP_ECHO_REQUEST, packet.typeP());
        assertEquals("192.168.7.1", DecodedBy.source(packet));
        assertEquals("192.168.9.2", DecodedBy.destination(packet));
        assertEquals(56, packet.payloadCaptured());
    }

    private static void assertInner6(DecodedPacket packet) {
        assertEquals(TypeP.TCP_SYN, packet.typeP());
        assertEquals("fd00::1", DecodedBy.source(packet));
    }

    @Test
    void shouldReadIpInIp() {
        assertInner4(over4(DecodedPacket.IP_IN_IP, 4, INNER4));
        assertInner6(over4(DecodedPacket.IP_IN_IP, 41, INNER6));
        DecodedPacket packet = DecodedBy.raw(IN_SCOPE, ipv6(A6, B6, 4, INNER4));
        assertInner4(packet);
        assertEquals(A6, Addresses.format(packet.outerSourceHigh(), packet.outerSourceLow()));
        assertInner6(DecodedBy.raw(IN_SCOPE, ipv6(A6, B6, 41, INNER6)));
        assertFalse(DecodedBy.raw(IN_SCOPE, INNER4).hasOuter());
    }

    @Test
    void shouldReadGre() {
        assertInner4(over4(DecodedPacket.GRE, 47, concat(hex("0000 0800"), INNER4)));
        assertInner6(over4(DecodedPacket.GRE, 47, concat(hex("b000 86dd 00000000 00000001 00000002"), INNER6)));
        assertInner4(over4(DecodedPacket.GRE, 47, concat(hex("2000 6558 00000001"), FRAME4)));
        assertInner4(over4(DecodedPacket.GRE | DecodedPacket.MPLS, 47, concat(hex("0000 8847 00010140"), INNER4)));
        assertInner4(
                over4(DecodedPacket.GRE, 47, concat(hex("4000 0800 00000000 0800 0004 0a000001 0000 0000"), INNER4)));
        DecodedBy.raw(OUT_OF_SCOPE, ipv4(A4, B4, 47, concat(hex("2001 880b 00000001"), INNER4)));
        DecodedBy.raw(OUT_OF_SCOPE, ipv4(A4, B4, 47, hex("0000 0000")));
    }

    @Test
    void shouldReadErspan() {
        assertInner4(over4(DecodedPacket.GRE, 47, concat(hex("0000 88be"), FRAME4)));
        assertInner4(over4(DecodedPacket.GRE, 47, concat(hex("1000 88be 00000001 1001 0001 00000000"), FRAME4)));
        String typeIii = "1000 22eb 00000001 2001 0001 00000000 0000 ";
        assertInner4(over4(DecodedPacket.GRE, 47, concat(hex(typeIii + "0000"), FRAME4)));
        assertInner4(over4(DecodedPacket.GRE, 47, concat(hex(typeIii + "0001 0000000000000000"), FRAME4)));
        assertInner6(over4(DecodedPacket.GRE, 47, concat(hex(typeIii + "0800"), INNER6)));
        DecodedBy.raw(OUT_OF_SCOPE, ipv4(A4, B4, 47, concat(hex(typeIii + "0400"), FRAME4)));
    }

    @ParameterizedTest
    @ValueSource(ints = {4789, 8472})
    void shouldReadVxlan(int port) {
        byte[] header = hex("08000000 00002a00");
        assertInner4(over4(DecodedPacket.VXLAN, 17, udp(port, concat(header, FRAME4))));
        DecodedPacket packet = over4(
                DecodedPacket.VXLAN | DecodedPacket.VLAN,
                17,
                udp(port, concat(header, ethernet(0x8100, vlan(12, 0x86dd, INNER6)))));
        assertInner6(packet);
        assertEquals(12, packet.vlan());
        packet = DecodedBy.raw(OUT_OF_SCOPE, ipv4(A4, B4, 17, udp(port, concat(hex("0000000000000000"), FRAME4))));
        assertEquals(0, packet.encapsulation());
        assertEquals(A4, DecodedBy.source(packet));
    }

    @Test
    void shouldReadGeneveAndMplsOverUdp() {
        assertInner4(over4(DecodedPacket.GENEVE, 17, udp(6081, concat(hex("0000 6558 00002a00"), FRAME4))));
        assertInner6(
                over4(DecodedPacket.GENEVE, 17, udp(6081, concat(hex("0240 86dd 00002a00 0102030405060708"), INNER6))));
        DecodedBy.raw(OUT_OF_SCOPE, ipv4(A4, B4, 17, udp(6081, concat(hex("4000 6558 00002a00"), FRAME4))));
        assertInner4(
                over4(DecodedPacket.OTHER_TUNNEL | DecodedPacket.MPLS, 17, udp(6635, concat(hex("00010140"), INNER4))));
    }

    @Test
    void shouldReadEthernetAndMplsStraightOnIp() {
        assertInner4(over4(DecodedPacket.OTHER_TUNNEL, 143, FRAME4));
        assertInner4(over4(DecodedPacket.OTHER_TUNNEL | DecodedPacket.MPLS, 137, concat(hex("00010140"), INNER4)));
    }

    @Test
    void shouldNameTheOutermostAddressesOfNestedTunnels() {
        byte[] middle = ipv4("172.16.0.1", "172.16.0.2", 47, concat(hex("0000 0800"), INNER4));
        assertInner4(over4(DecodedPacket.GRE | DecodedPacket.IP_IN_IP, 4, middle));
    }

    @Test
    void shouldFollowTunnelsToABoundedDepth() {
        byte[] packet = INNER4;
        for (int i = 0; i < Cursor.MAX_TUNNELS; i++) {
            packet = ipv4(A4, B4, 4, packet);
        }
        assertInner4(DecodedBy.raw(IN_SCOPE, packet));
        DecodedBy.raw(OUT_OF_SCOPE, ipv4(A4, B4, 4, packet));
    }

    @Test
    void shouldKeepTheReadableAddressesOfWhatIsInsideUnreadable() {
        DecodedPacket packet = DecodedBy.raw(OUT_OF_SCOPE, ipv4(A4, B4, 4, hex("ff".repeat(40))));
        assertEquals(A4, DecodedBy.source(packet));
        assertFalse(packet.hasOuter());

        byte[] tunnelled = ipv4(A4, B4, 4, INNER4);
        packet = DecodedBy.decode(TRUNCATED, cut(tunnelled, 30), tunnelled.length, DecodedBy.RAW);
        assertEquals(A4, DecodedBy.source(packet));
        packet = DecodedBy.decode(TRUNCATED, cut(tunnelled, 44), tunnelled.length, DecodedBy.RAW);
        assertEquals("192.168.7.1", DecodedBy.source(packet));
        assertTrue(packet.hasOuter());
    }

    @Test
    void shouldForgetTheOuterHeaderForArpInside() {
        byte[] arp = ethernet(0x0806, hex("0001 0800 06 04 0002 020000000002 0a000001 020000000001 0a000002"));
        DecodedPacket packet =
                DecodedBy.raw(OUT_OF_SCOPE, ipv4(A4, B4, 17, udp(4789, concat(hex("0800000000002a00"), arp))));
        assertTrue(packet.isArp());
        assertEquals("10.0.0.1", DecodedBy.source(packet));
        assertEquals(0, packet.protocol());
        assertEquals(0, packet.timeToLive());
        assertTrue(packet.hasOuter());
    }
}

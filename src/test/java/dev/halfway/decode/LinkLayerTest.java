package dev.halfway.decode;

import static dev.halfway.decode.DecodedPacket.IN_SCOPE;
import static dev.halfway.decode.DecodedPacket.LINK_UNSUPPORTED;
import static dev.halfway.decode.DecodedPacket.MALFORMED;
import static dev.halfway.decode.DecodedPacket.OUT_OF_SCOPE;
import static dev.halfway.decode.DecodedPacket.TRUNCATED;
import static dev.halfway.decode.Packets.concat;
import static dev.halfway.decode.Packets.ethernet;
import static dev.halfway.decode.Packets.hex;
import static dev.halfway.decode.Packets.vlan;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LinkLayerTest {
    private static final byte[] ECHO4 =
            Packets.ipv4(Packets.A4, Packets.B4, 1, Packets.echo(8, 39, Packets.payload(56)));
    private static final byte[] ECHO6 =
            Packets.ipv6(Packets.A6, Packets.B6, 58, Packets.echo(128, 39, Packets.payload(56)));

    @Test
    void shouldReadEthernet() {
        DecodedPacket packet = DecodedBy.ethernet(IN_SCOPE, ethernet(0x0800, ECHO4));
        assertEquals(TypeP.ICMP_ECHO_REQUEST, packet.typeP());
        assertEquals(14, packet.networkOffset());
        assertEquals(-1, packet.vlan());
        assertEquals(0, packet.encapsulation());
    }

    @Test
    void shouldReadTagStacks() {
        byte[] inner = vlan(42, 0x86dd, ECHO6);
        DecodedPacket packet = DecodedBy.ethernet(IN_SCOPE, ethernet(0x8100, inner));
        assertEquals(42, packet.vlan());
        assertEquals(DecodedPacket.VLAN, packet.encapsulation());
        packet = DecodedBy.ethernet(IN_SCOPE, ethernet(0x88a8, vlan(7, 0x9100, vlan(8, 0x8100, inner))));
        assertEquals(42, packet.vlan());
        assertEquals(14 + 12, packet.networkOffset());
    }

    @Test
    void shouldReadSnapAndIpOnLlc() {
        assertEquals(
                22,
                DecodedBy.ethernet(IN_SCOPE, ethernet(8 + ECHO4.length, concat(hex("aaaa03 000000 0800"), ECHO4)))
                        .networkOffset());
        DecodedBy.ethernet(IN_SCOPE, ethernet(8 + ECHO6.length, concat(hex("aaaa03 0000f8 86dd"), ECHO6)));
        DecodedBy.ethernet(IN_SCOPE, ethernet(3 + ECHO4.length, concat(hex("060603"), ECHO4)));
        DecodedBy.ethernet(OUT_OF_SCOPE, ethernet(38, concat(hex("424203"), new byte[35])));
        DecodedBy.ethernet(OUT_OF_SCOPE, ethernet(38, concat(hex("aaaa03 00000c 2000"), new byte[30])));
    }

    @ParameterizedTest
    @ValueSource(ints = {12, 14, 101})
    void shouldReadRawIpByItsVersion(int linkType) {
        assertEquals(
                4, DecodedBy.decode(IN_SCOPE, ECHO4, ECHO4.length, linkType).ipVersion());
        assertEquals(
                6, DecodedBy.decode(IN_SCOPE, ECHO6, ECHO6.length, linkType).ipVersion());
        DecodedBy.decode(MALFORMED, hex("50"), 1, linkType);
    }

    @Test
    void shouldHoldRawIpToTheVersionOfItsLinkType() {
        DecodedBy.decode(IN_SCOPE, ECHO4, ECHO4.length, 228);
        DecodedBy.decode(IN_SCOPE, ECHO6, ECHO6.length, 229);
        DecodedBy.decode(MALFORMED, ECHO6, ECHO6.length, 228);
        DecodedBy.decode(MALFORMED, ECHO4, ECHO4.length, 229);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 02000000, 4", "0, 00000002, 4", "108, 00000002, 4", "0, 18000000, 6", "0, 1c000000, 6",
        "0, 1e000000, 6", "0, 0000001e, 6", "108, 0000001c, 6", "0, 0a000000, 6", "108, 00000018, 6"
    })
    void shouldReadLoopbackInBothByteOrders(int linkType, String family, int version) {
        byte[] frame = concat(hex(family), version == 4 ? ECHO4 : ECHO6);
        assertEquals(
                version,
                DecodedBy.decode(IN_SCOPE, frame, frame.length, linkType).ipVersion());
    }

    @Test
    void shouldLeaveOtherLoopbackFamiliesOut() {
        DecodedBy.decode(OUT_OF_SCOPE, concat(hex("07000000"), ECHO4), 4 + ECHO4.length, 0);
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "1, 3", "2, 3", "3, 3", "4, 2", "5, 0"})
    void shouldTakeTheMarkFromCookedPackets(int packetType, int mark) {
        byte[] sll = concat(Packets.u16(packetType), hex("0001 0006 0200000000010000 0800"), ECHO4);
        DecodedPacket packet = DecodedBy.decode(IN_SCOPE, sll, sll.length, 113);
        assertEquals(mark, packet.mark());
        assertEquals(0, packet.linkInterface());

        byte[] sll2 = concat(
                hex("86dd 0000 00000011 0001"), new byte[] {(byte) packetType}, hex("06 0200000000010000"), ECHO6);
        packet = DecodedBy.decode(IN_SCOPE, sll2, sll2.length, 276);
        assertEquals(mark, packet.mark());
        assertEquals(17, packet.linkInterface());
        assertEquals(20, packet.networkOffset());
    }

    @Test
    void shouldReadTagsAndLlcInCookedPackets() {
        byte[] tagged = concat(hex("0004 0001 0006 0200000000010000 8100"), vlan(5, 0x0800, ECHO4));
        assertEquals(5, DecodedBy.decode(IN_SCOPE, tagged, tagged.length, 113).vlan());
        byte[] llc = concat(hex("0004 0001 0006 0200000000010000 0004 aaaa03 000000 0800"), ECHO4);
        DecodedBy.decode(IN_SCOPE, llc, llc.length, 113);
        byte[] netlink = concat(hex("0004 0338 0000 0000000000000000 0800"), ECHO4);
        DecodedBy.decode(OUT_OF_SCOPE, netlink, netlink.length, 113);
    }

    @Test
    void shouldReadMplsByTheFirstNibble() {
        DecodedPacket packet = DecodedBy.ethernet(IN_SCOPE, ethernet(0x8847, concat(hex("00010040 00011140"), ECHO4)));
        assertEquals(DecodedPacket.MPLS, packet.encapsulation());
        assertFalse(packet.hasOuter());
        DecodedBy.ethernet(IN_SCOPE, ethernet(0x8848, concat(hex("00002140"), ECHO6)));
    }

    @Test
    void shouldReadEthernetPseudowires() {
        byte[] inner = ethernet(0x8100, vlan(9, 0x0800, ECHO4));
        DecodedPacket packet = DecodedBy.ethernet(IN_SCOPE, ethernet(0x8847, concat(hex("00010140 00000000"), inner)));
        assertEquals(DecodedPacket.MPLS | DecodedPacket.VLAN, packet.encapsulation());
        assertEquals(9, packet.vlan());
        DecodedBy.ethernet(IN_SCOPE, ethernet(0x8847, concat(hex("00010140"), inner)));
        DecodedBy.ethernet(OUT_OF_SCOPE, ethernet(0x8847, concat(hex("00010140 10000007"), new byte[40])));
    }

    @Test
    void shouldReadPppoeSessions() {
        DecodedPacket packet =
                DecodedBy.ethernet(IN_SCOPE, ethernet(0x8864, concat(hex("1100 0001 0056 0021"), ECHO4)));
        assertEquals(DecodedPacket.OTHER_TUNNEL, packet.encapsulation());
        DecodedBy.ethernet(IN_SCOPE, ethernet(0x8864, concat(hex("1100 0001 006a 0057"), ECHO6)));
        DecodedBy.ethernet(OUT_OF_SCOPE, ethernet(0x8864, hex("1100 0001 000a c021 0109000a1234")));
    }

    @Test
    void shouldTellSenderAndTargetOfArp() {
        DecodedPacket packet = DecodedBy.ethernet(
                OUT_OF_SCOPE,
                ethernet(0x0806, hex("0001 0800 06 04 0001 020000000002 0a2701db 000000000000 0a2701e7")));
        assertTrue(packet.isArp());
        assertTrue(packet.hasAddresses());
        assertEquals(1, packet.arpOperation());
        assertEquals(0, packet.protocol());
        assertEquals("10.39.1.219", DecodedBy.source(packet));
        assertEquals("10.39.1.231", DecodedBy.destination(packet));
        assertFalse(DecodedBy.ethernet(IN_SCOPE, ethernet(0x0800, ECHO4)).isArp());
    }

    @Test
    void shouldTellCutFromMalformedAndUnsupported() {
        DecodedBy.decode(TRUNCATED, new byte[13], 60, 1);
        DecodedBy.decode(MALFORMED, new byte[13], 13, 1);
        DecodedBy.decode(TRUNCATED, new byte[0], 60, 1);
        DecodedBy.decode(OUT_OF_SCOPE, ethernet(0x88cc, new byte[46]), 60, 1);
        DecodedBy.decode(LINK_UNSUPPORTED, new byte[60], 60, 105);
        DecodedBy.decode(LINK_UNSUPPORTED, new byte[60], 60, -1);
    }
}

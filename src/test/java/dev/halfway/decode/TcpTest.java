package dev.halfway.decode;

import static dev.halfway.decode.DecodedPacket.IN_SCOPE;
import static dev.halfway.decode.DecodedPacket.MALFORMED;
import static dev.halfway.decode.DecodedPacket.OUT_OF_SCOPE;
import static dev.halfway.decode.DecodedPacket.TRUNCATED;
import static dev.halfway.decode.Packets.A4;
import static dev.halfway.decode.Packets.ACK;
import static dev.halfway.decode.Packets.B4;
import static dev.halfway.decode.Packets.FIN;
import static dev.halfway.decode.Packets.PSH;
import static dev.halfway.decode.Packets.RST;
import static dev.halfway.decode.Packets.SYN;
import static dev.halfway.decode.Packets.cut;
import static dev.halfway.decode.Packets.hex;
import static dev.halfway.decode.Packets.ipv4;
import static dev.halfway.decode.Packets.payload;
import static dev.halfway.decode.Packets.tcp;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TcpTest {
    private static final String TIMESTAMPS = "0101 080a 11223344 55667788";

    private static byte[] segment(int flags, String options, int payloadLength) {
        return ipv4(A4, B4, 6, tcp(179, 38688, flags, hex(options), payload(payloadLength)));
    }

    @ParameterizedTest
    @CsvSource({
        "4, 0, TCP_RST",
        "20, 0, TCP_RST",
        "22, 5, TCP_RST",
        "18, 0, TCP_SYN_ACK",
        "19, 0, TCP_SYN_ACK",
        "2, 0, TCP_SYN",
        "194, 9, TCP_SYN",
        "3, 0, TCP_SYN",
        "1, 0, TCP_FIN",
        "17, 12, TCP_FIN",
        "24, 19, TCP_DATA",
        "16, 1, TCP_DATA",
        "0, 1, TCP_DATA",
        "16, 0, TCP_ACK",
        "24, 0, TCP_ACK",
        "0, 0, TCP_ACK"
    })
    void shouldClassifyByFlagsThenPayload(int flags, int payloadLength, TypeP expected) {
        DecodedPacket packet = DecodedBy.raw(IN_SCOPE, segment(flags, "", payloadLength));
        assertEquals(expected, packet.typeP());
        assertEquals(flags, packet.tcpFlags());
    }

    @Test
    void shouldReadEveryField() {
        DecodedPacket packet = DecodedBy.raw(IN_SCOPE, segment(PSH | ACK, TIMESTAMPS, 19));
        assertEquals(179, packet.sourcePort());
        assertEquals(38688, packet.destinationPort());
        assertEquals(0x89abcdef, packet.sequence());
        assertEquals(0xfedcba98, packet.acknowledgment());
        assertEquals(0xfaf0, packet.window());
        assertTrue(packet.hasTimestamps());
        assertEquals(0x11223344, packet.timestampValue());
        assertEquals(0x55667788, packet.timestampEcho());
        assertEquals(52, packet.payloadOffset());
        assertEquals(19, packet.payloadLength());
        assertEquals(19, packet.payloadCaptured());
        assertFalse(packet.optionsTruncated());
    }

    @Test
    void shouldReadTheOptionsOfASyn() {
        DecodedPacket packet =
                DecodedBy.raw(IN_SCOPE, segment(SYN, "020405b4 0402 080a 00000001 00000000 01 030307", 0));
        assertEquals(1460, packet.maximumSegmentSize());
        assertEquals(1, packet.timestampValue());
        assertEquals(0, packet.sackBlocks());
    }

    @Test
    void shouldReadSackBlocks() {
        DecodedPacket packet = DecodedBy.raw(
                IN_SCOPE,
                segment(ACK, TIMESTAMPS + "0101 051a 00000001 00000002 00000003 00000004 fffffff0 00000010", 0));
        assertEquals(3, packet.sackBlocks());
        assertEquals(1, packet.sackEdge(0));
        assertEquals(2, packet.sackEdge(1));
        assertEquals(-16, packet.sackEdge(4));
        assertEquals(16, packet.sackEdge(5));
        packet = DecodedBy.raw(IN_SCOPE, segment(ACK, "0101 050a 00000007 00000008", 0));
        assertEquals(1, packet.sackBlocks());
        assertEquals(0, packet.sackEdge(2), "nothing left over");
        assertFalse(packet.hasTimestamps());
    }

    @Test
    void shouldTellSignedSegments() {
        DecodedPacket packet = DecodedBy.raw(IN_SCOPE, segment(ACK, "0101 1312" + "ab".repeat(16), 0));
        assertTrue(packet.md5Signed());
        assertFalse(packet.aoSigned());
        packet = DecodedBy.raw(IN_SCOPE, segment(ACK, "1d10 0101" + "ab".repeat(12), 0));
        assertFalse(packet.md5Signed());
        assertTrue(packet.aoSigned());
    }

    @ParameterizedTest
    @ValueSource(strings = {"0800 0000", "0801 0000", "080a 0000", "fe09 0101", "0108 0101", "0101 0108"})
    void shouldStopAtOptionsThatContradictThemselves(String options) {
        DecodedPacket packet = DecodedBy.raw(IN_SCOPE, segment(ACK, options, 3));
        assertEquals(TypeP.TCP_DATA, packet.typeP());
        assertFalse(packet.hasTimestamps());
        assertFalse(packet.optionsTruncated());
    }

    @Test
    void shouldStopAtTheEndOfOptions() {
        assertFalse(DecodedBy.raw(
                        IN_SCOPE,
                        segment(ACK, "00 01 01 01" + TIMESTAMPS.substring(4), 0).clone())
                .hasTimestamps());
    }

    @Test
    void shouldTellOptionsCutFromOptionsAbsent() {
        byte[] bytes = segment(ACK, TIMESTAMPS, 100);
        DecodedPacket packet = DecodedBy.decode(IN_SCOPE, cut(bytes, 48), bytes.length, DecodedBy.RAW);
        assertTrue(packet.optionsTruncated());
        assertFalse(packet.hasTimestamps());
        assertEquals(TypeP.TCP_DATA, packet.typeP());
        assertEquals(100, packet.payloadLength());
        assertEquals(0, packet.payloadCaptured());
        packet = DecodedBy.decode(IN_SCOPE, cut(bytes, 36), bytes.length, DecodedBy.RAW);
        assertTrue(packet.optionsTruncated());
        assertEquals(0xfaf0, packet.window());
    }

    @Test
    void shouldNeedTheFieldsUpToTheWindow() {
        byte[] watched = segment(ACK, "", 10);
        DecodedPacket packet = DecodedBy.decode(TRUNCATED, cut(watched, 35), watched.length, DecodedBy.RAW);
        assertEquals(179, packet.sourcePort());
        DecodedBy.decode(TRUNCATED, cut(watched, 23), watched.length, DecodedBy.RAW);
        byte[] other = ipv4(A4, B4, 6, tcp(80, 38688, ACK));
        DecodedBy.decode(OUT_OF_SCOPE, cut(other, 24), other.length, DecodedBy.RAW);
    }

    @Test
    void shouldRefuseImpossibleDataOffsets() {
        byte[] bytes = segment(FIN, "", 0);
        bytes[32] = 0x40;
        DecodedBy.raw(MALFORMED, bytes);
        bytes[32] = 0x60;
        DecodedBy.raw(MALFORMED, bytes);
    }

    @Test
    void shouldTakeEitherPort() {
        byte[] toPort = ipv4(A4, B4, 6, tcp(38688, 179, RST));
        assertEquals(179, DecodedBy.raw(IN_SCOPE, toPort).destinationPort());
        byte[] other = ipv4(A4, B4, 6, tcp(38688, 180, RST));
        DecodedBy.raw(OUT_OF_SCOPE, other);
        DecodedPacket packet = new DecodedPacket();
        assertEquals(IN_SCOPE, new Decoder(PortSet.all()).decode(other, 0, other.length, other.length, 101, packet));
    }
}

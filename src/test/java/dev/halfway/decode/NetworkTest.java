package dev.halfway.decode;

import static dev.halfway.decode.DecodedPacket.IN_SCOPE;
import static dev.halfway.decode.DecodedPacket.MALFORMED;
import static dev.halfway.decode.DecodedPacket.OUT_OF_SCOPE;
import static dev.halfway.decode.DecodedPacket.TRUNCATED;
import static dev.halfway.decode.Packets.A4;
import static dev.halfway.decode.Packets.A6;
import static dev.halfway.decode.Packets.ACK;
import static dev.halfway.decode.Packets.B4;
import static dev.halfway.decode.Packets.B6;
import static dev.halfway.decode.Packets.concat;
import static dev.halfway.decode.Packets.cut;
import static dev.halfway.decode.Packets.echo;
import static dev.halfway.decode.Packets.extension;
import static dev.halfway.decode.Packets.hex;
import static dev.halfway.decode.Packets.ipv4;
import static dev.halfway.decode.Packets.ipv6;
import static dev.halfway.decode.Packets.payload;
import static dev.halfway.decode.Packets.put16;
import static dev.halfway.decode.Packets.tcp;
import static dev.halfway.decode.Packets.udp;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkTest {
    @Test
    void shouldReadEveryFieldOfIpv4() {
        byte[] bytes = ipv4(A4, B4, 1, echo(0, 1, payload(56)));
        DecodedPacket packet = DecodedBy.raw(IN_SCOPE, bytes);
        assertEquals(A4, DecodedBy.source(packet));
        assertEquals(B4, DecodedBy.destination(packet));
        assertEquals(0, packet.sourceHigh());
        assertEquals(0xffff_0a27_01dbL, packet.sourceLow());
        assertEquals(63, packet.timeToLive());
        assertEquals(0xb8, packet.trafficClass());
        assertEquals(0x1234, packet.identification());
        assertEquals(1, packet.protocol());
        assertEquals(0, packet.networkOffset());
        assertEquals(84, packet.networkLength());
        assertEquals(28, packet.payloadOffset());
        assertEquals(56, packet.payloadLength());
        assertEquals(56, packet.payloadCaptured());
        assertFalse(packet.isFragment());
    }

    @Test
    void shouldReadEveryFieldOfIpv6() {
        DecodedPacket packet = DecodedBy.raw(IN_SCOPE, ipv6(A6, B6, 58, echo(129, 7, payload(8))));
        assertEquals(TypeP.ICMP_ECHO_REPLY, packet.typeP());
        assertEquals(A6, DecodedBy.source(packet));
        assertEquals(B6, DecodedBy.destination(packet));
        assertEquals(62, packet.timeToLive());
        assertEquals(0xb8, packet.trafficClass());
        assertEquals(0, packet.identification());
        assertEquals(58, packet.protocol());
        assertEquals(56, packet.networkLength());
        assertEquals(48, packet.payloadOffset());
        assertEquals(8, packet.payloadLength());
    }

    @Test
    void shouldSkipIpv4Options() {
        byte[] bytes = ipv4(A4, B4, 1, 1, 0, hex("94040000"), echo(8, 1, payload(4)));
        assertEquals(32, DecodedBy.raw(IN_SCOPE, bytes).payloadOffset());
        DecodedPacket packet = DecodedBy.decode(TRUNCATED, cut(bytes, 22), bytes.length, DecodedBy.RAW);
        assertTrue(packet.hasAddresses());
        assertEquals(A4, DecodedBy.source(packet));
    }

    @Test
    void shouldRefuseImpossibleIpv4Headers() {
        byte[] good = ipv4(A4, B4, 1, echo(8, 1, payload(4)));
        byte[] bytes = good.clone();
        bytes[0] = 0x44;
        DecodedBy.decode(MALFORMED, bytes, bytes.length, 228);
        assertFalse(DecodedBy.raw(MALFORMED, put16(good.clone(), 2, 19)).hasAddresses());
        DecodedBy.raw(MALFORMED, cut(good, 19));
    }

    @Test
    void shouldTakeTheLengthOfTheFrameWhereOffloadLeftItZero() {
        byte[] bytes = put16(ipv4(A4, B4, 6, tcp(179, 40000, ACK, new byte[0], payload(1000))), 2, 0);
        DecodedPacket packet = DecodedBy.decode(IN_SCOPE, cut(bytes, 100), 70_000, DecodedBy.RAW);
        assertEquals(70_000, packet.networkLength());
        assertEquals(70_000 - 40, packet.payloadLength());
        assertEquals(60, packet.payloadCaptured());
        assertEquals(TypeP.TCP_DATA, packet.typeP());

        byte[] six = put16(ipv6(A6, B6, 6, tcp(179, 40000, ACK, new byte[0], payload(100))), 4, 0);
        assertEquals(100, DecodedBy.raw(IN_SCOPE, six).payloadLength());
    }

    @Test
    void shouldReadJumbograms() {
        byte[] segment = tcp(179, 40000, ACK, new byte[0], payload(100));
        byte[] bytes = put16(ipv6(A6, B6, 0, concat(hex("0600 c204 00011170"), segment)), 4, 0);
        DecodedPacket packet = DecodedBy.decode(IN_SCOPE, bytes, 70_040, DecodedBy.RAW);
        assertEquals(70_040, packet.networkLength());
        assertEquals(70_000 - 28, packet.payloadLength());
        assertEquals(100, packet.payloadCaptured());
    }

    @Test
    void shouldTakePacketsLongerThanTheirFrameAsCut() {
        byte[] bytes = put16(ipv4(A4, B4, 1, echo(8, 1, payload(10))), 2, 84);
        DecodedPacket packet = DecodedBy.raw(IN_SCOPE, bytes);
        assertEquals(56, packet.payloadLength());
        assertEquals(10, packet.payloadCaptured());
    }

    @Test
    void shouldNeverCountPaddingAsPayload() {
        DecodedPacket packet =
                DecodedBy.ethernet(IN_SCOPE, cut(Packets.ethernet(0x0800, ipv4(A4, B4, 6, tcp(40000, 179, ACK))), 60));
        assertEquals(TypeP.TCP_ACK, packet.typeP());
        assertEquals(0, packet.payloadLength());
        assertEquals(0, packet.payloadCaptured());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 43, 60, 135, 139, 140})
    void shouldSkipExtensionHeaders(int extension) {
        byte[] last = extension(58, echo(128, 1, payload(8)));
        DecodedPacket packet = DecodedBy.raw(IN_SCOPE, ipv6(A6, B6, extension, extension(extension, last)));
        assertEquals(58, packet.protocol());
        assertEquals(40 + 16 + 8, packet.payloadOffset());
    }

    @Test
    void shouldSkipAuthenticationHeaders() {
        byte[] four = hex("0604 0000 00000001 00000002 000000000000000000000000");
        assertEquals(
                20 + 24 + 20,
                DecodedBy.raw(IN_SCOPE, ipv4(A4, B4, 51, concat(four, tcp(179, 38688, ACK))))
                        .payloadOffset());
        byte[] header = hex("3a04 0000 00000001 00000002 000000000000000000000000");
        assertEquals(
                40 + 24 + 8,
                DecodedBy.raw(IN_SCOPE, ipv6(A6, B6, 51, concat(header, echo(128, 1, payload(8)))))
                        .payloadOffset());
    }

    @Test
    void shouldFollowOnlySomeExtensionHeaders() {
        byte[] chain = echo(128, 1, payload(8));
        for (int i = 0; i < 15; i++) {
            chain = extension(i == 0 ? 58 : 60, chain);
        }
        DecodedBy.raw(IN_SCOPE, ipv6(A6, B6, 60, chain));
        DecodedBy.raw(OUT_OF_SCOPE, ipv6(A6, B6, 60, extension(60, extension(60, chain))));
    }

    @Test
    void shouldTellAddressesOfWhatIsOutOfScope() {
        DecodedPacket packet = DecodedBy.raw(OUT_OF_SCOPE, ipv4(A4, B4, 17, udp(53, payload(20))));
        assertTrue(packet.hasAddresses());
        assertEquals(B4, DecodedBy.destination(packet));
        assertEquals(17, packet.protocol());
        packet = DecodedBy.raw(OUT_OF_SCOPE, ipv6(A6, B6, 59, new byte[0]));
        assertEquals(A6, DecodedBy.source(packet));
        DecodedBy.raw(OUT_OF_SCOPE, ipv6(A6, B6, 1, echo(8, 1, payload(8))));
        DecodedBy.raw(OUT_OF_SCOPE, ipv4(A4, B4, 58, echo(128, 1, payload(8))));
    }
}

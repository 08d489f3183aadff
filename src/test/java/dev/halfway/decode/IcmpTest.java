package dev.halfway.decode;

import static dev.halfway.decode.DecodedPacket.IN_SCOPE;
import static dev.halfway.decode.DecodedPacket.OUT_OF_SCOPE;
import static dev.halfway.decode.DecodedPacket.TRUNCATED;
import static dev.halfway.decode.Packets.A4;
import static dev.halfway.decode.Packets.A6;
import static dev.halfway.decode.Packets.ACK;
import static dev.halfway.decode.Packets.B4;
import static dev.halfway.decode.Packets.B6;
import static dev.halfway.decode.Packets.cut;
import static dev.halfway.decode.Packets.echo;
import static dev.halfway.decode.Packets.extension;
import static dev.halfway.decode.Packets.fragmentHeader;
import static dev.halfway.decode.Packets.icmp;
import static dev.halfway.decode.Packets.ipv4;
import static dev.halfway.decode.Packets.ipv6;
import static dev.halfway.decode.Packets.payload;
import static dev.halfway.decode.Packets.tcp;
import static dev.halfway.decode.Packets.udp;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IcmpTest {
    private static final String ROUTER4 = "10.39.0.1";
    private static final String ROUTER6 = "2001:db8::1";

    private static byte[] error4(int type, byte[] quote) {
        return ipv4(ROUTER4, A4, 1, icmp(type, 4, 1400, quote));
    }

    private static byte[] error6(int type, byte[] quote) {
        return ipv6(ROUTER6, A6, 58, icmp(type, 0, 1280, quote));
    }

    @Test
    void shouldReadEchoes() {
        DecodedPacket packet = DecodedBy.raw(IN_SCOPE, ipv4(A4, B4, 1, echo(0, 65_535, payload(56))));
        assertEquals(TypeP.ICMP_ECHO_REPLY, packet.typeP());
        assertEquals(19809, packet.sourcePort());
        assertEquals(19809, packet.destinationPort());
        assertEquals(65_535, packet.sequence());
        assertEquals(19809 << 16 | 65_535, packet.icmpRest());
        packet = DecodedBy.raw(IN_SCOPE, ipv6(A6, B6, 58, echo(128, 3, payload(0))));
        assertEquals(TypeP.ICMP_ECHO_REQUEST, packet.typeP());
        assertEquals(128, packet.icmpType());
        assertEquals(0, packet.payloadLength());
    }

    @Test
    void shouldTellCutEchoesFromOtherIcmp() {
        byte[] request = ipv4(A4, B4, 1, echo(8, 1, payload(56)));
        DecodedBy.decode(TRUNCATED, cut(request, 27), request.length, DecodedBy.RAW);
        byte[] timestamp = ipv4(A4, B4, 1, icmp(13, 0, 1, payload(12)));
        DecodedPacket packet = DecodedBy.decode(OUT_OF_SCOPE, cut(timestamp, 22), timestamp.length, DecodedBy.RAW);
        assertEquals(13, packet.icmpType());
        DecodedBy.raw(OUT_OF_SCOPE, ipv6(A6, B6, 58, icmp(135, 0, 0, payload(16))));
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4, 5, 11, 12})
    void shouldReadTheEchoAnErrorQuotes(int type) {
        byte[] quoted = ipv4(A4, B4, 1, 0xbeef, 0, new byte[0], echo(8, 39, payload(56)));
        DecodedPacket packet = DecodedBy.raw(IN_SCOPE, error4(type, cut(quoted, 28)));
        assertEquals(TypeP.ICMP_ERROR, packet.typeP());
        assertEquals(ROUTER4, DecodedBy.source(packet));
        assertEquals(type, packet.icmpType());
        assertEquals(4, packet.icmpCode());
        assertEquals(1400, packet.icmpRest());
        assertTrue(packet.hasQuote());
        assertEquals(A4, Addresses.format(packet.quotedSourceHigh(), packet.quotedSourceLow()));
        assertEquals(B4, Addresses.format(packet.quotedDestinationHigh(), packet.quotedDestinationLow()));
        assertEquals(1, packet.quotedProtocol());
        assertEquals(0xbeef, packet.quotedIdentification());
        assertFalse(packet.isQuotedFragment());
        assertEquals(19809, packet.quotedSourcePort());
        assertEquals(19809, packet.quotedDestinationPort());
        assertEquals(39, packet.quotedSequence());
        assertEquals(TypeP.ICMP_ECHO_REQUEST, packet.quotedEcho());
        assertEquals(28, packet.payloadLength());
        assertEquals(0, packet.sourcePort());
    }

    @ParameterizedTest
    @CsvSource({"1, 6", "2, 6", "3, 58", "4, 58"})
    void shouldReadWhatAnIcmpv6ErrorQuotes(int type, int protocol) {
        byte[] inner = protocol == 6 ? tcp(38688, 179, ACK) : echo(129, 12, payload(8));
        byte[] quoted = ipv6(A6, B6, 60, extension(44, fragmentHeader(protocol, 0, true, 5, inner)));
        DecodedPacket packet = DecodedBy.raw(IN_SCOPE, error6(type, quoted));
        assertEquals(TypeP.ICMP_ERROR, packet.typeP());
        assertEquals(protocol, packet.quotedProtocol());
        assertEquals(1280, packet.icmpRest());
        assertEquals(B6, Addresses.format(packet.quotedDestinationHigh(), packet.quotedDestinationLow()));
        assertEquals(protocol == 6 ? 179 : 19809, packet.quotedDestinationPort());
        assertEquals(protocol == 6 ? 0x89abcdef : 12, packet.quotedSequence());
        assertTrue(packet.isQuotedFragment());
        assertEquals(5, packet.quotedIdentification());
    }

    @Test
    void shouldReadThatAnErrorQuotesAFirstFragment() {
        byte[] quoted = ipv4(A4, B4, 1, 0xbeef, 0x2000, new byte[0], echo(8, 39, payload(56)));
        DecodedPacket packet = DecodedBy.raw(IN_SCOPE, error4(3, cut(quoted, 28)));
        assertTrue(packet.isQuotedFragment());
        assertEquals(39, packet.quotedSequence());
    }

    @Test
    void shouldReadTheSegmentAnErrorQuotes() {
        byte[] quoted = cut(ipv4(A4, B4, 6, tcp(179, 38688, ACK, new byte[0], payload(1000))), 28);
        DecodedPacket packet = DecodedBy.raw(IN_SCOPE, error4(3, quoted));
        assertEquals(6, packet.quotedProtocol());
        assertEquals(179, packet.quotedSourcePort());
        assertEquals(38688, packet.quotedDestinationPort());
        assertEquals(0x89abcdef, packet.quotedSequence());
        assertNull(packet.quotedEcho());
    }

    @Test
    void shouldReadTheQuoteOfATunnelledPacket() {
        byte[] quoted = ipv4("172.16.0.1", "172.16.0.2", 4, ipv4(A4, B4, 1, echo(8, 7, payload(8))));
        DecodedPacket packet = DecodedBy.raw(IN_SCOPE, error4(3, quoted));
        assertEquals(A4, Addresses.format(packet.quotedSourceHigh(), packet.quotedSourceLow()));
        assertEquals(7, packet.quotedSequence());
        packet = DecodedBy.raw(OUT_OF_SCOPE, error4(3, cut(quoted, 28)));
        assertFalse(packet.hasQuote());
        assertEquals(0, packet.quotedSourceLow(), "nothing left of the outer quote");
    }

    @Test
    void shouldLeaveQuotesOfOthersOut() {
        DecodedBy.raw(OUT_OF_SCOPE, error4(3, ipv4(A4, B4, 17, udp(53, payload(8)))));
        DecodedBy.raw(OUT_OF_SCOPE, error4(3, ipv4(A4, B4, 6, tcp(80, 38688, ACK))));
        DecodedBy.raw(OUT_OF_SCOPE, error4(3, ipv4(A4, B4, 1, icmp(13, 0, 0, payload(12)))));
        DecodedBy.raw(OUT_OF_SCOPE, error4(3, ipv4(A4, B4, 6, 7, 100, new byte[0], payload(64))));
        DecodedBy.raw(OUT_OF_SCOPE, error6(1, ipv6(A6, B6, 44, fragmentHeader(58, 1448, false, 5, payload(64)))));
        DecodedBy.raw(OUT_OF_SCOPE, error4(3, ipv6(A6, B6, 58, echo(128, 1, payload(8)))));
        DecodedBy.raw(OUT_OF_SCOPE, error4(3, new byte[0]));
        DecodedBy.raw(OUT_OF_SCOPE, error4(3, cut(ipv4(A4, B4, 6, tcp(179, 38688, ACK)), 27)));
    }

    @Test
    void shouldTellQuotesThatTheSnapLengthCut() {
        byte[] error = error4(11, ipv4(A4, B4, 1, echo(8, 7, payload(8))));
        for (int length : new int[] {27, 28, 40, 48, 55}) {
            DecodedPacket packet = DecodedBy.decode(TRUNCATED, cut(error, length), error.length, DecodedBy.RAW);
            assertFalse(packet.hasQuote());
            assertEquals(11, packet.icmpType());
        }
        assertTrue(DecodedBy.decode(IN_SCOPE, cut(error, 56), error.length, DecodedBy.RAW)
                .hasQuote());
    }

    @Test
    void shouldForgetAQuoteWithTheNextPacket() {
        DecodedBy.raw(IN_SCOPE, error4(3, ipv4(A4, B4, 1, echo(8, 7, payload(8)))));
        DecodedPacket packet = DecodedBy.raw(IN_SCOPE, ipv4(A4, B4, 1, echo(8, 7, payload(8))));
        assertFalse(packet.hasQuote());
        assertNull(packet.quotedEcho());
        assertEquals(0, packet.quotedDestinationLow());
    }
}

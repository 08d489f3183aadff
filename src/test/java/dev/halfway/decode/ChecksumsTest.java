package dev.halfway.decode;

import static dev.halfway.decode.Packets.A4;
import static dev.halfway.decode.Packets.A6;
import static dev.halfway.decode.Packets.ACK;
import static dev.halfway.decode.Packets.B4;
import static dev.halfway.decode.Packets.B6;
import static dev.halfway.decode.Packets.checksum;
import static dev.halfway.decode.Packets.cut;
import static dev.halfway.decode.Packets.echo;
import static dev.halfway.decode.Packets.hex;
import static dev.halfway.decode.Packets.ipv4;
import static dev.halfway.decode.Packets.ipv6;
import static dev.halfway.decode.Packets.payload;
import static dev.halfway.decode.Packets.pseudoHeader;
import static dev.halfway.decode.Packets.put16;
import static dev.halfway.decode.Packets.tcp;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChecksumsTest {
    private static final int TCP_CHECKSUM = 16;

    private final DecodedPacket packet = new DecodedPacket();

    private ChecksumResult transport(byte[] bytes, int originalLength) {
        new Decoder(PortSet.of(179)).decode(bytes, 0, bytes.length, originalLength, 101, packet);
        return Checksums.transport(bytes, packet);
    }

    private static byte[] segment(String source, String destination, int payloadLength) {
        byte[] segment = tcp(179, 38688, ACK, hex("0101080a1122334455667788"), payload(payloadLength));
        return put16(segment, TCP_CHECKSUM, checksum(pseudoHeader(source, destination, 6, segment.length), segment));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 19, 1448, 60_001})
    void shouldFindEveryChangedByteOfASegment(int payloadLength) {
        byte[] four = ipv4(A4, B4, 6, segment(A4, B4, payloadLength));
        assertEquals(ChecksumResult.VALID, transport(four, four.length));
        byte[] six = ipv6(A6, B6, 6, segment(A6, B6, payloadLength));
        assertEquals(ChecksumResult.VALID, transport(six, six.length));
        four[four.length - 1] ^= 0x10;
        assertEquals(ChecksumResult.INVALID, transport(four, four.length));
        six[six.length - 1] ^= 0x10;
        assertEquals(ChecksumResult.INVALID, transport(six, six.length));
    }

    @Test
    void shouldVerifyIcmp() {
        byte[] bytes = ipv4(A4, B4, 1, echo(8, 39, payload(57)));
        assertEquals(ChecksumResult.VALID, transport(bytes, bytes.length));
        bytes[40] ^= 1;
        assertEquals(ChecksumResult.INVALID, transport(bytes, bytes.length));

        byte[] message = echo(128, 39, payload(57));
        byte[] six = ipv6(A6, B6, 58, put16(message, 2, checksum(pseudoHeader(A6, B6, 58, message.length), message)));
        assertEquals(ChecksumResult.VALID, transport(six, six.length));
        six[60] ^= 1;
        assertEquals(ChecksumResult.INVALID, transport(six, six.length));
    }

    @Test
    void shouldTellChecksumsLeftToTheHardware() {
        byte[] segment = tcp(179, 38688, ACK, new byte[0], payload(3000));
        int pseudoHeaderSum = ~checksum(pseudoHeader(A4, B4, 6, segment.length)) & 0xffff;
        byte[] bytes = ipv4(A4, B4, 6, put16(segment, TCP_CHECKSUM, pseudoHeaderSum));
        assertEquals(ChecksumResult.PARTIAL, transport(bytes, bytes.length));
        byte[] offloaded = put16(bytes.clone(), 2, 0);
        assertEquals(ChecksumResult.PARTIAL, transport(offloaded, offloaded.length));
        assertEquals(
                ChecksumResult.INVALID, transport(put16(bytes, 20 + TCP_CHECKSUM, pseudoHeaderSum + 1), bytes.length));
    }

    @Test
    void shouldNotJudgeWhatItCannot() {
        byte[] bytes = ipv4(A4, B4, 6, segment(A4, B4, 100));
        assertEquals(ChecksumResult.UNKNOWN, transport(cut(bytes, bytes.length - 1), bytes.length));
        byte[] fragment = ipv4(A4, B4, 6, 1, 0x2000, new byte[0], segment(A4, B4, 100));
        assertEquals(ChecksumResult.UNKNOWN, transport(fragment, fragment.length));
        byte[] udp = ipv4(A4, B4, 17, Packets.udp(53, payload(8)));
        assertEquals(ChecksumResult.UNKNOWN, transport(udp, udp.length));
        byte[] routed = ipv4(A4, B4, 6, 1, 0, hex("0183070400000000"), segment(A4, B4, 100));
        assertEquals(ChecksumResult.UNKNOWN, transport(routed, routed.length));
        byte[] routed6 = ipv6(A6, B6, 43, Packets.concat(hex("0600 0001 00000000"), segment(A6, B6, 100)));
        assertEquals(ChecksumResult.UNKNOWN, transport(routed6, routed6.length));
    }
}

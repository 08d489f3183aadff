package dev.halfway.decode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfway.decode.VariedPackets.Sample;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * Nothing that a packet holds raises anything, and no byte behind it matters: packets stand at the end of their array, so
 * that a load past the end throws, and are decoded a second time amid other bytes, which must change nothing.
 */
class HostileInputTest {
    static final java.util.List<Sample> SAMPLES = VariedPackets.ALL;

    private final Decoder decoder = new Decoder(PortSet.of(179));
    private final DecodedPacket packet = new DecodedPacket();
    private final DecodedPacket amid = new DecodedPacket();

    @ParameterizedTest
    @FieldSource("SAMPLES")
    void shouldStartFromAPacketOfOurs(Sample sample) {
        int outcome = decode(sample.bytes(), sample.bytes().length, sample.linkType());
        assertTrue(outcome == DecodedPacket.IN_SCOPE || packet.isArp());
    }

    @ParameterizedTest
    @FieldSource("SAMPLES")
    void shouldReadPacketsCutAtEveryLength(Sample sample) {
        byte[] whole = sample.bytes();
        for (int length = 0; length <= whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            int bySnapLength = decode(cut, whole.length, sample.linkType());
            assertTrue(
                    bySnapLength == DecodedPacket.IN_SCOPE
                            || bySnapLength == DecodedPacket.TRUNCATED
                            || (packet.isArp() && bySnapLength == DecodedPacket.OUT_OF_SCOPE)
                            || isPseudowireCut(packet, bySnapLength),
                    "cut at " + length + " gives " + bySnapLength);
            decode(cut, length, sample.linkType());
        }
    }

    /** Ethernet in MPLS is told by a type field; before that there is nothing to be sure of. */
    private static boolean isPseudowireCut(DecodedPacket packet, int outcome) {
        return outcome == DecodedPacket.OUT_OF_SCOPE
                && packet.encapsulation() == DecodedPacket.MPLS
                && !packet.hasAddresses();
    }

    @ParameterizedTest
    @FieldSource("SAMPLES")
    void shouldReadPacketsWithAnyByteChanged(Sample sample) {
        byte[] bytes = sample.bytes().clone();
        for (int i = 0; i < bytes.length; i++) {
            byte original = bytes[i];
            for (int value = 0; value < 256; value++) {
                bytes[i] = (byte) value;
                decode(bytes, bytes.length, sample.linkType());
            }
            bytes[i] = original;
        }
    }

    @Test
    void shouldReadPacketsChangedAndCutAtRandom() {
        long seed = 20170808;
        Random random = new Random(seed);
        for (int round = 0; round < 200_000; round++) {
            Sample sample = VariedPackets.ALL.get(random.nextInt(VariedPackets.ALL.size()));
            byte[] bytes = Arrays.copyOf(sample.bytes(), random.nextInt(sample.bytes().length + 1));
            for (int i = random.nextInt(6); i > 0 && bytes.length > 0; i--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            int original = random.nextInt(8) == 0 ? random.nextInt() : bytes.length + random.nextInt(100);
            decode(bytes, original, sample.linkType());
        }
    }

    @Test
    void shouldReadNoise() {
        Random random = new Random(20170809);
        int[] linkTypes = {0, 1, 12, 101, 108, 113, 228, 229, 276};
        for (int round = 0; round < 200_000; round++) {
            byte[] bytes = new byte[random.nextInt(120)];
            random.nextBytes(bytes);
            decode(bytes, bytes.length, linkTypes[random.nextInt(linkTypes.length)]);
        }
    }

    @Test
    void shouldBlameTheCallerForARangeOutsideTheBuffer() {
        assertThrows(IndexOutOfBoundsException.class, () -> decoder.decode(new byte[10], 5, 6, 6, 1, packet));
    }

    /** Decodes alone and amid other bytes, and checks what must hold for any packet. */
    private int decode(byte[] bytes, int originalLength, int linkType) {
        int outcome = decoder.decode(bytes, 0, bytes.length, originalLength, linkType, packet);
        assertEquals(outcome == DecodedPacket.IN_SCOPE, packet.typeP() != null);
        assertTrue(packet.payloadLength() >= 0);
        assertTrue(packet.payloadCaptured() >= 0 && packet.payloadCaptured() <= packet.payloadLength());
        assertTrue(packet.payloadCaptured() == 0 || packet.payloadOffset() + packet.payloadCaptured() <= bytes.length);
        assertTrue(packet.networkCaptured <= packet.networkLength);
        assertTrue(packet.networkOffset() + packet.networkCaptured <= bytes.length);
        Checksums.transport(bytes, packet);

        byte[] larger = new byte[bytes.length + 128];
        Arrays.fill(larger, (byte) 0x45);
        System.arraycopy(bytes, 0, larger, 64, bytes.length);
        assertEquals(outcome, decoder.decode(larger, 64, bytes.length, originalLength, linkType, amid));
        assertEquals(packet.typeP(), amid.typeP());
        assertEquals(packet.sourceLow(), amid.sourceLow());
        assertEquals(packet.sequence(), amid.sequence());
        assertEquals(packet.payloadCaptured(), amid.payloadCaptured());
        assertEquals(packet.timestampEcho(), amid.timestampEcho());
        assertEquals(packet.quotedSequence(), amid.quotedSequence());
        return outcome;
    }
}

package dev.halfway.decode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PayloadDigestTest {
    @Test
    void shouldDependOnEveryBitOrderAndLength() {
        Set<Long> seen = new HashSet<>();
        int expected = 0;
        for (int length = 0; length <= 70; length++) {
            byte[] bytes = new byte[length];
            seen.add(PayloadDigest.of(bytes, 0, length));
            expected++;
            for (int bit = 0; bit < 8 * length; bit++) {
                bytes[bit / 8] ^= (byte) (1 << bit % 8);
                seen.add(PayloadDigest.of(bytes, 0, length));
                expected++;
                bytes[bit / 8] ^= (byte) (1 << bit % 8);
            }
        }
        assertEquals(expected, seen.size());
    }

    @Test
    void shouldNotDependOnWhereTheBytesStand() {
        byte[] bytes = Packets.payload(61);
        byte[] shifted = Packets.concat(new byte[] {9, 9, 9}, bytes, new byte[] {9});
        assertEquals(PayloadDigest.of(bytes, 0, 61), PayloadDigest.of(shifted, 3, 61));
        assertNotEquals(PayloadDigest.of(bytes, 0, 61), PayloadDigest.of(shifted, 2, 61));
    }

    @Test
    void shouldChangeHalfTheBitsForOneBit() {
        byte[] bytes = Packets.payload(56);
        long original = PayloadDigest.of(bytes, 0, 56);
        int changed = 0;
        for (int bit = 0; bit < 8 * 56; bit++) {
            bytes[bit / 8] ^= (byte) (1 << bit % 8);
            changed += Long.bitCount(original ^ PayloadDigest.of(bytes, 0, 56));
            bytes[bit / 8] ^= (byte) (1 << bit % 8);
        }
        double mean = changed / (8.0 * 56);
        assertTrue(mean > 31 && mean < 33, () -> "mean of changed bits " + mean);
    }

    @Test
    void shouldTakeNothingFromAnywhere() {
        assertEquals(PayloadDigest.of(new byte[0], 0, 0), PayloadDigest.of(new byte[3], 99, 0));
        assertThrows(IndexOutOfBoundsException.class, () -> PayloadDigest.of(new byte[8], 1, 8));
    }
}

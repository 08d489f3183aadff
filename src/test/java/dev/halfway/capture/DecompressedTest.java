package dev.halfway.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipException;
import org.junit.jupiter.api.Test;

class DecompressedTest {
    private static final int MEGABYTE = 1 << 20;

    private static InputStream decompressed(byte[] plain, long alwaysBytes) throws IOException {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(compressed)) {
            out.write(plain);
        }
        Decompressed.Source source = new Decompressed.Source(new ByteArrayInputStream(compressed.toByteArray()));
        return new Decompressed(new GZIPInputStream(source), source, alwaysBytes);
    }

    @Test
    void shouldStopWhereFarMoreComesOutThanOfAnyCapture() throws IOException {
        InputStream zeros = decompressed(new byte[8 * MEGABYTE], MEGABYTE);
        assertEquals(MEGABYTE, zeros.readNBytes(MEGABYTE).length, "so much always comes");
        ZipException refusal = assertThrows(ZipException.class, zeros::readAllBytes);
        assertTrue(refusal.getMessage().contains("more than 500 times"), refusal.getMessage());
    }

    /** What came out before the checksum is found wrong may be damaged as well; what merely ends early is not. */
    @Test
    void shouldTellDamageFromAnEndThatIsEarly() throws IOException {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(compressed)) {
            out.write(new byte[777]);
        }
        byte[] bytes = compressed.toByteArray();
        assertThrows(
                EOFException.class,
                () -> gunzipped(Arrays.copyOf(bytes, bytes.length - 9)).readAllBytes());
        bytes[bytes.length - 8] ^= 1;
        assertThrows(Decompressed.Damage.class, () -> gunzipped(bytes).readAllBytes());
    }

    @Test
    void shouldRefuseEmptyMembersWithoutEnd() throws IOException {
        ByteArrayOutputStream empty = new ByteArrayOutputStream();
        new GZIPOutputStream(empty).close();
        ByteArrayOutputStream members = new ByteArrayOutputStream();
        for (int i = 0; i < 200_000; i++) {
            empty.writeTo(members);
        }
        ZipException refusal = assertThrows(
                ZipException.class, () -> gunzipped(members.toByteArray()).readAllBytes());
        assertTrue(refusal.getMessage().contains("empty members"), refusal.getMessage());
        assertFalse(refusal instanceof Decompressed.Damage);
    }

    private static InputStream gunzipped(byte[] bytes) throws IOException {
        Decompressed.Source source = new Decompressed.Source(new ByteArrayInputStream(bytes));
        return new Decompressed(new GZIPInputStream(source), source);
    }

    @Test
    void shouldLetThroughWhatIsSmall() throws IOException {
        InputStream zeros = decompressed(new byte[8 * MEGABYTE], 8 * MEGABYTE);
        assertEquals(8 * MEGABYTE, zeros.readAllBytes().length);
        assertEquals(-1, zeros.read());
    }

    @Test
    void shouldLetThroughWhatACaptureMayBe() throws IOException {
        byte[] packets = new byte[4 * MEGABYTE];
        Random random = new Random(1);
        for (int i = 0; i < packets.length; i += 400) {
            packets[i] = (byte) random.nextInt(); // one byte of 400 is new
        }
        InputStream in = decompressed(packets, MEGABYTE);
        assertEquals(packets[0] & 0xff, in.read());
        assertEquals(packets.length - 1, in.readAllBytes().length);
    }
}

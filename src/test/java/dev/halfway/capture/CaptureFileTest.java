package dev.halfway.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.sun.management.ThreadMXBean;
import io.airlift.compress.zstd.ZstdOutputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.SequenceInputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CaptureFileTest {
    private static final byte[] PACKET = {1, 2, 3, 4, 5};

    @TempDir
    Path directory;

    @Test
    void shouldTellTheFormatByContentAndNotByName() throws IOException {
        assertEquals("pcap", format("a.pcapng", packets(2)));
        assertEquals("pcap+gzip", format("b.pcap", gzip(packets(2))));
        assertEquals("pcap+zstd", format("c.txt", zstd(packets(2))));
        assertEquals("pcapng", format("d.gz", pcapng()));
        assertEquals("pcapng+gzip", format("e.zst", gzip(pcapng())));
    }

    private String format(String name, byte[] capture) throws IOException {
        Reading reading = Reading.of(CaptureFile.open(name, Files.write(directory.resolve(name), capture)));
        assertEquals(2, reading.frames.size());
        assertEquals(name, reading.summary.name());
        assertEquals(List.of(), reading.summary.warnings());
        return reading.summary.format();
    }

    @Test
    void shouldReadConcatenatedGzipMembersOfAStreamThatTrickles() throws IOException {
        byte[] whole = packets(4);
        ByteArrayOutputStream members = new ByteArrayOutputStream();
        for (int from = 0; from < whole.length; from += 10) {
            members.writeBytes(gzip(Arrays.copyOfRange(whole, from, Math.min(whole.length, from + 10))));
        }
        Reading reading = Reading.of(CaptureFile.open("-", trickle(members.toByteArray())));
        assertEquals(4, reading.frames.size());
        assertEquals(whole.length, reading.summary.bytes());
        assertEquals(OptionalLong.empty(), reading.summary.cutAtByte());
    }

    /** A frame's header: magic, then a window of 2 GiB, as zstd --long=31 declares. */
    @Test
    void shouldTakeNoMemoryForALargeZstdWindow() throws IOException {
        byte[] frame = {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd, 0, (byte) ((31 - 10) << 3), 1, 0, 0};
        Path file = Files.write(directory.resolve("long.pcap.zst"), frame);
        CaptureException refused = assertThrows(CaptureException.class, () -> CaptureFile.open("long.pcap.zst", file));
        assertTrue(refused.getMessage().contains("unpack it with zstd -d --long=31"), refused.getMessage());
    }

    /** As zstd --long=24 writes: a window of 16 MiB, and a block of one byte. */
    @Test
    void shouldSayThatAZstdWindowIsLargerThanCanBeRead() throws IOException {
        byte[] frame = {
            0x28, (byte) 0xb5, 0x2f, (byte) 0xfd, 0, (24 - 10) << 3, 1 | 2 << 1 | 3 << 3, 0, 0, 1 << 3, 'x', 0
        };
        Path file = Files.write(directory.resolve("long.pcap.zst"), frame);
        CaptureException refused = assertThrows(CaptureException.class, () -> CaptureFile.open("long.pcap.zst", file));
        assertTrue(refused.getMessage().contains("with a window larger than can be read"), refused.getMessage());
        assertTrue(refused.getMessage().contains("unpack it with zstd -d --long=31 first"), refused.getMessage());
    }

    @Test
    void shouldReadConcatenatedZstdFrames() throws IOException {
        ByteArrayOutputStream frames = new ByteArrayOutputStream();
        frames.writeBytes(zstd(packets(2)));
        frames.writeBytes(zstd(new PcapRecords(1).bytes()));
        assertEquals(3, Reading.of(frames.toByteArray()).frames.size());
    }

    /** Bytes of records without a file header. */
    private record PcapRecords(int count) {
        byte[] bytes() {
            return Arrays.copyOfRange(packets(count), 24, 24 + count * (16 + PACKET.length));
        }
    }

    /** One byte at a time, and never any available. */
    private static InputStream trickle(byte[] bytes) {
        return new FilterInputStream(new ByteArrayInputStream(bytes)) {
            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                return super.read(into, offset, Math.min(length, 1));
            }

            @Override
            public int available() {
                return 0;
            }
        };
    }

    @Test
    void shouldHandOverRecordsOfAPipeAsTheyCome() throws IOException {
        byte[] whole = packets(2);
        try (PipedInputStream in = new PipedInputStream()) {
            PipedOutputStream out = new PipedOutputStream(in);
            out.write(whole, 0, whole.length - 3);
            out.flush();
            Reading reading = new Reading();
            CaptureFile file = CaptureFile.open("-", in);
            assertEquals(1, file.poll(reading, 100), "without waiting for the second, of which 3 bytes are missing");
            out.write(whole, whole.length - 3, 3);
            out.flush();
            assertEquals(1, file.poll(reading, 100));
            out.close();
            assertEquals(PacketSource.END, file.poll(reading, 100));
            assertEquals(PacketSource.END, file.poll(reading, 100));
            assertEquals(2, reading.frames.size());
        }
    }

    @Test
    void shouldSayAfterWhichPacketADeviceFailed() {
        InputStream failing = new SequenceInputStream(new ByteArrayInputStream(packets(2)), new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("Input/output error");
            }
        });
        CaptureException failed =
                assertThrows(CaptureException.class, () -> Reading.of(CaptureFile.open("disk.pcap", failing)));
        assertTrue(
                failed.getMessage().startsWith("disk.pcap: cannot be read on after packet 2 (Input/output error)"),
                failed.getMessage());
    }

    @Test
    void shouldHandOverAtMostTheLimit() throws IOException {
        try (CaptureFile file = CaptureFile.open("test", new ByteArrayInputStream(packets(5)))) {
            Reading reading = new Reading();
            assertEquals(2, file.poll(reading, 2));
            assertEquals(2, reading.frames.size());
            assertEquals(3, file.poll(reading, 10));
            assertEquals(PacketSource.END, file.poll(reading, 10));
        }
    }

    @ParameterizedTest
    @CsvSource({"gzip", "zstd"})
    void shouldTakeCompressedDataCutAnywhereAsCut(String compression) throws IOException {
        byte[] whole = packets(200);
        byte[] compressed = compression.equals("gzip") ? gzip(whole) : zstd(whole);
        for (int length = 4; length < compressed.length; length++) {
            byte[] cut = Arrays.copyOf(compressed, length);
            try {
                SourceSummary summary = Reading.of(cut).summary;
                assertTrue(summary.cutAtByte().isPresent(), "cut at " + length);
                assertEquals(24 + 21 * summary.packets(), summary.cutAtByte().getAsLong());
                assertEquals(1, summary.warnings().size());
            } catch (CaptureException refused) {
                assertTrue(length < compressed.length / 2 || compression.equals("zstd"), "refused at " + length);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"gzip", "zstd"})
    void shouldSurviveDamagedCompressedData(String compression) throws IOException {
        byte[] whole = packets(200);
        byte[] compressed = compression.equals("gzip") ? gzip(whole) : zstd(whole);
        long seed = 7;
        Random random = new Random(seed);
        for (int i = 0; i < 2_000; i++) {
            byte[] damaged = compressed.clone();
            damaged[4 + random.nextInt(damaged.length - 4)] ^= (byte) (1 << random.nextInt(8));
            try {
                Reading.of(damaged);
            } catch (CaptureException refused) {
                assertTrue(refused.getMessage().startsWith("test: "), "seed " + seed + ": " + refused.getMessage());
            }
        }
    }

    @Test
    void shouldSurviveDamagedCaptures() throws IOException {
        long seed = 11;
        Random random = new Random(seed);
        for (byte[] sound : List.of(packets(3), pcapng())) {
            for (int i = 0; i < 20_000; i++) {
                byte[] damaged = sound.clone();
                for (int flips = random.nextInt(4); flips >= 0; flips--) {
                    damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
                }
                try {
                    Reading.of(damaged);
                } catch (CaptureException refused) {
                    assertTrue(refused.getMessage().startsWith("test: "), "seed " + seed + ": " + refused.getMessage());
                }
            }
        }
    }

    @Test
    void shouldSayOfEachNonCaptureWhatItIs() throws IOException {
        assertRefusal("is empty (0 bytes)", new byte[0]);
        assertRefusal("is empty after decompression", gzip(new byte[0]));
        assertRefusal(
                "is text and begins with \"16:41:43.571916 IP 10.39.1.231 > 10.39.1.219: ICMP\"",
                "16:41:43.571916 IP 10.39.1.231 > 10.39.1.219: ICMP\nmore".getBytes(StandardCharsets.US_ASCII));
        assertRefusal("is text and begins with \"ab\"", "ab".getBytes(StandardCharsets.US_ASCII));
        assertRefusal(
                "is text and begins with \".quoted. ..\"", "\"quoted\" \u00e9\n".getBytes(StandardCharsets.UTF_8));
        assertRefusal("begins with the bytes 7f454c4602010100", new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1, 0, 0, 0});
        assertRefusal("begins with the bytes 00", new byte[] {0});
        assertRefusal(
                "is compressed with bzip2", new byte[] {'B', 'Z', 'h', '9', 0x31, 0x41, 0x59, 0x26, 0x53, 0x59, 0});
        assertRefusal("is compressed with xz", new byte[] {(byte) 0xfd, '7', 'z', 'X', 'Z', 0, 0});
        assertRefusal("is compressed twice", gzip(gzip(packets(1))));
        assertRefusal("begins as gzip and is damaged", new byte[] {0x1f, (byte) 0x8b, 9, 0, 0, 0, 0, 0, 0, 0});
    }

    private void assertRefusal(String found, byte[] content) throws IOException {
        Path file = Files.write(directory.resolve("x.pcap"), content);
        CaptureException refused = assertThrows(CaptureException.class, () -> CaptureFile.open("x.pcap", file));
        assertTrue(refused.getMessage().startsWith("x.pcap: " + found), refused.getMessage());
    }

    @Test
    void shouldSayWhyAFileCannotBeOpened() throws IOException {
        CaptureException aDirectory = assertThrows(CaptureException.class, () -> CaptureFile.open("here", directory));
        assertTrue(aDirectory.getMessage().startsWith("here: is a directory"), aDirectory.getMessage());
        Path none = directory.resolve("none.pcap");
        CaptureException missing = assertThrows(CaptureException.class, () -> CaptureFile.open("none.pcap", none));
        assertTrue(missing.getMessage().startsWith("none.pcap: there is no such file"), missing.getMessage());
    }

    @Test
    void shouldSayThatAFileMayNotBeRead() throws IOException {
        Path secret = Files.write(directory.resolve("secret.pcap"), packets(1));
        Files.setPosixFilePermissions(secret, Set.of());
        assumeFalse(Files.isReadable(secret), "root may read everything");
        CaptureException refused = assertThrows(CaptureException.class, () -> CaptureFile.open("s", secret));
        assertTrue(refused.getMessage().startsWith("s: may not be read by this user"), refused.getMessage());
    }

    /** The buffer has its final size after the first records; what may be left is the reading of the clock of this test. */
    @ParameterizedTest
    @CsvSource({"pcap", "pcapng"})
    void shouldAllocateNothingPerPacket(String format) throws IOException {
        int packets = 1_000_000;
        Path path = directory.resolve("large");
        try (OutputStream out = Files.newOutputStream(path)) {
            writeMany(out, format, packets);
        }
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long[] count = new long[1];
        FrameHandler handler = frame -> count[0] += frame.number() > 0 ? 1 : 0;
        try (CaptureFile file = CaptureFile.open("large", path)) {
            while (count[0] < 50_000) {
                file.poll(handler, 1_000);
            }
            long before = threads.getCurrentThreadAllocatedBytes();
            while (file.poll(handler, 1_000) != PacketSource.END) {
                // until the end
            }
            long allocated = threads.getCurrentThreadAllocatedBytes() - before;
            assertEquals(packets, count[0]);
            assertTrue(allocated < 64 * 1024, allocated + " bytes allocated");
        }
    }

    static void writeMany(OutputStream out, String format, int packets) throws IOException {
        byte[] packet = new byte[98];
        int batch = 1_000;
        if (format.equals("pcap")) {
            out.write(PcapBytes.plain().bytes());
            PcapBytes records = PcapBytes.plain();
            for (int i = 0; i < batch; i++) {
                records.record(1_700_000_000, i, packet);
            }
            byte[] bytes = records.bytes();
            for (int i = 0; i < packets / batch; i++) {
                out.write(bytes, 24, bytes.length - 24);
            }
        } else {
            out.write(new PcapngBytes()
                    .section(ByteOrder.LITTLE_ENDIAN)
                    .iface(1, 0)
                    .bytes());
            PcapngBytes blocks = new PcapngBytes();
            for (int i = 0; i < batch; i++) {
                blocks.packet(0, 1_700_000_000_000_000L + i, packet, blocks.intOption(2, 1));
            }
            byte[] bytes = blocks.bytes();
            for (int i = 0; i < packets / batch; i++) {
                out.write(bytes);
            }
        }
    }

    private static byte[] packets(int count) {
        PcapBytes capture = PcapBytes.plain();
        for (int i = 0; i < count; i++) {
            capture.record(1_700_000_000 + i, 7L * i * i, PACKET);
        }
        return capture.bytes();
    }

    private static byte[] pcapng() {
        PcapngBytes capture = new PcapngBytes().section(ByteOrder.LITTLE_ENDIAN);
        capture.iface(1, 96, capture.option(2, "eth0"), capture.byteOption(9, 6));
        capture.packet(0, 1_700_000_000_000_000L, PACKET, capture.intOption(2, 1), capture.longOption(4, 3L));
        capture.packet(0, 1_700_000_001_000_000L, PACKET);
        capture.statistics(
                0, 1_700_000_001_000_000L, capture.timeOption(2, 1_700_000_000_000_000L), capture.longOption(5, 3L));
        return capture.bytes();
    }

    private static byte[] gzip(byte[] plain) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(plain);
        }
        return out.toByteArray();
    }

    private static byte[] zstd(byte[] plain) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (OutputStream zstd = new ZstdOutputStream(out)) {
            zstd.write(plain);
        }
        return out.toByteArray();
    }
}

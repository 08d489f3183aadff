package dev.halfway.capture;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Reads the statistics at the end of a pcapng file ahead of its packets.
 *
 * <p>From the end, each block's trailing length leads to its start. What is found so is read by the ordinary reader,
 * behind the beginning of the same file: its section header, its interfaces, and its first packet, which tells the unit
 * of the times.
 */
final class PcapngTail {
    private static final int TAIL_BYTES = 64 * 1024;
    /** What may stand before the first packet. */
    private static final int LARGEST_HEAD_BYTES = 1024 * 1024;

    private static final int BATCH = 256;

    private PcapngTail() {}

    /** See {@link CaptureFile#tailStatistics}. */
    static List<InterfaceStatistics> statistics(Path path) throws IOException {
        if (Files.exists(path) && !Files.isRegularFile(path)) {
            return List.of(); // a pipe has no end to look at, and would lose its beginning
        }
        String name = path.toString();
        try (CaptureFile whole = CaptureFile.open(name, path);
                RandomAccessFile file = new RandomAccessFile(path.toFile(), "r")) {
            return whole.summary().format().equals("pcapng") ? statistics(whole, file) : List.of();
        }
    }

    private static List<InterfaceStatistics> statistics(CaptureFile whole, RandomAccessFile file) throws IOException {
        try {
            whole.poll(frame -> {}, 1);
            long headBytes = whole.summary().bytes();
            if (headBytes > LARGEST_HEAD_BYTES) {
                return List.of();
            }
            byte[] head = read(file, 0, headBytes);
            long tailAt = Math.max(headBytes, file.length() - TAIL_BYTES);
            byte[] tail = read(file, tailAt, file.length() - tailAt);
            int firstBlock = tailAt == headBytes ? 0 : firstBlock(head, tail);
            return firstBlock < 0 ? List.of() : read(whole.summary().name(), head, tail, firstBlock);
        } catch (CaptureException | EOFException corruptOrShrunk) {
            return List.of();
        }
    }

    private static byte[] read(RandomAccessFile file, long at, long length) throws IOException {
        byte[] bytes = new byte[Math.toIntExact(length)];
        file.seek(at);
        file.readFully(bytes);
        return bytes;
    }

    /**
     * Index in the tail of the earliest block that the lengths lead to; -1 when they lead astray or into another
     * section, whose interfaces are not known here.
     */
    private static int firstBlock(byte[] head, byte[] tail) throws IOException {
        CaptureInput section = window(head);
        section.bigEndian(
                Integer.reverseBytes(section.int32(PcapngFormat.BYTE_ORDER_MAGIC_AT)) == PcapngFormat.BYTE_ORDER_MAGIC);
        CaptureInput input = window(tail);
        input.bigEndian(section.bigEndian());
        int at = tail.length;
        while (at >= PcapngFormat.SMALLEST_BLOCK_BYTES) {
            int length = input.int32(at - PcapngFormat.TRAILER_BYTES);
            if (length < PcapngFormat.SMALLEST_BLOCK_BYTES
                    || length > PcapngFormat.LARGEST_BLOCK_BYTES
                    || (length & 3) != 0) {
                return -1;
            }
            if (length > at) {
                return at;
            }
            at -= length;
            if (input.int32(at + PcapngFormat.LENGTH_AT) != length || input.int32(at) == PcapngFormat.SECTION_HEADER) {
                return -1;
            }
        }
        return at;
    }

    private static CaptureInput window(byte[] bytes) throws IOException {
        CaptureInput input = new CaptureInput(new ByteArrayInputStream(bytes));
        input.fetch(bytes.length);
        return input;
    }

    private static List<InterfaceStatistics> read(String name, byte[] head, byte[] tail, int firstBlock)
            throws IOException {
        Map<Integer, InterfaceStatistics> last = new TreeMap<>();
        FrameHandler keepLast = new FrameHandler() {
            @Override
            public void onFrame(Frame frame) {
                // only what the capture says about itself is wanted here
            }

            @Override
            public void onStatistics(InterfaceStatistics statistics) {
                last.put(statistics.interfaceIndex(), statistics);
            }
        };
        try (CaptureFile file = CaptureFile.open(
                name,
                new SequenceInputStream(
                        new ByteArrayInputStream(head),
                        new ByteArrayInputStream(tail, firstBlock, tail.length - firstBlock)))) {
            while (file.poll(keepLast, BATCH) != PacketSource.END) {
                // to the end
            }
            return file.summary().cutAtByte().isPresent() ? List.of() : List.copyOf(last.values());
        }
    }
}

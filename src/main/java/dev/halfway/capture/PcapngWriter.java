package dev.halfway.capture;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.OptionalLong;

/**
 * Writes pcapng (draft-ietf-opsawg-pcapng; the layout of the blocks stands at {@link PcapngReader}): little-endian, times
 * in nanoseconds. Goes with any stream: it never looks back, and the stream gets whole blocks at each write.
 *
 * <p>Blocks gather in one buffer until it is full or {@link #flush}. Writing a packet allocates nothing. Not thread-safe.
 */
public final class PcapngWriter {
    private static final int BUFFER_BYTES = 64 * 1024;
    private static final int LARGEST_OPTION_BYTES = 0xffff;
    private static final int LENGTH_UNKNOWN = -1;
    private static final int SHB_OS = 3;
    private static final int SHB_USERAPPL = 4;

    /** Headers, values but those of the two comments, and padding. */
    private static final int PACKET_OPTIONS_BYTES = 52;

    private static final byte[] NOTHING = {};

    private final OutputStream out;
    private ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    private int blockAt;
    private int interfaceCount;
    private long bytes;

    /** Flushes the stream when flushed, and leaves closing it to the caller. */
    public PcapngWriter(OutputStream out) {
        this.out = out;
    }

    /**
     * Begins a section; what follows is about interfaces that are added to it.
     *
     * @param host where the capture is made; goes into a comment, since pcapng has no field for it
     * @param system the operating system, with the hardware it is made for
     * @param application what makes the capture; each of the three is left out where empty
     */
    public void section(String host, String system, String application) throws IOException {
        writeSection(host.isEmpty() ? "" : PcapngFormat.HOST + host, system, application);
    }

    /** Begins a section that has a comment for the reader; what it holds is of several hosts. */
    public void section(String comment) throws IOException {
        writeSection(comment, "", "");
    }

    private void writeSection(String comment, String system, String application) throws IOException {
        byte[][] texts = {utf8(comment), utf8(system), utf8(application)};
        begin(PcapngFormat.SECTION_HEADER, PcapngFormat.SECTION_HEADER_BYTES + optionBytes(texts));
        buffer.putInt(PcapngFormat.BYTE_ORDER_MAGIC);
        buffer.putShort((short) PcapngFormat.VERSION_MAJOR).putShort((short) 0);
        buffer.putLong(LENGTH_UNKNOWN);
        text(PcapngFormat.COMMENT, texts[0]);
        text(SHB_OS, texts[1]);
        text(SHB_USERAPPL, texts[2]);
        end(true);
        interfaceCount = 0;
    }

    /**
     * Describes an interface; its host is that of the section.
     *
     * @return its number in the section, for {@link #packet} and {@link #statistics}
     */
    public int addInterface(SourceSummary.Interface added) throws IOException {
        byte[] name = utf8(added.name());
        byte[] filter = utf8(added.filter().isEmpty() ? "" : (char) PcapngFormat.IF_FILTER_TEXT + added.filter());
        begin(
                PcapngFormat.INTERFACE_DESCRIPTION,
                PcapngFormat.INTERFACE_FIXED_BYTES + Long.BYTES + optionBytes(name, filter));
        buffer.putShort((short) added.linkType()).putShort((short) 0);
        buffer.putInt(added.snapLengthBytes());
        text(PcapngFormat.IF_NAME, name);
        option(PcapngFormat.IF_TSRESOL, 1);
        buffer.put((byte) TimeScale.NANOSECONDS);
        pad();
        text(PcapngFormat.IF_FILTER, filter);
        end(true);
        return interfaceCount++;
    }

    /** Writes a packet, with its direction and the drops before it where the frame knows them. */
    public void packet(int interfaceNumber, Frame frame) throws IOException {
        packet(interfaceNumber, frame, frame.packetId(), "");
    }

    /**
     * Writes a packet.
     *
     * @param packetId the same for all sightings of one packet; none when {@link Frame#PACKET_ID_UNKNOWN}
     * @param comment for the reader, as Wireshark shows it; none when empty
     */
    public void packet(int interfaceNumber, Frame frame, long packetId, String comment) throws IOException {
        packet(interfaceNumber, frame, frame.timeNanos(), packetId, comment);
    }

    /**
     * Writes a packet with another time than its frame has.
     *
     * @param timeNanos since the epoch
     * @param packetId the same for all sightings of one packet; none when {@link Frame#PACKET_ID_UNKNOWN}
     * @param comment for the reader, as Wireshark shows it; none when empty
     */
    public void packet(int interfaceNumber, Frame frame, long timeNanos, long packetId, String comment)
            throws IOException {
        packet(
                interfaceNumber,
                frame,
                frame.capturedLength(),
                timeNanos,
                packetId,
                comment,
                frame.digestKey(),
                frame.digest());
    }

    /**
     * Writes the beginning of a packet.
     *
     * @param captured bytes that are written of it
     * @param digestKey by which the digest of its payload was made; {@link Frame#NO_DIGEST} for none
     */
    public void beginningOf(int interfaceNumber, Frame frame, int captured, long packetId, int digestKey, long digest)
            throws IOException {
        packet(interfaceNumber, frame, captured, frame.timeNanos(), packetId, "", digestKey, digest);
    }

    private void packet(
            int interfaceNumber,
            Frame frame,
            int captured,
            long timeNanos,
            long packetId,
            String comment,
            int digestKey,
            long digest)
            throws IOException {
        byte[] text = utf8(comment);
        byte[] digested = utf8(digestKey == Frame.NO_DIGEST ? "" : DigestComment.of(digestKey, digest));
        begin(
                PcapngFormat.ENHANCED_PACKET,
                PcapngFormat.PACKET_FIXED_BYTES + captured + text.length + digested.length + PACKET_OPTIONS_BYTES);
        buffer.putInt(interfaceNumber);
        time(timeNanos);
        buffer.putInt(captured).putInt(frame.originalLength());
        buffer.put(frame.buffer(), frame.offset(), captured);
        pad();
        boolean hasDirection = frame.direction() != Frame.DIRECTION_UNKNOWN;
        boolean hasDrops = frame.dropsBefore() >= 0;
        text(PcapngFormat.COMMENT, text);
        text(PcapngFormat.COMMENT, digested);
        if (hasDirection) {
            option(PcapngFormat.EPB_FLAGS, Integer.BYTES);
            buffer.putInt(frame.direction());
        }
        if (hasDrops) {
            option(PcapngFormat.EPB_DROPCOUNT, Long.BYTES);
            buffer.putLong(frame.dropsBefore());
        }
        boolean hasId = packetId != Frame.PACKET_ID_UNKNOWN;
        if (hasId) {
            option(PcapngFormat.EPB_PACKETID, Long.BYTES);
            buffer.putLong(packetId);
        }
        end(hasDirection || hasDrops || hasId || text.length + digested.length > 0);
    }

    /** Writes what is known of an interface at a moment; what is empty is left out. */
    public void statistics(int interfaceNumber, InterfaceStatistics taken) throws IOException {
        begin(
                PcapngFormat.INTERFACE_STATISTICS,
                PcapngFormat.STATISTICS_FIXED_BYTES + 7 * (Long.BYTES + Integer.BYTES));
        buffer.putInt(interfaceNumber);
        time(taken.timeNanos());
        time(PcapngFormat.ISB_STARTTIME, taken.startNanos());
        time(PcapngFormat.ISB_ENDTIME, taken.endNanos());
        count(PcapngFormat.ISB_IFRECV, taken.received());
        count(PcapngFormat.ISB_IFDROP, taken.droppedByInterface());
        count(PcapngFormat.ISB_FILTERACCEPT, taken.accepted());
        count(PcapngFormat.ISB_OSDROP, taken.droppedBySystem());
        end(true);
    }

    /** Length of all blocks so far, those in the buffer among them. */
    public long bytes() {
        return bytes;
    }

    /** Hands all blocks to the stream, and flushes it. */
    public void flush() throws IOException {
        drain();
        out.flush();
    }

    private void drain() throws IOException {
        int length = buffer.position();
        buffer.clear();
        if (length > 0) {
            out.write(buffer.array(), 0, length);
        }
    }

    private void begin(int type, int largestBytes) throws IOException {
        int needed = largestBytes + PcapngFormat.SMALLEST_BLOCK_BYTES;
        if (buffer.remaining() < needed) {
            drain();
            if (buffer.capacity() < needed) {
                buffer = ByteBuffer.allocate(needed).order(ByteOrder.LITTLE_ENDIAN);
            }
        }
        blockAt = buffer.position();
        buffer.putInt(type).putInt(0);
    }

    private void end(boolean hasOptions) {
        if (hasOptions) {
            option(PcapngFormat.OPTION_END, 0);
        }
        int length = buffer.position() - blockAt + PcapngFormat.TRAILER_BYTES;
        buffer.putInt(length);
        buffer.putInt(blockAt + PcapngFormat.LENGTH_AT, length);
        bytes += length;
    }

    private static int optionBytes(byte[]... texts) {
        return Arrays.stream(texts)
                .mapToInt(text -> PcapngFormat.OPTION_HEADER_BYTES + text.length + 3)
                .sum();
    }

    private void option(int code, int length) {
        buffer.putShort((short) code).putShort((short) length);
    }

    private void text(int code, byte[] text) {
        if (text.length > 0) {
            option(code, text.length);
            buffer.put(text);
            pad();
        }
    }

    private void count(int code, OptionalLong count) {
        if (count.isPresent()) {
            option(code, Long.BYTES);
            buffer.putLong(count.getAsLong());
        }
    }

    private void time(int code, OptionalLong nanos) {
        if (nanos.isPresent()) {
            option(code, Long.BYTES);
            time(nanos.getAsLong());
        }
    }

    /** Upper 32 bits first. The field has no sign: what is before 1970 becomes its beginning. */
    private void time(long nanos) {
        long units = Math.max(0, nanos);
        buffer.putInt((int) (units >>> Integer.SIZE)).putInt((int) units);
    }

    private void pad() {
        while ((buffer.position() - blockAt) % Integer.BYTES != 0) {
            buffer.put((byte) 0);
        }
    }

    /** At most what an option can hold. */
    private static byte[] utf8(String text) {
        if (text.isEmpty()) {
            return NOTHING;
        }
        byte[] whole = text.getBytes(StandardCharsets.UTF_8);
        return whole.length <= LARGEST_OPTION_BYTES ? whole : Arrays.copyOf(whole, LARGEST_OPTION_BYTES);
    }
}

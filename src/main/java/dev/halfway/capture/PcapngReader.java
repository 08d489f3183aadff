package dev.halfway.capture;

import static dev.halfway.capture.PcapngFormat.BYTE_ORDER_MAGIC;
import static dev.halfway.capture.PcapngFormat.BYTE_ORDER_MAGIC_AT;
import static dev.halfway.capture.PcapngFormat.CAPTURED_LENGTH_AT;
import static dev.halfway.capture.PcapngFormat.COMMENT;
import static dev.halfway.capture.PcapngFormat.CUSTOM;
import static dev.halfway.capture.PcapngFormat.CUSTOM_NOT_TO_COPY;
import static dev.halfway.capture.PcapngFormat.ENHANCED_PACKET;
import static dev.halfway.capture.PcapngFormat.EPB_DROPCOUNT;
import static dev.halfway.capture.PcapngFormat.EPB_FLAGS;
import static dev.halfway.capture.PcapngFormat.EPB_PACKETID;
import static dev.halfway.capture.PcapngFormat.HOST;
import static dev.halfway.capture.PcapngFormat.INTERFACE_AT;
import static dev.halfway.capture.PcapngFormat.INTERFACE_DESCRIPTION;
import static dev.halfway.capture.PcapngFormat.INTERFACE_STATISTICS;
import static dev.halfway.capture.PcapngFormat.JOURNAL_EXPORT;
import static dev.halfway.capture.PcapngFormat.LARGEST_BLOCK_BYTES;
import static dev.halfway.capture.PcapngFormat.LENGTH_AT;
import static dev.halfway.capture.PcapngFormat.OBSOLETE_DROPS_AT;
import static dev.halfway.capture.PcapngFormat.OBSOLETE_DROPS_UNKNOWN;
import static dev.halfway.capture.PcapngFormat.OBSOLETE_PACKET;
import static dev.halfway.capture.PcapngFormat.OPTION_HEADER_BYTES;
import static dev.halfway.capture.PcapngFormat.ORIGINAL_LENGTH_AT;
import static dev.halfway.capture.PcapngFormat.PACKET_FIXED_BYTES;
import static dev.halfway.capture.PcapngFormat.SECTION_HEADER;
import static dev.halfway.capture.PcapngFormat.SECTION_HEADER_BYTES;
import static dev.halfway.capture.PcapngFormat.SIMPLE_FIXED_BYTES;
import static dev.halfway.capture.PcapngFormat.SIMPLE_ORIGINAL_LENGTH_AT;
import static dev.halfway.capture.PcapngFormat.SIMPLE_PACKET;
import static dev.halfway.capture.PcapngFormat.SMALLEST_BLOCK_BYTES;
import static dev.halfway.capture.PcapngFormat.TIME_AT;
import static dev.halfway.capture.PcapngFormat.TRAILER_BYTES;
import static dev.halfway.capture.PcapngFormat.VERSION_MAJOR;
import static dev.halfway.capture.PcapngFormat.VERSION_MAJOR_AT;
import static dev.halfway.capture.PcapngFormat.VERSION_MINOR_ALSO;
import static dev.halfway.capture.PcapngFormat.VERSION_MINOR_AT;
import static dev.halfway.capture.PcapngFormat.blockOfType;
import static dev.halfway.capture.PcapngFormat.padded;
import static dev.halfway.capture.PcapngFormat.tooShort;

import java.io.IOException;
import java.util.OptionalLong;

/**
 * Reads pcapng, as {@link PcapngFormat} has it. Blocks of types that are not there (name resolution, secrets, custom) are skipped.
 */
final class PcapngReader extends RecordReader {
    /** Of a larger block the first so many bytes are kept: a packet, or more options than anybody writes. */
    private static final int LARGEST_HELD_BYTES = LARGEST_PACKET_BYTES + 4_096;

    private static final int DIRECTION_MASK = 3;

    /** A block that held no packet. */
    private static final int SKIPPED = 2;

    private String sectionHost = "";
    private final PcapngOptions options;
    private final PcapngInterfaces interfaces;
    private boolean warnedOfUnread;

    // of the options of the packet block at hand
    private int packetDirection;
    private long packetDrops;
    private long packetId;

    private PcapngReader(CaptureInput input, SourceTally tally) {
        super(input, tally);
        options = new PcapngOptions(input);
        interfaces = new PcapngInterfaces(input, tally, options);
    }

    /**
     * Reads the section header.
     *
     * @throws CaptureException when it is incomplete, corrupt, or of an unknown version
     */
    static PcapngReader open(CaptureInput input, SourceTally tally) throws IOException {
        if (!input.fetch(SECTION_HEADER_BYTES)) {
            throw new CaptureException(tally.name() + ": ends after " + input.available()
                    + " bytes, in the middle of the pcapng section header of at least " + SECTION_HEADER_BYTES
                    + " bytes; copy it again, or record it anew");
        }
        PcapngReader reader = new PcapngReader(input, tally);
        String fault = reader.startSection();
        if (!fault.isEmpty()) {
            throw new CaptureException(
                    tally.name() + ": is no readable pcapng: " + fault + "; convert it with the program that wrote it");
        }
        int length = input.int32(input.position() + LENGTH_AT);
        int held = Math.min(length, LARGEST_HELD_BYTES);
        if (!input.fetchHead(held, length)) {
            throw new CaptureException(tally.name() + ": ends after " + input.available()
                    + " bytes, in the middle of the pcapng section header of " + length
                    + " bytes; copy it again, or record it anew");
        }
        reader.readSectionOptions(length);
        input.advance(held, length - held);
        return reader;
    }

    @Override
    String format() {
        return "pcapng";
    }

    /** Interface Statistics Blocks count from the start of the capture, so the last of each interface stands. */
    @Override
    OptionalLong drops() {
        return interfaces.drops();
    }

    @Override
    int next(FrameHandler statistics, boolean mayWait) throws IOException {
        while (!ended()) {
            int status = require(SMALLEST_BLOCK_BYTES, mayWait);
            if (status != RECORD) {
                return status;
            }
            int type = input.int32(input.position());
            if (type == SECTION_HEADER) {
                status = require(SECTION_HEADER_BYTES, mayWait);
                if (status != RECORD) {
                    return status;
                }
                String fault = startSection();
                if (!fault.isEmpty()) {
                    return corrupt(fault);
                }
            }
            int length = input.int32(input.position() + LENGTH_AT);
            if (length < SMALLEST_BLOCK_BYTES || length > LARGEST_BLOCK_BYTES || (length & 3) != 0) {
                return corrupt(blockOfType(type) + " declares a length of " + Integer.toUnsignedString(length)
                        + ", expected a multiple of 4 from " + SMALLEST_BLOCK_BYTES + " to " + LARGEST_BLOCK_BYTES);
            }
            int held = Math.min(length, LARGEST_HELD_BYTES);
            status = held == length ? require(length, mayWait) : requireHead(held, length, mayWait);
            if (status != RECORD) {
                return status;
            }
            int trailing = held == length ? input.int32(input.position() + length - TRAILER_BYTES) : length;
            if (trailing != length) {
                return corrupt(blockOfType(type) + " declares a length of " + length + " at its start and of "
                        + Integer.toUnsignedString(trailing) + " at its end");
            }
            if (type == SECTION_HEADER) {
                readSectionOptions(length);
            }
            status = readBlock(type, length, statistics);
            if (status != SKIPPED) {
                return status;
            }
            input.advance(held, length - held);
        }
        return END;
    }

    /** Returns {@link #RECORD} with the block consumed, {@link #END}, or {@link #SKIPPED}. */
    private int readBlock(int type, int length, FrameHandler statistics) throws CaptureException {
        int block = input.position();
        int end = block + Math.min(length - TRAILER_BYTES, LARGEST_HELD_BYTES);
        switch (type) {
            case ENHANCED_PACKET:
            case OBSOLETE_PACKET:
                return readPacket(block, end, length, type == OBSOLETE_PACKET, statistics);
            case SIMPLE_PACKET:
                return readSimplePacket(block, end, length, statistics);
            case INTERFACE_DESCRIPTION:
                return skippedUnless(interfaces.readDescription(block, end, sectionHost));
            case INTERFACE_STATISTICS:
                return skippedUnless(interfaces.readStatistics(block, end, statistics));
            case CUSTOM:
            case CUSTOM_NOT_TO_COPY:
            case JOURNAL_EXPORT:
                tally.skipNumber(); // Wireshark shows these as frames
                return SKIPPED;
            default:
                return SKIPPED;
        }
    }

    /** @param end of what is held of the block's body */
    private int readPacket(int block, int end, int length, boolean obsolete, FrameHandler handler)
            throws CaptureException {
        if (end - block < PACKET_FIXED_BYTES) {
            return corrupt(tooShort(ENHANCED_PACKET, end - block));
        }
        int number = obsolete ? input.uint16(block + INTERFACE_AT) : input.int32(block + INTERFACE_AT);
        if (interfaces.isBeyond(number)) {
            return leaveUnread(handler);
        }
        if (!interfaces.has(number)) {
            return corrupt(interfaces.lacks(number));
        }
        int captured = input.int32(block + CAPTURED_LENGTH_AT);
        int data = block + PACKET_FIXED_BYTES;
        if (captured < 0 || captured > length - TRAILER_BYTES - PACKET_FIXED_BYTES) {
            return corrupt("a packet block of " + length + " bytes declares " + Integer.toUnsignedString(captured)
                    + " captured bytes");
        }
        PcapngInterface on = interfaces.get(number);
        clearPacketOptions();
        if (obsolete) {
            int drops = input.uint16(block + OBSOLETE_DROPS_AT);
            packetDrops = drops == OBSOLETE_DROPS_UNKNOWN ? -1 : drops;
        }
        int behind = data + padded(captured);
        if (end - behind >= OPTION_HEADER_BYTES) {
            readPacketOptions(behind, end);
        }
        long original = input.uint32(block + ORIGINAL_LENGTH_AT);
        frame.timeNanos = on.scale.nanos(input.splitInt64(block + TIME_AT));
        tally.time(frame.timeNanos);
        on.addDropped(packetDrops);
        return deliver(on, data, Math.min(captured, end - data), original, length);
    }

    /** A Simple Packet Block is on the first interface, and as long as that one's snap length lets it be. */
    private int readSimplePacket(int block, int end, int length, FrameHandler handler) throws CaptureException {
        if (end - block < SIMPLE_FIXED_BYTES) {
            return corrupt(tooShort(SIMPLE_PACKET, end - block));
        }
        if (interfaces.isBeyond(0)) {
            return leaveUnread(handler);
        }
        if (!interfaces.has(0)) {
            return corrupt(interfaces.lacks(0));
        }
        PcapngInterface on = interfaces.get(0);
        long original = input.uint32(block + SIMPLE_ORIGINAL_LENGTH_AT);
        long captured = on.snapLengthBytes > 0 ? Math.min(original, on.snapLengthBytes) : original;
        int data = block + SIMPLE_FIXED_BYTES;
        if (captured > length - TRAILER_BYTES - SIMPLE_FIXED_BYTES) {
            return corrupt("a simple packet block of " + length + " bytes declares " + captured + " captured bytes");
        }
        clearPacketOptions();
        frame.timeNanos = 0;
        return deliver(on, data, (int) Math.min(captured, end - data), original, length);
    }

    private int deliver(PcapngInterface on, int data, int captured, long original, int length) {
        frame.buffer = input.buffer();
        frame.offset = data;
        frame.capturedLength = captured;
        frame.originalLength = clampToInt(original);
        frame.linkType = on.linkType;
        frame.interfaceIndex = on.index;
        frame.direction = packetDirection;
        frame.dropsBefore = packetDrops;
        frame.packetId = packetId;
        frame.number = tally.countPacket();
        if (captured > original || captured > on.snapLengthBytes) {
            tally.lengths(captured, original, on.snapLengthBytes, input.offset());
        }
        int held = Math.min(length, LARGEST_HELD_BYTES);
        input.advance(held, length - held);
        return RECORD;
    }

    private void clearPacketOptions() {
        packetDirection = Frame.DIRECTION_UNKNOWN;
        packetDrops = -1;
        packetId = Frame.PACKET_ID_UNKNOWN;
        frame.digestKey = Frame.NO_DIGEST;
    }

    private void readPacketOptions(int start, int end) {
        options.over(start, end);
        while (options.next()) {
            switch (options.code()) {
                case EPB_FLAGS:
                    if (options.length() == Integer.BYTES) {
                        int direction = input.int32(options.value()) & DIRECTION_MASK;
                        packetDirection = direction == DIRECTION_MASK ? Frame.DIRECTION_UNKNOWN : direction;
                    }
                    break;
                case EPB_DROPCOUNT:
                    if (options.length() == Long.BYTES) {
                        packetDrops = Math.max(-1, input.int64(options.value()));
                    }
                    break;
                case EPB_PACKETID:
                    if (options.length() == Long.BYTES) {
                        packetId = Math.max(Frame.PACKET_ID_UNKNOWN, input.int64(options.value()));
                    }
                    break;
                case COMMENT:
                    if (options.length() == DigestComment.LENGTH) {
                        DigestComment.read(options.text(0), frame);
                    }
                    break;
                default:
                    break;
            }
        }
    }

    /** Takes up the byte order of the section whose header is at hand; returns what is wrong with it, or nothing. */
    private String startSection() {
        int block = input.position();
        int magic = input.int32(block + BYTE_ORDER_MAGIC_AT);
        if (Integer.reverseBytes(magic) == BYTE_ORDER_MAGIC) {
            input.bigEndian(!input.bigEndian());
        } else if (magic != BYTE_ORDER_MAGIC) {
            return "a section header has the byte-order magic 0x" + Integer.toHexString(magic) + ", expected 0x"
                    + Integer.toHexString(BYTE_ORDER_MAGIC);
        }
        int major = input.uint16(block + VERSION_MAJOR_AT);
        int minor = input.uint16(block + VERSION_MINOR_AT);
        if (major != VERSION_MAJOR || minor != 0 && minor != VERSION_MINOR_ALSO) {
            return "a section is of pcapng version " + major + "." + minor + ", expected 1.0 or 1.2";
        }
        int length = input.int32(block + LENGTH_AT);
        if (length < SECTION_HEADER_BYTES || length > LARGEST_BLOCK_BYTES || (length & 3) != 0) {
            return "a section header declares a length of " + Integer.toUnsignedString(length)
                    + ", expected a multiple of 4 from " + SECTION_HEADER_BYTES + " to " + LARGEST_BLOCK_BYTES;
        }
        interfaces.beginSection();
        tally.beginSection();
        return "";
    }

    private void readSectionOptions(int blockLength) {
        sectionHost = "";
        int end = input.position() + Math.min(blockLength - TRAILER_BYTES, LARGEST_HELD_BYTES);
        options.over(input.position() + SECTION_HEADER_BYTES - TRAILER_BYTES, end);
        while (options.next()) {
            String text = options.code() == COMMENT ? options.text(0) : "";
            if (text.startsWith(HOST)) {
                sectionHost = text.substring(HOST.length());
            }
        }
    }

    /** A packet of an interface that is not kept: counted, and passed over. */
    private int leaveUnread(FrameHandler handler) throws CaptureException {
        if (!warnedOfUnread) {
            warnedOfUnread = true;
            tally.warn("describes more than " + PcapngInterfaces.MOST
                    + " interfaces: packets of the others are counted and not read");
        }
        frame.number = tally.countPacket();
        return handler.onUnread(frame)
                ? SKIPPED
                : corrupt("it holds packets of more than " + PcapngInterfaces.MOST + " interfaces");
    }

    private int skippedUnless(String fault) throws CaptureException {
        return fault.isEmpty() ? SKIPPED : corrupt(fault);
    }
}

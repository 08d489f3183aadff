package dev.halfway.capture;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.ToLongFunction;

/**
 * Reads pcapng (draft-ietf-opsawg-pcapng): blocks of a type, a length, a body, and the length again. A section header
 * sets the byte order and forgets the interfaces before it.
 *
 * <pre>
 *   Section Header (4.1)       Interface Description (4.2)   Interface Statistics (4.6)
 *    0  0x0a0d0d0a              0  1                          0  5
 *    4  length                  4  length                     4  length
 *    8  0x1a2b3c4d              8  link type (16 bits)        8  interface
 *   12  major, minor (16 bits) 12  snap length               12  time, upper and lower 32 bits
 *   16  section length (64)    16  options                   20  options
 *
 *   Enhanced Packet (4.3)      Simple Packet (4.4)           Packet, obsolete (appendix A)
 *    0  6                       0  3                          0  2
 *    4  length                  4  length                     4  length
 *    8  interface               8  original length            8  interface, drops (16 bits)
 *   12  time, 2 x 32 bits      12  packet                    12  time, 2 x 32 bits
 *   20  captured length                                      20  captured length
 *   24  original length                                      24  original length
 *   28  packet, options                                      28  packet, options
 * </pre>
 *
 * <p>Blocks of any other type (name resolution, secrets, custom) are skipped.
 */
final class PcapngReader extends RecordReader {
    /** The same in either byte order. */
    static final int SECTION_HEADER = 0x0a0d_0d0a;

    static final int BYTE_ORDER_MAGIC = 0x1a2b_3c4d;
    static final int BYTE_ORDER_MAGIC_AT = 8;

    static final int INTERFACE_STATISTICS = 5;
    static final int INTERFACE_DESCRIPTION = 1;
    private static final int OBSOLETE_PACKET = 2;
    private static final int SIMPLE_PACKET = 3;
    static final int ENHANCED_PACKET = 6;
    private static final int JOURNAL_EXPORT = 9;
    private static final int CUSTOM = 0xbad;
    private static final int CUSTOM_NOT_TO_COPY = 0x4000_0bad;

    static final int LENGTH_AT = 4;
    static final int TRAILER_BYTES = 4;
    /** Type and both lengths. */
    static final int SMALLEST_BLOCK_BYTES = 12;

    static final int LARGEST_BLOCK_BYTES = 16 * 1024 * 1024;

    /** Of a larger block the first so many bytes are kept: a packet, or more options than anybody writes. */
    private static final int LARGEST_HELD_BYTES = LARGEST_PACKET_BYTES + 4_096;

    static final int SECTION_HEADER_BYTES = 28;
    private static final int VERSION_MAJOR_AT = 12;
    private static final int VERSION_MINOR_AT = 14;
    static final int VERSION_MAJOR = 1;
    /** Written by some, and the same as 0 (section 4.1). */
    private static final int VERSION_MINOR_ALSO = 2;

    static final int INTERFACE_FIXED_BYTES = 16;
    private static final int LINK_TYPE_AT = 8;
    private static final int SNAP_LENGTH_AT = 12;

    static final int PACKET_FIXED_BYTES = 28;
    private static final int INTERFACE_AT = 8;
    private static final int OBSOLETE_DROPS_AT = 10;
    private static final int OBSOLETE_DROPS_UNKNOWN = 0xffff;
    private static final int TIME_AT = 12;
    private static final int CAPTURED_LENGTH_AT = 20;
    private static final int ORIGINAL_LENGTH_AT = 24;

    private static final int SIMPLE_FIXED_BYTES = 12;
    private static final int SIMPLE_ORIGINAL_LENGTH_AT = 8;

    static final int STATISTICS_FIXED_BYTES = 20;

    static final int OPTION_HEADER_BYTES = 4;
    static final int OPTION_END = 0;
    static final int COMMENT = 1;
    static final int IF_NAME = 2;
    static final int IF_TSRESOL = 9;
    static final int IF_FILTER = 11;
    static final int IF_FILTER_TEXT = 0;
    private static final int IF_TSOFFSET = 14;
    static final int EPB_FLAGS = 2;
    static final int EPB_DROPCOUNT = 4;
    static final int EPB_PACKETID = 5;
    static final int ISB_STARTTIME = 2;
    static final int ISB_ENDTIME = 3;
    static final int ISB_IFRECV = 4;
    static final int ISB_IFDROP = 5;
    static final int ISB_FILTERACCEPT = 6;
    static final int ISB_OSDROP = 7;

    /** Before the host's name in a comment of the section, where our own captures put it: pcapng has no field for it. */
    static final String HOST = "host ";

    private static final int DIRECTION_MASK = 3;

    /** Bounds on what a hostile file may make us keep. */
    private static final int LARGEST_INTERFACE_COUNT = 65_536;

    private static final int LARGEST_TEXT_BYTES = 1_024;

    /** A block that held no packet. */
    private static final int SKIPPED = 2;

    private final List<PcapngInterface> all = new ArrayList<>();
    private final List<PcapngInterface> section = new ArrayList<>();
    private String sectionHost = "";
    private final StatisticsClock clock;
    private boolean warnedOfImplausibleTime;

    // of the options of the packet block at hand
    private int packetDirection;
    private long packetDrops;
    private long packetId;

    private PcapngReader(CaptureInput input, SourceTally tally) {
        super(input, tally);
        this.clock = new StatisticsClock(tally);
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
        OptionalLong byStatistics = sum(each -> each.dropped);
        return byStatistics.isPresent() ? byStatistics : sum(each -> each.droppedBetweenRecords);
    }

    private OptionalLong sum(ToLongFunction<PcapngInterface> drops) {
        long sum = -1;
        for (PcapngInterface each : all) {
            sum = add(sum, drops.applyAsLong(each));
        }
        return sum < 0 ? OptionalLong.empty() : OptionalLong.of(sum);
    }

    /** The sum of what is known; negative stands for unknown. Held at the largest long. */
    private static long add(long a, long b) {
        if (a < 0 || b < 0) {
            return Math.max(a, b);
        }
        long sum = a + b;
        return sum < 0 ? Long.MAX_VALUE : sum;
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
                return readPacket(block, end, length, type == OBSOLETE_PACKET);
            case SIMPLE_PACKET:
                return readSimplePacket(block, end, length);
            case INTERFACE_DESCRIPTION:
                return readInterface(block, end);
            case INTERFACE_STATISTICS:
                return readStatistics(block, end, statistics);
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
    private int readPacket(int block, int end, int length, boolean obsolete) throws CaptureException {
        if (end - block < PACKET_FIXED_BYTES) {
            return tooShort(ENHANCED_PACKET, end - block);
        }
        int number = obsolete ? input.uint16(block + INTERFACE_AT) : input.int32(block + INTERFACE_AT);
        if (number < 0 || number >= section.size()) {
            return noSuchInterface(number);
        }
        int captured = input.int32(block + CAPTURED_LENGTH_AT);
        int data = block + PACKET_FIXED_BYTES;
        if (captured < 0 || captured > length - TRAILER_BYTES - PACKET_FIXED_BYTES) {
            return corrupt("a packet block of " + length + " bytes declares " + Integer.toUnsignedString(captured)
                    + " captured bytes");
        }
        PcapngInterface on = section.get(number);
        packetDirection = Frame.DIRECTION_UNKNOWN;
        packetDrops = -1;
        packetId = Frame.PACKET_ID_UNKNOWN;
        frame.digestKey = Frame.NO_DIGEST;
        if (obsolete) {
            int drops = input.uint16(block + OBSOLETE_DROPS_AT);
            packetDrops = drops == OBSOLETE_DROPS_UNKNOWN ? -1 : drops;
        }
        int options = data + padded(captured);
        if (end - options >= OPTION_HEADER_BYTES) {
            readPacketOptions(options, end);
        }
        long original = input.uint32(block + ORIGINAL_LENGTH_AT);
        frame.timeNanos = on.scale.nanos(input.splitInt64(block + TIME_AT));
        tally.time(frame.timeNanos);
        on.droppedBetweenRecords = add(on.droppedBetweenRecords, packetDrops);
        return deliver(on, data, Math.min(captured, end - data), original, length);
    }

    /** A Simple Packet Block is on the first interface, and as long as that one's snap length lets it be. */
    private int readSimplePacket(int block, int end, int length) throws CaptureException {
        if (end - block < SIMPLE_FIXED_BYTES) {
            return tooShort(SIMPLE_PACKET, end - block);
        }
        if (section.isEmpty()) {
            return noSuchInterface(0);
        }
        PcapngInterface on = section.get(0);
        long original = input.uint32(block + SIMPLE_ORIGINAL_LENGTH_AT);
        long captured = on.snapLengthBytes > 0 ? Math.min(original, on.snapLengthBytes) : original;
        int data = block + SIMPLE_FIXED_BYTES;
        if (captured > length - TRAILER_BYTES - SIMPLE_FIXED_BYTES) {
            return corrupt("a simple packet block of " + length + " bytes declares " + captured + " captured bytes");
        }
        packetDirection = Frame.DIRECTION_UNKNOWN;
        packetDrops = -1;
        packetId = Frame.PACKET_ID_UNKNOWN;
        frame.digestKey = Frame.NO_DIGEST;
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

    private void readPacketOptions(int start, int end) {
        int at = start;
        while (hasOption(at, end)) {
            int length = optionLength(at);
            switch (input.uint16(at)) {
                case EPB_FLAGS:
                    if (length == Integer.BYTES) {
                        int direction = input.int32(at + OPTION_HEADER_BYTES) & DIRECTION_MASK;
                        packetDirection = direction == DIRECTION_MASK ? Frame.DIRECTION_UNKNOWN : direction;
                    }
                    break;
                case EPB_DROPCOUNT:
                    if (length == Long.BYTES) {
                        packetDrops = Math.max(-1, input.int64(at + OPTION_HEADER_BYTES));
                    }
                    break;
                case EPB_PACKETID:
                    if (length == Long.BYTES) {
                        packetId = Math.max(Frame.PACKET_ID_UNKNOWN, input.int64(at + OPTION_HEADER_BYTES));
                    }
                    break;
                case COMMENT:
                    if (length == DigestComment.LENGTH) {
                        DigestComment.read(text(at + OPTION_HEADER_BYTES, length), frame);
                    }
                    break;
                default:
                    break;
            }
            at += OPTION_HEADER_BYTES + padded(length);
        }
    }

    private int readInterface(int block, int end) throws CaptureException {
        if (end - block < INTERFACE_FIXED_BYTES) {
            return tooShort(INTERFACE_DESCRIPTION, end - block);
        }
        if (tally.interfaceCount() >= LARGEST_INTERFACE_COUNT) {
            return corrupt("it describes more than " + LARGEST_INTERFACE_COUNT + " interfaces");
        }
        int linkType = input.uint16(block + LINK_TYPE_AT);
        int snapLengthBytes = Math.max(0, input.int32(block + SNAP_LENGTH_AT));
        String name = "";
        String filter = "";
        int resolution = TimeScale.MICROSECONDS;
        long offsetSeconds = 0;
        int at = block + INTERFACE_FIXED_BYTES;
        while (hasOption(at, end)) {
            int length = optionLength(at);
            int value = at + OPTION_HEADER_BYTES;
            switch (input.uint16(at)) {
                case IF_NAME:
                    name = text(value, length);
                    break;
                case IF_FILTER:
                    if (length > 0 && input.uint8(value) == IF_FILTER_TEXT) {
                        filter = text(value + 1, length - 1);
                    }
                    break;
                case IF_TSRESOL:
                    resolution = length == 1 ? input.uint8(value) : resolution;
                    break;
                case IF_TSOFFSET:
                    offsetSeconds = length == Long.BYTES ? input.int64(value) : offsetSeconds;
                    break;
                default:
                    break;
            }
            at = value + padded(length);
        }
        int index =
                tally.addInterface(new SourceSummary.Interface(linkType, snapLengthBytes, name, filter, sectionHost));
        PcapngInterface added =
                new PcapngInterface(index, linkType, snapLengthBytes, new TimeScale(resolution, offsetSeconds));
        section.add(added);
        all.add(added);
        return SKIPPED;
    }

    private int readStatistics(int block, int end, FrameHandler handler) throws CaptureException {
        if (end - block < STATISTICS_FIXED_BYTES) {
            return tooShort(INTERFACE_STATISTICS, end - block);
        }
        int number = input.int32(block + INTERFACE_AT);
        if (number < 0 || number >= section.size()) {
            return noSuchInterface(number);
        }
        PcapngInterface of = section.get(number);
        OptionalLong start = OptionalLong.empty();
        OptionalLong stop = OptionalLong.empty();
        long received = -1;
        long accepted = -1;
        long droppedByInterface = -1;
        long droppedBySystem = -1;
        int at = block + STATISTICS_FIXED_BYTES;
        while (hasOption(at, end)) {
            int length = optionLength(at);
            int value = at + OPTION_HEADER_BYTES;
            if (length == Long.BYTES) {
                switch (input.uint16(at)) {
                    case ISB_STARTTIME:
                        start = plausible(of, value);
                        break;
                    case ISB_ENDTIME:
                        stop = plausible(of, value);
                        break;
                    case ISB_IFRECV:
                        received = input.int64(value);
                        break;
                    case ISB_IFDROP:
                        droppedByInterface = input.int64(value);
                        break;
                    case ISB_FILTERACCEPT:
                        accepted = input.int64(value);
                        break;
                    case ISB_OSDROP:
                        droppedBySystem = input.int64(value);
                        break;
                    default:
                        break;
                }
            }
            at = value + padded(length);
        }
        long dropped = add(droppedByInterface, droppedBySystem);
        if (dropped >= 0) {
            of.dropped = dropped;
        }
        tally.window(start, stop);
        long taken = input.splitInt64(block + TIME_AT);
        handler.onStatistics(new InterfaceStatistics(
                of.index,
                clock.nanos(of.scale, taken).orElse(of.scale.nanos(taken)),
                start,
                stop,
                known(received),
                known(accepted),
                known(droppedByInterface),
                known(droppedBySystem)));
        return SKIPPED;
    }

    private static OptionalLong known(long count) {
        return count < 0 ? OptionalLong.empty() : OptionalLong.of(count);
    }

    private OptionalLong plausible(PcapngInterface of, int value) {
        OptionalLong nanos = clock.nanos(of.scale, input.splitInt64(value));
        if (nanos.isEmpty() && !warnedOfImplausibleTime) {
            warnedOfImplausibleTime = true;
            tally.warn("the interface statistics at byte " + input.offset() + " give "
                    + Long.toUnsignedString(input.splitInt64(value))
                    + " as start or end of the capture, far from its packets in any unit; ignored");
        }
        return nanos;
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
        section.clear();
        return "";
    }

    private void readSectionOptions(int blockLength) {
        sectionHost = "";
        int end = input.position() + Math.min(blockLength - TRAILER_BYTES, LARGEST_HELD_BYTES);
        int at = input.position() + SECTION_HEADER_BYTES - TRAILER_BYTES;
        while (hasOption(at, end)) {
            int length = optionLength(at);
            String text = input.uint16(at) == COMMENT ? text(at + OPTION_HEADER_BYTES, length) : "";
            if (text.startsWith(HOST)) {
                sectionHost = text.substring(HOST.length());
            }
            at += OPTION_HEADER_BYTES + padded(length);
        }
    }

    private boolean hasOption(int at, int end) {
        return end - at >= OPTION_HEADER_BYTES
                && input.uint16(at) != OPTION_END
                && optionLength(at) <= end - at - OPTION_HEADER_BYTES;
    }

    private int optionLength(int at) {
        return input.uint16(at + 2);
    }

    private String text(int at, int length) {
        return new String(input.buffer(), at, Math.min(length, LARGEST_TEXT_BYTES), StandardCharsets.UTF_8);
    }

    private int tooShort(int type, int bytes) throws CaptureException {
        return corrupt(blockOfType(type) + " of " + (bytes + TRAILER_BYTES) + " bytes is too short for its fields");
    }

    private int noSuchInterface(int number) throws CaptureException {
        return corrupt("a block is about interface " + Integer.toUnsignedString(number) + " of a section with "
                + section.size());
    }

    private static String blockOfType(int type) {
        return "a block of type " + Integer.toUnsignedString(type);
    }

    private static int padded(int length) {
        return (length + 3) & ~3;
    }
}

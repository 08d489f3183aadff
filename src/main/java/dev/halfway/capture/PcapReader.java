package dev.halfway.capture;

import java.io.IOException;
import java.util.OptionalLong;

/**
 * Reads pcap (draft-ietf-opsawg-pcap): a file header of 24 bytes, then records of a header and the packet.
 *
 * <pre>
 *   file header                        record header
 *    0  magic                           0  seconds since the epoch
 *    4  version major, minor (16 bits)  4  micro- or nanoseconds
 *    8  reserved                        8  captured length
 *   12  reserved                       12  original length
 *   16  snap length                    16  interface index          modified (0xa1b2cd34) only
 *   20  FCS and reserved bits,         20  protocol (16 bits)
 *       link type (lower 16 bits)      22  packet type (8 bits), padding
 * </pre>
 *
 * <p>The modified form is that of Alexey Kuznetsov's patch to libpcap; its packet type is that of Linux'
 * {@code if_packet.h}.
 */
final class PcapReader extends RecordReader {
    static final int MAGIC_MICROS = 0xa1b2c3d4;
    static final int MAGIC_NANOS = 0xa1b23c4d;
    static final int MAGIC_MODIFIED = 0xa1b2cd34;

    private static final int FILE_HEADER_BYTES = 24;
    private static final int VERSION_MAJOR_AT = 4;
    private static final int VERSION_MINOR_AT = 6;
    private static final int SNAP_LENGTH_AT = 16;
    private static final int LINK_TYPE_AT = 20;
    private static final int LINK_TYPE_MASK = 0xffff;
    private static final int LINK_TYPE_RESERVED = 0x03ff_0000;
    private static final int VERSION_MAJOR = 2;
    private static final int VERSION_MINOR_MAX = 4;

    private static final int RECORD_HEADER_BYTES = 16;
    private static final int MODIFIED_RECORD_HEADER_BYTES = 24;
    private static final int FRACTION_AT = 4;
    private static final int CAPTURED_LENGTH_AT = 8;
    private static final int ORIGINAL_LENGTH_AT = 12;
    private static final int PACKET_TYPE_AT = 22;
    private static final int PACKET_OTHERHOST = 3;
    private static final int PACKET_OUTGOING = 4;

    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    /** A snap length above this is written by programs that mean "no limit"; it does not enlarge what is believed. */
    private static final int LARGEST_SNAP_LENGTH_BYTES = 16 * 1024 * 1024;

    private final String format;
    private final boolean modified;
    private final int headerBytes;
    private final long nanosPerFraction;
    private final int snapLengthBytes;
    private final int largestPacketBytes;

    private PcapReader(CaptureInput input, SourceTally tally, int magic, int header) {
        super(input, tally);
        this.modified = magic == MAGIC_MODIFIED;
        this.headerBytes = modified ? MODIFIED_RECORD_HEADER_BYTES : RECORD_HEADER_BYTES;
        this.nanosPerFraction = magic == MAGIC_NANOS ? 1 : 1_000;
        this.format = modified ? "pcap-modified" : magic == MAGIC_NANOS ? "pcap-ns" : "pcap";
        this.snapLengthBytes = Math.max(0, input.int32(header + SNAP_LENGTH_AT));
        this.largestPacketBytes = Math.max(LARGEST_PACKET_BYTES, Math.min(snapLengthBytes, LARGEST_SNAP_LENGTH_BYTES));
        int linkType = input.int32(header + LINK_TYPE_AT) & LINK_TYPE_MASK;
        frame.linkType = linkType;
        frame.interfaceIndex = tally.addInterface(new SourceSummary.Interface(linkType, snapLengthBytes, "", "", ""));
        frame.dropsBefore = -1;
    }

    /** True when a file beginning with this number, read in either byte order, is ours. */
    static boolean knows(int magic) {
        return magic == MAGIC_MICROS || magic == MAGIC_NANOS || magic == MAGIC_MODIFIED;
    }

    /**
     * Reads the file header; the byte order of the input is set already.
     *
     * @throws CaptureException when it is incomplete or of a version that nobody has defined
     */
    static PcapReader open(CaptureInput input, SourceTally tally) throws IOException {
        if (!input.fetch(FILE_HEADER_BYTES)) {
            throw new CaptureException(tally.name() + ": ends after " + input.available()
                    + " bytes, in the middle of the pcap file header of " + FILE_HEADER_BYTES
                    + " bytes; copy it again, or record it anew");
        }
        int header = input.position();
        int major = input.uint16(header + VERSION_MAJOR_AT);
        int minor = input.uint16(header + VERSION_MINOR_AT);
        if (major != VERSION_MAJOR || minor > VERSION_MINOR_MAX) {
            throw new CaptureException(tally.name() + ": is pcap version " + major + "." + minor
                    + " according to bytes 4 to 7, expected 2.0 to 2.4; convert it with the program that wrote it");
        }
        int reserved = input.int32(header + LINK_TYPE_AT) & LINK_TYPE_RESERVED;
        if (reserved != 0) {
            tally.warn("reserved bits of the link type field at byte " + LINK_TYPE_AT + " are set (0x"
                    + Integer.toHexString(reserved) + "); ignored");
        }
        PcapReader reader = new PcapReader(input, tally, input.int32(header), header);
        input.advance(FILE_HEADER_BYTES);
        return reader;
    }

    @Override
    String format() {
        return format;
    }

    /** Pcap has no place for them. */
    @Override
    OptionalLong drops() {
        return OptionalLong.empty();
    }

    @Override
    int next(FrameHandler statistics, boolean mayWait) throws IOException {
        if (ended()) {
            return END;
        }
        int status = require(headerBytes, mayWait);
        if (status != RECORD) {
            return status;
        }
        if (anotherBegins()) {
            return corrupt("another capture begins there, as when files are strung together with cat; give the files"
                    + " one by one, as in HOST=FILE,FILE");
        }
        int captured = input.int32(input.position() + CAPTURED_LENGTH_AT);
        if (captured < 0 || captured > largestPacketBytes) {
            return corrupt("a record declares " + Integer.toUnsignedString(captured)
                    + " captured bytes, expected at most " + largestPacketBytes);
        }
        int held = Math.min(captured, LARGEST_PACKET_BYTES);
        status = held == captured
                ? require(headerBytes + captured, mayWait)
                : requireHead(headerBytes + held, headerBytes + captured, mayWait);
        if (status != RECORD) {
            return status;
        }
        fill(input.position(), captured, held);
        input.advance(headerBytes + held, captured - held);
        return RECORD;
    }

    /**
     * Whether a file header stands where a record should: its magic as the seconds would be in 2055, and a version as the
     * fraction that no writer counts to. Taken for a record, its time would widen what the capture covers by decades.
     */
    private boolean anotherBegins() {
        int header = input.position();
        return knows(input.int32(header))
                && input.uint16(header + VERSION_MAJOR_AT) == VERSION_MAJOR
                && input.uint16(header + VERSION_MINOR_AT) <= VERSION_MINOR_MAX;
    }

    private void fill(int header, int captured, int held) {
        long original = input.uint32(header + ORIGINAL_LENGTH_AT);
        frame.buffer = input.buffer();
        frame.offset = header + headerBytes;
        frame.capturedLength = held;
        frame.originalLength = clampToInt(original);
        frame.timeNanos =
                input.uint32(header) * NANOS_PER_SECOND + input.uint32(header + FRACTION_AT) * nanosPerFraction;
        frame.number = tally.countPacket();
        if (modified) {
            frame.direction = direction(input.uint8(header + PACKET_TYPE_AT));
        }
        tally.time(frame.timeNanos);
        if (captured > original || captured > snapLengthBytes) {
            tally.lengths(captured, original, snapLengthBytes, input.offset());
        }
    }

    /** To us, to all or to many came in; what was for another host is overheard and says nothing. */
    private static int direction(int packetType) {
        if (packetType == PACKET_OUTGOING) {
            return Frame.DIRECTION_OUTBOUND;
        }
        return packetType < PACKET_OTHERHOST ? Frame.DIRECTION_INBOUND : Frame.DIRECTION_UNKNOWN;
    }
}

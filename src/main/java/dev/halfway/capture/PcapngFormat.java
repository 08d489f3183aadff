package dev.halfway.capture;

/**
 * What pcapng looks like (draft-ietf-opsawg-pcapng): blocks of a type, a length, a body, and the length again. A section header
 * sets the byte order and forgets the interfaces before it. A body ends with options: a code, a length, a value, filled up to
 * four bytes.
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
 */
final class PcapngFormat {
    /** The same in either byte order. */
    static final int SECTION_HEADER = 0x0a0d_0d0a;

    static final int BYTE_ORDER_MAGIC = 0x1a2b_3c4d;
    static final int BYTE_ORDER_MAGIC_AT = 8;

    static final int INTERFACE_STATISTICS = 5;
    static final int INTERFACE_DESCRIPTION = 1;
    static final int OBSOLETE_PACKET = 2;
    static final int SIMPLE_PACKET = 3;
    static final int ENHANCED_PACKET = 6;
    static final int JOURNAL_EXPORT = 9;
    static final int CUSTOM = 0xbad;
    static final int CUSTOM_NOT_TO_COPY = 0x4000_0bad;

    static final int LENGTH_AT = 4;
    static final int TRAILER_BYTES = 4;
    /** Type and both lengths. */
    static final int SMALLEST_BLOCK_BYTES = 12;

    static final int LARGEST_BLOCK_BYTES = 16 * 1024 * 1024;

    static final int SECTION_HEADER_BYTES = 28;
    static final int VERSION_MAJOR_AT = 12;
    static final int VERSION_MINOR_AT = 14;
    static final int VERSION_MAJOR = 1;
    /** Written by some, and the same as 0 (section 4.1). */
    static final int VERSION_MINOR_ALSO = 2;

    static final int INTERFACE_FIXED_BYTES = 16;
    static final int LINK_TYPE_AT = 8;
    static final int SNAP_LENGTH_AT = 12;

    static final int PACKET_FIXED_BYTES = 28;
    static final int INTERFACE_AT = 8;
    static final int OBSOLETE_DROPS_AT = 10;
    static final int OBSOLETE_DROPS_UNKNOWN = 0xffff;
    static final int TIME_AT = 12;
    static final int CAPTURED_LENGTH_AT = 20;
    static final int ORIGINAL_LENGTH_AT = 24;

    static final int SIMPLE_FIXED_BYTES = 12;
    static final int SIMPLE_ORIGINAL_LENGTH_AT = 8;

    static final int STATISTICS_FIXED_BYTES = 20;

    static final int OPTION_HEADER_BYTES = 4;
    static final int OPTION_END = 0;
    static final int COMMENT = 1;
    static final int IF_NAME = 2;
    static final int IF_TSRESOL = 9;
    static final int IF_FILTER = 11;
    static final int IF_FILTER_TEXT = 0;
    static final int IF_TSOFFSET = 14;
    static final int EPB_FLAGS = 2;
    static final int EPB_DROPCOUNT = 4;
    static final int EPB_PACKETID = 5;
    static final int ISB_STARTTIME = 2;
    static final int ISB_ENDTIME = 3;
    static final int ISB_IFRECV = 4;
    static final int ISB_IFDROP = 5;
    static final int ISB_FILTERACCEPT = 6;
    static final int ISB_OSDROP = 7;

    static String blockOfType(int type) {
        return "a block of type " + Integer.toUnsignedString(type);
    }

    /** What is wrong with a block of which so many bytes stand before the length at its end. */
    static String tooShort(int type, int bytes) {
        return blockOfType(type) + " of " + (bytes + TRAILER_BYTES) + " bytes is too short for its fields";
    }

    /** Before the host's name in a comment of the section, where our own captures put it: pcapng has no field for it. */
    static final String HOST = "host ";

    private PcapngFormat() {}

    /** The length of a packet or of an option's value, filled up. */
    static int padded(int length) {
        return (length + 3) & ~3;
    }
}

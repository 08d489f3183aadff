package dev.halfway.capture;

/**
 * The header that libpcap puts before packets of the device {@code any} (LINKTYPE_LINUX_SLL and LINKTYPE_LINUX_SLL2): the
 * packet type in it says which way the packet went. Ethernet's header does not.
 */
final class CookedHeader {
    private static final int SLL = 113;
    private static final int SLL_TYPE_AT = 1;
    private static final int SLL2 = 276;
    private static final int SLL2_TYPE_AT = 10;
    private static final int OUTGOING = 4;

    private CookedHeader() {}

    /** One of the {@code DIRECTION_} values of {@link Frame}. */
    static int direction(Frame frame) {
        boolean cooked = frame.linkType == SLL || frame.linkType == SLL2;
        int at = frame.linkType == SLL ? SLL_TYPE_AT : SLL2_TYPE_AT;
        if (!cooked || frame.capturedLength <= at) {
            return Frame.DIRECTION_UNKNOWN;
        }
        return frame.buffer[frame.offset + at] == OUTGOING ? Frame.DIRECTION_OUTBOUND : Frame.DIRECTION_INBOUND;
    }
}

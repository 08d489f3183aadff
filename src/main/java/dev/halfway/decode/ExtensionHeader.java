package dev.halfway.decode;

/** Which IP protocol numbers are headers to be skipped, and how long they are (IANA; RFC 8200 section 4). */
final class ExtensionHeader {
    static final int HOP_BY_HOP = 0;
    static final int ROUTING = 43;
    static final int FRAGMENT = 44;
    static final int NONE = 59;

    /** What must be there to tell a header's length; no header is shorter. */
    static final int MIN_LENGTH = 8;
    /** More in one packet are not followed. */
    static final int MAX_COUNT = 16;

    static final int AUTHENTICATION = 51;
    private static final int DESTINATION_OPTIONS = 60;
    private static final int MOBILITY = 135;
    private static final int HOST_IDENTITY = 139;
    private static final int SHIM6 = 140;

    private ExtensionHeader() {}

    static boolean is(int protocol) {
        return switch (protocol) {
            case HOP_BY_HOP, ROUTING, FRAGMENT, AUTHENTICATION, DESTINATION_OPTIONS, MOBILITY, HOST_IDENTITY, SHIM6 ->
                true;
            default -> false;
        };
    }

    /**
     * Length in bytes, at least {@link #MIN_LENGTH}.
     *
     * @param lengthField second byte of the header: eight-byte units less one; for AH (RFC 4302 section 2.2) four-byte
     *     units less two; reserved in a fragment header, which is always eight bytes
     */
    static int length(int protocol, int lengthField) {
        return switch (protocol) {
            case FRAGMENT -> MIN_LENGTH;
            case AUTHENTICATION -> Math.max(MIN_LENGTH, (lengthField + 2) << 2);
            default -> (lengthField + 1) << 3;
        };
    }
}

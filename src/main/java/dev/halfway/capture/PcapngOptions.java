package dev.halfway.capture;

import java.nio.charset.StandardCharsets;

/** The options at the end of a pcapng block (section 3.5), one after the other: {@link #over}, then {@link #next} until false. */
final class PcapngOptions {
    private static final int LENGTH_AT = 2;
    private static final int LARGEST_TEXT_BYTES = 1_024;

    private final CaptureInput input;
    private int after;
    private int end;
    private int at;

    PcapngOptions(CaptureInput input) {
        this.input = input;
    }

    /** Begins with the option at {@code start}, in the input's buffer; what begins or ends at {@code until} or later is none. */
    PcapngOptions over(int start, int until) {
        after = start;
        end = until;
        return this;
    }

    /** Goes to the next option; false behind the last one. */
    boolean next() {
        at = after;
        boolean isThere = end - at >= PcapngFormat.OPTION_HEADER_BYTES
                && code() != PcapngFormat.OPTION_END
                && length() <= end - at - PcapngFormat.OPTION_HEADER_BYTES;
        if (isThere) {
            after = value() + PcapngFormat.padded(length());
        }
        return isThere;
    }

    int code() {
        return input.uint16(at);
    }

    /** Bytes of its value. */
    int length() {
        return input.uint16(at + LENGTH_AT);
    }

    /** Where its value begins in the input's buffer. */
    int value() {
        return at + PcapngFormat.OPTION_HEADER_BYTES;
    }

    /** Its value but for the first {@code skipped} bytes, or the start of a long one. */
    String text(int skipped) {
        int bytes = Math.min(length() - skipped, LARGEST_TEXT_BYTES);
        return new String(input.buffer(), value() + skipped, bytes, StandardCharsets.UTF_8);
    }
}

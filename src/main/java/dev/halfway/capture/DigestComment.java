package dev.halfway.capture;

import java.util.HexFormat;
import java.util.Locale;

/**
 * How pcapng carries the digest of a payload that is not in it: as a comment of the packet, which every reader of pcapng
 * shows or skips.
 *
 * <pre>
 *   halfway-digest 1a2b3c4d 64 0123456789abcdef
 *                  |        |  the digest, 64 bits
 *                  |        of at most so many bytes from the payload's start
 *                  which key it was made by, 32 bits
 * </pre>
 */
final class DigestComment {
    private static final String START = "halfway-digest ";
    private static final String COVERED = " 64 ";
    private static final int KEY_DIGITS = 8;
    private static final int DIGEST_DIGITS = 16;
    private static final int KEY_AT = START.length();
    private static final int COVERED_AT = KEY_AT + KEY_DIGITS;
    private static final int DIGEST_AT = COVERED_AT + COVERED.length();
    static final int LENGTH = DIGEST_AT + DIGEST_DIGITS;

    private DigestComment() {}

    static String of(int key, long digest) {
        return String.format(Locale.ROOT, "%s%08x%s%016x", START, key, COVERED, digest);
    }

    /** Takes over what a comment says, if it is one. */
    static void read(String comment, Frame frame) {
        if (comment.length() == LENGTH && comment.startsWith(START) && comment.startsWith(COVERED, COVERED_AT)) {
            try {
                frame.digestKey = HexFormat.fromHexDigits(comment, KEY_AT, COVERED_AT);
                frame.digest = HexFormat.fromHexDigitsToLong(comment, DIGEST_AT, LENGTH);
            } catch (NumberFormatException e) {
                frame.digestKey = Frame.NO_DIGEST;
            }
        }
    }
}

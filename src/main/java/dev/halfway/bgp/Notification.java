package dev.halfway.bgp;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What a NOTIFICATION says (RFC 4271 section 4.5).
 *
 * @param code 1 Message Header Error, 2 OPEN Message Error, 3 UPDATE Message Error, 4 Hold Timer Expired, ...
 * @param words code and subcode by name; for a hard reset also those that it carries (RFC 8538 section 3.1)
 * @param communication the text that an administrator gave (RFC 9003), as sent: hostile
 */
public record Notification(int code, int subcode, String words, Optional<String> communication) implements Content {
    /** Error code of an expired hold timer. */
    public static final int HOLD_TIMER_EXPIRED = 4;
    /** Error code of Cease. */
    public static final int CEASE = 6;

    static final int ADMINISTRATIVE_SHUTDOWN = 2;
    static final int ADMINISTRATIVE_RESET = 4;
    static final int HARD_RESET = 9;

    /** Bytes before the data. */
    static final int LEAST_BODY = 2;
    /** Of a body no more than this is needed: a hard reset, what it carries, and 255 bytes of text. */
    static final int MOST_BODY = 512;

    /** @param length bytes of {@code body} that are there, at least {@link #LEAST_BODY} */
    static Notification read(byte[] body, int length) {
        return read(body, 0, length, true);
    }

    private static Notification read(byte[] body, int at, int end, boolean outer) {
        int code = body[at] & 0xff;
        int subcode = body[at + 1] & 0xff;
        String words = NotificationNames.of(code, subcode);
        int data = at + LEAST_BODY;
        if (outer && code == CEASE && subcode == HARD_RESET && end - data >= LEAST_BODY) {
            Notification carried = read(body, data, end, false);
            return new Notification(code, subcode, words + ": " + carried.words, carried.communication);
        }
        return new Notification(code, subcode, words, communication(code, subcode, body, data, end));
    }

    /** RFC 9003 section 2: a length and as many bytes of UTF-8. Text that runs over the end is taken as far as it goes. */
    private static Optional<String> communication(int code, int subcode, byte[] body, int at, int end) {
        boolean mayTell = code == CEASE && (subcode == ADMINISTRATIVE_SHUTDOWN || subcode == ADMINISTRATIVE_RESET);
        if (!mayTell || at >= end || body[at] == 0) {
            return Optional.empty();
        }
        int length = Math.min(body[at] & 0xff, end - at - 1);
        return length == 0 ? Optional.empty() : Optional.of(new String(body, at + 1, length, StandardCharsets.UTF_8));
    }
}

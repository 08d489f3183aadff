package dev.halfway.bgp;

import java.util.ArrayList;
import java.util.List;

/**
 * What an OPEN says (RFC 4271 section 4.2).
 *
 * @param as autonomous system: four octets where that capability is there (RFC 6793), else two
 * @param holdTimeSeconds proposed; 0 means no KEEPALIVEs
 * @param identifier BGP identifier, dotted
 * @param capabilities by name (RFC 5492), in the order given, each once, of very many the first
 * @param extendedMessages messages up to 65,535 bytes are offered (RFC 8654)
 * @param problem what in it contradicts itself or was cut off; empty when nothing
 */
public record OpenMessage(
        int version,
        long as,
        int holdTimeSeconds,
        String identifier,
        List<String> capabilities,
        boolean extendedMessages,
        String problem)
        implements Content {
    /** Bytes up to the length of the optional parameters. */
    static final int LEAST_BODY = 10;

    private static final int CAPABILITIES = 2;
    private static final int MOST_CAPABILITIES = 64;
    private static final int EXTENDED = 255;
    private static final int EXTENDED_MESSAGE = 6;
    private static final int FOUR_OCTET_AS = 65;

    /**
     * Reads the body.
     *
     * @param length bytes of {@code body} that are there, at least {@link #LEAST_BODY}
     * @param cut more of it was sent than is there
     */
    static OpenMessage read(byte[] body, int length, boolean cut) {
        Reader reader = new Reader(body, length);
        reader.parameters();
        String problem = reader.problem.isEmpty() || !cut ? reader.problem : "cut off by the capture";
        String identifier = u8(body, 5) + "." + u8(body, 6) + "." + u8(body, 7) + "." + u8(body, 8);
        return new OpenMessage(
                u8(body, 0),
                reader.as >= 0 ? reader.as : u16(body, 1),
                u16(body, 3),
                identifier,
                List.copyOf(reader.capabilities),
                reader.extendedMessages,
                problem);
    }

    /** Walks over parameters and capabilities; stops where one runs over the end. */
    private static final class Reader {
        private final byte[] body;
        private final int length;
        private final List<String> capabilities = new ArrayList<>();
        private long as = -1;
        private boolean extendedMessages;
        private String problem = "";

        Reader(byte[] body, int length) {
            this.body = body;
            this.length = length;
        }

        /** RFC 4271 section 4.2, or with two-byte lengths by RFC 9072 section 2. */
        void parameters() {
            int at = LEAST_BODY;
            int total = u8(body, 9);
            boolean extended = total != 0 && length >= LEAST_BODY + 3 && u8(body, LEAST_BODY) == EXTENDED;
            if (extended) {
                total = u16(body, LEAST_BODY + 1);
                at += 3;
            }
            int head = extended ? 3 : 2;
            int end = at + total;
            if (end != length) {
                problem = "length of the optional parameters is " + total + ", " + (length - at) + " bytes are there";
                end = Math.min(end, length);
            }
            while (at < end) {
                if (end - at < head) {
                    problem = "an optional parameter is cut off";
                    return;
                }
                int type = u8(body, at);
                int size = extended ? u16(body, at + 1) : u8(body, at + 1);
                at += head;
                if (size > end - at) {
                    problem = "an optional parameter runs over the end";
                    size = end - at;
                }
                if (type == CAPABILITIES) {
                    capabilities(at, at + size);
                }
                at += size;
            }
        }

        /** RFC 5492 section 4. */
        private void capabilities(int from, int end) {
            int at = from;
            while (at < end) {
                if (end - at < 2 || u8(body, at + 1) > end - at - 2) {
                    problem = "a capability runs over the end of its parameter";
                    return;
                }
                int code = u8(body, at);
                int size = u8(body, at + 1);
                capability(code, at + 2, size);
                at += 2 + size;
            }
        }

        private void capability(int code, int at, int size) {
            if (code == FOUR_OCTET_AS && size == 4) {
                as = (long) u16(body, at) << 16 | u16(body, at + 2);
            }
            extendedMessages |= code == EXTENDED_MESSAGE;
            String name = CapabilityNames.of(code, body, at, size);
            if (capabilities.contains(name)) {
                return;
            }
            if (capabilities.size() == MOST_CAPABILITIES) {
                problem = "more than " + MOST_CAPABILITIES + " capabilities";
                return;
            }
            capabilities.add(name);
        }
    }

    private static int u8(byte[] bytes, int at) {
        return bytes[at] & 0xff;
    }

    private static int u16(byte[] bytes, int at) {
        return u8(bytes, at) << 8 | u8(bytes, at + 1);
    }
}

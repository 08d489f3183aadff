package dev.halfway.decode;

/**
 * IP addresses as two longs, big-endian, an IPv4 address as ::ffff:a.b.c.d: to text and back. Asks no name server, ever.
 */
public final class Addresses {
    /** Low half of ::ffff:0:0/96, the IPv4-mapped addresses (RFC 4291 section 2.5.5.2); their high half is 0. */
    static final long MAPPED_PREFIX = 0xffff_0000_0000L;

    private static final int GROUPS = 8;

    private Addresses() {}

    /** Whether the pair stands for an IPv4 address. */
    public static boolean isIpv4(long high, long low) {
        return high == 0 && low >>> 32 == MAPPED_PREFIX >>> 32;
    }

    /** Dotted decimal for IPv4, else the canonical text of RFC 5952 section 4. */
    public static String format(long high, long low) {
        if (isIpv4(high, low)) {
            return (low >>> 24 & 0xff) + "." + (low >>> 16 & 0xff) + "." + (low >>> 8 & 0xff) + "." + (low & 0xff);
        }
        int gapStart = -1;
        int gapEnd = -1;
        for (int i = 0; i < GROUPS; i++) {
            int end = i;
            while (end < GROUPS && group(high, low, end) == 0) {
                end++;
            }
            if (end - i > Math.max(1, gapEnd - gapStart)) {
                gapStart = i;
                gapEnd = end;
            }
            i = Math.max(i, end - 1);
        }
        StringBuilder text = new StringBuilder(39);
        for (int i = 0; i < GROUPS; i++) {
            if (i == gapStart) {
                text.append("::");
                i = gapEnd - 1;
                continue;
            }
            if (i > 0 && i != gapEnd) {
                text.append(':');
            }
            text.append(Integer.toHexString(group(high, low, i)));
        }
        return text.toString();
    }

    /**
     * Reads an IPv4 or IPv6 address; names are not resolved.
     *
     * @return the high half at 0, the low half at 1
     * @throws IllegalArgumentException when it is neither; the message quotes it and says what is wrong
     */
    public static long[] parse(String text) {
        if (text.indexOf(':') < 0) {
            return new long[] {0, MAPPED_PREFIX | ipv4(text, text)};
        }
        int[] groups = new int[GROUPS];
        int gap = text.indexOf("::");
        if (gap < 0) {
            int count = ipv6Groups(text, text, true, groups);
            if (count != GROUPS) {
                throw wrong(text, "has " + count + " groups of 16 bits, an IPv6 address has 8 or a \"::\"");
            }
        } else {
            if (text.indexOf("::", gap + 1) >= 0) {
                throw wrong(text, "has \"::\" more than once");
            }
            int[] tail = new int[GROUPS];
            int headCount = ipv6Groups(text, text.substring(0, gap), false, groups);
            int tailCount = ipv6Groups(text, text.substring(gap + 2), true, tail);
            if (headCount + tailCount >= GROUPS) {
                throw wrong(text, "has \"::\" and no group left for it to stand for");
            }
            System.arraycopy(tail, 0, groups, GROUPS - tailCount, tailCount);
        }
        long high = 0;
        long low = 0;
        for (int i = 0; i < GROUPS / 2; i++) {
            high = high << 16 | groups[i];
            low = low << 16 | groups[i + GROUPS / 2];
        }
        return new long[] {high, low};
    }

    /** Fills {@code groups} from the start with those of {@code part}, and returns how many; only the last may be dotted. */
    private static int ipv6Groups(String text, String part, boolean last, int[] groups) {
        if (part.isEmpty()) {
            return 0;
        }
        String[] pieces = part.split(":", -1);
        int count = 0;
        for (int i = 0; i < pieces.length; i++) {
            boolean dotted = last && i == pieces.length - 1 && pieces[i].indexOf('.') >= 0;
            if (count + (dotted ? 2 : 1) > GROUPS) {
                throw wrong(text, "has more than 8 groups of 16 bits");
            }
            if (dotted) {
                int bits = (int) ipv4(text, pieces[i]);
                groups[count++] = bits >>> 16;
                groups[count++] = bits & 0xffff;
            } else {
                groups[count++] = hexadecimal(text, pieces[i]);
            }
        }
        return count;
    }

    private static int hexadecimal(String text, String piece) {
        if (piece.isEmpty()) {
            throw wrong(text, "has a single \":\" at an end");
        }
        int value = 0;
        for (int i = 0; i < piece.length(); i++) {
            char c = piece.charAt(i);
            int digit = c < 128 ? Character.digit(c, 16) : -1;
            if (digit < 0) {
                throw wrong(text, "has \"" + c + "\" where a hexadecimal digit should be");
            }
            value = value << 4 | digit;
        }
        if (piece.length() > 4) {
            throw wrong(text, "has a group of more than 4 digits, \"" + piece + "\"");
        }
        return value;
    }

    private static long ipv4(String text, String part) {
        String[] pieces = part.split("\\.", -1);
        if (pieces.length != 4) {
            throw wrong(text, "is neither four numbers with dots between nor IPv6; names are not looked up");
        }
        long value = 0;
        for (String piece : pieces) {
            value = value << 8 | decimal(text, piece);
        }
        return value;
    }

    private static int decimal(String text, String piece) {
        boolean digits =
                !piece.isEmpty() && piece.length() <= 3 && piece.chars().allMatch(c -> c >= '0' && c <= '9');
        if (!digits || Integer.parseInt(piece) > 255) {
            throw wrong(text, "has \"" + piece + "\" where a number from 0 to 255 should be");
        }
        if (piece.length() > 1 && piece.charAt(0) == '0') {
            throw wrong(text, "has \"" + piece + "\", which some read as octal: write it without the leading zero");
        }
        return Integer.parseInt(piece);
    }

    private static int group(long high, long low, int index) {
        long half = index < GROUPS / 2 ? high : low;
        return (int) (half >>> 48 - 16 * (index % (GROUPS / 2))) & 0xffff;
    }

    private static IllegalArgumentException wrong(String text, String what) {
        return new IllegalArgumentException("address \"" + text + "\" " + what);
    }
}

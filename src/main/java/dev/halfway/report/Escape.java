package dev.halfway.report;

/**
 * Makes text from captures, file names and command lines safe to show on a terminal: what would move the cursor, change
 * colours, reverse the reading direction or show nothing at all is spelled out.
 */
public final class Escape {
    private Escape() {}

    /**
     * {@code text} on one line: control characters as {@code \x1b}, invisible and direction-changing characters (Unicode
     * categories Cf, Zl, Zp, Co, Cn and lone surrogates) as {@code \x{202e}}, the rest as it is.
     */
    public static String terminal(String text) {
        if (text.codePoints().allMatch(Escape::isHarmless)) {
            return text;
        }
        StringBuilder escaped = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(codePoint -> append(escaped, codePoint));
        return escaped.toString();
    }

    private static void append(StringBuilder escaped, int codePoint) {
        if (isHarmless(codePoint)) {
            escaped.appendCodePoint(codePoint);
        } else if (codePoint <= 0xff) {
            escaped.append(String.format("\\x%02x", codePoint));
        } else {
            escaped.append("\\x{").append(Integer.toHexString(codePoint)).append('}');
        }
    }

    private static boolean isHarmless(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.PRIVATE_USE,
                    Character.SURROGATE,
                    Character.UNASSIGNED -> false;
            default -> true;
        };
    }
}

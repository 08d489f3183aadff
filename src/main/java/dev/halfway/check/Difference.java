package dev.halfway.check;

/**
 * One thing that is not as expected.
 *
 * @param key of {@code expected.json} that asks for it
 * @param where in words, as in {@code losses 219 -> 231 icmp-echo-reply: lost}
 * @param expected as in the file
 * @param found as in the report, or in words where there is nothing
 */
public record Difference(String key, String where, String expected, String found) {
    /** On one line; what comes from captures or files is not escaped. */
    @Override
    public String toString() {
        return where + ": expected " + expected + ", found " + found;
    }
}

package dev.halfway.capture;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;

/** Says of a file that is no capture what it seems to be. */
final class NotACapture {
    private static final String EXPECTED = ", expected a pcap or pcapng capture, as it is or in gzip or zstd; ";
    private static final int SHOWN_BYTES = 8;

    /** First bytes, in hex, of what people mistake for a capture. */
    private static final Map<String, String> KNOWN = Map.of(
            "fd377a585a00", "is compressed with xz" + EXPECTED + "unpack it with xz -d",
            "425a68", "is compressed with bzip2" + EXPECTED + "unpack it with bzip2 -d",
            "04224d18", "is compressed with lz4" + EXPECTED + "unpack it with lz4 -d",
            "504b0304", "is a zip archive" + EXPECTED + "unpack it first",
            "1f8b", "is compressed twice" + EXPECTED + "unpack it once",
            "28b52ffd", "is compressed twice" + EXPECTED + "unpack it once",
            "736e6f6f70000000", "is a snoop capture" + EXPECTED + "convert it with editcap");

    private NotACapture() {}

    /**
     * @param head the first bytes, after decompression
     * @param compression as in {@link SourceSummary#format()}, empty when there is none
     * @param failure what the decompressor complained of; empty when it did not
     */
    static String sentence(String name, byte[] head, String compression, String failure) {
        String found;
        if (failure.equals(ZstdStream.TOO_LARGE_A_WINDOW)) {
            found = "is compressed with " + failure + EXPECTED
                    + "unpack it with zstd -d --long=31, or give more with HALFWAY_MAX_HEAP=512m";
        } else if (failure.equals(ZstdStream.UNREAD_WINDOW)) {
            found = "is compressed with " + failure + EXPECTED + "unpack it with zstd -d --long=31 first";
        } else if (!failure.isEmpty()) {
            found = "has damaged compressed data (" + failure + ") in its first bytes; copy it again in binary mode";
        } else if (head.length == 0 && compression.isEmpty()) {
            found = "is empty (0 bytes)" + EXPECTED + "was the recorder stopped before it wrote anything?";
        } else if (head.length == 0) {
            found = "is empty after decompression" + EXPECTED + "was the recorder stopped before it wrote anything?";
        } else if (isText(head)) {
            found = "is text and begins with \"" + firstLine(head) + "\"" + EXPECTED
                    + "record with tcpdump -w FILE, which writes packets and not lines";
        } else {
            found = known(HexFormat.of().formatHex(head));
        }
        return name + ": " + found;
    }

    private static String known(String hex) {
        return KNOWN.entrySet().stream()
                .filter(each -> hex.startsWith(each.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse("begins with the bytes " + hex.substring(0, Math.min(hex.length(), 2 * SHOWN_BYTES)) + EXPECTED
                        + "check that it is the right file, or convert it with editcap");
    }

    /** Letters, blanks and line ends; bytes above 127 pass once the first one did not need them. */
    private static boolean isText(byte[] head) {
        for (byte each : head) {
            boolean control = each >= 0 && each < ' ';
            if (control && each != '\t' && each != '\n' && each != '\r') {
                return false;
            }
        }
        return head[0] >= 0;
    }

    private static String firstLine(byte[] head) {
        int length = 0;
        while (length < head.length && head[length] != '\n' && head[length] != '\r') {
            length++;
        }
        byte[] line = Arrays.copyOf(head, length);
        for (int i = 0; i < length; i++) {
            if (line[i] < ' ' || line[i] == '"') {
                line[i] = '.';
            }
        }
        return new String(line, StandardCharsets.US_ASCII);
    }
}

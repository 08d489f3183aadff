package dev.halfway.diagnose;

import dev.halfway.decode.TypeP;
import dev.halfway.match.ExchangeRow;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/** Small change of sentences; UTC and {@link Locale#ROOT}. */
final class Words {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter DATE_TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private Words() {}

    static String plural(TypeP typeP) {
        return switch (typeP) {
            case ICMP_ECHO_REPLY -> "echo replies";
            case TCP_DATA -> "data segments";
            default -> typeP.words() + "s";
        };
    }

    /** {@code 1 echo reply}, {@code 12 echo replies}. */
    static String count(long count, TypeP typeP) {
        return count == 1
                ? "1 " + (typeP == TypeP.TCP_DATA ? "data segment" : typeP.words())
                : count(count) + " " + plural(typeP);
    }

    /** With a capital and a full stop. */
    static String sentence(String words) {
        return Character.toUpperCase(words.charAt(0)) + words.substring(1) + ".";
    }

    /** {@code 1,234}. */
    static String count(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    /** {@code 1 packet}, {@code 2 packets}. */
    static String count(long count, String singular) {
        return count(count) + " " + singular + (count == 1 ? "" : "s");
    }

    /** {@code 59 of 61}: lost of judged. */
    static String share(Decider.Sample sample) {
        return of(sample.lost(), sample.judged());
    }

    static String of(long some, long all) {
        return count(some) + " of " + count(all);
    }

    /** {@code a, b and c}. */
    static String list(List<String> items) {
        return joined(items, " and ");
    }

    /** {@code a, b or c}. */
    static String choice(List<String> items) {
        return joined(items, " or ");
    }

    private static String joined(List<String> items, String beforeLast) {
        int last = items.size() - 1;
        return last < 1
                ? String.join("", items)
                : String.join(", ", items.subList(0, last)) + beforeLast + items.get(last);
    }

    /** Without what stands in brackets at the end. */
    static String brief(String words) {
        int bracket = words.indexOf(" (");
        return bracket < 0 ? words : words.substring(0, bracket);
    }

    static String range(int least, int most) {
        return least == most ? String.valueOf(least) : least + " to " + most;
    }

    /** {@code pings to 10.0.0.2}, {@code TCP port 179 of 10.0.0.2}. */
    static String service(ExchangeRow row) {
        return row.port() == 0 ? "pings to " + row.toAddress() : "TCP port " + row.port() + " of " + row.toAddress();
    }

    /** {@code 16:41:05.123}. */
    static String time(long nanosSinceEpoch) {
        return TIME.format(instant(nanosSinceEpoch));
    }

    /** {@code from 16:41:05.123 to 16:41:08.223 (3.1 s)}. */
    static String period(long fromNanos, long toNanos) {
        return "from " + time(fromNanos) + " to " + time(toNanos) + " (" + duration(toNanos - fromNanos) + ")";
    }

    /** {@code 2017-08-08 16:41:05}. */
    static String dateTime(long nanosSinceEpoch) {
        return DATE_TIME.format(instant(nanosSinceEpoch));
    }

    private static Instant instant(long nanos) {
        return Instant.ofEpochSecond(Math.floorDiv(nanos, NANOS_PER_SECOND), Math.floorMod(nanos, NANOS_PER_SECOND));
    }

    /** {@code 0.28 ms}, {@code 3.1 s}, {@code 12 min}: two digits or so. */
    static String duration(long nanos) {
        double seconds = nanos / 1e9;
        if (seconds < 1) {
            return String.format(Locale.ROOT, seconds < 0.01 ? "%.2f ms" : "%.0f ms", seconds * 1e3);
        } else if (seconds < 120) {
            return String.format(Locale.ROOT, seconds < 10 ? "%.1f s" : "%.0f s", seconds);
        }
        return seconds < 7200
                ? String.format(Locale.ROOT, "%.0f min", seconds / 60)
                : String.format(Locale.ROOT, "%.1f h", seconds / 3600);
    }

    /** A share in percent, two digits that count, without the sign. */
    static String percent(double share) {
        double percent = 100 * share;
        int decimals = percent >= 10 ? 0 : percent >= 1 ? 1 : percent >= 0.1 ? 2 : percent >= 0.01 ? 3 : 4;
        return String.format(Locale.ROOT, "%." + decimals + "f", percent);
    }
}

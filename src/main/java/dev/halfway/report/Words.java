package dev.halfway.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Numbers, times and shares as people read them; always UTC and {@link Locale#ROOT}. */
public final class Words {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final DateTimeFormatter DATE_TIME = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd HH:mm:ss.SSSSSS", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss.SSSSSS", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final int DATE_LENGTH = "2017-08-08".length();

    private Words() {}

    /** {@code 2017-08-08 16:41:05.586548}: UTC, cut to microseconds. */
    public static String dateTime(long nanosSinceEpoch) {
        return DATE_TIME.format(instant(nanosSinceEpoch));
    }

    /** {@code 16:41:05.586548}: UTC, cut to microseconds. */
    static String time(long nanosSinceEpoch) {
        return TIME.format(instant(nanosSinceEpoch));
    }

    /** From here to there, the second date left out when it is the first's. */
    static String period(long startNanos, long endNanos) {
        String start = dateTime(startNanos);
        String end = dateTime(endNanos);
        boolean sameDay = start.regionMatches(0, end, 0, DATE_LENGTH);
        return start + " to " + (sameDay ? TIME.format(instant(endNanos)) : end);
    }

    private static Instant instant(long nanos) {
        return Instant.ofEpochSecond(Math.floorDiv(nanos, NANOS_PER_SECOND), Math.floorMod(nanos, NANOS_PER_SECOND));
    }

    /** {@code 1,234,567}. */
    static String count(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    /** {@code 1 packet}, {@code 2 packets}. */
    static String count(long count, String singular) {
        return count(count) + " " + (count == 1 ? singular : plural(singular));
    }

    private static String plural(String singular) {
        return singular.endsWith("y") ? singular.substring(0, singular.length() - 1) + "ies" : singular + "s";
    }

    /** A length of time in the unit that suits it, three digits: {@code 12 ns}, {@code 0.28 ms}, {@code 44 s}, {@code 2.5 h}. */
    static String duration(long nanos) {
        double size = Math.abs((double) nanos);
        if (size < 1e3) {
            return nanos + " ns";
        } else if (size < 1e5) {
            return significant(nanos / 1e3) + " us";
        } else if (size < 1e9) {
            return significant(nanos / 1e6) + " ms";
        } else if (size < 120e9) {
            return significant(nanos / 1e9) + " s";
        } else if (size < 7200e9) {
            return significant(nanos / 60e9) + " min";
        } else if (size < 2 * 86_400e9) {
            return significant(nanos / 3600e9) + " h";
        }
        return significant(nanos / 86_400e9) + " d";
    }

    /** {@code 8 s}, {@code 3 min}: for what nobody knows exactly. */
    public static String wholeSeconds(long nanos) {
        long seconds = Math.round(nanos / 1e9);
        return seconds < 120 ? count(seconds) + " s" : count(Math.round(seconds / 60.0)) + " min";
    }

    private static String significant(double value) {
        double size = Math.abs(value);
        int decimals = size < 10 ? 2 : size < 100 ? 1 : 0;
        return trimZeros(String.format(Locale.ROOT, "%,." + decimals + "f", value));
    }

    private static String trimZeros(String number) {
        if (number.indexOf('.') < 0) {
            return number;
        }
        String trimmed = number.replaceAll("0+$", "");
        return trimmed.endsWith(".") ? trimmed.substring(0, trimmed.length() - 1) : trimmed;
    }

    /** A clock offset with its sign, exact enough for its size: {@code +37.000123 s}, {@code -3.142 ms}, {@code +0.5 us}. */
    static String offset(long nanos) {
        double size = Math.abs((double) nanos);
        if (size < 1e6) {
            return String.format(Locale.ROOT, "%+.1f us", nanos / 1e3);
        } else if (size < 1e9) {
            return String.format(Locale.ROOT, "%+.3f ms", nanos / 1e6);
        }
        String seconds = String.format(Locale.ROOT, "%+,.6f s", nanos / 1e9);
        return size < 120e9 ? seconds : seconds + " (" + duration(nanos) + ")";
    }

    /** A share as a number from 0 to 1, three digits: {@code 0.0123}. */
    static String share(double share) {
        return new BigDecimal(share)
                .round(new MathContext(3))
                .stripTrailingZeros()
                .toPlainString();
    }

    /** A p-value with one digit: {@code p = 0.04}, {@code p = 3e-9}, {@code p < 1e-20}. */
    static String probability(double p) {
        if (p < 1e-20) {
            return "p < 1e-20";
        } else if (p >= 0.001) {
            return "p = " + trimZeros(String.format(Locale.ROOT, p < 0.01 ? "%.3f" : "%.2f", p));
        }
        String[] parts = String.format(Locale.ROOT, "%.0e", p).split("e");
        return "p = " + parts[0] + "e" + Integer.parseInt(parts[1]);
    }

    /** A share in percent, without the sign; never {@code 0} or {@code 100} for what is not quite. */
    static String percent(double share) {
        double percent = 100 * share;
        if (percent == 0 || percent == 100) {
            return String.format(Locale.ROOT, "%.0f", percent);
        } else if (percent < 0.01) {
            return "<0.01";
        } else if (percent > 99.99) {
            return ">99.99";
        }
        return trimZeros(String.format(Locale.ROOT, percent < 1 || percent > 99 ? "%.2f" : "%.1f", percent));
    }
}

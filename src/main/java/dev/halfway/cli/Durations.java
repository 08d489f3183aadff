package dev.halfway.cli;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Lengths of time as they are typed: a decimal number and a unit, {@code 150ms}, {@code 1.5s}, {@code 2m}. */
final class Durations implements ITypeConverter<Long> {
    private static final Pattern FORM = Pattern.compile("([+-]?)(\\d+(?:\\.\\d+)?)\\s*(\\p{L}*)");
    private static final Map<String, Long> NANOS_BY_UNIT = new LinkedHashMap<>();

    static {
        NANOS_BY_UNIT.put("ns", 1L);
        NANOS_BY_UNIT.put("us", 1_000L);
        NANOS_BY_UNIT.put("ms", 1_000_000L);
        NANOS_BY_UNIT.put("s", 1_000_000_000L);
        NANOS_BY_UNIT.put("m", 60_000_000_000L);
        NANOS_BY_UNIT.put("h", 3_600_000_000_000L);
        NANOS_BY_UNIT.put("d", 86_400_000_000_000L);
    }

    @Override
    public Long convert(String text) {
        return nanos(text);
    }

    /**
     * The duration in nanoseconds, 0 and up; fractions of one are rounded off.
     *
     * @throws TypeConversionException saying what is wrong with it and what to type
     */
    static long nanos(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new TypeConversionException(
                    "'" + text + "' is not a duration; type a number and a unit, as in 150ms");
        }
        if (matcher.group(1).equals("-")) {
            throw new TypeConversionException("'" + text + "' is negative; a duration is 0 or more");
        }
        String unit = matcher.group(3);
        if (unit.isEmpty()) {
            throw new TypeConversionException(
                    "'" + text + "' has no unit; add one, as in " + text + "s (" + units() + ")");
        }
        Long unitNanos = NANOS_BY_UNIT.get(unit);
        if (unitNanos == null) {
            throw new TypeConversionException("'" + unit + "' in '" + text + "' is no unit; use one of " + units());
        }
        BigDecimal nanos = new BigDecimal(matcher.group(2)).multiply(BigDecimal.valueOf(unitNanos));
        if (nanos.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
            throw new TypeConversionException("'" + text + "' is too long; the longest is 292 years");
        }
        return nanos.setScale(0, RoundingMode.HALF_UP).longValueExact();
    }

    private static String units() {
        return String.join(", ", NANOS_BY_UNIT.keySet());
    }
}

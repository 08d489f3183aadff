package dev.halfway.cli;

import dev.halfway.AnalysisOptions.Moment;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Locale;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A moment as it is typed: RFC 3339 ({@code 2017-08-08T16:41:05Z}), the same without offset or as the reports print it, which
 * is UTC, or from the start ({@code +90s}).
 */
final class Moments implements ITypeConverter<Moment> {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final Pattern OFFSET = Pattern.compile("T.*(Z|[+-]\\d\\d:?\\d\\d)$");

    @Override
    public Moment convert(String text) {
        if (text.startsWith("+")) {
            return new Moment(true, Durations.nanos(text));
        }
        try {
            // RFC 3339 section 5.6 lets T and Z be small, and a space stand for T.
            String typed = text.strip().toUpperCase(Locale.ROOT);
            String whole = typed.replaceFirst(" ?UTC$", "Z").replace(' ', 'T');
            Instant instant = OffsetDateTime.parse(OFFSET.matcher(whole).find() ? whole : whole + "Z")
                    .toInstant();
            return new Moment(
                    false,
                    Math.addExact(Math.multiplyExact(instant.getEpochSecond(), NANOS_PER_SECOND), instant.getNano()));
        } catch (DateTimeException | ArithmeticException e) {
            throw new TypeConversionException(
                    "'" + text + "' is no moment; type date and time as in"
                            + " 2017-08-08T16:41:05Z (RFC 3339; UTC where no offset is given), or the time from the start as in +90s");
        }
    }
}

package dev.halfway.check;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import dev.halfway.check.CheckResult.Outcome;
import dev.halfway.report.Escape;
import dev.halfway.report.JunitXml;
import dev.halfway.report.Table;
import java.io.IOException;
import java.io.Writer;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/** The results of a check for people, for programs, and for what shows the tests of a pipeline. */
public final class CheckReports {
    private static final String SCHEMA = "halfway-check/1";
    private static final int MILLISECONDS = 3;
    private static final int NANOS_DIGITS = 9;

    private final Path directory;
    private final List<CheckResult> results;

    /** @param directory as the user named it */
    public CheckReports(Path directory, List<CheckResult> results) {
        this.directory = directory;
        this.results = List.copyOf(results);
    }

    /** A table of all cases, then each difference, then the sums. */
    public void text(Writer out) throws IOException {
        Table table = new Table(
                List.of(Table.Column.words("case"), Table.Column.words("result"), Table.Column.number("seconds")));
        for (CheckResult each : results) {
            table.add(List.of(
                    Escape.terminal(each.checked().name()),
                    each.outcome().words(),
                    seconds(each).toPlainString()));
        }
        for (String line : table.lines()) {
            out.write(line + "\n");
        }
        for (CheckResult each : results) {
            if (each.outcome() == Outcome.NOT_AS_EXPECTED || each.outcome() == Outcome.UNREADABLE) {
                out.write("\n" + Escape.terminal(each.checked().name()) + "\n");
                for (String line : trouble(each)) {
                    out.write("  " + line + "\n");
                }
            }
        }
        out.write("\n" + sums() + "\n");
    }

    /** One JSON object. */
    public void json(String version, int exitCode, Writer out) throws IOException {
        JsonFactory factory = JsonFactory.builder()
                .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
                .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
                .build();
        DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
        try (JsonGenerator json = factory.createGenerator(out)
                .setPrettyPrinter(
                        new DefaultPrettyPrinter().withObjectIndenter(indenter).withArrayIndenter(indenter))) {
            json.writeStartObject();
            json.writeStringField("schema", SCHEMA);
            json.writeStringField("version", version);
            json.writeStringField("directory", directory.toString());
            json.writeArrayFieldStart("cases");
            for (CheckResult each : results) {
                write(json, each);
            }
            json.writeEndArray();
            json.writeNumberField("exitCode", exitCode);
            json.writeEndObject();
            json.writeRaw('\n');
        }
    }

    private static void write(JsonGenerator json, CheckResult result) throws IOException {
        json.writeStartObject();
        json.writeStringField("case", result.checked().name());
        json.writeStringField("result", result.outcome().id());
        json.writeNumberField("seconds", seconds(result));
        json.writeBooleanField("updated", result.updated());
        if (result.unreadable().isPresent()) {
            json.writeStringField("why", result.unreadable().get());
        }
        json.writeArrayFieldStart("differences");
        for (Difference each : result.differences()) {
            json.writeStartObject();
            json.writeStringField("where", each.where());
            json.writeStringField("expected", each.expected());
            json.writeStringField("found", each.found());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    /** A test case for each case. */
    public void junit(long startNanos, Writer out) throws IOException {
        List<JunitXml.Case> cases = results.stream()
                .map(each -> new JunitXml.Case(
                        "halfway.check", each.checked().name(), OptionalLong.of(each.nanos()), junitTrouble(each)))
                .toList();
        JunitXml.write(new JunitXml.Suite("halfway check " + directory, startNanos, cases, ""), out);
    }

    private static Optional<JunitXml.Trouble> junitTrouble(CheckResult result) {
        String lines = String.join("\n", trouble(result));
        return switch (result.outcome()) {
            case UNREADABLE -> Optional.of(JunitXml.Trouble.error("unreadable", lines, lines));
            case NOT_AS_EXPECTED ->
                Optional.of(JunitXml.Trouble.failure(
                        "not-as-expected", trouble(result).get(0), lines));
            default -> Optional.empty();
        };
    }

    private static List<String> trouble(CheckResult result) {
        return result.unreadable().isPresent()
                ? List.of(Escape.terminal(result.unreadable().get()))
                : result.differences().stream()
                        .map(each -> Escape.terminal(each.toString())
                                + (result.updated() ? "; not updated, edit it by hand" : ""))
                        .toList();
    }

    private static BigDecimal seconds(CheckResult result) {
        return BigDecimal.valueOf(result.nanos(), NANOS_DIGITS).setScale(MILLISECONDS, RoundingMode.HALF_UP);
    }

    /** {@code 42 cases: 41 as expected, 1 NOT as expected}. */
    private String sums() {
        String sums = Arrays.stream(Outcome.values())
                .filter(outcome -> count(outcome) > 0)
                .map(outcome -> count(outcome) + " " + outcome.words())
                .collect(Collectors.joining(", "));
        return String.format(Locale.ROOT, "%d %s: %s", results.size(), results.size() == 1 ? "case" : "cases", sums);
    }

    private long count(Outcome outcome) {
        return results.stream().filter(each -> each.outcome() == outcome).count();
    }
}

package dev.halfway.report;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import dev.halfway.capture.SourceSummary;
import dev.halfway.decode.TypeP;
import dev.halfway.diagnose.ClockFacts;
import dev.halfway.diagnose.Decider;
import dev.halfway.diagnose.Diagnosis;
import dev.halfway.diagnose.DirectionEvidence;
import dev.halfway.diagnose.Finding;
import dev.halfway.diagnose.InputFacts;
import dev.halfway.diagnose.LossInterval;
import dev.halfway.diagnose.LossPattern;
import dev.halfway.match.AppearedRow;
import dev.halfway.match.DelaySummary;
import dev.halfway.match.LossRow;
import dev.halfway.match.TimeSpan;
import dev.halfway.match.Unjudged;
import java.io.IOException;
import java.io.Writer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * A diagnosis as one JSON object, as {@code halfway-1.schema.json} describes it. What is not known has no key: there is
 * neither null nor NaN.
 */
public final class JsonReport {
    /** Name of the format and its version, in the key {@code schema}. */
    public static final String SCHEMA = "halfway/1";

    private final JsonGenerator json;

    private JsonReport(JsonGenerator json) {
        this.json = json;
    }

    /**
     * What made the result.
     *
     * @param version of the program
     * @param options the effective ones: keys to strings, booleans, integers, doubles, lists and maps of these
     */
    public record Origin(String version, Map<String, ?> options) {}

    /** Writes the object and a line feed; {@code out} stays open. */
    public static void write(Diagnosis diagnosis, Origin origin, Writer out) throws IOException {
        DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
        DefaultPrettyPrinter pretty =
                new DefaultPrettyPrinter().withObjectIndenter(indenter).withArrayIndenter(indenter);
        try (JsonGenerator json = Json.generator(out).setPrettyPrinter(pretty)) {
            new JsonReport(json).write(diagnosis, origin);
            json.writeRaw('\n');
        }
    }

    private void write(Diagnosis diagnosis, Origin origin) throws IOException {
        json.writeStartObject();
        json.writeStringField("schema", SCHEMA);
        json.writeStringField("version", origin.version());
        json.writeFieldName("options");
        Json.writeTree(json, origin.options());
        writeArray("inputs", diagnosis.inputs(), this::write);
        writeArray("clocks", diagnosis.clocks(), this::write);
        writeArray("losses", diagnosis.losses(), this::write);
        writeArray("appeared", diagnosis.appeared(), this::write);
        writeArray("patterns", diagnosis.evidence(), this::write);
        writeArray("unjudged", diagnosis.unjudged(), this::write);
        new BgpJson(json).write(diagnosis.bgp());
        Json.writeStrings(json, "inferred", diagnosis.inferred());
        Json.writeStrings(json, "notes", diagnosis.notes());
        writeArray("findings", diagnosis.findings(), this::write);
        json.writeStringField("verdict", diagnosis.verdict().id());
        json.writeStringField("sentence", diagnosis.sentence());
        json.writeNumberField("exitCode", diagnosis.exitCode());
        json.writeEndObject();
    }

    /** Writes what stands inside of one object. */
    @FunctionalInterface
    private interface Body<T> {
        void write(T value) throws IOException;
    }

    private <T> void writeArray(String key, List<T> values, Body<T> body) throws IOException {
        json.writeArrayFieldStart(key);
        for (T value : values) {
            json.writeStartObject();
            body.write(value);
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private <T> void writeObject(String key, T value, Body<T> body) throws IOException {
        json.writeObjectFieldStart(key);
        body.write(value);
        json.writeEndObject();
    }

    private void write(InputFacts input) throws IOException {
        SourceSummary source = input.point().source();
        json.writeStringField("host", input.point().host());
        json.writeStringField("file", source.name());
        json.writeNumberField("fileIndex", input.point().file());
        json.writeStringField("format", source.format());
        int[] linkTypes = source.interfaces().stream()
                .mapToInt(SourceSummary.Interface::linkType)
                .distinct()
                .sorted()
                .toArray();
        json.writeFieldName("linkTypes");
        json.writeArray(linkTypes, 0, linkTypes.length);
        json.writeNumberField("packets", source.packets());
        json.writeNumberField("analysed", input.analysed());
        json.writeNumberField("undecoded", input.undecodedCount());
        if (!input.undecoded().isEmpty()) {
            json.writeFieldName("undecodedBy");
            Json.writeTree(json, input.undecoded());
        }
        json.writeFieldName("ignored");
        Json.writeTree(json, input.ignored());
        if (source.cutAtByte().isPresent()) {
            json.writeNumberField("cutAtByte", source.cutAtByte().getAsLong());
        }
        if (input.windowStartNanos().isPresent()) {
            json.writeNumberField("windowStartNanos", input.windowStartNanos().getAsLong());
        }
        if (input.windowEndNanos().isPresent()) {
            json.writeNumberField("windowEndNanos", input.windowEndNanos().getAsLong());
        }
        Json.writeStrings(json, "addresses", input.addresses());
        json.writeStringField("addressesFrom", input.addressesGiven() ? "given" : "inferred");
        if (input.drops().isPresent()) {
            json.writeNumberField("captureDrops", input.drops().getAsLong());
        }
        if (input.missRate().isPresent()) {
            Json.writeNumber(json, "missRate", input.missRate().getAsDouble());
        }
        Json.writeStrings(
                json,
                "warnings",
                Stream.concat(source.warnings().stream(), input.slightStepBack().stream())
                        .toList());
    }

    private void write(ClockFacts clock) throws IOException {
        writeEnds(clock.from(), clock.to());
        json.writeNumberField("offsetNanos", clock.offsetNanos());
        if (clock.boundNanos().isPresent()) {
            json.writeNumberField("boundNanos", clock.boundNanos().getAsLong());
        }
        if (clock.skewPpm().isPresent()) {
            Json.writeNumber(json, "skewPpm", clock.skewPpm().getAsDouble());
        }
        writeArray("steps", clock.steps(), step -> {
            json.writeNumberField("timeNanos", step.timeNanos());
            json.writeNumberField("stepNanos", step.stepNanos());
            if (step.boundNanos().isPresent()) {
                json.writeNumberField("boundNanos", step.boundNanos().getAsLong());
            }
        });
        json.writeStringField("basis", clock.basis());
        if (!clock.ticks().isEmpty()) {
            writeArray("ticks", clock.ticks(), tick -> {
                json.writeStringField("host", tick.host());
                json.writeNumberField("nanos", tick.nanos());
            });
        }
        if (!clock.via().isEmpty()) {
            Json.writeStrings(json, "via", clock.via());
        }
    }

    private void write(LossRow row) throws IOException {
        writeEnds(row.from(), row.to());
        json.writeStringField("typeP", row.typeP().id());
        json.writeStringField("role", row.role().id());
        json.writeStringField("initiator", row.initiator());
        json.writeNumberField("sent", row.sent());
        json.writeNumberField("delivered", row.delivered());
        json.writeNumberField("late", row.late());
        json.writeNumberField("lost", row.lost());
        json.writeNumberField("missed", row.missed());
        json.writeNumberField("unobservable", row.unobservable());
        json.writeNumberField("corrupted", row.corrupted());
        json.writeNumberField("duplicates", row.duplicates());
        json.writeNumberField("reordered", row.reordered());
        json.writeNumberField("confirmed", row.confirmed());
        json.writeNumberField("ambiguous", row.ambiguous());
        json.writeNumberField("bytesLost", row.bytesLost());
        Optional<LossInterval> interval = LossInterval.of(row.lost(), row.judged());
        if (interval.isPresent()) {
            Json.writeNumber(json, "ratio", row.ratio());
            Json.writeNumber(json, "ratioLow", interval.get().low());
            Json.writeNumber(json, "ratioHigh", interval.get().high());
        }
        writeObject("lossPeriods", row.lossPeriods(), periods -> {
            json.writeNumberField("count", periods.count());
            json.writeNumberField("longest", periods.longest());
            json.writeNumberField("lost", periods.lost());
        });
        if (row.delay().isPresent()) {
            writeObject("delay", row.delay().get(), this::write);
        }
    }

    private void write(DelaySummary delay) throws IOException {
        json.writeNumberField("count", delay.count());
        json.writeNumberField("minNanos", delay.minNanos());
        json.writeNumberField("medianNanos", delay.medianNanos());
        json.writeNumberField("p90Nanos", delay.p90Nanos());
        json.writeNumberField("p99Nanos", delay.p99Nanos());
        json.writeNumberField("maxNanos", delay.maxNanos());
        json.writeNumberField("negative", delay.negative());
    }

    private void write(AppearedRow row) throws IOException {
        writeEnds(row.from(), row.to());
        json.writeStringField("typeP", row.typeP().id());
        json.writeStringField("role", row.role().id());
        json.writeStringField("initiator", row.initiator());
        json.writeNumberField("count", row.count());
        json.writeNumberField("explained", row.explained());
    }

    private void write(Unjudged row) throws IOException {
        writeEnds(row.from(), row.to());
        json.writeStringField("why", row.reason().words(row.to()));
        json.writeNumberField("count", row.count());
    }

    private void write(Finding finding) throws IOException {
        json.writeStringField("kind", finding.kind());
        json.writeStringField("grade", finding.grade().id());
        json.writeStringField("sentence", finding.sentence());
        writeIfPresent("from", finding.from());
        writeIfPresent("to", finding.to());
        Json.writeStrings(json, "typeP", finding.typeP().stream().map(TypeP::id).toList());
        if (finding.decidedBy().isPresent()) {
            writeObject("decidedBy", finding.decidedBy().get(), this::write);
        }
        if (finding.when().isPresent()) {
            writeObject("when", finding.when().get(), this::write);
        }
        json.writeStringField("place", finding.place());
        if (finding.cause().isPresent()) {
            writeObject("cause", finding.cause().get(), this::write);
        }
        Json.writeStrings(json, "rulesOut", finding.rulesOut());
        Json.writeStrings(json, "remaining", finding.remaining());
        writeIfPresent("nextExperiment", finding.nextExperiment());
    }

    private void write(TimeSpan span) throws IOException {
        json.writeNumberField("firstNanos", span.firstNanos());
        json.writeNumberField("lastNanos", span.lastNanos());
    }

    private void write(DirectionEvidence direction) throws IOException {
        LossPattern pattern = direction.pattern();
        writeEnds(direction.from(), direction.to());
        json.writeNumberField("judged", pattern.judged());
        json.writeNumberField("lost", pattern.lost());
        json.writeNumberField("periods", pattern.periods());
        json.writeNumberField("longestPeriod", pattern.longestPeriod());
        writeIfPresent("noticeableRate", pattern.noticeableRate());
        writeIfPresent("gilbertP", pattern.gilbertP());
        writeIfPresent("gilbertR", pattern.gilbertR());
        writeIfPresent("lastBeforeNanos", pattern.lastBeforeNanos());
        writeIfPresent("firstLostNanos", pattern.firstLostNanos());
        writeIfPresent("lastLostNanos", pattern.lastLostNanos());
        writeIfPresent("firstAfterNanos", pattern.firstAfterNanos());
        if (pattern.delayBefore().isPresent()) {
            writeObject("delayBefore", pattern.delayBefore().get(), delay -> {
                json.writeNumberField("medianNanos", delay.medianNanos());
                json.writeNumberField("usualNanos", delay.usualNanos());
                Json.writeNumber(json, "p", delay.p());
            });
        }
        Json.writeStrings(json, "openQuestions", direction.openQuestions());
    }

    private void write(Decider.Detail detail) throws IOException {
        if (detail.passes().isPresent()) {
            json.writeNumberField("passes", detail.passes().getAsLong());
        }
        if (detail.fails().isPresent()) {
            json.writeNumberField("fails", detail.fails().getAsLong());
        }
        if (!detail.members().isEmpty()) {
            Json.writeStrings(json, "members", detail.members());
            json.writeNumberField("otherMembers", detail.others());
        }
    }

    private void write(Decider decider) throws IOException {
        json.writeStringField("feature", decider.feature().id());
        json.writeStringField("value", decider.value());
        json.writeStringField("words", decider.words());
        Json.writeNumber(json, "p", decider.p());
        Json.writeNumber(json, "effect", decider.effect());
        writeObject("inside", decider.inside(), this::write);
        writeObject("outside", decider.outside(), this::write);
        write(decider.detail());
        writeArray("rivals", decider.rivals(), rival -> {
            json.writeStringField("feature", rival.feature().id());
            json.writeStringField("value", rival.value());
            json.writeStringField("wouldTell", rival.wouldTell());
        });
    }

    private void write(Decider.Sample sample) throws IOException {
        json.writeNumberField("judged", sample.judged());
        json.writeNumberField("lost", sample.lost());
    }

    private void write(Finding.Cause cause) throws IOException {
        json.writeStringField("name", cause.name());
        json.writeStringField("grade", cause.grade().id());
        Json.writeStrings(json, "for", cause.evidenceFor());
        Json.writeStrings(json, "against", cause.evidenceAgainst());
    }

    private void writeEnds(String from, String to) throws IOException {
        json.writeStringField("from", from);
        json.writeStringField("to", to);
    }

    private void writeIfPresent(String key, OptionalDouble value) throws IOException {
        if (value.isPresent()) {
            Json.writeNumber(json, key, value.getAsDouble());
        }
    }

    private void writeIfPresent(String key, OptionalLong value) throws IOException {
        if (value.isPresent()) {
            json.writeNumberField(key, value.getAsLong());
        }
    }

    private void writeIfPresent(String key, Optional<String> value) throws IOException {
        if (value.isPresent()) {
            json.writeStringField(key, value.get());
        }
    }
}

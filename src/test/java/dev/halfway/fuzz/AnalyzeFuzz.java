package dev.halfway.fuzz;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import dev.halfway.Analysis;
import dev.halfway.AnalysisOptions;
import dev.halfway.UsualOptions;
import dev.halfway.capture.CaptureException;
import dev.halfway.diagnose.Diagnosis;
import dev.halfway.diagnose.InputFacts;
import dev.halfway.match.Fate;
import dev.halfway.match.LossRow;
import dev.halfway.match.Reason;
import dev.halfway.report.JsonReport;
import dev.halfway.report.PacketsReport;
import dev.halfway.report.TextReport;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Two captures of any bytes, analysed and reported. Input: the length of the first in four bytes, the first, the second.
 * Every packet that left must have one fate, told by the table and by the list alike, and the reports must be what they are.
 */
public final class AnalyzeFuzz {
    private static final JsonFactory JSON = new JsonFactory();
    private static final Path DIRECTORY = directory();
    private static final Path ONE = DIRECTORY.resolve("one");
    private static final Path OTHER = DIRECTORY.resolve("other");
    private static final Set<Fate> AT_SENDER =
            Set.of(Fate.DELIVERED, Fate.LATE, Fate.LOST, Fate.MISSED, Fate.UNOBSERVABLE, Fate.CORRUPTED);

    private AnalyzeFuzz() {}

    private static Path directory() {
        try {
            Path directory = Files.createTempDirectory("fuzz");
            directory.toFile().deleteOnExit();
            directory.resolve("one").toFile().deleteOnExit();
            directory.resolve("other").toFile().deleteOnExit();
            return directory;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The input made of two captures. */
    static byte[] join(byte[] one, byte[] other) {
        return ByteBuffer.allocate(Integer.BYTES + one.length + other.length)
                .putInt(one.length)
                .put(one)
                .put(other)
                .array();
    }

    public static void fuzzerTestOneInput(byte[] input) throws IOException {
        if (input.length < Integer.BYTES) {
            return;
        }
        int said = ByteBuffer.wrap(input).getInt();
        int middle = Integer.BYTES + Math.min(Math.max(said, 0), input.length - Integer.BYTES);
        Files.write(ONE, Arrays.copyOfRange(input, Integer.BYTES, middle));
        Files.write(OTHER, Arrays.copyOfRange(input, middle, input.length));
        AnalysisOptions options = UsualOptions.of(UsualOptions.host("one", ONE), UsualOptions.host("other", OTHER));
        StringWriter lines = new StringWriter();
        PacketsReport packets = new PacketsReport(lines, Set.of());
        Map<Fate, Long> listed = new EnumMap<>(Fate.class);
        Diagnosis diagnosis;
        try {
            diagnosis = Analysis.run(options, Optional.of(packet -> {
                listed.merge(packet.fate(), 1L, Long::sum);
                packets.onPacket(packet);
            }));
        } catch (CaptureException refused) {
            Require.that(!refused.getMessage().isBlank(), "words for the refusal");
            return;
        }
        packets.finish();
        parse(lines.toString());
        StringWriter json = new StringWriter();
        JsonReport.write(diagnosis, new JsonReport.Origin("0", Map.of()), json);
        parse(json.toString());
        TextReport.write(diagnosis, new TextReport.Style(false, true), new StringWriter());
        check(diagnosis, listed);
    }

    private static void parse(String json) throws IOException {
        try (JsonParser parser = JSON.createParser(json)) {
            while (parser.nextToken() != null) {
                // It throws where something is wrong.
            }
        }
    }

    private static void check(Diagnosis diagnosis, Map<Fate, Long> listed) {
        long sent = 0;
        long lost = 0;
        for (LossRow row : diagnosis.losses()) {
            long fates = row.judged() + row.missed() + row.unobservable();
            Require.that(row.sent() == fates, row + ": what was sent is the sum of its fates");
            Require.that(row.confirmed() <= row.lost(), row + ": confirmed losses are losses");
            sent += row.sent();
            lost += row.lost();
        }
        long listedSent = AT_SENDER.stream()
                .mapToLong(fate -> listed.getOrDefault(fate, 0L))
                .sum();
        Require.that(sent == listedSent, sent + " sent by the table, " + listedSent + " by the list");
        Require.that(lost == listed.getOrDefault(Fate.LOST, 0L), lost + " lost by the table, and " + listed);
        long inScope = 0;
        for (InputFacts input : diagnosis.inputs()) {
            long ignored =
                    input.ignored().values().stream().mapToLong(Long::longValue).sum();
            Require.that(
                    input.point().source().packets() == input.analysed() + input.undecodedCount() + ignored,
                    input + ": each packet is counted once");
            inScope += input.inScope() + input.ignored().getOrDefault(Reason.WITHOUT_TIME.words(""), 0L);
        }
        long all = listed.values().stream().mapToLong(Long::longValue).sum();
        Require.that(all == inScope, all + " packets listed, " + inScope + " in scope");
        int exit = diagnosis.exitCode();
        Require.that(exit == 0 || exit == 1 || exit == 3, "exit code " + exit);
    }
}

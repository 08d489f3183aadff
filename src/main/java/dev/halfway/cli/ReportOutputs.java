package dev.halfway.cli;

import dev.halfway.AnalysisOptions;
import dev.halfway.AnalysisOptions.Host;
import dev.halfway.diagnose.Diagnosis;
import dev.halfway.match.DelayLog;
import dev.halfway.match.PacketFate;
import dev.halfway.match.PacketFates;
import dev.halfway.report.AnnotatedCapture;
import dev.halfway.report.HtmlReport;
import dev.halfway.report.JsonReport;
import dev.halfway.report.JunitReport;
import dev.halfway.report.PacketsReport;
import dev.halfway.report.PageData;
import dev.halfway.report.TextReport;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The reports of one run, each to its file or to standard output. Files appear when {@link #write} has succeeded. */
final class ReportOutputs implements Closeable {
    private final List<Target> targets = new ArrayList<>();
    private final Settings settings;

    private ReportOutputs(Settings settings) {
        this.settings = settings;
    }

    /**
     * How reports look.
     *
     * @param colorOnStdout the text on standard output is coloured
     * @param colorInFiles the text in files is
     * @param everyRow the text shows every row
     */
    record Settings(boolean colorOnStdout, boolean colorInFiles, boolean everyRow) {}

    /** Where one report goes; exactly one of the files and standard output. */
    private static final class Target {
        private final OutputFormat format;
        private final Optional<OutputFile> file;
        private final Writer writer;
        private Optional<PacketsReport> packets = Optional.empty();
        private Optional<DelayLog> delays = Optional.empty();
        private Optional<AnnotatedCapture> annotated = Optional.empty();
        private Optional<PageData> page = Optional.empty();

        Target(OutputFormat format, Optional<OutputFile> file, Writer stdout) {
            this.format = format;
            this.file = file;
            this.writer = file.map(OutputFile::writer).orElse(stdout);
        }

        boolean wantsFates() {
            return packets.isPresent() || delays.isPresent() || annotated.isPresent() || page.isPresent();
        }

        /** @throws UncheckedIOException around an {@link OutputException} */
        void write(PacketFate fate) {
            try {
                packets.ifPresent(report -> report.onPacket(fate));
                delays.ifPresent(log -> log.onPacket(fate));
                annotated.ifPresent(capture -> capture.onPacket(fate));
                page.ifPresent(data -> data.onPacket(fate));
            } catch (UncheckedIOException e) {
                throw new UncheckedIOException(failure(e.getCause()));
            }
        }

        OutputException failure(IOException e) {
            return new OutputException(file.map(OutputFile::name).orElse("standard output"), e);
        }
    }

    /**
     * Checks all outputs and opens those that are files.
     *
     * @param outputs empty means text to standard output
     * @throws UsageException for two reports on standard output, or a file that must not or cannot be written
     */
    static ReportOutputs open(List<Output> outputs, AnalysisOptions options, Settings settings, Writer stdout)
            throws IOException {
        List<Output> wanted = outputs.isEmpty() ? List.of(Output.TEXT_TO_STDOUT) : outputs;
        check(wanted, inputs(options));
        if (wanted.stream().anyMatch(output -> output.format() == OutputFormat.PCAPNG)) {
            checkForCapture(wanted, options);
        }
        ReportOutputs reports = new ReportOutputs(settings);
        try {
            for (Output output : wanted) {
                reports.add(output, options, stdout);
            }
        } catch (IOException e) {
            reports.close();
            throw e;
        }
        return reports;
    }

    /**
     * Says beforehand what would keep these from being written.
     *
     * @param inputs files that must stay as they are
     * @throws UsageException for two reports on standard output, or a file that must not or cannot be written
     */
    static void check(List<Output> outputs, List<Path> inputs) {
        if (outputs.stream().filter(output -> output.file().isEmpty()).count() > 1) {
            throw new UsageException(
                    "two outputs would go to standard output; give all but one a file, as in -o json=FILE");
        }
        OutputFile.check(
                outputs.stream().flatMap(output -> output.file().stream()).toList(), inputs);
    }

    private void add(Output output, AnalysisOptions options, Writer stdout) throws IOException {
        Optional<OutputFile> file = Optional.empty();
        if (output.file().isPresent()) {
            file = Optional.of(OutputFile.open(output.file().get()));
        }
        Target target = new Target(output.format(), file, stdout);
        targets.add(target);
        if (output.format() == OutputFormat.PACKETS) {
            target.packets = Optional.of(new PacketsReport(target.writer, severalFiles(options)));
        } else if (output.format() == OutputFormat.HLOG) {
            target.delays = Optional.of(new DelayLog());
        } else if (output.format() == OutputFormat.HTML) {
            target.page = Optional.of(new PageData());
        } else if (output.format() == OutputFormat.PCAPNG) {
            target.annotated = Optional.of(new AnnotatedCapture(captures(options), options.lossThresholdNanos()));
        }
    }

    /** A capture is no text, and is made by reading the inputs once more. */
    private static void checkForCapture(List<Output> wanted, AnalysisOptions options) {
        if (wanted.contains(new Output(OutputFormat.PCAPNG, Optional.empty()))) {
            throw new UsageException("-o pcapng needs a file, as in -o pcapng=FILE");
        }
        for (Path input : options.hosts().stream()
                .flatMap(host -> host.captures().stream())
                .toList()) {
            if (input.equals(CaptureArguments.STDIN) || Files.exists(input) && !Files.isRegularFile(input)) {
                throw new UsageException("-o pcapng reads the captures once more, which '" + input
                        + "' does not allow; save it to a file first");
            }
        }
    }

    private static Map<String, List<Path>> captures(AnalysisOptions options) {
        Map<String, List<Path>> captures = new LinkedHashMap<>();
        options.hosts().forEach(host -> captures.put(host.name(), host.captures()));
        return captures;
    }

    private static List<Path> inputs(AnalysisOptions options) {
        return options.hosts().stream()
                .flatMap(host -> host.captures().stream())
                .map(path -> path.equals(CaptureArguments.STDIN) ? Path.of("/dev/stdin") : path)
                .toList();
    }

    private static Set<String> severalFiles(AnalysisOptions options) {
        return options.hosts().stream()
                .filter(host -> host.captures().size() > 1)
                .map(Host::name)
                .collect(Collectors.toSet());
    }

    /** Where the fates of packets go while the analysis runs; empty when no output shows them. */
    Optional<PacketFates> fates() {
        List<Target> wanting = targets.stream().filter(Target::wantsFates).toList();
        return wanting.isEmpty()
                ? Optional.empty()
                : Optional.of(fate -> wanting.forEach(target -> target.write(fate)));
    }

    /**
     * Writes what shows the whole diagnosis, and puts all files in their places.
     *
     * @param options as the JSON repeats them
     */
    void write(Diagnosis diagnosis, Map<String, ?> options) throws OutputException {
        for (Target target : targets) {
            try {
                write(target, diagnosis, options);
                target.writer.flush();
            } catch (IOException e) {
                throw target.failure(e);
            }
        }
        for (Target target : targets) {
            if (target.file.isPresent()) {
                target.file.get().commit();
            }
        }
    }

    private void write(Target target, Diagnosis diagnosis, Map<String, ?> options) throws IOException {
        switch (target.format) {
            case TEXT -> {
                boolean color = target.file.isPresent() ? settings.colorInFiles() : settings.colorOnStdout();
                TextReport.write(diagnosis, new TextReport.Style(color, settings.everyRow()), target.writer);
            }
            case JSON -> JsonReport.write(diagnosis, new JsonReport.Origin(Version.number(), options), target.writer);
            case HTML ->
                HtmlReport.write(
                        diagnosis,
                        new JsonReport.Origin(Version.number(), options),
                        target.page.orElseThrow(),
                        target.writer);
            case JUNIT -> JunitReport.write(diagnosis, target.writer);
            case PCAPNG -> target.annotated.orElseThrow().write(diagnosis, target.file.orElseThrow().stream());
            case HLOG ->
                target.writer.write(
                        String.join("\n", target.delays.orElseThrow().lines()) + "\n");
            case PACKETS -> target.packets.orElseThrow().finish();
        }
    }

    @Override
    public void close() throws IOException {
        for (Target target : targets) {
            if (target.file.isPresent()) {
                target.file.get().close();
            }
            if (target.annotated.isPresent()) {
                target.annotated.get().close();
            }
        }
    }
}

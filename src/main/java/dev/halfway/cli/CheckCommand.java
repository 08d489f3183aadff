package dev.halfway.cli;

import dev.halfway.check.CheckCase;
import dev.halfway.check.CheckReports;
import dev.halfway.check.CheckResult;
import dev.halfway.check.CheckResult.Outcome;
import dev.halfway.check.CheckRun;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code halfway check}: saved cases against what is expected of them. */
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        header = "Checks saved cases against what is expected of them.",
        description =
                "Analyses every case below a directory, captures with an expected.json beside them, and says what is"
                        + " not as expected.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            " 0:all as expected",
            " 1:some not as expected",
            " 2:wrong use of the command line",
            " 4:a case cannot be read, or there is none",
            "70:a fault of the program, or its output cannot be written"
        },
        footer = {
            "",
            "expected.json is an object that pins as much of the result as it likes: keys of the JSON report with the",
            "values they must have, of lists the items that must be there, of counts also {\"min\": 5, \"max\": 9}; and args,",
            "options of analyze; packets, the fates of single ones. As in:",
            "  {\"args\": [\"--tcp-port=80\"], \"verdict\": \"one-way-loss\",",
            "   \"losses\": [{\"from\": \"a\", \"to\": \"b\", \"typeP\": \"icmp-echo-reply\", \"lost\": {\"min\": 20}}],",
            "   \"packets\": [{\"host\": \"a\", \"frame\": 12, \"fate\": \"lost\"}]}",
            "",
            "Examples: the cases of a project, with results that a pipeline shows; and after a change, for review with git:",
            "  halfway check -o text -o junit=results.xml captures",
            "  halfway check --update captures && git diff captures"
        })
final class CheckCommand implements Callable<Integer> {
    /** What one analysis needs at the least, beside what all share. */
    private static final long HEAP_BYTES_PER_CASE = 16 << 20;

    private static final Set<OutputFormat> FORMATS = Set.of(OutputFormat.TEXT, OutputFormat.JSON, OutputFormat.JUNIT);

    private final CheckRun.Analyzer analyzer;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "DIRECTORY", description = "Where the cases are: every directory with an expected.json.")
    private Path directory;

    @Option(
            names = "--update",
            description = "Rewrite each expected.json that does not hold: the same keys, with the values that were"
                    + " found. What cannot be updated so is told, and stays.")
    private boolean update;

    @Option(
            names = {"-j", "--jobs"},
            paramLabel = "COUNT",
            description = "Cases analysed at a time. Default: one for each processor, as far as the memory suffices.")
    private Optional<Integer> jobs = Optional.empty();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT[=FILE]",
            completionCandidates = Formats.class,
            converter = Output.Converter.class,
            description = "text, json or junit; repeatable. Without FILE: standard output. Default: text.")
    private List<Output> outputs = new ArrayList<>();

    @Mixin
    private Verbosity verbosity;

    CheckCommand(CheckRun.Analyzer analyzer) {
        this.analyzer = analyzer;
    }

    @Override
    public Integer call() throws IOException {
        List<Output> wanted = wanted();
        List<CheckCase> cases = cases();
        for (CheckCase each : cases) {
            ReportOutputs.check(wanted, CaseAnalysis.inputs(each));
        }
        List<Target> targets = new ArrayList<>();
        try {
            for (Output output : wanted) {
                targets.add(Target.open(output, spec.commandLine().getOut()));
            }
            long startNanos = TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis());
            Optional<CheckRun.Writer> writer = update ? Optional.of(CheckCommand::rewrite) : Optional.empty();
            List<CheckResult> results = new CheckRun(analyzer, writer).run(cases, threads());
            int exitCode = exitCode(results).code();
            CheckReports reports = new CheckReports(directory, results);
            for (Target target : targets) {
                switch (target.format()) {
                    case JSON -> reports.json(Version.number(), exitCode, target.writer());
                    case JUNIT -> reports.junit(startNanos, target.writer());
                    default -> reports.text(target.writer());
                }
                target.finish();
            }
            return exitCode;
        } finally {
            for (Target target : targets) {
                target.close();
            }
        }
    }

    /** For completion in a shell. */
    static final class Formats extends ArrayList<String> {
        Formats() {
            super(FORMATS.stream().map(OutputFormat::id).sorted().toList());
        }
    }

    /** Where one report goes. */
    private record Target(OutputFormat format, Writer writer, Optional<OutputFile> file) {
        static Target open(Output output, Writer stdout) throws IOException {
            if (output.file().isEmpty()) {
                return new Target(output.format(), stdout, Optional.empty());
            }
            OutputFile file = OutputFile.open(output.file().get());
            return new Target(output.format(), file.writer(), Optional.of(file));
        }

        void finish() throws IOException {
            writer.flush();
            if (file.isPresent()) {
                file.get().commit();
            }
        }

        void close() throws IOException {
            if (file.isPresent()) {
                file.get().close();
            }
        }
    }

    private List<Output> wanted() {
        List<Output> wanted = outputs.isEmpty() ? List.of(Output.TEXT_TO_STDOUT) : outputs;
        for (Output output : wanted) {
            if (!FORMATS.contains(output.format())) {
                throw new UsageException(
                        "check does not write '" + output.format().id() + "'; choose from text, json, junit");
            }
        }
        ReportOutputs.check(wanted, List.of());
        return wanted;
    }

    private List<CheckCase> cases() throws IOException {
        if (!Files.exists(directory)) {
            throw new NoSuchFileException(directory.toString());
        }
        List<CheckCase> cases = CheckCase.below(directory);
        if (cases.isEmpty()) {
            throw new IOException("'" + directory + "': no expected.json in it or below. To make one, write"
                    + " {\"verdict\": \"no-loss\"} to expected.json beside the captures of a case; 'check --update' then"
                    + " puts in what is found");
        }
        return cases;
    }

    private int threads() {
        if (jobs.isPresent()) {
            if (jobs.get() < 1) {
                throw new UsageException("--jobs " + jobs.get() + ": expected 1 or more");
            }
            return jobs.get();
        }
        Runtime machine = Runtime.getRuntime();
        return (int) Math.max(1, Math.min(machine.availableProcessors(), machine.maxMemory() / HEAP_BYTES_PER_CASE));
    }

    private static void rewrite(CheckCase checked, String json) throws IOException {
        try (OutputFile file = OutputFile.open(checked.file())) {
            file.writer().write(json);
            file.commit();
        }
    }

    private static ExitCode exitCode(List<CheckResult> results) {
        if (results.stream().anyMatch(each -> each.outcome() == Outcome.UNREADABLE)) {
            return ExitCode.UNREADABLE;
        }
        return results.stream().anyMatch(each -> each.outcome() == Outcome.NOT_AS_EXPECTED)
                ? ExitCode.FOUND
                : ExitCode.NOTHING_FOUND;
    }
}

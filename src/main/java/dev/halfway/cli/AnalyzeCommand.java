package dev.halfway.cli;

import dev.halfway.AnalysisOptions;
import dev.halfway.Progress;
import dev.halfway.diagnose.Diagnosis;
import dev.halfway.diagnose.InputFacts;
import dev.halfway.match.PacketFates;
import dev.halfway.report.Escape;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code halfway analyze}: saved captures in, verdict out. */
@Command(
        name = "analyze",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        header = "Says what left one host and never reached the other.",
        description = "Matches every packet across the captures of two or more hosts and says which left one host and"
                + " never reached the other.",
        footer = {
            "",
            "Example: both ends of a failing ping, with a report for people and one for programs:",
            "  halfway analyze -o text -o json=verdict.json 219=a.pcap 231=b.pcap"
        })
final class AnalyzeCommand implements Callable<Integer> {
    /** What stands behind the command. */
    @FunctionalInterface
    interface Analyzer {
        Diagnosis run(AnalysisOptions options, Optional<PacketFates> fates, Progress progress) throws IOException;
    }

    private final Analyzer analyzer;
    private final boolean showsProgress;

    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "[HOST=]CAPTURE",
            arity = "0..*",
            description = {
                "pcap or pcapng, also gzip or zstd; - is standard input. HOST defaults to the file's name without"
                        + " extension. Several captures of one host, such as rotated files: HOST=F1,F2 or a pattern in"
                        + " quotes."
            })
    private List<String> captures = new ArrayList<>();

    @Mixin
    private AnalysisArguments analysis;

    @Mixin
    private ReportArguments reporting;

    /** @param showsProgress on standard error, of a long run on a terminal; not of many at a time */
    AnalyzeCommand(Analyzer analyzer, boolean showsProgress) {
        this.analyzer = analyzer;
        this.showsProgress = showsProgress;
    }

    @Override
    public Integer call() throws IOException {
        AnalysisOptions options = analysis.options(CaptureArguments.parse(captures));
        ReportOutputs.check(reporting.outputs(), analysis.otherInputs());
        PrintWriter out = spec.commandLine().getOut();
        try (ReportOutputs reports = ReportOutputs.open(reporting.outputs(), options, reporting.settings(), out)) {
            Diagnosis diagnosis = analyzed(options, reports.fates());
            tell(diagnosis);
            reports.write(diagnosis, new OptionsEcho(options, analysis.tcpPorts()).toTree());
            return diagnosis.exitCode();
        }
    }

    private Diagnosis analyzed(AnalysisOptions options, Optional<PacketFates> fates) throws IOException {
        Progress progress = new Progress();
        if (!showsProgress || reporting.verbosity().quiet || !Terminal.isErrorThere()) {
            return analyzer.run(options, fates, progress);
        }
        try (ProgressLine line =
                ProgressLine.start(progress, options, spec.commandLine().getErr())) {
            return analyzer.run(options, fates, line.progress());
        }
    }

    private void tell(Diagnosis diagnosis) {
        PrintWriter err = spec.commandLine().getErr();
        for (InputFacts input : diagnosis.inputs()) {
            String name = input.point().source().name();
            if (!reporting.verbosity().quiet) {
                input.point()
                        .source()
                        .warnings()
                        .forEach(warning -> err.println(Escape.terminal("halfway: " + warning)));
            }
            if (reporting.verbosity().verbose) {
                input.undecoded()
                        .forEach((reason, count) -> err.println(
                                Escape.terminal("halfway: " + name + ": not decoded " + count + ": " + reason)));
                input.ignored()
                        .forEach((reason, count) -> err.println(
                                Escape.terminal("halfway: " + name + ": left aside " + count + ": " + reason)));
            }
        }
        err.flush();
    }
}

package dev.halfway.cli;

import dev.halfway.AnalysisOptions;
import dev.halfway.AnalysisOptions.Host;
import dev.halfway.AnalysisOptions.Moment;
import dev.halfway.capture.CaptureException;
import dev.halfway.capture.PacketFilter;
import dev.halfway.diagnose.Diagnosis;
import dev.halfway.diagnose.InputFacts;
import dev.halfway.match.PacketFates;
import dev.halfway.report.Escape;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
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
        Diagnosis run(AnalysisOptions options, Optional<PacketFates> fates) throws IOException;
    }

    private final Analyzer analyzer;

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

    @Option(
            names = "--address",
            paramLabel = "HOST=ADDR[,ADDR...]",
            description =
                    "Addresses or CIDR blocks that HOST owns; repeatable. Default: inferred from the packets. Give"
                            + " it when the report says that it cannot tell.")
    private List<String> addresses = new ArrayList<>();

    @Option(
            names = "--tcp-port",
            paramLabel = "PORT[,PORT...]",
            defaultValue = "179",
            converter = Ports.Converter.class,
            description = "TCP ports to analyse, or 'all'. Default: ${DEFAULT-VALUE} (BGP). ICMP and ICMPv6 echo are"
                    + " always analysed.")
    private Ports tcpPorts;

    @Option(
            names = "--filter",
            paramLabel = "EXPR",
            description = "Analyse only packets that match this pcap-filter(7) expression. Default: none.")
    private Optional<String> filter = Optional.empty();

    @Option(
            names = "--loss-threshold",
            paramLabel = "DURATION",
            defaultValue = "3s",
            converter = Durations.class,
            description = "A packet that arrives later than this counts as late, not as delivered. Default:"
                    + " ${DEFAULT-VALUE}. Choose it well above the slowest delay; a larger value needs more memory.")
    private long lossThresholdNanos;

    @Option(
            names = "--from",
            paramLabel = "TIME",
            converter = Moments.class,
            description = "Analyse from here on: RFC 3339, or +90s from the start. Default: all.")
    private Optional<Moment> from = Optional.empty();

    @Option(
            names = "--to",
            paramLabel = "TIME",
            converter = Moments.class,
            description = "Analyse up to here. Default: all.")
    private Optional<Moment> to = Optional.empty();

    @Option(
            names = "--max-loss",
            paramLabel = "PERCENT",
            defaultValue = "0",
            converter = Percents.class,
            description = "One-way loss up to this share is no finding. Default: ${DEFAULT-VALUE}.")
    private double maxLossPercent;

    @Option(
            names = "--assume-sync",
            paramLabel = "DURATION",
            converter = Durations.class,
            description = "The hosts' clocks agree within this. Default: no assumption.")
    private Optional<Long> assumeSyncNanos = Optional.empty();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT[=FILE]",
            completionCandidates = OutputFormat.Names.class,
            converter = Output.Converter.class,
            description = "text, json, packets (JSON Lines: the fate of each packet), pcapng (all captures in one, for"
                    + " Wireshark, each packet with its fate), junit (XML for pipelines), or hlog (HdrHistogram"
                    + " log of the delays); repeatable. Without FILE: standard output. Default:"
                    + " text.")
    private List<Output> outputs = new ArrayList<>();

    @Option(
            names = "--color",
            paramLabel = "WHEN",
            completionCandidates = ColorChoice.Names.class,
            defaultValue = "auto",
            converter = ColorChoice.Converter.class,
            description = "auto, always or never. Default: ${DEFAULT-VALUE}: on a terminal, unless NO_COLOR is set.")
    private ColorChoice color;

    @Mixin
    private Verbosity verbosity;

    AnalyzeCommand(Analyzer analyzer) {
        this.analyzer = analyzer;
    }

    @Override
    public Integer call() throws IOException {
        AnalysisOptions options = options();
        boolean terminal = System.console() != null;
        ReportOutputs.Settings settings = new ReportOutputs.Settings(
                color.enabled(terminal, System.getenv()), color == ColorChoice.ALWAYS, verbosity.verbose);
        PrintWriter out = spec.commandLine().getOut();
        try (ReportOutputs reports = ReportOutputs.open(outputs, options, settings, out)) {
            Diagnosis diagnosis = analyzer.run(options, reports.fates());
            tell(diagnosis);
            reports.write(diagnosis, new OptionsEcho(options, tcpPorts).toTree());
            return diagnosis.exitCode();
        }
    }

    private AnalysisOptions options() throws CaptureException {
        if (lossThresholdNanos == 0) {
            throw new UsageException("--loss-threshold 0 would call every packet late; give more than 0, as in 3s");
        }
        if (from.isPresent() && to.isPresent()) {
            checkOrder(from.get(), to.get());
        }
        if (filter.isPresent()) {
            checkFilter(filter.get());
        }
        List<Host> hosts = CaptureArguments.parse(captures);
        List<String> names = hosts.stream().map(Host::name).toList();
        return new AnalysisOptions(
                hosts,
                AddressArguments.parse(addresses, names),
                tcpPorts.toSet(),
                filter,
                lossThresholdNanos,
                from,
                to,
                maxLossPercent,
                assumeSyncNanos.map(OptionalLong::of).orElse(OptionalLong.empty()));
    }

    private static void checkFilter(String expression) throws CaptureException {
        try {
            PacketFilter.compile(expression).close();
        } catch (IllegalArgumentException e) {
            throw new UsageException("--filter: " + e.getMessage() + "; see pcap-filter(7)");
        }
    }

    private static void checkOrder(Moment from, Moment to) {
        if (from.relative() == to.relative() && from.nanos() >= to.nanos()) {
            throw new UsageException("--from is not before --to: nothing would be left to analyse");
        }
    }

    private void tell(Diagnosis diagnosis) {
        PrintWriter err = spec.commandLine().getErr();
        for (InputFacts input : diagnosis.inputs()) {
            String name = input.point().source().name();
            if (!verbosity.quiet) {
                input.point()
                        .source()
                        .warnings()
                        .forEach(warning -> err.println(Escape.terminal("halfway: " + warning)));
            }
            if (verbosity.verbose) {
                input.ignored()
                        .forEach((reason, count) -> err.println(
                                Escape.terminal("halfway: " + name + ": left aside " + count + ": " + reason)));
            }
        }
        err.flush();
    }
}

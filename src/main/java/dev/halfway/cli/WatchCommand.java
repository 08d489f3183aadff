package dev.halfway.cli;

import dev.halfway.AnalysisOptions;
import dev.halfway.AnalysisOptions.Host;
import dev.halfway.Progress;
import dev.halfway.agent.Health;
import dev.halfway.agent.SourceSpec;
import dev.halfway.agent.TlsContext;
import dev.halfway.agent.Watch;
import dev.halfway.agent.WatchOptions;
import dev.halfway.agent.WatchStatus;
import dev.halfway.agent.WorkDirectory;
import dev.halfway.capture.LiveOptions;
import dev.halfway.diagnose.Diagnosis;
import dev.halfway.diagnose.Verdict;
import dev.halfway.report.Escape;
import dev.halfway.report.StatusView;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code halfway watch}: sources in, verdicts while the packets come. */
@Command(
        name = "watch",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        header = "The same analysis, live.",
        description = "The same analysis as analyze, live: says how things stand while the packets come, until SIGINT."
                + " The filter is also what live: and ssh:// sources capture. With -o there is at the end also a report"
                + " of the whole, made of what -w has kept; where it goes to standard output, what the watch itself"
                + " says goes to standard error.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            " 0:nothing found",
            " 1:one-way loss, or another finding, at any time of the watch",
            " 2:wrong use of the command line",
            " 3:cannot tell: no overlap, unrelated sources, too few packets",
            " 4:a source failed and nothing was found, or what comes cannot be kept",
            "70:a fault of the program, or its output cannot be written"
        },
        footer = {
            "",
            "Example: this node and one with an agent, for ten minutes:",
            "  halfway watch --for 10m 219=tls://10.39.1.219:57013 231=live:eth0 \\",
            "      --tls-cert 231.pem --tls-key 231.key --tls-ca ca.pem",
            "Example: nodes without anything but ssh and tcpdump:",
            "  halfway watch 219=ssh://root@10.39.1.219/eth0 231=ssh://root@10.39.1.231/eth0"
        })
final class WatchCommand implements Callable<Integer> {
    private static final String HOME = "\u001b[H";
    private static final String REST_OF_LINE = "\u001b[K";
    private static final String REST_OF_SCREEN = "\u001b[J";

    private static final int SHOWN_WITH_SAME_ROWS = 10;

    private static final long LONGEST_WINDOW_NANOS = 60_000_000_000L;

    private final Consumer<Runnable> onTermination;

    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "[HOST=]SOURCE",
            arity = "0..*",
            description = {
                "live:IFACE, tcp://HOST:PORT, tls://HOST:PORT, ssh://[USER@]HOST[:PORT]/IFACE, exec:COMMAND, a capture"
                        + " file, or - for standard input; one for each host."
            })
    private List<String> sources = new ArrayList<>();

    @Mixin
    private AnalysisArguments analysis;

    @Option(
            names = "--window",
            paramLabel = "DURATION",
            defaultValue = "15s",
            converter = Durations.class,
            description =
                    "The verdict is about the last stretch of this length, at most 60s. Default: ${DEFAULT-VALUE}.")
    private long windowNanos;

    @Option(
            names = "--for",
            paramLabel = "DURATION",
            converter = Durations.class,
            description = "End after this long. Default: at SIGINT, or when all sources have ended.")
    private Optional<Long> forNanos = Optional.empty();

    @Option(names = "--until-loss", description = "End with the first loss.")
    private boolean untilLoss;

    @Option(names = "--follow", description = "Read files on while they grow.")
    private boolean follow;

    @Option(
            names = {"-w", "--write"},
            paramLabel = "DIR",
            description =
                    "Keep all that comes as captures in this directory: analyze 'HOST=DIR/HOST-*.pcapng' ... gives the"
                            + " same counts.")
    private Optional<Path> keep = Optional.empty();

    @Option(
            names = "--metrics",
            paramLabel = "ADDR:PORT",
            description = "Serve Prometheus metrics at http://ADDR:PORT/metrics; a port alone is on loopback.")
    private Optional<String> metrics = Optional.empty();

    @Option(
            names = {"-s", "--snapshot-length"},
            paramLabel = "BYTES",
            defaultValue = "" + LiveOptions.DEFAULT_SNAP_LENGTH_BYTES,
            description =
                    "Bytes that live: and ssh:// sources keep of each packet; 0 for all. Default: ${DEFAULT-VALUE}.")
    private int snapLengthBytes;

    @Mixin
    private ReportArguments reporting;

    @Mixin
    private TlsArguments tls;

    private final AnalyzeCommand.Analyzer analyzer;
    private long shown;
    private OptionalInt rows = OptionalInt.empty();
    private long changesTold;
    private int findingsTold;
    private List<Health.State> statesTold = List.of();

    /**
     * @param analyzer makes the reports of what was kept
     * @param onTermination gets what ends a watch, to be run when the process is told to end
     */
    WatchCommand(AnalyzeCommand.Analyzer analyzer, Consumer<Runnable> onTermination) {
        this.analyzer = analyzer;
        this.onTermination = onTermination;
    }

    @Override
    public Integer call() throws IOException {
        CountDownLatch done = new CountDownLatch(1);
        try (WorkDirectory work = WorkDirectory.make("halfway-watch-")) {
            return watch(options(work.path()), done);
        } finally {
            done.countDown();
        }
    }

    private int watch(WatchOptions options, CountDownLatch done) throws IOException {
        WatchStatus last;
        List<Host> kept;
        try (Watch watch = new Watch(options, this::show);
                MetricsServer server = MetricsServer.start(metrics, watch::latest)) {
            onTermination.accept(() -> stop(watch, done));
            server.address().ifPresent(address -> say("metrics at " + address));
            watch.run();
            last = watch.latest();
            kept = watch.kept();
        }
        int code = conclude(last);
        if (!reporting.outputs().isEmpty()) {
            report(kept);
        }
        return code;
    }

    /** Told to end, a watch makes its report all the same, and that of weeks takes its time. */
    private void stop(Watch watch, CountDownLatch done) {
        watch.stop();
        try {
            if (!reporting.outputs().isEmpty()) {
                done.await();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What analyze says of the whole. */
    private void report(List<Host> kept) throws IOException {
        List<String> silent = kept.stream()
                .filter(host -> host.captures().isEmpty())
                .map(Host::name)
                .toList();
        List<Host> heard =
                kept.stream().filter(host -> !host.captures().isEmpty()).toList();
        if (!silent.isEmpty()) {
            say((heard.size() < 2 ? "no report" : "the report is without " + String.join(", ", silent))
                    + ": nothing came from " + String.join(", ", silent));
        }
        if (heard.size() < 2) {
            return;
        }
        AnalysisOptions options = analysis.options(heard, kept);
        PrintWriter out = spec.commandLine().getOut();
        try (ReportOutputs reports = ReportOutputs.open(reporting.outputs(), options, reporting.settings(), out)) {
            Diagnosis diagnosis = analyzer.run(options, reports.fates(), new Progress());
            reports.write(diagnosis, new OptionsEcho(options, analysis.tcpPorts()).toTree());
        }
    }

    private WatchOptions options(Path work) throws IOException {
        if (windowNanos == 0) {
            throw new UsageException("--window 0 leaves nothing to judge; give more than 0, as in 15s");
        }
        if (windowNanos > LONGEST_WINDOW_NANOS) {
            throw new UsageException(
                    "--window is at most 60s: what came is kept for two minutes; for a longer stretch keep"
                            + " all with -w DIR, and analyze it");
        }
        List<WatchOptions.Source> parsed = SourceArguments.parse(sources);
        Optional<TlsContext> context = tls.context();
        if (context.isEmpty() && parsed.stream().anyMatch(each -> each.spec() instanceof SourceSpec.Tls)) {
            throw new UsageException("tls:// needs --tls-cert, --tls-key and --tls-ca");
        }
        if (!reporting.outputs().isEmpty() && keep.isEmpty()) {
            throw new UsageException("-o is made of what was kept; give a directory for it, too, as in -w DIR");
        }
        if (keep.isPresent()) {
            refuseNamesAlike(parsed);
            Files.createDirectories(keep.get());
        }
        ReportOutputs.check(
                reporting.outputs(),
                Stream.of(files(parsed), analysis.otherInputs(), tls.files())
                        .flatMap(List::stream)
                        .toList());
        return new WatchOptions(
                parsed,
                analysis.options(Watch.hosts(parsed)),
                analysis.filter(),
                CaptureCommand.snapLengthBytes(snapLengthBytes),
                follow,
                context,
                forNanos.map(OptionalLong::of).orElse(OptionalLong.empty()),
                untilLoss,
                windowNanos,
                keep,
                work);
    }

    /** The captures of each are found by the beginning of their names. */
    private static void refuseNamesAlike(List<WatchOptions.Source> sources) {
        for (WatchOptions.Source one : sources) {
            for (WatchOptions.Source other : sources) {
                String prefix = Watch.keptAs(one.host());
                if (one != other && Watch.keptAs(other.host()).startsWith(prefix)) {
                    throw new UsageException("-w: the captures of " + one.host() + " and of " + other.host()
                            + " could not be told apart, as all their names would begin with " + prefix
                            + "; give one of the two another name, as in NAME=" + other.text());
                }
            }
        }
    }

    /** Those sources that are files. */
    private static List<Path> files(List<WatchOptions.Source> sources) {
        return sources.stream()
                .map(WatchOptions.Source::spec)
                .filter(SourceSpec.File.class::isInstance)
                .map(spec -> ((SourceSpec.File) spec).path())
                .toList();
    }

    /** On a terminal the whole view, in place; else a line for each change. */
    private void show(WatchStatus status) {
        PrintWriter out = page();
        if (Terminal.isThere()) {
            out.print(HOME);
            fitting(StatusView.lines(status), rows())
                    .forEach(line -> out.print(line + REST_OF_LINE + System.lineSeparator()));
            out.print(REST_OF_SCREEN);
        } else {
            status.changesAfter(changesTold).forEach(change -> out.println(StatusView.line(change)));
            changesTold = status.changeCount();
            List<WatchStatus.Found> findings = status.findings();
            findings.subList(findingsTold, findings.size())
                    .forEach(found -> StatusView.line(found, status.changes()).ifPresent(out::println));
            findingsTold = findings.size();
            tellStates(status.sources());
        }
        out.flush();
    }

    /** Looked up now and then: a window may be made larger. */
    private OptionalInt rows() {
        if (shown++ % SHOWN_WITH_SAME_ROWS == 0) {
            rows = Terminal.rows();
        }
        return rows;
    }

    /** What is beyond the screen would scroll the verdict away. */
    static List<String> fitting(List<String> lines, OptionalInt rows) {
        int most = rows.orElse(Integer.MAX_VALUE) - 1; // behind the last line the cursor stands on one more
        if (lines.size() <= most || most < 2) {
            return lines;
        }
        List<String> fitting = new ArrayList<>(lines.subList(0, most - 1));
        fitting.add("... " + (lines.size() - most + 1) + " more lines, at the end or in a higher window");
        return fitting;
    }

    /** Standard output, unless a report goes there. */
    private PrintWriter page() {
        boolean isTaken =
                reporting.outputs().stream().anyMatch(output -> output.file().isEmpty());
        return isTaken ? spec.commandLine().getErr() : spec.commandLine().getOut();
    }

    private void tellStates(List<Health> sources) {
        for (int at = 0; at < sources.size(); at++) {
            boolean isNew = at >= statesTold.size()
                    || statesTold.get(at) != sources.get(at).state();
            if (isNew && sources.get(at).state() != Health.State.CONNECTING) {
                say(StatusView.line(sources.get(at)));
            }
        }
        statesTold = sources.stream().map(Health::state).toList();
    }

    private int conclude(WatchStatus last) {
        PrintWriter out = page();
        if (Terminal.isThere()) {
            out.print(HOME + REST_OF_SCREEN); // all sources are over since; now all of it, whatever the screen holds
            StatusView.lines(last).forEach(out::println);
        } else {
            StatusView.lines(last).forEach(out::println);
        }
        out.flush();
        if (!last.findings().isEmpty() || last.changes().stream().anyMatch(each -> isFound(each.verdict()))) {
            return ExitCode.FOUND.code();
        }
        if (last.sources().stream().anyMatch(Health::hasFailed)) {
            return ExitCode.UNREADABLE.code();
        }
        boolean judged = last.changes().stream().anyMatch(each -> each.verdict() == Verdict.NO_LOSS);
        return judged ? ExitCode.NOTHING_FOUND.code() : ExitCode.CANNOT_TELL.code();
    }

    private static boolean isFound(Verdict verdict) {
        return verdict != Verdict.NO_LOSS && verdict != Verdict.INCONCLUSIVE;
    }

    private void say(String sentence) {
        if (!reporting.verbosity().quiet) {
            PrintWriter err = spec.commandLine().getErr();
            err.println(Escape.terminal("halfway: " + sentence));
            err.flush();
        }
    }
}

package dev.halfway.cli;

import dev.halfway.agent.TlsContext;
import dev.halfway.agent.Watch;
import dev.halfway.agent.WatchOptions;
import dev.halfway.agent.WatchStatus;
import dev.halfway.capture.LiveOptions;
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
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
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
                + " The filter is also what live: and ssh:// sources capture.",
        footer = {
            "",
            "Example: this node and one with an agent, for ten minutes:",
            "  halfway watch --for 10m 219=tls://10.39.1.219:57013 231=live:eth0 \\",
            "      --tls-cert 231.pem --tls-key 231.key --tls-ca ca.pem",
            "Example: nodes without anything but ssh and tcpdump:",
            "  halfway watch 219=ssh://root@10.39.1.219/eth0 231=ssh://root@10.39.1.231/eth0"
        })
final class WatchCommand implements Callable<Integer> {
    private static final String CLEAR = "\u001b[H\u001b[J";

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
            description = "The verdict is about the last stretch of this length. Default: ${DEFAULT-VALUE}.")
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
            description = "Bytes that live: and ssh:// sources keep of each packet. Default: ${DEFAULT-VALUE}.")
    private int snapLengthBytes;

    @Mixin
    private TlsArguments tls;

    @Mixin
    private Verbosity verbosity;

    private int changesTold;

    WatchCommand(Consumer<Runnable> onTermination) {
        this.onTermination = onTermination;
    }

    @Override
    public Integer call() throws IOException {
        Path work = Files.createTempDirectory("halfway-watch-");
        WatchOptions options = options(work);
        if (keep.isPresent()) {
            Files.createDirectories(keep.get());
        }
        WatchStatus last;
        try (Watch watch = new Watch(options, this::show);
                MetricsServer server = MetricsServer.start(metrics, watch::latest)) {
            onTermination.accept(watch::stop);
            server.address().ifPresent(address -> say("metrics at " + address));
            watch.run();
            last = watch.latest();
        } finally {
            Files.deleteIfExists(work);
        }
        return conclude(last);
    }

    private WatchOptions options(Path work) throws IOException {
        if (windowNanos == 0) {
            throw new UsageException("--window 0 leaves nothing to judge; give more than 0, as in 15s");
        }
        List<WatchOptions.Source> parsed = SourceArguments.parse(sources);
        Optional<TlsContext> context = tls.context();
        if (context.isEmpty() && sources.stream().anyMatch(each -> each.contains("tls://"))) {
            throw new UsageException("tls:// needs --tls-cert, --tls-key and --tls-ca");
        }
        return new WatchOptions(
                parsed,
                analysis.options(Watch.hosts(parsed)),
                analysis.filter(),
                snapLengthBytes,
                follow,
                context,
                forNanos.map(OptionalLong::of).orElse(OptionalLong.empty()),
                untilLoss,
                windowNanos,
                keep,
                work);
    }

    /** On a terminal the whole view, in place; else a line for each change. */
    private void show(WatchStatus status) {
        PrintWriter out = spec.commandLine().getOut();
        if (System.console() != null) {
            out.print(CLEAR);
            StatusView.lines(status).forEach(out::println);
        } else {
            List<WatchStatus.Change> changes = status.changes();
            for (WatchStatus.Change change : changes.subList(Math.min(changesTold, changes.size()), changes.size())) {
                out.println(StatusView.line(change));
            }
            changesTold = changes.size();
        }
        out.flush();
    }

    private int conclude(WatchStatus last) {
        PrintWriter out = spec.commandLine().getOut();
        if (System.console() == null) {
            StatusView.lines(last).forEach(out::println);
        }
        out.flush();
        if (last.changes().stream().anyMatch(each -> isFound(each.verdict()))) {
            return ExitCode.FOUND.code();
        }
        boolean judged = last.changes().stream().anyMatch(each -> each.verdict() == Verdict.NO_LOSS);
        return judged ? ExitCode.NOTHING_FOUND.code() : ExitCode.CANNOT_TELL.code();
    }

    private static boolean isFound(Verdict verdict) {
        return verdict != Verdict.NO_LOSS && verdict != Verdict.INCONCLUSIVE;
    }

    private void say(String sentence) {
        if (!verbosity.quiet) {
            PrintWriter err = spec.commandLine().getErr();
            err.println(Escape.terminal("halfway: " + sentence));
            err.flush();
        }
    }
}

package dev.halfway.cli;

import dev.halfway.capture.CaptureException;
import dev.halfway.capture.InterfaceStatistics;
import dev.halfway.capture.LiveCapture;
import dev.halfway.capture.LiveOptions;
import dev.halfway.capture.Recording;
import dev.halfway.capture.RecordingTarget;
import dev.halfway.capture.Rotation;
import dev.halfway.report.Escape;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code halfway capture}: an interface in, pcapng out. */
@Command(
        name = "capture",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        header = "Records on a node, with the drops of the capture itself.",
        description =
                "Records the packets of an interface as pcapng, with the drops each second, until SIGINT or SIGTERM."
                        + " Needs libpcap and the permission to capture; 'halfway doctor' says what is missing.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            " 0:ended as asked, also by SIGINT or SIGTERM",
            " 2:wrong use of the command line",
            " 4:the interface cannot be recorded, or the file not be written",
            "70:a fault of the program, or its output cannot be written"
        },
        footer = {
            "",
            "Example: half an hour on one node, at most ten files of 100 MB each:",
            "  halfway capture -i eth0 -w 219.pcapng -C 100 -W 10",
            "Example: into another program:",
            "  halfway capture -i eth0 -w - | halfway show -"
        })
final class CaptureCommand implements Callable<Integer> {
    private static final long BYTES_PER_MEGABYTE = 1_000_000;
    private static final long NANOS_PER_SECOND = 1_000_000_000;
    private static final String STDOUT = "-";

    private final Consumer<Runnable> onTermination;
    private final OutputStream stdout;

    @Spec
    private CommandSpec spec;

    @Option(
            names = {"-i", "--interface"},
            paramLabel = "IFACE",
            required = true,
            description = "The interface, or any. The outer one of a node (eth0) shows what leaves the node.")
    private String interfaceName;

    @Option(
            names = {"-w", "--write"},
            paramLabel = "FILE",
            required = true,
            description = "A new file; - is standard output. A file that exists is never overwritten.")
    private String file;

    @Option(
            names = {"-s", "--snapshot-length"},
            paramLabel = "BYTES",
            defaultValue = "" + LiveOptions.DEFAULT_SNAP_LENGTH_BYTES,
            description =
                    "Bytes kept of each packet; 0 for all. Default: ${DEFAULT-VALUE}, which holds headers and enough"
                            + " of the payload to tell packets apart. Use the same on both hosts.")
    private int snapLengthBytes;

    @Option(
            names = {"-B", "--buffer-size"},
            paramLabel = "KIB",
            defaultValue = "" + LiveOptions.DEFAULT_BUFFER_KIB,
            description =
                    "The kernel's buffer, in KiB. Default: ${DEFAULT-VALUE}. Raise it when packets are dropped by the"
                            + " kernel.")
    private int bufferKib;

    @Option(
            names = "-c",
            paramLabel = "COUNT",
            defaultValue = "0",
            description = "End after so many packets. Default: no limit.")
    private long packetLimit;

    @Option(
            names = "-C",
            paramLabel = "MEGABYTES",
            defaultValue = "0",
            description = {
                "Go on in another file before one exceeds so many millions of bytes. FILE a.pcapng gives a-00001.pcapng,"
                        + " a-00002.pcapng, ..., after the largest number that is there; a file gets its name when it is"
                        + " complete, until then it ends in .part. Read them as HOST=a-00001.pcapng,... or"
                        + " 'HOST=a-*.pcapng'."
            })
    private long megabytes;

    @Option(
            names = "-G",
            paramLabel = "SECONDS",
            defaultValue = "0",
            description = "Go on in another file after so many seconds, likewise.")
    private long seconds;

    @Option(
            names = "-W",
            paramLabel = "COUNT",
            defaultValue = "0",
            description =
                    "With -C: keep so many files of this run, the oldest is removed. With -G alone: end after so many.")
    private int files;

    @Option(
            names = "--promiscuous",
            description = "Ask the network card for packets to other hosts, too. Default: not.")
    private boolean promiscuous;

    @Option(names = "-p", description = "Not promiscuous; as it is by default.")
    private boolean notPromiscuous;

    @Option(
            names = {"--immediate", "--immediate-mode"},
            description =
                    "Have the kernel hand over each packet at once, not what it gathered in up to 100 ms. Costs more.")
    private boolean immediate;

    @Mixin
    private Verbosity verbosity;

    @Parameters(
            paramLabel = "FILTER",
            arity = "0..*",
            description =
                    "pcap-filter(7). Default: icmp or icmp6 or tcp port 179, also inside VLAN, IPIP, GRE and VXLAN.")
    private List<String> filter = new ArrayList<>();

    /**
     * @param onTermination gets what ends a recording, to be run when the process is told to end
     * @param stdout where {@code -w -} goes
     */
    CaptureCommand(Consumer<Runnable> onTermination, OutputStream stdout) {
        this.onTermination = onTermination;
        this.stdout = stdout;
    }

    @Override
    public Integer call() throws CaptureException {
        LiveOptions options = options();
        checkTarget();
        try (LiveCapture capture = open(options)) {
            Recording recording = new Recording(capture, target(), "halfway " + Version.number(), packetLimit);
            onTermination.accept(capture::stop);
            if (!verbosity.quiet) {
                say("capturing on " + describe(capture) + " to " + (file.equals(STDOUT) ? "standard output" : file));
            }
            if (verbosity.verbose) {
                say("filter: " + capture.describedAs().filter());
            }
            try {
                recording.run();
            } finally {
                tell(recording);
            }
        }
        return ExitCode.NOTHING_FOUND.code();
    }

    private LiveOptions options() {
        check(bufferKib, Integer.MAX_VALUE / 1024, "-B");
        check(packetLimit, Long.MAX_VALUE, "-c");
        check(megabytes, Long.MAX_VALUE / BYTES_PER_MEGABYTE, "-C");
        check(seconds, Long.MAX_VALUE / NANOS_PER_SECOND, "-G");
        check(files, Integer.MAX_VALUE, "-W");
        if (bufferKib == 0) {
            throw new UsageException(
                    "-B 0: the kernel needs a buffer; the default is " + LiveOptions.DEFAULT_BUFFER_KIB);
        }
        if (promiscuous && notPromiscuous) {
            throw new UsageException("-p and --promiscuous contradict each other");
        }
        return new LiveOptions(
                interfaceName,
                filter.isEmpty() ? Optional.empty() : Optional.of(String.join(" ", filter)),
                snapLengthBytes(snapLengthBytes),
                bufferKib,
                promiscuous,
                immediate);
    }

    /** What {@code -s} stands for, of any command. */
    static int snapLengthBytes(int given) {
        check(given, LiveOptions.LARGEST_SNAP_LENGTH_BYTES, "-s");
        return given == 0 ? LiveOptions.LARGEST_SNAP_LENGTH_BYTES : given;
    }

    private static void check(long value, long largest, String option) {
        if (value < 0) {
            throw new UsageException(option + " " + value + ": negative; expected 0 to " + largest);
        } else if (value > largest) {
            throw new UsageException(option + " " + value + ": too large; expected 0 to " + largest);
        }
    }

    /** What can be said before anything is opened. */
    private void checkTarget() {
        boolean rotates = megabytes > 0 || seconds > 0;
        if (files > 0 && !rotates) {
            throw new UsageException("-W " + files + " counts the files of -C or -G; give one of them, too");
        }
        if (file.equals(STDOUT)) {
            if (rotates) {
                throw new UsageException(
                        "-C and -G begin other files, and standard output is one stream; give -w FILE");
            }
            if (Terminal.isThere()) {
                throw new UsageException("-w - would write packets to the terminal; redirect it, or give -w FILE");
            }
        } else if (Files.isDirectory(path())) {
            throw new UsageException("-w " + file + " is a directory; name a file in it");
        }
    }

    private Path path() {
        try {
            return Path.of(file);
        } catch (InvalidPathException e) {
            throw new UsageException("'" + file + "' cannot be a file name here");
        }
    }

    private static LiveCapture open(LiveOptions options) throws CaptureException {
        try {
            return LiveCapture.open(options);
        } catch (IllegalArgumentException e) {
            throw new UsageException(e.getMessage() + "; see pcap-filter(7)");
        }
    }

    private RecordingTarget target() throws CaptureException {
        if (file.equals(STDOUT)) {
            return RecordingTarget.stream("standard output", stdout);
        }
        return megabytes > 0 || seconds > 0
                ? RecordingTarget.files(
                        path(), new Rotation(megabytes * BYTES_PER_MEGABYTE, seconds * NANOS_PER_SECOND, files))
                : RecordingTarget.file(path());
    }

    private String describe(LiveCapture capture) {
        return interfaceName + " (" + capture.linkTypeName() + ", "
                + capture.describedAs().snapLengthBytes() + " bytes of each packet, times in "
                + (capture.hasNanoseconds() ? "nano" : "micro") + "seconds)";
    }

    private void tell(Recording recording) {
        InterfaceStatistics counts = recording.statistics();
        say(recording.packets() + " packets captured, "
                + counts.accepted().orElse(0) + " received by filter, "
                + counts.droppedBySystem().orElse(0) + " dropped by kernel, "
                + (counts.droppedByInterface().isPresent()
                        ? counts.droppedByInterface().getAsLong() + " dropped by interface"
                        : "drops by interface not known"));
    }

    private void say(String sentence) {
        PrintWriter err = spec.commandLine().getErr();
        err.println(Escape.terminal("halfway: " + sentence));
        err.flush();
    }
}

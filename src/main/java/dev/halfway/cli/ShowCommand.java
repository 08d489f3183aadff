package dev.halfway.cli;

import dev.halfway.capture.CaptureFile;
import dev.halfway.capture.Dissection;
import dev.halfway.capture.Frame;
import dev.halfway.capture.FrameHandler;
import dev.halfway.capture.PacketSource;
import dev.halfway.capture.SourceSummary;
import dev.halfway.capture.UnreadToo;
import dev.halfway.decode.DecodedPacket;
import dev.halfway.decode.Decoder;
import dev.halfway.report.Escape;
import dev.halfway.report.Words;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code halfway show}: what halfway sees in a capture, packet by packet. */
@Command(
        name = "show",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        header = "Shows a capture as halfway sees it, packet by packet.",
        description =
                "Prints a capture as halfway sees it: one line a packet, or all fields of one packet. What became of it on"
                        + " the way takes two captures: 'halfway analyze -o packets' says it.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            " 0:shown",
            " 2:wrong use of the command line, such as a packet that is not there",
            " 4:the capture cannot be opened or read",
            "70:a fault of the program, or its output cannot be written"
        },
        footer = {"", "Example: why is packet 12 not counted?", "  halfway show --frame 12 a.pcap"})
final class ShowCommand implements Callable<Integer> {
    /** Records between two looks at whether anybody still reads. */
    private static final int BATCH = 256;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "CAPTURE", description = "pcap or pcapng, also gzip or zstd; - is standard input.")
    private String capture;

    @Option(
            names = "--frame",
            paramLabel = "N",
            description =
                    "All fields of this packet, counted from 1 as Wireshark does; with -v also as Pcap4J dissects it. Default:"
                            + " one line for each.")
    private Optional<Long> frame = Optional.empty();

    @Option(
            names = "--tcp-port",
            paramLabel = "PORT[,PORT...]",
            defaultValue = "179",
            converter = Ports.Converter.class,
            description = "TCP ports to analyse, or 'all'. Default: ${DEFAULT-VALUE} (BGP).")
    private Ports tcpPorts;

    @Mixin
    private Verbosity verbosity;

    private final DecodedPacket packet = new DecodedPacket();

    @Override
    public Integer call() throws IOException {
        if (frame.isPresent() && frame.get() < 1) {
            throw new UsageException("--frame " + frame.get() + ": packets are counted from 1");
        }
        try (PacketSource source = open()) {
            boolean shown = show(source);
            warn(source);
            if (frame.isPresent() && !shown) {
                throw new UsageException("--frame " + frame.get() + ": " + capture + " holds "
                        + source.summary().packets() + " packets; choose one of these");
            }
        }
        return ExitCode.NOTHING_FOUND.code();
    }

    private PacketSource open() throws IOException {
        if (capture.equals(CaptureArguments.STDIN.toString())) {
            return CaptureFile.open(capture, System.in);
        }
        try {
            return CaptureFile.open(capture, Path.of(capture));
        } catch (InvalidPathException e) {
            throw new UsageException("'" + capture + "' cannot be a file name here");
        }
    }

    /** Prints until the end, until the frame asked for, or until nobody reads; returns whether anything was printed. */
    private boolean show(PacketSource source) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        Decoder decoder = new Decoder(tcpPorts.toSet());
        boolean[] shown = {false};
        FrameHandler handler = new UnreadToo(each -> shown[0] |= show(each, decoder, out));
        int limit = frame.isPresent() ? 1 : BATCH;
        while (source.poll(handler, limit) != PacketSource.END) {
            if (frame.isPresent() ? shown[0] : out.checkError()) {
                break;
            }
        }
        out.flush();
        return shown[0];
    }

    private boolean show(Frame each, Decoder decoder, PrintWriter out) {
        if (frame.isPresent() && frame.get() != each.number()) {
            return false;
        }
        int outcome = decoder.decode(
                each.buffer(), each.offset(), each.capturedLength(), each.originalLength(), each.linkType(), packet);
        if (frame.isEmpty()) {
            out.println(String.format(Locale.ROOT, "%6d  ", each.number()) + Words.dateTime(each.timeNanos()) + "  "
                    + PacketWords.line(outcome, packet, each.linkType()));
            return true;
        }
        PacketFields.of(each, outcome, packet).forEach(out::println);
        if (!verbosity.verbose) {
            return true;
        }
        Dissection.of(each.buffer(), each.offset(), each.capturedLength(), each.linkType())
                .ifPresent(text -> {
                    out.println();
                    out.println("For comparison, dissected by Pcap4J");
                    text.lines().map(Escape::terminal).forEach(line -> out.println("    " + line));
                });
        return true;
    }

    private static String described(SourceSummary.Interface each) {
        return "interface " + (each.name().isEmpty() ? "without a name" : each.name())
                + (each.host().isEmpty() ? "" : " of " + each.host())
                + ", link type " + each.linkType()
                + (each.snapLengthBytes() == 0 ? "" : ", " + each.snapLengthBytes() + " bytes of each packet")
                + (each.filter().isEmpty() ? "" : ", filter " + each.filter());
    }

    private void warn(PacketSource source) {
        PrintWriter err = spec.commandLine().getErr();
        if (!verbosity.quiet) {
            source.summary().warnings().forEach(warning -> err.println(Escape.terminal("halfway: " + warning)));
        }
        if (verbosity.verbose) {
            source.summary().interfaces().forEach(each -> err.println(Escape.terminal("halfway: " + described(each))));
        }
        err.flush();
    }
}

package dev.halfway.cli;

import dev.halfway.agent.Agent;
import dev.halfway.agent.TlsContext;
import dev.halfway.agent.Waiting;
import dev.halfway.agent.WorkDirectory;
import dev.halfway.capture.LiveCapture;
import dev.halfway.capture.LiveOptions;
import dev.halfway.decode.ContentKey;
import dev.halfway.report.Escape;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code halfway agent}: an interface in, served to watchers. */
@Command(
        name = "agent",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        header = "Records on a node and serves the packets to watchers.",
        description = "Records an interface and serves the packets to whoever connects (PCAP-over-IP: 'halfway watch',"
                + " or Wireshark's -i TCP@HOST:PORT), with what is kept of the time before, until SIGINT or SIGTERM.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            " 0:ended by SIGINT or SIGTERM",
            " 2:wrong use of the command line",
            " 4:the interface cannot be recorded, or the address not be listened at",
            "70:a fault of the program, or its output cannot be written"
        },
        footer = {
            "",
            "Example: on a node, with certificates of scripts/certs:",
            "  halfway agent -i eth0 --listen 10.39.1.219:57013 --tls-cert 219.pem --tls-key 219.key --tls-ca ca.pem"
        })
final class AgentCommand implements Callable<Integer> {
    private static final String FILTER_OF_CAPTURE = "icmp or icmp6 or tcp port 179";
    private static final long BYTES_PER_MEGABYTE = 1_000_000;
    private static final int LARGEST_PORT = 65_535;

    private final Consumer<Runnable> onTermination;

    @Spec
    private CommandSpec spec;

    @Option(
            names = {"-i", "--interface"},
            paramLabel = "IFACE",
            required = true,
            description = "The interface, or any.")
    private String interfaceName;

    @Option(
            names = "--listen",
            paramLabel = "ADDR:PORT",
            defaultValue = "127.0.0.1:57012",
            description =
                    "Where watchers connect. Default: ${DEFAULT-VALUE}. Anything but loopback needs TLS: packets are"
                            + " nobody else's business.")
    private String listen;

    @Mixin
    private TlsArguments tls;

    @Option(
            names = "--client",
            paramLabel = "NAME[,NAME...]",
            split = ",",
            hideParamSyntax = true,
            description =
                    "Serve only clients whose certificate names one of these (CN). Default: all of the authority.")
    private List<String> clients = new ArrayList<>();

    @Option(
            names = "--keep",
            paramLabel = "MEGABYTES",
            defaultValue = "64",
            description = "How much is kept on disk for a watcher that comes back. Default: ${DEFAULT-VALUE}.")
    private long keepMegabytes;

    @Option(
            names = {"-s", "--snapshot-length"},
            paramLabel = "BYTES",
            defaultValue = "" + LiveOptions.DEFAULT_SNAP_LENGTH_BYTES,
            description = "Bytes kept of each packet; 0 for all. Default: ${DEFAULT-VALUE}.")
    private int snapLengthBytes;

    @Option(
            names = {"-B", "--buffer-size"},
            paramLabel = "KIB",
            defaultValue = "" + LiveOptions.DEFAULT_BUFFER_KIB,
            description = "The kernel's buffer, in KiB. Default: ${DEFAULT-VALUE}.")
    private int bufferKib;

    @Option(
            names = "--digest-only",
            description =
                    "Keep and serve the headers of packets, and of what they carry a digest only. Packets are matched as ever;"
                            + " BGP messages are not read.")
    private boolean digestOnly;

    @Option(
            names = "--digest-key",
            paramLabel = "FILE",
            description =
                    "Make the digests by this key, 16 bytes or more, the same on all hosts: who does not have it cannot try"
                            + " what a packet carried. Without it, anybody can.")
    private Optional<Path> digestKey = Optional.empty();

    @Mixin
    private Verbosity verbosity;

    @Parameters(
            paramLabel = "FILTER",
            arity = "0..*",
            description = "pcap-filter(7). Default: as for capture. The agent's own port is always left out.")
    private List<String> filter = new ArrayList<>();

    AgentCommand(Consumer<Runnable> onTermination) {
        this.onTermination = onTermination;
    }

    @Override
    public Integer call() throws IOException {
        Optional<TlsContext> context = tls.context();
        InetSocketAddress address = address(context.isPresent());
        if (keepMegabytes < 1 || keepMegabytes > Long.MAX_VALUE / BYTES_PER_MEGABYTE) {
            throw new UsageException("--keep " + keepMegabytes + ": expected 1 or more");
        }
        if (digestKey.isPresent() && !digestOnly) {
            throw new UsageException("--digest-key is of no use without --digest-only");
        }
        ContentKey key = DigestKeys.read(digestKey);
        try (WorkDirectory kept = WorkDirectory.make("halfway-agent-");
                ServerSocket server = context.isPresent() ? context.get().serverSocket() : new ServerSocket()) {
            server.setReuseAddress(true);
            bind(server, address);
            serve(server, kept.path(), key);
        }
        return ExitCode.NOTHING_FOUND.code();
    }

    private static void bind(ServerSocket server, InetSocketAddress address) throws IOException {
        try {
            server.bind(address);
        } catch (IOException e) {
            throw new IOException("--listen " + Endpoints.words(address) + ": " + e.getMessage(), e);
        }
    }

    private void serve(ServerSocket server, Path kept, ContentKey key) throws IOException {
        LiveOptions options;
        try {
            options = new LiveOptions(
                    interfaceName,
                    filter(server.getLocalPort()),
                    CaptureCommand.snapLengthBytes(snapLengthBytes),
                    bufferKib,
                    false,
                    true);
        } catch (IllegalArgumentException e) {
            throw new UsageException(e.getMessage());
        }
        try (LiveCapture capture = open(options);
                Agent agent = new Agent(
                        new Waiting(capture),
                        capture.describedAs(),
                        capture.describedAs().host(),
                        server,
                        Set.copyOf(clients),
                        kept,
                        keepMegabytes * BYTES_PER_MEGABYTE,
                        capture.startNanos(),
                        this::say)) {
            if (digestOnly) {
                agent.keepDigestsOnly(key);
            }
            onTermination.accept(capture::stop);
            say("serving " + interfaceName + " at "
                    + Endpoints.words(new InetSocketAddress(server.getInetAddress(), server.getLocalPort())));
            agent.run();
        }
    }

    private static LiveCapture open(LiveOptions options) throws IOException {
        try {
            return LiveCapture.open(options);
        } catch (IllegalArgumentException e) {
            throw new UsageException(e.getMessage() + "; see pcap-filter(7)");
        }
    }

    /** What is served would otherwise be recorded and served again. The usual filter takes no such port, unless it is BGP's. */
    private Optional<String> filter(int port) {
        if (filter.isEmpty() && port != 179) {
            return Optional.empty();
        }
        String wanted = filter.isEmpty() ? FILTER_OF_CAPTURE : String.join(" ", filter);
        return Optional.of("not (tcp port " + port + ") and (" + wanted + ")");
    }

    private InetSocketAddress address(boolean secure) {
        int colon = listen.lastIndexOf(':');
        String host = colon < 0 ? "" : listen.substring(0, colon).replaceAll("^\\[|]$", "");
        InetSocketAddress address;
        try {
            int port = Integer.parseInt(listen.substring(colon + 1));
            if (host.isEmpty() || port < 0 || port > LARGEST_PORT) {
                throw new NumberFormatException();
            }
            address = new InetSocketAddress(InetAddress.getByName(host), port);
        } catch (NumberFormatException | IOException e) {
            throw new UsageException("--listen " + listen + ": expected ADDRESS:PORT, as in 10.39.1.219:57013");
        }
        if (!secure && !address.getAddress().isLoopbackAddress()) {
            throw new UsageException(
                    "--listen " + listen
                            + " is open to others, and needs TLS: give --tls-cert, --tls-key and --tls-ca, or listen on 127.0.0.1");
        }
        return address;
    }

    private void say(String sentence) {
        if (!verbosity.quiet) {
            PrintWriter err = spec.commandLine().getErr();
            err.println(Escape.terminal("halfway: " + sentence));
            err.flush();
        }
    }
}

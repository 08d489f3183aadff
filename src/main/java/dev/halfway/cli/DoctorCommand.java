package dev.halfway.cli;

import dev.halfway.capture.CaptureException;
import dev.halfway.capture.CaptureSupport;
import dev.halfway.capture.CaptureSupport.Trial;
import dev.halfway.capture.ClockDiscipline;
import dev.halfway.capture.LiveCapture;
import dev.halfway.report.Escape;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code halfway doctor}: can this machine capture, and what must one know of what it captures? */
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        header = "Checks whether this machine can capture.",
        description = {
            "Checks whether this machine can capture: libpcap, the permission, each interface and how it stamps and merges"
                    + " packets, the clock, and the way to an agent. One line a check: ok; note, which stops nothing; FAIL,"
                    + " with what to do."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            " 0:an interface can be captured, and the agent, if one is named, answers",
            " 2:wrong use of the command line",
            " 4:no interface can be captured, or the agent does not answer",
            "70:a fault of the program, or its output cannot be written"
        },
        footer = {"", "Example:", "  halfway doctor --agent 10.39.1.231:57013"})
final class DoctorCommand implements Callable<Integer> {
    private static final int CONNECT_MILLIS = 3_000;
    private static final int LARGEST_PORT = 65_535;
    private static final String ANY = "any";
    private static final String LOOPBACK = "lo";

    @Spec
    private CommandSpec spec;

    @Option(
            names = {"-i", "--interface"},
            paramLabel = "IFACE",
            description = "Check only this interface. Default: all.")
    private Optional<String> interfaceName = Optional.empty();

    @Option(names = "--agent", paramLabel = "HOST:PORT", description = "Check that an agent can be reached there, too.")
    private Optional<String> agent = Optional.empty();

    /** How a check came out. */
    private enum Outcome {
        OK("ok"),
        NOTE("note"),
        FAIL("FAIL");

        private final String word;

        Outcome(String word) {
            this.word = word;
        }
    }

    @Override
    public Integer call() {
        Optional<InetSocketAddress> agentAddress = agent.map(DoctorCommand::address);
        boolean canCapture = checkCapturing();
        checkClock();
        boolean agentAnswers = agentAddress.isEmpty() || answers(agentAddress.get());
        spec.commandLine().getOut().flush();
        return (canCapture && agentAnswers ? ExitCode.NOTHING_FOUND : ExitCode.UNREADABLE).code();
    }

    private boolean checkCapturing() {
        try {
            tell(Outcome.OK, "libpcap", CaptureSupport.libraryVersion());
            List<String> names = interfaceName.isPresent() ? List.of(interfaceName.get()) : LiveCapture.interfaces();
            return checkInterfaces(names.stream().map(CaptureSupport::attempt).toList());
        } catch (CaptureException e) {
            tell(Outcome.FAIL, "libpcap", e.getMessage());
            return false;
        }
    }

    private boolean checkInterfaces(List<Trial> trials) {
        Optional<Trial> forbidden =
                trials.stream().filter(trial -> !trial.permitted()).findFirst();
        if (forbidden.isPresent()) {
            tell(Outcome.FAIL, "permission", forbidden.get().problem().orElseThrow());
            return false;
        }
        tell(Outcome.OK, "permission", "this process may capture");
        trials.forEach(this::tell);
        boolean canCapture = trials.stream().anyMatch(trial -> trial.problem().isEmpty());
        if (!canCapture && trials.size() != 1) {
            tell(Outcome.FAIL, "interfaces", "none can be captured");
        }
        return canCapture;
    }

    private void tell(Trial trial) {
        String name = trial.interfaceName();
        if (trial.problem().isPresent()) {
            tell(
                    interfaceName.isPresent() ? Outcome.FAIL : Outcome.NOTE,
                    name,
                    trial.problem().get());
            return;
        }
        tell(
                Outcome.OK,
                name,
                trial.linkType() + ", times in " + (trial.nanoseconds() ? "nanoseconds" : "microseconds")
                        + (trial.timestampTypes().isEmpty()
                                ? ""
                                : ", stamped by " + String.join(" or ", trial.timestampTypes())));
        if (!name.equals(ANY) && !name.equals(LOOPBACK)) {
            tellOffloads(name, Offloads.of(name));
        }
    }

    private void tellOffloads(String name, Optional<List<String>> offloads) {
        if (offloads.isEmpty()) {
            tell(Outcome.NOTE, name, "offloads not known: install ethtool to see whether segments are merged");
        } else if (!offloads.get().isEmpty()) {
            tell(
                    Outcome.NOTE,
                    name,
                    String.join(", ", offloads.get()) + " on: a capture shows TCP segments larger than the wire's;"
                            + " Halfway counts their bytes. To see the wire's: ethtool -K " + name + " "
                            + String.join(" off ", offloads.get()) + " off");
        }
    }

    private void checkClock() {
        Optional<ClockDiscipline> clock = ClockDiscipline.ask();
        if (clock.isEmpty()) {
            tell(Outcome.NOTE, "clock", "not known whether it is synchronised; see timedatectl or chronyc tracking");
        } else if (clock.get().synchronised()) {
            tell(
                    Outcome.OK,
                    "clock",
                    String.format(
                            Locale.ROOT,
                            "synchronised, at most %.1f ms off by the kernel's account",
                            clock.get().maximumErrorMicros() / 1_000.0));
        } else {
            tell(
                    Outcome.NOTE,
                    "clock",
                    "not synchronised: start chrony or systemd-timesyncd; loss is found all the same, and the offset is"
                            + " measured where packets go both ways");
        }
    }

    private static InetSocketAddress address(String text) {
        int colon = text.lastIndexOf(':');
        String host = colon > 0 ? text.substring(0, colon) : "";
        String port = text.substring(colon + 1);
        boolean isPort = port.matches("\\d{1,5}") && Integer.parseInt(port) <= LARGEST_PORT;
        if (host.isEmpty() || !isPort) {
            throw new UsageException(
                    "--agent " + text + " is no HOST:PORT, such as 10.39.1.231:57013 or [2001:db8::1]:57013");
        }
        return new InetSocketAddress(host.replaceAll("^\\[|\\]$", ""), Integer.parseInt(port));
    }

    private boolean answers(InetSocketAddress address) {
        if (address.isUnresolved()) {
            tell(Outcome.FAIL, "agent", agent.get() + ": no such host name; check it, or give the address");
            return false;
        }
        try (Socket socket = new Socket()) {
            socket.connect(address, CONNECT_MILLIS);
            tell(Outcome.OK, "agent", agent.get() + " accepts connections");
            return true;
        } catch (IOException e) {
            tell(
                    Outcome.FAIL,
                    "agent",
                    agent.get() + ": " + e.getMessage() + "; is it running, does it listen on that address, and does a"
                            + " firewall let TCP to that port pass?");
            return false;
        }
    }

    private void tell(Outcome outcome, String check, String sentence) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(Escape.terminal(String.format(Locale.ROOT, "%-4s  %-10s  %s", outcome.word, check, sentence)));
    }
}

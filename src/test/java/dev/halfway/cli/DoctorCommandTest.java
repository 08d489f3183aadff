package dev.halfway.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfway.cli.TwoHosts.Running;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DoctorCommandTest {
    @TempDir
    Path directory;

    /** What a run printed, and its exit code. */
    private record Outcome(int code, String out) {
        String line(String check) {
            return out.lines()
                    .filter(line -> line.length() > 6 && line.substring(6).startsWith(check + " "))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no line " + check + ": " + out));
        }
    }

    private static Outcome doctor(TwoHosts hosts, List<String> prefix, String... arguments) throws Exception {
        String[] words = new String[arguments.length + 1];
        words[0] = "doctor";
        System.arraycopy(arguments, 0, words, 1, arguments.length);
        Running running = hosts.halfway("a", prefix, words);
        String out = new String(running.process().getInputStream().readAllBytes());
        int code = running.exitCode();
        assertEquals("", running.err());
        return new Outcome(code, out);
    }

    @Test
    void shouldSayThatThisMachineCanCapture() throws Exception {
        TwoHosts hosts = TwoHosts.create(directory);
        try {
            Outcome outcome = doctor(hosts, List.of());
            assertEquals(0, outcome.code(), outcome.out());
            assertTrue(outcome.line("libpcap").startsWith("ok    libpcap     1."), outcome.out());
            assertEquals("ok    permission  this process may capture", outcome.line("permission"));
            assertTrue(outcome.line("eth0").contains("Ethernet, times in nanoseconds, stamped by host"), outcome.out());
            outcome.line("clock");
        } finally {
            hosts.close();
        }
    }

    @Test
    void shouldSayWhatIsMissingAndWhatToDo() throws Exception {
        TwoHosts hosts = TwoHosts.create(directory);
        try {
            Outcome forbidden = doctor(
                    hosts, List.of("setpriv", "--bounding-set=-net_raw,-net_admin", "--inh-caps=-net_raw,-net_admin"));
            assertEquals(4, forbidden.code());
            assertTrue(forbidden.line("permission").startsWith("FAIL"), forbidden.out());
            assertTrue(forbidden.line("permission").contains("setcap cap_net_raw+ep"), forbidden.out());

            Outcome without = doctor(hosts, List.of("env", TwoHosts.java(), "-Dorg.pcap4j.core.pcapLibName=nowhere"));
            assertEquals(4, without.code());
            assertTrue(without.line("libpcap").contains("apt-get install libpcap"), without.out());

            Outcome noSuch = doctor(hosts, List.of(), "-i", "eth7");
            assertEquals(4, noSuch.code());
            assertTrue(noSuch.line("eth7").startsWith("FAIL"), noSuch.out());
            assertTrue(noSuch.line("eth7").contains("there are: "), noSuch.out());

            Outcome noAgent = doctor(hosts, List.of(), "-i", "eth0", "--agent", TwoHosts.ADDRESS_OF_B + ":4739");
            assertEquals(4, noAgent.code());
            assertTrue(noAgent.line("agent").startsWith("FAIL"), noAgent.out());
        } finally {
            hosts.close();
        }
    }

    @Test
    void shouldReachAnAgent() throws IOException {
        try (ServerSocket agent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String address = "127.0.0.1:" + agent.getLocalPort();
            CommandLineRun run = CommandLineRun.refused("doctor", "-i", "lo", "--agent", address);
            assertTrue(run.out().contains("ok    agent       " + address + " accepts connections"), run.out());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"host", ":4739", "host:", "host:65536", "host:-1", "host:4739x"})
    void shouldRefuseWhatIsNoAddress(String agent) {
        CommandLineRun run = CommandLineRun.refused("doctor", "--agent", agent);
        assertEquals(2, run.code());
        assertEquals("", run.out());
        assertTrue(run.err().contains("is no HOST:PORT"), run.err());
    }

    @Test
    void shouldReadWhatEthtoolSays() {
        String said =
                "Features for eth0:\nrx-checksumming: on\ntcp-segmentation-offload: on\n\ttx-tcp-segmentation: on\n"
                        + "generic-receive-offload: off\nlarge-receive-offload: off [fixed]\nrx-gro-hw: on [requested off]\n";
        assertEquals(Optional.of(List.of("tso", "rx-gro-hw")), Offloads.parse(said));
        assertEquals(Optional.of(List.of()), Offloads.parse("generic-receive-offload: off\n"));
        assertEquals(Optional.empty(), Offloads.parse("Cannot get device feature names: No such device\n"));
        assertEquals(Optional.empty(), Offloads.parse(""));
    }
}

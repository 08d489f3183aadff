package dev.halfway.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.opentest4j.TestAbortedException;

/**
 * Two network namespaces, a at 10.99.0.1 and b at 10.99.0.2, joined by their interfaces eth0, and programs run in them. IPv6
 * is off, so that nothing is sent but what a test sends. Needs root.
 */
final class TwoHosts {
    static final String ADDRESS_OF_B = "10.99.0.2";
    private static final long LONGEST_SECONDS = 60;

    private final String name = "nscap-" + ProcessHandle.current().pid() + "-" + System.nanoTime() % 1_000_000;
    private final Path directory;
    private final List<Process> started = new ArrayList<>();

    private TwoHosts(Path directory) {
        this.directory = directory;
    }

    /** Skips the test where it cannot be. */
    static TwoHosts create(Path directory) throws Exception {
        assumeTrue("root".equals(System.getProperty("user.name")), "needs root, for network namespaces");
        for (String tool : List.of("ip", "ping", "tcpdump", "setpriv")) {
            assumeTrue(isInstalled(tool), tool + " is not installed");
        }
        TwoHosts hosts = new TwoHosts(directory);
        try {
            hosts.assumeThatNamespacesCanBeMade();
            hosts.setUp();
        } catch (AssertionError | TestAbortedException e) {
            hosts.close();
            throw e;
        }
        return hosts;
    }

    /** A root without the capability for it, or in a directory that is no mount, cannot. */
    private void assumeThatNamespacesCanBeMade() throws Exception {
        for (String host : List.of("a", "b")) {
            for (List<String> command : List.of(
                    List.of("ip", "netns", "add", name + host), List.of("ip", "netns", "exec", name + host, "true"))) {
                Process process =
                        new ProcessBuilder(command).redirectErrorStream(true).start();
                String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
                assumeTrue(process.waitFor() == 0, "network namespaces cannot be made here: " + said);
            }
        }
    }

    private void setUp() throws Exception {
        run(List.of(
                "ip",
                "link",
                "add",
                "eth0",
                "netns",
                name + "a",
                "type",
                "veth",
                "peer",
                "name",
                "eth0",
                "netns",
                name + "b"));
        for (String host : List.of("a", "b")) {
            String address = host.equals("a") ? "10.99.0.1/24" : ADDRESS_OF_B + "/24";
            String mac = "02:00:00:00:00:0" + host;
            run(List.of("ip", "-n", name + host, "link", "set", "eth0", "address", mac, "addrgenmode", "none", "up"));
            run(List.of("ip", "-n", name + host, "addr", "add", address, "dev", "eth0"));
        }
        settleNeighbour("a", ADDRESS_OF_B, "02:00:00:00:00:0b");
        settleNeighbour("b", "10.99.0.1", "02:00:00:00:00:0a");
    }

    /** No ARP: libpcap counts as received what comes before a filter is set. */
    private void settleNeighbour(String host, String other, String mac) throws Exception {
        run(List.of(
                "ip", "-n", name + host, "neigh", "replace", other, "lladdr", mac, "dev", "eth0", "nud", "permanent"));
    }

    private static boolean isInstalled(String tool) {
        return Stream.of("/usr/bin", "/usr/sbin", "/bin", "/sbin")
                .anyMatch(bin -> Files.isExecutable(Path.of(bin, tool)));
    }

    /** A program that was started; what it says on standard error goes into a file. */
    record Running(Process process, Path said) {
        String err() throws IOException {
            return Files.readString(said);
        }

        /** Waits until it says so on standard error. */
        void awaitSaying(String text) throws Exception {
            await("'" + text + "' from a program that says " + said, () -> !process.isAlive() || says(text));
            assertEquals(true, says(text), () -> "it ended: " + readable());
        }

        private boolean says(String text) {
            return readable().contains(text);
        }

        private String readable() {
            try {
                return err();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }

        int exitCode() throws Exception {
            assertEquals(true, process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS), () -> "still runs: " + readable());
            return process.exitValue();
        }

        /** SIGTERM, and what it ends with. */
        int terminate() throws Exception {
            process.destroy();
            return exitCode();
        }

        void signal(String signal) throws Exception {
            run(List.of("kill", "-" + signal, Long.toString(process.pid())));
        }
    }

    /** Halfway, with its launcher's heap and collector. */
    Running halfway(String host, String... arguments) throws IOException {
        return halfway(host, List.of(), arguments);
    }

    /** @param prefix words before {@code java}, or options for it at the end of them */
    Running halfway(String host, List<String> prefix, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(prefix);
        if (prefix.stream().noneMatch(word -> word.endsWith("java"))) {
            command.add(java());
        }
        command.addAll(List.of("-Xmx40m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp", classPath()));
        command.add("dev.halfway.cli.Main");
        command.addAll(List.of(arguments));
        return start(host, command);
    }

    static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** Surefire puts its own jar before it, which names the rest. */
    static String classPath() {
        return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    }

    Running start(String host, List<String> command) throws IOException {
        List<String> words = new ArrayList<>(List.of("ip", "netns", "exec", name + host));
        words.addAll(command);
        Path said = Files.createTempFile(directory, "said", ".txt");
        Process process = new ProcessBuilder(words).redirectError(said.toFile()).start();
        started.add(process);
        return new Running(process, said);
    }

    /** Pings b from a and waits for the last reply. */
    void ping(String... options) throws Exception {
        List<String> command = new ArrayList<>(List.of("ip", "netns", "exec", name + "a", "ping", "-q"));
        command.addAll(List.of(options));
        command.add(ADDRESS_OF_B);
        run(command);
    }

    /** Takes both interfaces away. */
    void removeLink() throws Exception {
        run(List.of("ip", "-n", name + "a", "link", "del", "eth0"));
    }

    /** Waits, looking often, for what must come within a minute. */
    static void await(String what, BooleanSupplier condition) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LONGEST_SECONDS);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("waited in vain for " + what);
            }
            Thread.sleep(20);
        }
    }

    static String run(List<String> command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes());
        assertEquals(0, process.waitFor(), () -> String.join(" ", command) + ": " + said);
        return said;
    }

    /** Ends what was started, and removes the network. */
    void close() throws Exception {
        for (Process process : started) {
            process.destroyForcibly().waitFor();
        }
        for (String host : List.of("a", "b")) {
            new ProcessBuilder("ip", "netns", "del", name + host)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        }
    }
}

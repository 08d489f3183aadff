package dev.halfway.agent;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What a process writes to its standard output; the last line of its standard error explains its end. */
final class ProcessOrigin implements Origin {
    /** What tcpdump of any age takes; within tunnels only what is captured on the tunnel's interface. */
    static final String USUAL_FILTER = "icmp or icmp6 or tcp port 179";

    private static final long GRACE_SECONDS = 2;
    private static final int LONGEST_LINE = 300;
    private static final int READ_CHARACTERS = 4_096;

    private final List<String> command;
    private final String name;
    private final Reopening reopening;

    private ProcessOrigin(String name, List<String> command, Reopening reopening) {
        this.name = name;
        this.command = command;
        this.reopening = reopening;
    }

    /** A command that ends with exit code 0 has done what it was to do; any other end is a break. */
    static ProcessOrigin of(SourceSpec.Exec exec) {
        return new ProcessOrigin(
                "exec:" + exec.command(), List.of("/bin/sh", "-c", exec.command()), Reopening.WHEN_BROKEN);
    }

    /**
     * The system's ssh, which asks nothing, and tcpdump at the far end, which writes every packet at once.
     *
     * @param filter pcap-filter(7) expression for the far end
     * @param snapLengthBytes as for a capture of our own
     */
    static ProcessOrigin of(SourceSpec.Ssh ssh, String filter, int snapLengthBytes) {
        return new ProcessOrigin("ssh://" + ssh.host(), sshCommand(ssh, filter, snapLengthBytes), Reopening.ALWAYS);
    }

    /** An argument for each word: nothing here passes through a shell of this machine. */
    static List<String> sshCommand(SourceSpec.Ssh ssh, String filter, int snapLengthBytes) {
        List<String> command = new ArrayList<>(List.of(
                "ssh", "-T", "-o", "BatchMode=yes", "-o", "ServerAliveInterval=5", "-o", "ServerAliveCountMax=3"));
        ssh.port().ifPresent(port -> command.addAll(List.of("-p", Integer.toString(port))));
        ssh.user().ifPresent(user -> command.addAll(List.of("-l", user)));
        command.add("--");
        command.add(ssh.host());
        command.add("exec tcpdump -i " + quoted(ssh.interfaceName()) + " -n -U -s " + snapLengthBytes
                + " --time-stamp-precision=nano -w - " + quoted(filter));
        return command;
    }

    /** One word for a POSIX shell, whatever stands in it. */
    private static String quoted(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }

    @Override
    public Reopening reopening() {
        return reopening;
    }

    @Override
    public InputStream open() throws IOException {
        Process process = new ProcessBuilder(command)
                .redirectInput(Redirect.from(new java.io.File("/dev/null")))
                .start();
        LastWords lastWords = new LastWords(process.getErrorStream());
        lastWords.start();
        return new Output(process, lastWords);
    }

    /** Reads standard error to its end and keeps the last line, of a long one its beginning. */
    private static final class LastWords extends Thread {
        private final InputStream from;
        private final StringBuilder begun = new StringBuilder();
        private volatile String line = "";

        LastWords(InputStream from) {
            super("stderr of a source");
            this.from = from;
            setDaemon(true);
        }

        @Override
        public void run() {
            char[] some = new char[READ_CHARACTERS];
            try (Reader reader = new InputStreamReader(from, StandardCharsets.UTF_8)) {
                for (int count = reader.read(some); count >= 0; count = reader.read(some)) {
                    for (int i = 0; i < count; i++) {
                        add(some[i]);
                    }
                }
            } catch (IOException e) {
                // The process is gone; what it said before stands.
            }
            add('\n');
        }

        private void add(char next) {
            if (next == '\n' || next == '\r') {
                line = begun.toString().isBlank() ? line : begun.toString();
                begun.setLength(0);
            } else if (begun.length() < LONGEST_LINE) {
                begun.append(next);
            }
        }
    }

    /** Its standard output; the end of a process that failed is an error, not an end. */
    private final class Output extends FilterInputStream {
        private final Process process;
        private final LastWords lastWords;

        Output(Process process, LastWords lastWords) {
            super(process.getInputStream());
            this.process = process;
            this.lastWords = lastWords;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int count = super.read(buffer, offset, length);
            if (count < 0) {
                explainEnd();
            }
            return count;
        }

        @Override
        public int read() throws IOException {
            int value = super.read();
            if (value < 0) {
                explainEnd();
            }
            return value;
        }

        private void explainEnd() throws IOException {
            try {
                if (process.waitFor(GRACE_SECONDS, TimeUnit.SECONDS) && process.exitValue() != 0) {
                    lastWords.join(TimeUnit.SECONDS.toMillis(GRACE_SECONDS));
                    throw new IOException(name + " ended with exit code " + process.exitValue()
                            + (lastWords.line.isEmpty() ? "" : ": " + lastWords.line));
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        /**
         * What a shell has started ends with it, and gives up the output, which would else never end. By its handle, which
         * leaves the streams open: a shell that says what it was sent would die of a closed one before its traps run.
         */
        @Override
        public void close() throws IOException {
            List<ProcessHandle> started = process.descendants().toList();
            process.toHandle().destroy();
            try {
                boolean ended = process.waitFor(GRACE_SECONDS, TimeUnit.SECONDS);
                started.forEach(ProcessHandle::destroy);
                if (!ended && !process.waitFor(GRACE_SECONDS, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                }
            } catch (InterruptedException e) {
                started.forEach(ProcessHandle::destroy);
                process.destroyForcibly();
                Thread.currentThread().interrupt();
            }
            super.close();
        }
    }
}

package dev.halfway.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkDirectoryTest {
    @TempDir
    Path parent;

    private List<Path> left() throws IOException {
        try (Stream<Path> all = Files.list(parent)) {
            return all.sorted().toList();
        }
    }

    @Test
    void shouldLeaveNothingBehind() throws IOException {
        try (WorkDirectory work = WorkDirectory.make(parent, "halfway-watch-")) {
            Path source = Files.createDirectory(work.path().resolve("source-0"));
            Files.writeString(source.resolve("segment"), "kept");
        }
        assertEquals(List.of(), left());
    }

    /** As SIGKILL leaves it: the lock is nobody's any more. */
    @Test
    void shouldRemoveWhatAProcessThatWasKilledHasLeft() throws IOException {
        Path stale = Files.createDirectory(parent.resolve("halfway-watch-1"));
        Files.createFile(stale.resolve("lock"));
        Files.writeString(Files.createDirectory(stale.resolve("source-0")).resolve("segment"), "kept");
        Path elsewhere = Files.writeString(parent.resolve("elsewhere"), "not ours");
        Files.createSymbolicLink(stale.resolve("link"), elsewhere);
        Path ofAgent = Files.createDirectory(parent.resolve("halfway-agent-1"));
        Files.createFile(ofAgent.resolve("lock"));
        Path beingMade = Files.createDirectory(parent.resolve("halfway-watch-2"));
        Path linked = Files.createSymbolicLink(parent.resolve("halfway-watch-3"), ofAgent);

        try (WorkDirectory work = WorkDirectory.make(parent, "halfway-watch-")) {
            assertEquals(
                    Stream.of(elsewhere, ofAgent, beingMade, linked, work.path())
                            .sorted()
                            .toList(),
                    left());
            assertTrue(Files.exists(ofAgent.resolve("lock")), "that of an agent is an agent's to remove");
        }
    }

    @Test
    void shouldLeaveAloneWhatAnotherProcessHolds() throws Exception {
        Process other = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Holder.class.getName(),
                        parent.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (WorkDirectory held = WorkDirectory.make(parent, "halfway-watch-")) {
            Path theirs = Path.of(other.inputReader().readLine());
            try (WorkDirectory work = WorkDirectory.make(parent, "halfway-watch-")) {
                assertEquals(
                        Stream.of(held.path(), theirs, work.path()).sorted().toList(), left());
            }
            other.destroyForcibly().waitFor();
            try (WorkDirectory work = WorkDirectory.make(parent, "halfway-watch-")) {
                assertEquals(Stream.of(held.path(), work.path()).sorted().toList(), left(), "it was killed");
            }
        } finally {
            other.destroyForcibly();
        }
    }

    /** Holds one until it is killed. */
    static final class Holder {
        public static void main(String[] args) throws Exception {
            System.out.println(
                    WorkDirectory.make(Path.of(args[0]), "halfway-watch-").path());
            Thread.sleep(60_000);
        }
    }
}

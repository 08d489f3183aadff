package dev.halfway.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * {@code scripts/halfway} in a copy of the project, with a Maven that makes a "jar" of one line and a Java that prints that
 * line and its arguments. The path of the copy has a space.
 */
class LauncherTest {
    /** What the launcher calls besides Java, Maven, apt, id and sudo. */
    private static final List<String> TOOLS = List.of(
            "sh",
            "cat",
            "env",
            "find",
            "flock",
            "grep",
            "head",
            "ldconfig",
            "mkdir",
            "mv",
            "readlink",
            "rm",
            "sed",
            "sort",
            "touch",
            "tr");

    private static final String JAVA = """
            #!/bin/sh
            case " $* " in
            *' -version '*) echo 'openjdk version "RELEASE.0.1" 2026-01-01' >&2 ;;
            *' -Xshare:dump '* | *' -XX:DumpLoadedClassList='*) ;;
            *)
                while [ "$1" != -jar ]; do
                    case $1 in
                    -*) shift ;;
                    *) echo "no option: $1" && exit 1 ;;
                    esac
                done
                cat "$2"
                shift 2
                printf '<%s>' "$@"
                ;;
            esac
            """;

    /** Counts its calls in the checkout's file {@code builds}; the jar holds the number. */
    private static final String MAVEN = """
            #!/bin/sh
            echo 'what Maven says'
            while [ "$1" != -f ]; do shift; done
            checkout=${2%/pom.xml}
            target=${3#-Dhalfway.target=}
            echo build >>"$checkout/builds"
            mkdir -p "$target"
            grep -c build "$checkout/builds" >"$target/halfway-0.jar"
            """;

    private record Outcome(int exitCode, String out, String err) {}

    @TempDir
    Path directory;

    private Path checkout;
    private Path path;
    private Path javaHome;

    @BeforeEach
    void layOut() throws IOException {
        checkout = Files.createDirectory(directory.resolve("the project"));
        for (String script :
                List.of("scripts/halfway", "scripts/lib/build.sh", "scripts/lib/java.sh", "scripts/lib/machine.sh")) {
            Files.createDirectories(checkout.resolve(script).getParent());
            Files.copy(Path.of(script), checkout.resolve(script), StandardCopyOption.COPY_ATTRIBUTES);
        }
        Files.createDirectories(checkout.resolve("src/main/java"));
        Files.writeString(checkout.resolve("src/main/java/A.java"), "");
        Files.writeString(checkout.resolve("pom.xml"), "");

        path = Files.createDirectory(directory.resolve("bin"));
        for (String tool : TOOLS) {
            Files.createSymbolicLink(path.resolve(tool), installed(tool));
        }
        // Nobody is root here, and nobody may become root.
        program(path.resolve("id"), "#!/bin/sh\necho 1000\n");
        program(path.resolve("sudo"), "#!/bin/sh\nexit 1\n");
        program(path.resolve("apt-get"), "#!/bin/sh\nexit 100\n");
        program(path.resolve("apt-cache"), "#!/bin/sh\n");
        program(path.resolve("mvn"), MAVEN);
        javaHome = jdk("jdk 17", 17);
    }

    @Test
    void shouldBuildOnceAndPassEveryArgumentOn() throws Exception {
        Outcome first = run("analyze", "a b", "");
        Outcome second = run("analyze", "a b", "");

        assertEquals(new Outcome(0, "1\n<analyze><a b><>", first.err()), first);
        assertTrue(first.err().contains("building"), first.err());
        assertEquals(new Outcome(0, "1\n<analyze><a b><>", ""), second);
    }

    @Test
    void shouldGiveJavaOnlyOptionsBeforeTheJarWhereThereIsAnArchiveOfClasses() throws Exception {
        run("analyze", "a b");
        Files.writeString(checkout.resolve(".halfway/halfway.jsa"), "");

        assertEquals(new Outcome(0, "1\n<analyze><a b>", ""), run("analyze", "a b"));
    }

    /** Losses are found in it; a shell that ends with the first command that fails goes on. */
    @ParameterizedTest
    @CsvSource({"0, true", "1, true", "3, true", "70, false"})
    void shouldListTheClassesOfTrialRunsWhateverTheyFind(int exitCode, boolean listed) throws Exception {
        Path java = directory.resolve("trial/bin/java");
        Files.createDirectories(java.getParent());
        program(java, "#!/bin/sh\necho A >\"${1#*=}\"\nexit " + exitCode + "\n");
        ProcessBuilder builder = new ProcessBuilder(
                        "sh",
                        "-c",
                        "set -e; . \"$0\"; java_home=$1 jar=x; list_classes \"$2\" captures; echo listed",
                        checkout.resolve("scripts/lib/java.sh").toString(),
                        directory.resolve("trial").toString(),
                        directory.resolve("classes").toString())
                .directory(directory.toFile());
        assertEquals(listed ? "listed\n" : "", finish(builder.start()).out());
    }

    @Test
    void shouldBuildAgainWhenASourceIsNewerThanTheJar() throws Exception {
        run("show");
        date(checkout.resolve(".halfway/halfway.jar"), "2026-01-02T00:00:00Z");
        date(checkout.resolve("pom.xml"), "2026-01-01T00:00:00Z");
        date(checkout.resolve("src/main"), "2026-01-01T00:00:00Z");
        date(checkout.resolve("src/main/java"), "2026-01-01T00:00:00Z");
        date(checkout.resolve("src/main/java/A.java"), "2026-01-01T00:00:00Z");
        assertEquals("1\n<show>", run("show").out());

        date(checkout.resolve("src/main/java/A.java"), "2026-01-03T00:00:00Z");

        assertEquals("2\n<show>", run("show").out());
    }

    @Test
    void shouldBuildAgainWhenASourceIsGone() throws Exception {
        run("show");
        Files.delete(checkout.resolve("src/main/java/A.java"));

        assertEquals("2\n<show>", run("show").out());
    }

    @Test
    void shouldRunThroughASymbolicLink() throws Exception {
        Path link = Files.createSymbolicLink(directory.resolve("hw"), checkout.resolve("scripts/halfway"));

        assertEquals("1\n<doctor>", finish(start(link, "doctor")).out());
    }

    @Test
    void shouldBuildOnceWhenStartedSeveralTimesAtOnce() throws Exception {
        List<Process> launchers = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            launchers.add(start(launcher(), "show"));
        }
        for (Process launcher : launchers) {
            assertEquals("1\n<show>", finish(launcher).out());
        }
    }

    @Test
    void shouldIgnoreWhatAKilledBuildLeft() throws Exception {
        Path home = Files.createDirectory(checkout.resolve(".halfway"));
        Files.writeString(home.resolve("lock"), "");
        Files.createDirectory(home.resolve("build"));
        Files.writeString(home.resolve("build/halfway-0.jar"), "half of a j");
        Files.writeString(home.resolve("build/halfway-1.jar"), "half of a j");

        assertEquals("1\n<show>", run("show").out());
    }

    @Test
    void shouldShowWhatMavenSaidWhenTheBuildFails() throws Exception {
        program(path.resolve("mvn"), "#!/bin/sh\necho '[ERROR] A.java: no such type'\nexit 1\n");

        Outcome outcome = run("show");

        assertEquals(new Outcome(70, "", outcome.err()), outcome);
        assertTrue(outcome.err().contains("[ERROR] A.java: no such type"), outcome.err());
    }

    @Test
    void shouldNameTheOneCommandThatInstallsWhatIsMissing() throws Exception {
        Files.delete(path.resolve("mvn"));

        Outcome outcome = run("show");

        assertEquals(new Outcome(4, "", outcome.err()), outcome);
        assertTrue(
                outcome.err()
                        .contains("sudo apt-get update && "
                                + "sudo apt-get install -y --no-install-recommends maven libpcap0.8"),
                outcome.err());
    }

    @Test
    void shouldSayThatNothingCanBeBuiltWhereNothingCanBeWritten() throws Exception {
        // A directory without permission would not stop root; a file in its place stops everybody.
        Files.writeString(checkout.resolve(".halfway"), "");

        Outcome outcome = run("show");

        assertEquals(new Outcome(4, "", outcome.err()), outcome);
        assertTrue(outcome.err().contains("cannot be written"), outcome.err());
    }

    @Test
    void shouldRunAnOlderJarWhereNothingCanBeWritten() throws Exception {
        run("show");
        Files.delete(checkout.resolve("src/main/java/A.java"));
        Files.delete(checkout.resolve(".halfway/lock"));
        Files.createDirectory(checkout.resolve(".halfway/lock"));

        Outcome outcome = run("show");

        assertEquals(new Outcome(0, "1\n<show>", outcome.err()), outcome);
        assertTrue(outcome.err().contains("the sources are newer than"), outcome.err());
    }

    @Test
    void shouldPassAJavaHomeThatIsTooOldBy() throws Exception {
        Path recent = javaHome;
        Files.createSymbolicLink(path.resolve("java"), recent.resolve("bin/java"));
        javaHome = jdk("jdk 11", 11);

        assertEquals("1\n<show>", run("show").out());
        assertEquals(recent.toRealPath().toString(), rememberedJava());
    }

    @Test
    void shouldFollowAChangeOfJavaHomeWithoutBuilding() throws Exception {
        run("show");
        javaHome = jdk("jdk 21", 21);

        assertEquals("1\n<show>", run("show").out());
        assertEquals(javaHome.toRealPath().toString(), rememberedJava());
    }

    @Test
    void shouldLeaveNothingBehindButTheJarAndWhatItKnowsOfJava() throws Exception {
        run("show");

        try (Stream<Path> left = Files.list(checkout.resolve(".halfway"))) {
            assertEquals(
                    List.of("halfway.jar", "java", "lock"),
                    left.map(file -> file.getFileName().toString()).sorted().toList());
        }
        assertFalse(Files.exists(checkout.resolve("target")));
    }

    private Path launcher() {
        return checkout.resolve("scripts/halfway");
    }

    private Outcome run(String... arguments) throws Exception {
        return finish(start(launcher(), arguments));
    }

    private Process start(Path launcher, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(launcher.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
        builder.environment().put("PATH", path.toString());
        builder.environment().put("JAVA_HOME", javaHome.toString());
        return builder.start();
    }

    /** The two streams are far smaller than a pipe's buffer: one is read after the other. */
    private static Outcome finish(Process process) throws Exception {
        String out = new String(process.getInputStream().readAllBytes());
        String err = new String(process.getErrorStream().readAllBytes());
        return new Outcome(process.waitFor(), out, err);
    }

    private String rememberedJava() throws IOException {
        return Files.readAllLines(checkout.resolve(".halfway/java")).get(1);
    }

    private Path jdk(String name, int featureRelease) throws IOException {
        Path home = Files.createDirectories(directory.resolve(name));
        Files.createDirectory(home.resolve("bin"));
        program(home.resolve("bin/java"), JAVA.replace("RELEASE", Integer.toString(featureRelease)));
        program(home.resolve("bin/javac"), "#!/bin/sh\n");
        Files.writeString(home.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + featureRelease + "\"\n");
        return home;
    }

    private static void program(Path file, String text) throws IOException {
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static Path installed(String tool) {
        return Stream.of("/usr/bin", "/bin", "/usr/sbin", "/sbin")
                .map(bin -> Path.of(bin, tool))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new AssertionError("not installed: " + tool));
    }

    private static void date(Path file, String instant) throws IOException {
        Files.setLastModifiedTime(file, FileTime.from(Instant.parse(instant)));
    }
}

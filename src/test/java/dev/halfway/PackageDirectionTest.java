package dev.halfway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A package imports what feeds it and never what it feeds. What counts is the compiled classes, as jdeps reads them:
 * comments and inlined constants bind nobody.
 */
class PackageDirectionTest {
    /** Package to the packages, or single classes, of ours that it may use besides itself. */
    private static final Map<String, Set<String>> MAY_USE = Map.ofEntries(
            Map.entry(
                    "dev.halfway.cli",
                    Set.of(
                            "dev.halfway",
                            "dev.halfway.agent",
                            "dev.halfway.check",
                            "dev.halfway.report",
                            "dev.halfway.diagnose",
                            "dev.halfway.match",
                            "dev.halfway.clock",
                            "dev.halfway.decode",
                            "dev.halfway.capture")),
            Map.entry("dev.halfway.check", Set.of("dev.halfway.report")),
            Map.entry(
                    "dev.halfway.agent",
                    Set.of(
                            "dev.halfway",
                            "dev.halfway.capture",
                            "dev.halfway.decode",
                            "dev.halfway.match",
                            "dev.halfway.diagnose")),
            Map.entry(
                    "dev.halfway",
                    Set.of(
                            "dev.halfway.capture",
                            "dev.halfway.decode",
                            "dev.halfway.match",
                            "dev.halfway.clock",
                            "dev.halfway.diagnose")),
            Map.entry(
                    "dev.halfway.report",
                    Set.of(
                            "dev.halfway.diagnose",
                            "dev.halfway.match",
                            "dev.halfway.clock",
                            "dev.halfway.capture",
                            "dev.halfway.decode.TypeP",
                            "dev.halfway.agent.WatchStatus",
                            "dev.halfway.agent.WatchStatus$Change",
                            "dev.halfway.agent.Health",
                            "dev.halfway.agent.Health$State")),
            Map.entry(
                    "dev.halfway.diagnose",
                    Set.of(
                            "dev.halfway.match",
                            "dev.halfway.bgp",
                            "dev.halfway.clock",
                            "dev.halfway.decode",
                            "dev.halfway.capture.ObservationPoint")),
            Map.entry("dev.halfway.match", Set.of("dev.halfway.decode", "dev.halfway.clock")),
            Map.entry("dev.halfway.bgp", Set.of("dev.halfway.decode")),
            Map.entry("dev.halfway.capture", Set.of()),
            Map.entry("dev.halfway.decode", Set.of()),
            Map.entry("dev.halfway.clock", Set.of()));

    /** Library package prefix to the one package, or class, of ours that may use it. */
    private static final Map<String, String> KEPT_IN = Map.of(
            "org.pcap4j.", "dev.halfway.capture",
            "com.sun.jna.", "dev.halfway.capture",
            "io.airlift.compress.", "dev.halfway.capture",
            "picocli.", "dev.halfway.cli",
            "org.HdrHistogram.", "dev.halfway.match.DelayHistogram");

    /** One class uses another; both are binary names, {@code a.b.Outer$Inner}. */
    private record Edge(String user, String used) {
        @Override
        public String toString() {
            return user + " -> " + used;
        }
    }

    /** {@code   dev.halfway.cli.Main   -> picocli.CommandLine   not found}. */
    private static final Pattern JDEPS_CLASS_EDGE = Pattern.compile("^ {3}(\\S+)\\s+-> (\\S+)\\s+\\S.*$");

    @TempDir
    Path directory;

    @Test
    void shouldImportOnlyTowardsTheSource() throws Exception {
        List<Edge> edges = edgesOf(compiledClasses());

        // Guards against a jdeps that found nothing to read.
        assertTrue(edges.contains(new Edge("dev.halfway.Analysis", "dev.halfway.diagnose.Diagnosis")), edges::toString);
        assertEquals(List.of(), violationsIn(edges));
    }

    @Test
    void shouldNameBothClassesOfAnEdgeMissingFromTheList() throws Exception {
        compile(
                "package dev.halfway.report; public class Page {}",
                "package dev.halfway.decode; class Tangled { dev.halfway.report.Page page; }");

        assertEquals(
                List.of(new Edge("dev.halfway.decode.Tangled", "dev.halfway.report.Page")),
                violationsIn(edgesOf(directory)));
    }

    @Test
    void shouldAllowDiagnoseOneClassOfCapture() throws Exception {
        compile(
                "package dev.halfway.capture; public class ObservationPoint {}",
                "package dev.halfway.capture; public class Reader {}",
                "package dev.halfway.diagnose; class Fine { dev.halfway.capture.ObservationPoint point; }",
                "package dev.halfway.diagnose; class Greedy { dev.halfway.capture.Reader reader; }");

        assertEquals(
                List.of(new Edge("dev.halfway.diagnose.Greedy", "dev.halfway.capture.Reader")),
                violationsIn(edgesOf(directory)));
    }

    @Test
    void shouldKeepEachLibraryInItsPlace() throws Exception {
        compile(
                "package org.HdrHistogram; public class Histogram {}",
                "package picocli; public class CommandLine {}",
                "package dev.halfway.cli; class Command { picocli.CommandLine line; }",
                "package dev.halfway.match; class DelayHistogram { static class Bins { org.HdrHistogram.Histogram h; } }",
                "package dev.halfway.match; class DelayHistogramsMore { org.HdrHistogram.Histogram histogram; }",
                "package dev.halfway.report; class Bar { org.HdrHistogram.Histogram histogram; picocli.CommandLine l; }");

        assertEquals(
                List.of(
                        new Edge("dev.halfway.match.DelayHistogramsMore", "org.HdrHistogram.Histogram"),
                        new Edge("dev.halfway.report.Bar", "org.HdrHistogram.Histogram"),
                        new Edge("dev.halfway.report.Bar", "picocli.CommandLine")),
                violationsIn(edgesOf(directory)));
    }

    @Test
    void shouldRefuseAPackageThatTheListDoesNotKnow() throws Exception {
        compile(
                "package dev.halfway.decode; public class Header {}",
                "package dev.halfway.util; class Drawer { dev.halfway.decode.Header header; }");

        assertEquals(
                List.of(new Edge("dev.halfway.util.Drawer", "dev.halfway.decode.Header")),
                violationsIn(edgesOf(directory)));
    }

    private static List<Edge> violationsIn(List<Edge> edges) {
        return edges.stream()
                .filter(edge -> isOurs(edge.user()))
                .filter(edge -> isOurs(edge.used()) ? !mayUseOurs(edge) : !mayUseLibrary(edge))
                .sorted(Comparator.comparing(Edge::toString))
                .toList();
    }

    private static boolean mayUseOurs(Edge edge) {
        String user = packageOf(edge.user());
        return user.equals(packageOf(edge.used()))
                || MAY_USE.getOrDefault(user, Set.of()).stream().anyMatch(allowed -> lies(edge.used(), allowed));
    }

    private static boolean mayUseLibrary(Edge edge) {
        return KEPT_IN.entrySet().stream()
                .filter(library -> edge.used().startsWith(library.getKey()))
                .allMatch(library -> lies(edge.user(), library.getValue()));
    }

    /** Whether a class is directly in this package, or is this class or nested in it. */
    private static boolean lies(String className, String packageOrClass) {
        return packageOf(className).equals(packageOrClass)
                || className.equals(packageOrClass)
                || className.startsWith(packageOrClass + "$");
    }

    private static boolean isOurs(String className) {
        return className.startsWith("dev.halfway.");
    }

    private static String packageOf(String className) {
        return className.substring(0, className.lastIndexOf('.'));
    }

    private static Path compiledClasses() throws URISyntaxException {
        return Path.of(Analysis.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
    }

    private static List<Edge> edgesOf(Path classes) {
        StringWriter output = new StringWriter();
        PrintWriter printer = new PrintWriter(output);
        int status = java.util.spi.ToolProvider.findFirst("jdeps")
                .orElseThrow()
                .run(printer, printer, "-v", classes.toString());
        assertEquals(0, status, output::toString);
        return output.toString()
                .lines()
                .map(JDEPS_CLASS_EDGE::matcher)
                .filter(Matcher::matches)
                .map(line -> new Edge(line.group(1), line.group(2)))
                .toList();
    }

    /** Compiles the sources, a public or outer class each, into {@link #directory}. */
    private void compile(String... sources) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("-cp", directory.toString(), "-d", directory.toString()));
        for (String source : sources) {
            Path file = Files.createDirectory(directory.resolve("source" + arguments.size()))
                    .resolve(classNameIn(source) + ".java");
            arguments.add(Files.writeString(file, source).toString());
        }
        int status = ToolProvider.getSystemJavaCompiler().run(null, null, System.err, arguments.toArray(String[]::new));
        assertEquals(0, status, () -> String.join("\n", sources));
    }

    private static String classNameIn(String source) {
        Matcher name = Pattern.compile("class (\\w+)").matcher(source);
        assertTrue(name.find(), source);
        return name.group(1);
    }
}

package dev.halfway.cli;

import dev.halfway.capture.CaptureException;
import dev.halfway.check.CheckCase;
import dev.halfway.check.CheckRun;
import dev.halfway.check.Expectation;
import dev.halfway.check.Found;
import dev.halfway.check.JsonTree;
import dev.halfway.check.UnreadableCase;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.PicocliException;

/** A saved case through the command {@code analyze}, in this process: its captures with its options. */
final class CaseAnalysis implements CheckRun.Analyzer {
    /** Whoever checks a case did not write it: it reads and writes no files besides its own, and is analysed. */
    private static final List<String> NOT_OF_A_CASE = List.of("--output", "--digest-key", "--help", "--version");

    private final AnalyzeCommand.Analyzer analyzer;

    CaseAnalysis(AnalyzeCommand.Analyzer analyzer) {
        this.analyzer = analyzer;
    }

    @Override
    public Found analyze(CheckCase checked, Expectation expectation) throws IOException, UnreadableCase {
        List<String> args = new ArrayList<>(List.of("-o=json"));
        args.addAll(located(expectation.args(), checked.directory()));
        if (expectation.packets().isEmpty()) {
            return new Found(report(args), List.of());
        }
        Path lines = Files.createTempFile("halfway-check-", ".jsonl");
        try {
            args.add("-o=packets=" + lines);
            Map<String, Object> report = report(args);
            return new Found(report, packets(lines, expectation));
        } finally {
            Files.deleteIfExists(lines);
        }
    }

    private Map<String, Object> report(List<String> args) throws IOException, UnreadableCase {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine commandLine = Main.configured(new CommandLine(new AnalyzeCommand(analyzer, false)));
        commandLine.setOut(new PrintWriter(out));
        commandLine.setErr(new PrintWriter(err));
        int exitCode = Main.run(commandLine, args.toArray(String[]::new));
        if (exitCode == ExitCode.USAGE.code()
                || exitCode == ExitCode.UNREADABLE.code()
                || exitCode == ExitCode.INTERNAL.code()) {
            throw new UnreadableCase(err.toString().lines().collect(Collectors.joining(" / ")));
        }
        return JsonTree.object(out.toString());
    }

    private static List<Map<String, Object>> packets(Path lines, Expectation expectation) throws IOException {
        List<Map<String, Object>> packets = new ArrayList<>();
        try (BufferedReader reader = Files.newBufferedReader(lines)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                Map<String, Object> packet = JsonTree.object(line);
                if (expectation.names(packet)) {
                    packets.add(packet);
                }
            }
        }
        return packets;
    }

    /** The arguments with captures of the directory: those that they name, else all that lie there. */
    private List<String> located(List<String> args, Path directory) throws IOException, UnreadableCase {
        Set<String> named;
        try {
            ParseResult parsed = new CommandLine(new AnalyzeCommand(analyzer, false))
                    .setExpandAtFiles(false)
                    .parseArgs(args.toArray(String[]::new));
            for (String option : NOT_OF_A_CASE) {
                if (parsed.hasMatchedOption(option)) {
                    throw new UnreadableCase("\"args\": a case may not give " + option);
                }
            }
            named = parsed.matchedPositionals().isEmpty()
                    ? Set.of()
                    : Set.copyOf(parsed.matchedPositionals().get(0).originalStringValues());
        } catch (PicocliException e) {
            throw new UnreadableCase("\"args\": " + e.getMessage());
        }
        if (named.isEmpty()) {
            List<String> all = new ArrayList<>(args);
            captures(directory).forEach(each -> all.add(each.toString()));
            return all;
        }
        List<String> located = new ArrayList<>();
        for (String arg : args) {
            located.add(named.contains(arg) ? located(arg, directory) : arg);
        }
        return located;
    }

    /** {@code [HOST=]F1[,F2...]} with each file in the directory. */
    private static String located(String capture, Path directory) throws UnreadableCase {
        int equals = capture.indexOf('=');
        String files = capture.substring(equals + 1);
        if (List.of(files.split(",")).contains(CaptureArguments.STDIN.toString())) {
            throw new UnreadableCase("\"args\": a case cannot be read from standard input");
        }
        List<String> located = new ArrayList<>();
        for (String file : files.split(",")) {
            located.add(inside(directory, file).toString());
        }
        return capture.substring(0, equals + 1) + String.join(",", located);
    }

    private static Path inside(Path directory, String file) throws UnreadableCase {
        Path path;
        try {
            path = directory.resolve(file).normalize();
        } catch (InvalidPathException e) {
            throw new UnreadableCase("\"args\": '" + file + "' cannot be a file name here");
        }
        if (!path.startsWith(directory)) {
            throw new UnreadableCase("\"args\": '" + file + "' is not in the directory of the case");
        }
        for (Path each : expanded(path)) {
            if (Files.exists(each) && !Files.isRegularFile(each)) { // a link to a device, which has no end
                throw new UnreadableCase("\"args\": '" + file + "' is no regular file");
            }
        }
        return path;
    }

    /** The files that are meant, where it is a pattern; none where it is no name of a capture. */
    private static List<Path> expanded(Path path) {
        try {
            return CapturePattern.expand(path.toString());
        } catch (UsageException | CaptureException e) {
            return List.of();
        }
    }

    /** Files of a case that no report may be written over. */
    static List<Path> inputs(CheckCase checked) throws IOException {
        List<Path> inputs = new ArrayList<>(captures(checked.directory()));
        inputs.add(checked.file());
        inputs.addAll(named(checked));
        return inputs;
    }

    /** Captures that the arguments name, whatever they are called, and perhaps other files that are there. */
    private static List<Path> named(CheckCase checked) {
        List<Path> named = new ArrayList<>();
        try {
            for (String arg : checked.expectation().args()) {
                named.addAll(files(checked.directory(), arg));
                for (String file : arg.substring(arg.indexOf('=') + 1).split(",")) {
                    named.addAll(files(checked.directory(), file));
                }
            }
        } catch (UnreadableCase e) {
            return named; // it is not analysed
        }
        return named;
    }

    private static List<Path> files(Path directory, String name) {
        try {
            return expanded(inside(directory, name));
        } catch (UnreadableCase e) {
            return List.of(); // no capture of the case
        }
    }

    private static List<Path> captures(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            List<Path> captures = new ArrayList<>(files.filter(HostNames::looksLikeCapture)
                    .filter(Files::isRegularFile)
                    .toList());
            Collections.sort(captures);
            return captures;
        }
    }
}

package dev.halfway.cli;

import dev.halfway.AnalysisOptions.Host;
import dev.halfway.capture.CaptureException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The captures on the command line, {@code [HOST=]CAPTURE[,CAPTURE...]}, by host.
 *
 * <p>Captures given for the same {@code HOST=} belong together. Without {@code HOST=} each argument is a host of its own,
 * named after its file, and names that would be alike are made different: what the files are called never decides what is
 * compared with what.
 */
final class CaptureArguments {
    /** Standard input. */
    static final Path STDIN = Path.of("-");

    private static final String STDIN_HOST = "stdin";

    private CaptureArguments() {}

    /**
     * The hosts in the order of their first capture.
     *
     * @throws UsageException for an argument of the wrong form, standard input given twice, or fewer than two hosts
     * @throws CaptureException when a pattern matches no file
     */
    static List<Host> parse(List<String> arguments) throws CaptureException {
        Map<String, List<Path>> named = new LinkedHashMap<>();
        List<Argument> parsed = new ArrayList<>();
        for (String text : arguments) {
            Argument argument = Argument.parse(text);
            parsed.add(argument);
            if (!argument.host().isEmpty()) {
                named.computeIfAbsent(argument.host(), absent -> new ArrayList<>())
                        .addAll(argument.captures());
            }
        }
        refuseSecondStdin(parsed);
        List<Argument> unnamed =
                parsed.stream().filter(argument -> argument.host().isEmpty()).toList();
        List<String> names =
                HostNames.distinct(unnamed.stream().map(Argument::origin).toList(), named.keySet());
        Map<String, List<Path>> hosts = new LinkedHashMap<>();
        for (Argument argument : parsed) {
            if (argument.host().isEmpty()) {
                hosts.put(names.get(indexOf(unnamed, argument)), argument.captures());
            } else {
                hosts.put(argument.host(), named.get(argument.host()));
            }
        }
        if (hosts.size() < 2) {
            throw tooFew(hosts, arguments);
        }
        return hosts.entrySet().stream()
                .map(host -> new Host(host.getKey(), List.copyOf(host.getValue())))
                .toList();
    }

    /** By identity: the same text may stand on the command line twice. */
    private static int indexOf(List<Argument> arguments, Argument wanted) {
        int index = 0;
        while (arguments.get(index) != wanted) {
            index++;
        }
        return index;
    }

    /** Whether it is the name of a file; what cannot be one is none. */
    static boolean exists(String text) {
        try {
            return Files.exists(Path.of(text));
        } catch (InvalidPathException e) {
            return false;
        }
    }

    private static void refuseSecondStdin(List<Argument> arguments) {
        long count = arguments.stream()
                .flatMap(argument -> argument.captures().stream())
                .filter(STDIN::equals)
                .count();
        if (count > 1) {
            throw new UsageException("standard input (-) can be read once only; give the other capture as a file");
        }
    }

    private static UsageException tooFew(Map<String, List<Path>> hosts, List<String> arguments) {
        String found;
        if (hosts.isEmpty()) {
            found = "no capture was given";
        } else if (arguments.size() == 1 && hosts.values().iterator().next().size() == 1) {
            found = "one capture was given, " + arguments.get(0) + ", and a second one, of the other end, is needed";
        } else {
            found = "all captures are of one host, " + hosts.keySet().iterator().next();
        }
        return new UsageException(found + "; give the captures of two hosts or more, taken at the same time,"
                + " as in: halfway analyze 219=a.pcap 231=b.pcap");
    }

    /**
     * One argument, taken apart.
     *
     * @param host empty when not given
     * @param captures one or more
     * @param origin what a host without a name is called after
     */
    private record Argument(String host, List<Path> captures, Path origin) {
        static Argument parse(String text) throws CaptureException {
            int equals = text.indexOf('=');
            boolean named =
                    equals >= 0 && !exists(text) && !text.substring(0, equals).contains("/");
            String captures = named ? text.substring(equals + 1) : text;
            String host = named ? text.substring(0, equals) : "";
            if (named && host.isEmpty() || captures.isEmpty()) {
                throw new UsageException("'" + text + "': expected [HOST=]CAPTURE, as in 219=a.pcap");
            }
            List<Path> paths = new ArrayList<>();
            for (String capture : named && !exists(captures) ? captures.split(",", -1) : new String[] {captures}) {
                if (capture.isEmpty()) {
                    throw new UsageException("'" + text + "': a capture is missing beside a comma");
                }
                paths.addAll(CapturePattern.expand(capture));
            }
            return new Argument(host, paths, origin(captures, paths));
        }

        private static Path origin(String text, List<Path> paths) {
            return paths.get(0).equals(STDIN) ? Path.of(STDIN_HOST) : CapturePattern.origin(text, paths.get(0));
        }
    }
}

package dev.halfway.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import dev.halfway.Analysis;
import dev.halfway.decode.Corpus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Every capture of the corpus through the command line, in this process: alone with {@code show}, and with {@code analyze}
 * against a copy of itself, itself, its neighbour in the list, and each capture of the incident. What must hold is what holds
 * of any input: an end within a few seconds, an exit code that the contract knows and that is not ours to be blamed for, no
 * stack trace, and JSON that is JSON.
 */
final class CorpusSweep {
    /** A run of these files takes milliseconds; a bound against runs without an end, not a measurement. */
    private static final long LONGEST_SECONDS = 30;

    private static final Set<Integer> SHOWN = Set.of(0, 4);
    private static final Set<Integer> ANALYZED = Set.of(0, 1, 2, 3, 4);
    private static final JsonFactory JSON = new JsonFactory();

    private final Path scratch;
    private final List<String> faults = new ArrayList<>();
    private final ExecutorService runner = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "run");
        thread.setDaemon(true);
        return thread;
    });
    private int runs;
    private long longestNanos;
    private String longest = "";

    private CorpusSweep(Path scratch) {
        this.scratch = scratch;
    }

    /**
     * How a sweep went.
     *
     * @param faults one line for each run that did not end as it must
     * @param longest the run that took longest, with its time
     */
    record Outcome(int runs, List<String> faults, String longest) {}

    /** {@code [STEP [FIRST]]}: prints how it went, and exits with 1 where anything is wrong. */
    public static void main(String[] args) throws Exception {
        int step = args.length == 0 ? 1 : Integer.parseInt(args[0]);
        int first = args.length < 2 ? 0 : Integer.parseInt(args[1]);
        Outcome outcome = of(Files.createTempDirectory("sweep"), Corpus.files(), step, first);
        outcome.faults().forEach(System.out::println);
        System.out.println(outcome.runs() + " runs, " + outcome.faults().size() + " faults; longest: "
                + outcome.longest() + "; heap used now "
                + (Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory()) / 1_048_576 + " MiB of "
                + Runtime.getRuntime().maxMemory() / 1_048_576);
        System.exit(outcome.faults().isEmpty() ? 0 : 1);
    }

    /**
     * Sweeps.
     *
     * @param scratch where copies and outputs go
     * @param step 1 for all files, n for each nth
     * @param first where in the list to begin
     */
    private static Outcome of(Path scratch, List<Path> files, int step, int first) throws Exception {
        CorpusSweep sweep = new CorpusSweep(scratch);
        List<Path> incident = SavedCase.named("incident").captures();
        try {
            for (int i = first; i < files.size(); i += step) {
                Path file = files.get(i);
                Path copy = scratch.resolve("copy.pcap");
                Files.write(copy, Files.readAllBytes(file));
                sweep.run(SHOWN, List.of("show", file.toString()));
                sweep.analyze(file, copy);
                sweep.analyze(file, file);
                sweep.analyze(file, files.get((i + 1) % files.size()));
                for (Path each : incident) {
                    sweep.analyze(file, each);
                }
            }
        } finally {
            sweep.runner.shutdownNow();
        }
        return new Outcome(sweep.runs, sweep.faults, sweep.longest);
    }

    private void analyze(Path one, Path other) throws Exception {
        Path json = scratch.resolve("report.json");
        Path packets = scratch.resolve("packets.jsonl");
        Files.deleteIfExists(json);
        Files.deleteIfExists(packets);
        List<String> args = List.of(
                "analyze", "-v", "-o=text", "-o=json=" + json, "-o=packets=" + packets, "one=" + one, "other=" + other);
        int code = run(ANALYZED, args);
        boolean told = code == 0 || code == 1 || code == 3;
        if (told != Files.exists(json) || told != Files.exists(packets)) {
            faults.add(args + ": exit code " + code + ", outputs there: " + Files.exists(json) + Files.exists(packets));
        }
        for (Path each : List.of(json, packets)) {
            try {
                if (Files.exists(each)) {
                    parse(each);
                }
            } catch (IOException e) {
                faults.add(args + ": " + each.getFileName() + ": " + e.getMessage());
            }
        }
    }

    private static void parse(Path json) throws IOException {
        try (JsonParser parser = JSON.createParser(json.toFile())) {
            while (parser.nextToken() != null) {
                // It throws where something is wrong.
            }
        }
    }

    /** Returns the exit code, or -1 when there was no end. */
    private int run(Set<Integer> allowed, List<String> args) throws Exception {
        runs++;
        long start = System.nanoTime();
        Future<CommandLineRun> running =
                runner.submit(() -> CommandLineRun.of(Analysis::run, args.toArray(String[]::new)));
        CommandLineRun run;
        try {
            run = running.get(LONGEST_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError(args + " still runs after " + LONGEST_SECONDS + " s", e);
        }
        long nanos = System.nanoTime() - start;
        if (nanos > longestNanos) {
            longestNanos = nanos;
            longest = nanos / 1_000_000 + " ms for " + args;
        }
        if (!allowed.contains(run.code())) {
            faults.add(args + ": exit code " + run.code() + ": " + run.err());
        }
        if (run.err().contains("\tat ") || run.out().contains("\tat ")) {
            faults.add(args + ": a stack trace: " + run.err());
        }
        if (run.code() == 4 && run.err().isBlank()) {
            faults.add(args + ": refused without a word");
        }
        return run.code();
    }
}

package dev.halfway.check;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Checks cases, several at a time. */
public final class CheckRun {
    private final Analyzer analyzer;
    private final Optional<Writer> writer;

    /** Analyses one case; called by several threads. */
    @FunctionalInterface
    public interface Analyzer {
        Found analyze(CheckCase checked, Expectation expectation) throws IOException, UnreadableCase;
    }

    /** Puts a new expectation in a case's place. */
    @FunctionalInterface
    public interface Writer {
        void write(CheckCase checked, String json) throws IOException;
    }

    /** @param writer for expectations that are to be updated; empty when they are to stay */
    public CheckRun(Analyzer analyzer, Optional<Writer> writer) {
        this.analyzer = analyzer;
        this.writer = writer;
    }

    /**
     * Checks all, and returns the results in the order of the cases.
     *
     * @param threads 1 and more
     * @throws IOException when an expectation cannot be written
     */
    public List<CheckResult> run(List<CheckCase> cases, int threads) throws IOException {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<CheckResult>> pending =
                    cases.stream().map(each -> pool.submit(() -> check(each))).toList();
            List<CheckResult> results = new ArrayList<>();
            for (Future<CheckResult> each : pending) {
                results.add(result(each));
            }
            return results;
        } finally {
            pool.shutdownNow();
        }
    }

    private static CheckResult result(Future<CheckResult> pending) throws IOException {
        try {
            return pending.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException failure) {
                throw failure;
            } else if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    private CheckResult check(CheckCase checked) throws IOException {
        long start = System.nanoTime();
        try {
            Expectation expectation = checked.expectation();
            Found found = analyzer.analyze(checked, expectation);
            List<Difference> differences = expectation.differences(found);
            boolean updated = writer.isPresent() && update(checked, expectation, found);
            if (updated) {
                differences = checked.expectation().differences(found);
            }
            return new CheckResult(checked, differences, Optional.empty(), updated, System.nanoTime() - start);
        } catch (UnreadableCase e) {
            return unreadable(checked, e.getMessage(), start);
        } catch (RuntimeException | StackOverflowError e) { // the other cases are none the worse for it
            return unreadable(checked, "internal error: " + e, start);
        }
    }

    private static CheckResult unreadable(CheckCase checked, String why, long startNanos) {
        return new CheckResult(checked, List.of(), Optional.of(why), false, System.nanoTime() - startNanos);
    }

    /** Returns whether there was anything to change. */
    private boolean update(CheckCase checked, Expectation expectation, Found found) throws IOException {
        Map<String, Object> renewed = expectation.updated(found);
        if (new Expectation(renewed).equals(expectation)) {
            return false;
        }
        writer.orElseThrow().write(checked, JsonTree.file(renewed));
        return true;
    }
}

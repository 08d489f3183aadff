package dev.halfway.cli;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Lets a command that runs until it is told to end (SIGINT, SIGTERM, SIGHUP) end in order, with an exit code of its own. */
final class Termination {
    /** Longer than any command takes; then the process ends all the same. */
    private static final long LONGEST_SECONDS = 15;

    private final CompletableFuture<Integer> exitCode = new CompletableFuture<>();

    /** Has {@code stop} run, by another thread, when the process is told to end; the command then returns soon. */
    void onSignal(Runnable stop) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(stop), "termination"));
    }

    /** The process ends when this thread halts it: Java's own exit code after a signal says nothing of the command. */
    private void end(Runnable stop) {
        stop.run();
        int code = ExitCode.INTERNAL.code();
        try {
            code = exitCode.get(LONGEST_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            System.err.println("halfway: did not end within " + LONGEST_SECONDS + " s of being told to");
        }
        Runtime.getRuntime().halt(code);
    }

    /** Ends the process, after a signal too. */
    void exit(int code) {
        exitCode.complete(code);
        System.exit(code);
    }
}

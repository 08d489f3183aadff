package dev.halfway;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** Does several things at once, each by a thread of its own; the last by the thread that asks. */
final class Parallel {
    private Parallel() {}

    /**
     * The results, in the order of the tasks, once all are done.
     *
     * @throws IOException that of the first task that failed with one; those of the others are suppressed in it
     */
    static <T> List<T> results(List<? extends Callable<T>> tasks) throws IOException {
        List<FutureTask<T>> started = new ArrayList<>();
        for (Callable<T> task : tasks) {
            FutureTask<T> one = new FutureTask<>(task);
            started.add(one);
            if (started.size() < tasks.size()) {
                Thread thread = new Thread(one, "reader " + started.size());
                thread.setDaemon(true);
                thread.start();
            } else {
                one.run();
            }
        }
        List<T> results = new ArrayList<>();
        Throwable failure = null;
        for (FutureTask<T> each : started) {
            try {
                results.add(resultOf(each));
            } catch (ExecutionException e) {
                if (failure == null) {
                    failure = e.getCause();
                } else if (failure != e.getCause()) {
                    failure.addSuppressed(e.getCause());
                }
            }
        }
        if (failure != null) {
            throwAgain(failure);
        }
        return results;
    }

    private static <T> T resultOf(FutureTask<T> task) throws ExecutionException {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return task.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** What another thread failed with, as if this one had. */
    static void throwAgain(Throwable failure) throws IOException {
        if (failure instanceof IOException io) {
            throw io;
        } else if (failure instanceof RuntimeException unchecked) {
            throw unchecked;
        } else if (failure instanceof Error error) {
            throw error;
        }
        throw new IllegalStateException(failure);
    }
}

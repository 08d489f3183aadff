package dev.halfway.agent;

import dev.halfway.AnalysisOptions.Host;
import dev.halfway.LiveAnalysis;
import dev.halfway.LiveAnalysis.Portion;
import dev.halfway.LiveAnalysis.Step;
import dev.halfway.diagnose.Diagnosis;
import dev.halfway.diagnose.Verdict;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Watches sources: collects what comes from each, has it analysed about once a second, and tells how things stand.
 *
 * <p>What came is kept for {@link #KEPT_NANOS} of the sources' time, or for as long as it takes to settle: so much the
 * clocks and the owners of addresses are known by. It lies on disk; what is held in memory does not grow with time.
 */
public final class Watch implements Closeable {
    private static final long TICK_MILLIS = 500;
    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final long KEPT_NANOS = 120_000_000_000L;
    /** At most so many packets of a source are read again and again, where there are many in a second. */
    private static final long MOST_KEPT_PACKETS = 300_000;
    /** New portions that one step takes in from a source: what is behind is caught up with in steps. */
    private static final int MOST_NEW_PORTIONS = 10;
    /** A source that is farther ahead of another than this waits for it. */
    private static final long MOST_AHEAD_NANOS = 30_000_000_000L;
    /** Settling waits for a silent source for so long: it may come back and bring what it kept. */
    private static final long PATIENCE_NANOS = 60_000_000_000L;

    private static final long MOST_BYTES_A_SOURCE = 1L << 30;
    private static final int MOST_CHANGES = 1_000;

    private final WatchOptions options;
    private final List<Collector> collectors = new ArrayList<>();
    private final List<Path> directories = new ArrayList<>();
    private final LiveAnalysis analysis;
    private final Totals totals = new Totals();
    private final List<WatchStatus.Change> changes = new ArrayList<>();
    private final Consumer<WatchStatus> listener;
    private final Verdicts verdicts = new Verdicts();

    /** By host: the first segment that has not been analysed yet. */
    private final long[] fresh;

    private final long[] aheadNanos;
    private Optional<Diagnosis> current = Optional.empty();
    private volatile boolean stopped;
    private volatile WatchStatus status;

    /**
     * Opens nothing yet.
     *
     * @param listener hears of each step, on the thread that runs this
     */
    public Watch(WatchOptions options, Consumer<WatchStatus> listener) throws IOException {
        this.options = options;
        this.listener = listener;
        analysis = new LiveAnalysis(options.analysis(), options.windowNanos());
        fresh = new long[options.sources().size()];
        aheadNanos = new long[fresh.length];
        for (WatchOptions.Source source : options.sources()) {
            Path directory = Files.createDirectories(options.work().resolve("source-" + collectors.size()));
            directories.add(directory);
            Sources.Opening opening = Sources.of(source, options);
            collectors.add(new Collector(
                    source.host(),
                    source.text(),
                    opening.opener(),
                    opening.reopens(),
                    directory,
                    MOST_BYTES_A_SOURCE,
                    options.keep().map(kept -> new Keeper(kept, source.host()))));
        }
        status = status();
    }

    /** Runs until it is stopped, all sources are over, or what the options say has come about. */
    public void run() throws IOException {
        collectors.forEach(Collector::start);
        long startedAt = System.nanoTime();
        boolean isOver = false;
        while (!isOver) {
            long tickedAt = System.nanoTime();
            boolean timeIsUp = options.forNanos().isPresent()
                    && System.nanoTime() - startedAt >= options.forNanos().getAsLong();
            boolean sourcesAreOver =
                    collectors.stream().allMatch(each -> each.health().state().isOver());
            boolean ending = stopped || timeIsUp || sourcesAreOver;
            boolean caughtUp = step(ending);
            isOver = ending && caughtUp || options.untilLoss() && foundLoss();
            if (caughtUp && !isOver) {
                pause(TICK_MILLIS - (System.nanoTime() - tickedAt) / NANOS_PER_MILLI);
            }
        }
    }

    private boolean foundLoss() {
        return current.map(now -> now.verdict() == Verdict.ONE_WAY_LOSS || now.verdict() == Verdict.LOSS_BOTH_WAYS)
                .orElse(false);
    }

    private void pause(long millis) {
        synchronized (this) {
            try {
                if (millis > 0 && !stopped) {
                    wait(millis);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                stopped = true;
            }
        }
    }

    /** Ends {@link #run} after a last step; from any thread. */
    public synchronized void stop() {
        stopped = true;
        notifyAll();
    }

    /** Analyses what came; returns whether nothing more waits to be analysed. */
    private boolean step(boolean ending) throws IOException {
        List<List<Portion>> kept = new ArrayList<>();
        boolean[] awaited = new boolean[fresh.length];
        boolean[] settling = new boolean[fresh.length];
        boolean caughtUp = true;
        boolean anythingNew = false;
        for (int host = 0; host < fresh.length; host++) {
            List<Segments.Segment> all = collectors.get(host).segments().cut();
            long mayTake = aheadNanos[host] > MOST_AHEAD_NANOS ? 0 : MOST_NEW_PORTIONS;
            List<Portion> portions = new ArrayList<>();
            for (Segments.Segment segment : all) {
                if (segment.index() < fresh[host] + mayTake) {
                    portions.add(new Portion(segment.index(), segment.path(), segment.endNanos()));
                }
            }
            long next = portions.isEmpty()
                    ? fresh[host]
                    : portions.get(portions.size() - 1).index() + 1;
            anythingNew |= next > fresh[host];
            caughtUp &= portions.size() == all.size();
            fresh[host] = Math.max(fresh[host], next);
            kept.add(portions);
            Health health = collectors.get(host).health();
            boolean waiting = portions.size() < all.size();
            awaited[host] = waiting || health.state() == Health.State.LIVE;
            settling[host] = waiting || !health.state().isOver() && health.silentNanos() < PATIENCE_NANOS;
        }
        if (!anythingNew && !caughtUp) {
            java.util.Arrays.fill(aheadNanos, 0); // each waits for the other: go on with what there is
        }
        if (anythingNew || ending) {
            take(analysis.step(kept, awaited, settling, ending && caughtUp), kept);
        }
        status = status();
        listener.accept(status);
        return caughtUp;
    }

    private void take(Step step, List<List<Portion>> kept) throws IOException {
        if (step.current().isPresent()) {
            current = step.current();
            verdicts.note(current.get()).ifPresent(this::note);
        }
        step.settled().ifPresent(settled -> totals.add(settled.losses()));
        long farthestBehind = java.util.Arrays.stream(step.behindNanos()).max().orElse(0);
        for (int host = 0; host < fresh.length; host++) {
            aheadNanos[host] = farthestBehind - step.behindNanos()[host];
            collectors.get(host).segments().releaseBefore(firstToKeep(host, kept.get(host), step.releasable()[host]));
        }
    }

    /** Of what is settled, as much is kept as the clocks and the owners are learned from. */
    private long firstToKeep(int host, List<Portion> portions, long settledBefore) {
        if (portions.isEmpty()) {
            return settledBefore;
        }
        long latestNanos = portions.get(portions.size() - 1).endNanos();
        long oldestNanos = latestNanos - KEPT_NANOS;
        long spare = collectors.get(host).segments().packets() - MOST_KEPT_PACKETS;
        long first = portions.get(0).index();
        for (Portion portion : portions) {
            boolean isOld = portion.endNanos() < oldestNanos || spare > 0;
            if (!isOld || portion.index() >= settledBefore - LEAST_KEPT_PORTIONS) {
                break;
            }
            spare -= collectors.get(host).segments().packetsOf(portion.index());
            first = portion.index() + 1;
        }
        return first;
    }

    /** Settled portions before the first unsettled one, so that no packet stands at the edge. */
    private static final int LEAST_KEPT_PORTIONS = 5;

    private void note(WatchStatus.Change change) {
        if (changes.size() == MOST_CHANGES) {
            changes.remove(0);
        }
        changes.add(change);
    }

    private WatchStatus status() {
        return new WatchStatus(
                current,
                changes.isEmpty() ? 0 : changes.get(changes.size() - 1).timeNanos(),
                totals.rows(),
                collectors.stream().map(Collector::health).toList(),
                List.copyOf(changes));
    }

    /** How things stand; from any thread. */
    public WatchStatus latest() {
        return status;
    }

    /** The hosts, in order, for an analysis that has no captures. */
    public static List<Host> hosts(List<WatchOptions.Source> sources) {
        return sources.stream().map(each -> new Host(each.host(), List.of())).toList();
    }

    /** Closes all sources and removes what was kept meanwhile. */
    @Override
    public void close() throws IOException {
        for (Collector collector : collectors) {
            collector.close();
        }
        analysis.close();
        for (Path directory : directories) {
            Files.deleteIfExists(directory);
        }
    }
}

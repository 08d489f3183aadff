package dev.halfway.agent;

import dev.halfway.AnalysisOptions.Host;
import dev.halfway.LiveAnalysis;
import dev.halfway.LiveAnalysis.Portion;
import dev.halfway.LiveAnalysis.Step;
import dev.halfway.diagnose.Diagnosis;
import dev.halfway.diagnose.DirectionEvidence;
import dev.halfway.diagnose.Verdict;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongPredicate;

/**
 * Watches sources: collects what comes from each, has it analysed about once a second, and tells how things stand.
 *
 * <p>What came is kept for as long as it takes to settle, and as {@link Retention} has it. It lies on disk; what is held in
 * memory does not grow with time.
 */
public final class Watch implements Closeable {
    private static final long TICK_MILLIS = 500;
    /** For a file that is being read. */
    private static final long READING_MILLIS = 5;
    /** What is behind is caught up with in steps as short as those of what comes meanwhile, where a spell of loss begins. */
    private static final long SHORT_STEP_NANOS = 1_000_000_000L;
    /** So many lost packets, nearly all in one run, are a spell. */
    private static final int LEAST_LOST = 3;

    private static final double NEARLY_ALL = 0.9;
    private static final long NANOS_PER_MILLI = 1_000_000;
    /** A source that is farther ahead of another than this waits for it. */
    private static final long MOST_AHEAD_NANOS = 30_000_000_000L;
    /** Settling waits for a silent source for so long: it may come back and bring what it kept. */
    private static final long PATIENCE_NANOS = 60_000_000_000L;

    private static final long MOST_BYTES_A_SOURCE = 1L << 30;
    private static final int MOST_CHANGES = 1_000;

    private final WatchOptions options;
    private final List<Collector> collectors = new ArrayList<>();
    private final List<Path> directories = new ArrayList<>();
    private final List<Keeper> keepers = new ArrayList<>();
    private final LiveAnalysis analysis;
    private final Totals totals = new Totals();
    private final List<WatchStatus.Change> changes = new ArrayList<>();
    private long changeCount;
    private final Consumer<WatchStatus> listener;
    private final Verdicts verdicts = new Verdicts();
    private final Findings findings = new Findings();
    private Retention retention;

    /** By host: the first segment that has not been analysed yet. */
    private final long[] fresh;

    private final long[] aheadNanos;
    /** By host: packets that are in no count. */
    private final long[] notCompared;
    /** By host, while a clock that was set keeps the others waited for: how far each had come, on its own clock. */
    private final long[] waitedSinceNanos;

    /** By host: a file to be read to its end, whose steps are the same whenever it is watched; a pipe may go on for ever. */
    private final boolean[] isReplay;
    /** Of what was sent from now on: steps are short, so that one of them shows a spell of loss from its start to its end. */
    private long shortStepsNanos;

    private boolean isInSpell;

    private boolean isReading;
    private boolean isWaiting;
    /** There is nothing to do until more comes. */
    private boolean rests;

    private Optional<Diagnosis> current = Optional.empty();
    /** All the time that is to be analysed has been. */
    private boolean isComplete;

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
        notCompared = new long[fresh.length];
        waitedSinceNanos = new long[fresh.length];
        isReplay = new boolean[fresh.length];
        retention = new Retention(fresh.length);
        for (WatchOptions.Source source : options.sources()) {
            Path directory = Files.createDirectories(options.work().resolve("source-" + collectors.size()));
            directories.add(directory);
            isReplay[collectors.size()] = source.spec() instanceof SourceSpec.File file
                    && Files.isRegularFile(file.path())
                    && !options.follow();
            Optional<Keeper> keeper = options.keep().map(kept -> new Keeper(kept, source.host()));
            keeper.ifPresent(keepers::add);
            Sources.Opening opening = Sources.of(source, options);
            collectors.add(new Collector(
                    source.host(),
                    source.text(),
                    opening.opener(),
                    opening.reopening(),
                    directory,
                    MOST_BYTES_A_SOURCE,
                    keeper));
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
            boolean ending = isToEnd(startedAt);
            if (ending) {
                collectors.forEach(Collector::stop); // what is read later would be in no count
            }
            boolean done = step(ending);
            isOver = ending && done;
            if (isReading) {
                pause(READING_MILLIS);
            } else if (rests && !isOver) {
                pause(TICK_MILLIS - (System.nanoTime() - tickedAt) / NANOS_PER_MILLI);
            }
        }
    }

    private boolean isToEnd(long startedAt) {
        boolean timeIsUp = options.forNanos().isPresent()
                && System.nanoTime() - startedAt >= options.forNanos().getAsLong();
        boolean sourcesAreOver =
                collectors.stream().allMatch(each -> each.health().state().isOver());
        return stopped || timeIsUp || sourcesAreOver || isComplete || options.untilLoss() && foundLoss();
    }

    private boolean foundLoss() {
        return changes.stream().anyMatch(change -> Verdicts.isLoss(change.verdict()));
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

    /** Analyses what came; returns whether nothing more is to be analysed that is there. */
    private boolean step(boolean ending) throws IOException {
        List<List<Segments.Segment>> came = new ArrayList<>();
        isReading = false;
        for (int host = 0; host < fresh.length; host++) {
            Segments segments = collectors.get(host).segments();
            boolean whole =
                    isReplay[host] && !collectors.get(host).health().state().isOver();
            came.add(whole ? segments.whole() : segments.cut());
            isReading |= whole && !isEnough(host, came.get(host)) && !segments.isFull();
        }
        return !isReading && analyse(came, ending);
    }

    /** Whether a replay has come beyond the next step. */
    private boolean isEnough(int host, List<Segments.Segment> all) {
        long until = Long.MAX_VALUE;
        for (Segments.Segment segment : all) {
            if (segment.clockRun() != all.get(0).clockRun()) {
                return true;
            }
            if (segment.index() >= fresh[host]) {
                if (segment.endNanos() > until) {
                    return true;
                }
                until = Math.min(until, endOfStep(segment));
            }
        }
        return false;
    }

    private long endOfStep(Segments.Segment first) {
        return first.startNanos() + (shortStepsNanos > 0 ? SHORT_STEP_NANOS : options.windowNanos() * 2 / 3);
    }

    private boolean analyse(List<List<Segments.Segment>> came, boolean ending) throws IOException {
        List<List<Portion>> kept = new ArrayList<>();
        List<List<Segments.Segment>> read = new ArrayList<>();
        boolean[] awaited = new boolean[fresh.length];
        boolean[] settling = new boolean[fresh.length];
        boolean caughtUp = true;
        boolean anythingNew = false;
        boolean[] setSince = new boolean[fresh.length];
        boolean clockSet = false;
        for (int host = 0; host < fresh.length; host++) {
            List<Segments.Segment> all = came.get(host);
            List<Segments.Segment> ofOneClock = all.stream()
                    .filter(segment -> segment.clockRun() == all.get(0).clockRun())
                    .toList();
            long end = endOfNew(host, ofOneClock);
            List<Segments.Segment> taken =
                    ofOneClock.stream().filter(segment -> segment.index() < end).toList();
            setSince[host] = taken.size() == ofOneClock.size() && taken.size() < all.size();
            clockSet |= setSince[host];
            long next =
                    taken.isEmpty() ? fresh[host] : taken.get(taken.size() - 1).index() + 1;
            anythingNew |= next > fresh[host];
            caughtUp &= taken.size() == all.size();
            fresh[host] = Math.max(fresh[host], next);
            read.add(taken);
            kept.add(taken.stream()
                    .map(segment -> new Portion(segment.index(), segment.path(), segment.endNanos()))
                    .toList());
            Health health = collectors.get(host).health();
            boolean waiting = taken.size() < all.size();
            awaited[host] = waiting || health.state() == Health.State.LIVE;
            settling[host] = waiting || !health.state().isOver() && health.silentNanos() < PATIENCE_NANOS;
        }
        giveUpWaiting(clockSet, read, settling);
        boolean done = caughtUp || stopped && !clockSet; // whoever says stop does not wait for what is behind
        boolean isNew = clockSet || anythingNew && come(read) > 1;
        boolean last = ending && done;
        if (isNew && !isAnyToCome(read, settling) || last) {
            Step step = analysis.step(kept, awaited, settling, setSince, last);
            take(step, read, last);
            isComplete |= step.isComplete();
            if (step.isRunSettled()) {
                beginAnew(step);
            }
        }
        if (!anythingNew && !caughtUp) {
            Arrays.fill(aheadNanos, 0); // what is waited for does not come: go on with what there is
        }
        rests = caughtUp || isWaiting && !anythingNew && !ending;
        status = status();
        listener.accept(status);
        return done;
    }

    /** From how many sources something came. */
    private static long come(List<List<Segments.Segment>> read) {
        return read.stream().filter(segments -> !segments.isEmpty()).count();
    }

    /** Whether what came of the others waits for a source that nothing has come from yet. */
    private static boolean isAnyToCome(List<List<Segments.Segment>> read, boolean[] settling) {
        for (int host = 0; host < settling.length; host++) {
            if (read.get(host).isEmpty() && settling[host]) {
                return true;
            }
        }
        return false;
    }

    /**
     * While a clock that was set waits for the others to come as far: one that has come a long way and is not there yet has a
     * clock of which nothing is known, and would be waited for in vain.
     */
    private void giveUpWaiting(boolean clockSet, List<List<Segments.Segment>> read, boolean[] settling) {
        for (int host = 0; clockSet && host < settling.length; host++) {
            List<Segments.Segment> segments = read.get(host);
            long end =
                    segments.isEmpty() ? 0 : segments.get(segments.size() - 1).endNanos();
            waitedSinceNanos[host] = isWaiting && waitedSinceNanos[host] != 0 ? waitedSinceNanos[host] : end;
            settling[host] &= end - waitedSinceNanos[host] <= PATIENCE_NANOS;
        }
        isWaiting = clockSet;
    }

    /**
     * A clock was set: what came by it as it was has been settled, and what comes now is compared with nothing older.
     * Set back, they would be put in an order in which they did not come.
     */
    private void beginAnew(Step step) throws IOException {
        for (int host = 0; host < fresh.length; host++) {
            long first = step.releasable()[host];
            collectors.get(host).segments().release(index -> index < first);
        }
        Arrays.fill(aheadNanos, 0);
        isWaiting = false;
        retention = new Retention(fresh.length);
        verdicts.forgetTimes();
    }

    /** What is behind is caught up with in steps, none longer than the stretch of time that a verdict is about. */
    private long endOfNew(int host, List<Segments.Segment> all) {
        long end = fresh[host];
        if (aheadNanos[host] > MOST_AHEAD_NANOS) {
            return end;
        }
        long until = Long.MAX_VALUE;
        for (Segments.Segment segment : all) {
            if (segment.index() >= fresh[host]) {
                if (until == Long.MAX_VALUE) {
                    until = endOfStep(segment);
                } else if (segment.endNanos() > until) {
                    break;
                }
                end = segment.index() + 1;
            }
        }
        return end;
    }

    private void take(Step step, List<List<Segments.Segment>> read, boolean last) throws IOException {
        boolean nothingSaid = last && current.isEmpty();
        if (step.current().isPresent()
                && (nothingSaid || !isMereQuiet(step.current().get()))) {
            current = step.current();
            noteSpell(current.get());
            verdicts.note(current.get()).ifPresent(this::note);
            findings.note(current.get());
            retention.note(current.get());
        }
        step.settled().ifPresent(settled -> totals.add(settled.losses()));
        Arrays.setAll(notCompared, host -> notCompared[host] + step.notCompared()[host]);
        long farthestBehind = Arrays.stream(step.behindNanos()).max().orElse(0);
        for (int host = 0; host < fresh.length; host++) {
            aheadNanos[host] = farthestBehind - step.behindNanos()[host];
            LongPredicate releasable = retention.releasable(host, read.get(host), step.releasable()[host]);
            collectors.get(host).segments().release(releasable);
        }
    }

    /** Of one that goes on, the beginning is of interest: later ones show no more of it. */
    private void noteSpell(Diagnosis now) {
        boolean before = isInSpell;
        isInSpell = now.evidence().stream()
                .map(DirectionEvidence::pattern)
                .anyMatch(each -> each.lost() >= LEAST_LOST && each.longestPeriod() >= NEARLY_ALL * each.lost());
        shortStepsNanos = !isInSpell ? 0 : before ? shortStepsNanos - SHORT_STEP_NANOS : options.windowNanos();
    }

    /** Too little was sent of late to tell anything, and no source is out of sight: what was said last stands. */
    private boolean isMereQuiet(Diagnosis now) {
        return now.verdict() == Verdict.INCONCLUSIVE
                && now.losses().stream().allMatch(row -> row.sent() == row.delivered())
                && collectors.stream()
                        .map(each -> each.health().state())
                        .allMatch(state -> state == Health.State.LIVE || state == Health.State.ENDED);
    }

    private void note(WatchStatus.Change change) {
        if (changes.size() == MOST_CHANGES) {
            changes.remove(0);
        }
        changes.add(change);
        changeCount++;
    }

    private WatchStatus status() {
        return new WatchStatus(
                current,
                changes.isEmpty() ? 0 : changes.get(changes.size() - 1).timeNanos(),
                totals.rows(),
                Arrays.stream(notCompared).boxed().toList(),
                collectors.stream().map(Collector::health).toList(),
                List.copyOf(changes),
                changeCount,
                findings.all());
    }

    /** How things stand; from any thread. */
    public WatchStatus latest() {
        return status;
    }

    /** By host, in order, the captures that were kept of this watch, whole once it is closed; none where none were to be. */
    public List<Host> kept() {
        List<Host> hosts = new ArrayList<>();
        for (int host = 0; host < keepers.size(); host++) {
            hosts.add(new Host(
                    options.sources().get(host).host(), keepers.get(host).files()));
        }
        return hosts;
    }

    /** How the names of the files begin in which what comes from a host is kept. */
    public static String keptAs(String host) {
        return Keeper.prefix(host);
    }

    /** The hosts, in order, for an analysis that has no captures. */
    public static List<Host> hosts(List<WatchOptions.Source> sources) {
        return sources.stream().map(each -> new Host(each.host(), List.of())).toList();
    }

    /** Closes all sources and removes what was kept meanwhile; where one cannot be closed, the others all the same. */
    @Override
    public void close() throws IOException {
        List<Closeable> open = new ArrayList<>(collectors);
        open.add(analysis);
        directories.forEach(directory -> open.add(() -> Files.deleteIfExists(directory)));
        closeAll(open);
    }

    /** @throws IOException the first; others are suppressed in it */
    static void closeAll(List<Closeable> open) throws IOException {
        Exception failure = null;
        for (Closeable each : open) {
            try {
                each.close();
            } catch (IOException | RuntimeException e) {
                if (failure == null) {
                    failure = e;
                } else if (failure != e) {
                    failure.addSuppressed(e);
                }
            }
        }
        if (failure instanceof IOException io) {
            throw io;
        } else if (failure != null) {
            throw (RuntimeException) failure;
        }
    }
}

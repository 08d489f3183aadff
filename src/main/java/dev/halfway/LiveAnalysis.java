package dev.halfway;

import dev.halfway.AnalysisOptions.Host;
import dev.halfway.capture.PacketFilter;
import dev.halfway.decode.Decoder;
import dev.halfway.diagnose.Diagnosis;
import dev.halfway.diagnose.DirectionEvidence;
import dev.halfway.diagnose.InputFacts;
import dev.halfway.match.Counting;
import dev.halfway.match.HostSurvey;
import dev.halfway.match.LossRow;
import dev.halfway.match.Plan;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The same analysis, over and over, of what came in of late. Captures grow by portions, which are whole files; each step
 * reads those that are still kept, and tells two things: how things stand, from the last stretch of time in which every
 * packet has had the loss threshold to arrive; and what became of the packets of portions that are settled for good, each of
 * which is counted once.
 */
public final class LiveAnalysis implements Closeable {
    /** As the matcher waits for what may be late. */
    private static final long LATENESS_NANOS = 5_000_000_000L;
    /** Beyond all waits: what the end of the captures might still change is not settled. */
    private static final long MARGIN_NANOS = 1_000_000_000L;
    /** Settling reads everything once more: it is done for so many portions together. */
    private static final int SETTLED_AT_ONCE = 4;
    /** So many lost packets, and that share of a kind, are a loss that has begun, and none here and there. */
    private static final int LEAST_LOST = 3;

    private static final double NEARLY_TOTAL = 0.9;

    private final AnalysisOptions options;
    private final long windowNanos;
    private final PacketFilter filter;
    /** When the first host's captures began, by its clock: relative moments count from there. */
    private OptionalLong startNanos = OptionalLong.empty();
    /** By host: the first portion that is not settled. */
    private final long[] unsettled;

    private final RememberedOwners known = new RememberedOwners();

    /**
     * One file of what came from a host.
     *
     * @param index by host, from 0, without a gap
     * @param endNanos the last time it covers, on the host's clock
     */
    public record Portion(long index, Path path, long endNanos) {}

    /**
     * What a step came to.
     *
     * @param current how things stand; empty while fewer than two hosts have something
     * @param settled what became of packets that no step before has counted; empty when there are none
     * @param notCompared by host: packets in scope, settled by this step, that are in no count of {@code settled}
     * @param releasable by host: portions before this index are needed no more
     * @param behindNanos by host: how far the end of its captures is behind that of the farthest
     * @param isRunSettled all is settled that came by a clock that was set since, and of the other hosts what came meanwhile:
     *     with what comes now another comparison begins
     * @param isComplete all the time asked for is settled
     */
    public record Step(
            Optional<Diagnosis> current,
            Optional<Diagnosis> settled,
            long[] notCompared,
            long[] releasable,
            long[] behindNanos,
            boolean isRunSettled,
            boolean isComplete) {}

    /**
     * @param options its hosts have no captures
     * @param windowNanos length of the last stretch of time
     */
    public LiveAnalysis(AnalysisOptions options, long windowNanos) throws IOException {
        this.options = options;
        this.windowNanos = windowNanos;
        filter = options.filter().isPresent()
                ? PacketFilter.compile(options.filter().get())
                : null;
        unsettled = new long[options.hosts().size()];
    }

    /**
     * Reads what is kept, and judges what can be judged.
     *
     * @param kept by host, oldest first; of a host that nothing came from, none
     * @param awaited by host: whether the judgement waits for what it may still send; a host that is silent is not
     * @param settling by host: whether settling waits for it, too
     * @param setSince by host: whether its clock was set just behind the last portion: no more comes by that clock
     * @param last nothing more comes from anywhere: everything is settled
     */
    public Step step(List<List<Portion>> kept, boolean[] awaited, boolean[] settling, boolean[] setSince, boolean last)
            throws IOException {
        int hosts = kept.size();
        if (kept.stream().filter(portions -> !portions.isEmpty()).count() < 2) {
            return alone(kept, setSince, last);
        }
        Surveyed surveyed = surveyed(kept);
        Plan plan = surveyed.plan();
        note(plan);
        long[] ends = ends(surveyed, plan);
        long horizon = earliest(ends, awaited);
        long judgedUntil = last ? horizon : horizon - options.lossThresholdNanos();
        TimeRange range = range(surveyed, plan);
        Counting recent = (host, file, nanos) ->
                nanos > judgedUntil - windowNanos && nanos <= judgedUntil && range.counts(host, file, nanos);
        Diagnosis whole = surveyed.diagnose(plan, recent, Optional.empty());
        Diagnosis current = sinceOnset(whole, kept, plan, judgedUntil, range).orElse(whole);

        int first = firstSet(kept, plan, setSince);
        boolean isRunSettled = first >= 0 && !last && haveReached(ends, endOf(first, kept, plan), settling, setSince);
        long settledUntil = last
                ? Long.MAX_VALUE
                : isRunSettled ? endOf(first, kept, plan) : earliest(ends, settling) - waitNanos();
        long[] settledBefore = new long[hosts];
        int count = 0;
        for (int host = 0; host < hosts; host++) {
            settledBefore[host] = unsettled[host];
            for (Portion portion : kept.get(host)) {
                long end = plan.clock(host).toReference(portion.endNanos());
                if (portion.index() == settledBefore[host] && end <= settledUntil) {
                    settledBefore[host]++;
                    count++;
                }
            }
        }
        long[] behind = behind(ends);
        if (count < SETTLED_AT_ONCE && !last && !isRunSettled || count == 0) {
            return new Step(
                    Optional.of(current),
                    Optional.empty(),
                    new long[hosts],
                    unsettled.clone(),
                    behind,
                    isRunSettled,
                    false);
        }
        long[] notCompared = new long[hosts];
        Diagnosis settled = settle(kept, settledBefore, range, notCompared);
        System.arraycopy(settledBefore, 0, unsettled, 0, hosts);
        boolean isComplete = settledUntil - waitNanos() > range.toNanos();
        return new Step(
                Optional.of(current),
                Optional.of(settled),
                notCompared,
                settledBefore,
                behind,
                isRunSettled,
                isComplete);
    }

    /** Nothing is there of other hosts, and what has to be settled was compared with nothing. */
    private Step alone(List<List<Portion>> kept, boolean[] setSince, boolean last) throws IOException {
        long[] notCompared = new long[kept.size()];
        boolean isRunSettled = false;
        for (int host = 0; host < kept.size(); host++) {
            List<Portion> settled = new ArrayList<>();
            for (Portion portion : kept.get(host)) {
                if ((last || setSince[host]) && portion.index() == unsettled[host]) {
                    settled.add(portion);
                    unsettled[host]++;
                }
            }
            if (!settled.isEmpty()) {
                notCompared[host] = feed(host, settled)
                        .survey(HostSurvey.Settings.USUAL, kept.size())
                        .inScope();
            }
            isRunSettled |= setSince[host];
        }
        return new Step(
                Optional.empty(),
                Optional.empty(),
                notCompared,
                unsettled.clone(),
                new long[kept.size()],
                isRunSettled,
                false);
    }

    /** Of the hosts whose clock was set since, the one whose portions end first; negative when there is none. */
    private static int firstSet(List<List<Portion>> kept, Plan plan, boolean[] setSince) {
        int first = -1;
        for (int host = 0; host < setSince.length; host++) {
            if (setSince[host] && (first < 0 || endOf(host, kept, plan) < endOf(first, kept, plan))) {
                first = host;
            }
        }
        return first;
    }

    /** On the reference clock. */
    private static long endOf(int host, List<List<Portion>> kept, Plan plan) {
        List<Portion> portions = kept.get(host);
        return plan.clock(host).toReference(portions.get(portions.size() - 1).endNanos());
    }

    /** Whether of each host that has more to come by its clock enough is there to tell what arrived until then. */
    private boolean haveReached(long[] ends, long nanos, boolean[] settling, boolean[] setSince) {
        for (int host = 0; host < ends.length; host++) {
            boolean hasMore = settling[host] && !setSince[host] && !isEmpty(ends[host]);
            if (hasMore && ends[host] < nanos + waitNanos()) {
                return false;
            }
        }
        return true;
    }

    /**
     * Where a loss began within the last stretch of time, and since then nearly all of some kind is lost, only what was sent
     * since then: before, another thing held, and the two together would look like a loss here and there.
     */
    private Optional<Diagnosis> sinceOnset(
            Diagnosis whole, List<List<Portion>> kept, Plan plan, long judgedUntil, TimeRange range)
            throws IOException {
        long onset = Long.MAX_VALUE;
        for (DirectionEvidence direction : whole.evidence()) {
            int from = whole.hosts().indexOf(direction.from());
            OptionalLong first = direction.pattern().firstLostNanos();
            if (direction.pattern().lost() >= LEAST_LOST && first.isPresent()) {
                onset = Math.min(onset, plan.clock(from).toReference(first.getAsLong()));
            }
        }
        if (onset == Long.MAX_VALUE || onset <= judgedUntil - windowNanos + MARGIN_NANOS) {
            return Optional.empty();
        }
        long start = onset;
        Counting since =
                (host, file, nanos) -> nanos >= start && nanos <= judgedUntil && range.counts(host, file, nanos);
        Surveyed surveyed = surveyed(kept);
        Diagnosis narrow = surveyed.diagnose(surveyed.plan(), since, Optional.empty());
        return narrow.losses().stream().anyMatch(LiveAnalysis::isNearlyTotal) ? Optional.of(narrow) : Optional.empty();
    }

    private static boolean isNearlyTotal(LossRow row) {
        return row.lost() >= LEAST_LOST && row.ratio() >= NEARLY_TOTAL;
    }

    private static boolean isEmpty(long end) {
        return end == Long.MIN_VALUE;
    }

    private long waitNanos() {
        long threshold = options.lossThresholdNanos();
        return threshold + Math.max(threshold, LATENESS_NANOS) + MARGIN_NANOS;
    }

    private TimeRange range(Surveyed surveyed, Plan plan) {
        HostSurvey first = surveyed.surveys().get(0);
        if (startNanos.isEmpty() && !first.isEmpty()) {
            startNanos = OptionalLong.of(first.startNanos());
        }
        long start = startNanos.orElseGet(() -> surveyed.surveys().stream()
                .filter(survey -> !survey.isEmpty())
                .mapToLong(HostSurvey::startNanos)
                .min()
                .orElse(0));
        return TimeRange.of(options.from(), options.to(), start, plan.clock(0)::toReference);
    }

    /** With surveys of its own: a plan uses them up. */
    private Diagnosis settle(List<List<Portion>> kept, long[] before, TimeRange range, long[] notCompared)
            throws IOException {
        Surveyed surveyed = surveyed(kept);
        Counting once = (host, file, nanos) -> {
            long index = kept.get(host).get(file).index();
            return index >= unsettled[host] && index < before[host] && range.counts(host, file, nanos);
        };
        Diagnosis settled = surveyed.diagnose(surveyed.plan(), once, Optional.empty());
        for (InputFacts input : settled.inputs()) {
            int host = hostNames().indexOf(input.point().host());
            long index = kept.get(host).get(input.point().file()).index();
            if (index >= unsettled[host] && index < before[host]) {
                notCompared[host] += input.leftAside() - input.outsideRange();
            }
        }
        return settled;
    }

    private List<String> hostNames() {
        return options.hosts().stream().map(Host::name).toList();
    }

    /** Where what is kept does not tell whose the addresses are, by what was known before. */
    private Surveyed surveyed(List<List<Portion>> kept) throws IOException {
        Surveyed surveyed = new Surveyed(optionsFor(kept, options.addresses()), feeds(kept), false);
        boolean isRefused = !surveyed.plan().refusals().isEmpty();
        return isRefused && options.addresses().isEmpty() && !known.isEmpty()
                ? new Surveyed(optionsFor(kept, known.byHost()), feeds(kept), false)
                : surveyed;
    }

    private void note(Plan plan) {
        if (plan.refusals().isEmpty() && plan.anythingJoined()) {
            for (int host = 0; host < options.hosts().size(); host++) {
                known.note(options.hosts().get(host).name(), plan.addresses(host));
            }
        }
    }

    private AnalysisOptions optionsFor(List<List<Portion>> kept, Map<String, List<String>> addresses) {
        List<Host> hosts = new ArrayList<>();
        for (int host = 0; host < kept.size(); host++) {
            List<Path> captures = kept.get(host).stream().map(Portion::path).toList();
            hosts.add(new Host(options.hosts().get(host).name(), captures));
        }
        return new AnalysisOptions(
                hosts,
                addresses,
                options.tcpPorts(),
                options.filter(),
                options.lossThresholdNanos(),
                Optional.empty(),
                Optional.empty(),
                options.maxLossPercent(),
                options.assumeSyncNanos(),
                options.bounds(),
                options.contentKey());
    }

    private List<HostFeed> feeds(List<List<Portion>> kept) {
        List<HostFeed> feeds = new ArrayList<>();
        for (int host = 0; host < kept.size(); host++) {
            feeds.add(feed(host, kept.get(host)));
        }
        return feeds;
    }

    private HostFeed feed(int host, List<Portion> portions) {
        String name = options.hosts().get(host).name();
        HostFeed feed = new HostFeed(
                name,
                host,
                Collections.nCopies(portions.size(), name),
                portions.stream().map(Portion::path).toList(),
                Optional.ofNullable(filter),
                new Decoder(options.tcpPorts()));
        feed.portionsOfOneSource();
        return feed;
    }

    /** By host: the end of what its captures cover, on the reference clock; the least long where they cover nothing. */
    private static long[] ends(Surveyed surveyed, Plan plan) {
        long[] ends = new long[surveyed.surveys().size()];
        for (int host = 0; host < ends.length; host++) {
            HostSurvey survey = surveyed.surveys().get(host);
            ends[host] = survey.isEmpty() ? Long.MIN_VALUE : plan.clock(host).toReference(survey.endNanos());
        }
        return ends;
    }

    private static long earliest(long[] ends, boolean[] of) {
        long earliest = Long.MAX_VALUE;
        for (int host = 0; host < ends.length; host++) {
            if (of[host] && !isEmpty(ends[host])) {
                earliest = Math.min(earliest, ends[host]);
            }
        }
        return earliest == Long.MAX_VALUE ? Arrays.stream(ends).max().orElse(earliest) : earliest;
    }

    private static long[] behind(long[] ends) {
        long farthest = Arrays.stream(ends).max().orElse(0);
        return Arrays.stream(ends).map(end -> isEmpty(end) ? 0 : farthest - end).toArray();
    }

    @Override
    public void close() throws IOException {
        if (filter != null) {
            filter.close();
        }
    }
}

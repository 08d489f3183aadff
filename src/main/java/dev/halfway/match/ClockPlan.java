package dev.halfway.match;

import dev.halfway.clock.Basis;
import dev.halfway.clock.ClockEstimate;
import dev.halfway.clock.ClockGraph;
import dev.halfway.clock.ClockMap;
import dev.halfway.clock.ClockSamples;
import dev.halfway.clock.JumpFinder;
import dev.halfway.clock.Resolution;
import dev.halfway.clock.Step;
import dev.halfway.clock.TimeUnwrapper;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.IntStream;

/** How the clocks of all hosts stand, and by them and the packets in common how long each way takes. */
final class ClockPlan {
    /** How far apart wall clocks may be that nothing ties together. */
    static final long WALL_CLOCK_NANOS = 1_000_000_000L;
    /** Delay allowed for where packets matched one way only, and the clocks with it. */
    private static final long ONE_WAY_ALLOWANCE_NANOS = 500_000_000L;

    /** Records that run back by less are disorder. */
    private static final long LEAST_SET_BACK_NANOS = 1_000_000L;

    private static final int MANY = 50;
    /** Steps up to this are allowed for at any time; larger ones would let too much match. */
    private static final long SMALL_STEP_NANOS = 50_000_000L;
    /** Beyond this, clocks that part where no packet ties them together are not followed. */
    private static final long LARGEST_DRIFT_NANOS = 250_000_000L;

    private final List<HostSurvey> surveys;
    private final Owners owners;
    private final PointsBetween between;
    private final List<Plan.ClockPair> pairs = new ArrayList<>();
    private final ClockMap[] maps;
    private final Path[][] paths;
    private final List<List<TimeUnwrapper.Jump>> jumps = new ArrayList<>();
    /** By host: the same number where packets in common tie the clocks together. */
    private final int[] tied;

    private boolean anythingJoined;

    /** @param assumeSyncNanos the user's word that the clocks agree within this */
    ClockPlan(
            List<HostSurvey> surveys,
            List<Alignment> alignments,
            Owners owners,
            PointsBetween between,
            OptionalLong assumeSyncNanos) {
        this.between = between;
        this.surveys = surveys;
        this.owners = owners;
        maps = new ClockMap[surveys.size()];
        paths = new Path[surveys.size()][surveys.size()];
        tied = IntStream.range(0, surveys.size()).toArray();
        setClocks(alignments, assumeSyncNanos);
        findJumps(alignments);
        setPaths(alignments, assumeSyncNanos);
    }

    /** By host: where its clock is known to have been set, in the order of its records. */
    List<List<TimeUnwrapper.Jump>> jumps() {
        return jumps;
    }

    private void findJumps(List<Alignment> alignments) {
        surveys.forEach(each -> jumps.add(new ArrayList<>()));
        for (int i = 0; i < alignments.size(); i++) {
            Alignment alignment = alignments.get(i);
            ClockEstimate estimate = pairs.get(i).estimate();
            if (estimate.segments().size() < 2) {
                continue;
            }
            JumpFinder finder = new JumpFinder(
                    estimate,
                    surveys.get(alignment.g).leaps(),
                    surveys.get(alignment.h).leaps());
            for (Alignment.Joined joined : alignment.joined) {
                finder.add(joined.atG().timeNanos, joined.atH().timeNanos);
            }
            for (JumpFinder.Found found : finder.find()) {
                List<TimeUnwrapper.Jump> ofHost = jumps.get(found.atB() ? alignment.h : alignment.g);
                if (ofHost.stream()
                        .noneMatch(each -> each.record() == found.jump().record())) {
                    ofHost.add(found.jump());
                }
            }
        }
        jumps.forEach(each -> each.sort(Comparator.comparingLong(TimeUnwrapper.Jump::record)));
    }

    /** Every pair of hosts once, in host order. */
    List<Plan.ClockPair> pairs() {
        return pairs;
    }

    /** From a host's own unwrapped time to the reference clock. */
    ClockMap map(int host) {
        return maps[host];
    }

    /** From each host to each other; null from a host to itself. */
    Path[][] paths() {
        return paths;
    }

    /** Whether any packet is in two captures, between the hosts that they are of. */
    boolean anythingJoined() {
        return anythingJoined;
    }

    /** Whether packets in common tell how two hosts' clocks stand, their own or by way of other hosts. */
    boolean areTied(int g, int h) {
        return tied[g] == tied[h];
    }

    private void tie(int g, int h) {
        int old = tied[h];
        for (int host = 0; host < tied.length; host++) {
            tied[host] = tied[host] == old ? tied[g] : tied[host];
        }
    }

    /** The steps that the two hosts' clocks made against each other. */
    List<Step> steps(Plan.ClockPair pair) {
        return pair.estimate()
                .steps(
                        surveys.get(pair.from()).setBacks(),
                        surveys.get(pair.to()).setBacks());
    }

    /** How far the estimate may be off while both hosts' captures run. */
    OptionalLong boundNanos(Plan.ClockPair pair) {
        ClockEstimate estimate = pair.estimate();
        HostSurvey from = surveys.get(pair.from());
        HostSurvey to = surveys.get(pair.to());
        if (from.isEmpty() || to.isEmpty()) {
            return estimate.boundNanos();
        }
        ClockMap toFrom = ClockMap.of(estimate, to.setBacks());
        return estimate.boundNanos(
                Math.max(from.windowStartNanos, toFrom.toReference(to.windowStartNanos)),
                Math.min(from.windowEndNanos, toFrom.toReference(to.windowEndNanos)));
    }

    private void setClocks(List<Alignment> alignments, OptionalLong assumeSyncNanos) {
        ClockGraph graph = new ClockGraph(surveys.size());
        for (int host = 0; host < maps.length; host++) {
            graph.setBack(host, surveys.get(host).setBacks());
        }
        for (Alignment alignment : alignments) {
            ClockEstimate estimate = estimate(alignment);
            if (estimate.basis() != Basis.BOTH_WAYS) {
                alignment.joinThoseToldApart();
                estimate = estimate(alignment);
            } else if (alignment.joinThoseToldApartFarFromOthers()) {
                estimate = estimate(alignment);
            }
            if (estimate.basis() == Basis.NONE) {
                estimate = ClockEstimate.wallClock();
            } else {
                anythingJoined = true;
                tie(alignment.g, alignment.h);
            }
            if (assumeSyncNanos.isPresent()) {
                estimate = estimate.assumingSync(assumeSyncNanos.getAsLong());
            }
            graph.add(alignment.g, alignment.h, estimate);
            pairs.add(new Plan.ClockPair(alignment.g, alignment.h, estimate));
        }
        List<ClockGraph.HostClock> resolved = graph.resolve().hosts();
        for (int host = 0; host < maps.length; host++) {
            maps[host] = resolved.get(host).map();
        }
    }

    private ClockEstimate estimate(Alignment alignment) {
        ClockSamples samples = new ClockSamples(new Resolution(
                surveys.get(alignment.g).resolutionNanos(),
                surveys.get(alignment.h).resolutionNanos()));
        for (Alignment.Joined joined : alignment.joined) {
            int from = owners.from(joined.atG().tuple);
            int to = owners.to(joined.atG().tuple);
            boolean passes = from != to && (between.includes(alignment.g) || between.includes(alignment.h));
            if (from == alignment.g && to == alignment.h || passes && (from == alignment.g || to == alignment.h)) {
                samples.addForward(joined.atG().timeNanos, joined.atH().timeNanos);
            } else if (from == alignment.h && to == alignment.g
                    || passes && (from == alignment.h || to == alignment.g)) {
                samples.addBackward(joined.atG().timeNanos, joined.atH().timeNanos);
            }
        }
        samples.setBacks(
                surveys.get(alignment.g).setBacks(), surveys.get(alignment.h).setBacks());
        return samples.estimateRobustly();
    }

    private void setPaths(List<Alignment> alignments, OptionalLong assumeSyncNanos) {
        int at = 0;
        for (Alignment alignment : alignments) {
            ClockEstimate estimate = pairs.get(at++).estimate();
            Path forward = new Path(alignment.g, alignment.h);
            Path backward = new Path(alignment.h, alignment.g);
            forward.reverse = backward;
            backward.reverse = forward;
            paths[alignment.g][alignment.h] = forward;
            paths[alignment.h][alignment.g] = backward;
            alignment.delays = delays(alignment);
            observe(alignment, forward, backward);
            forward.endSurvey();
            backward.endSurvey();
            if (estimate.basis() == Basis.BOTH_WAYS || estimate.basis() == Basis.ONE_WAY) {
                long few = estimate.forwardSamples() + estimate.backwardSamples() < MANY
                        ? estimate.boundNanos().orElse(0)
                        : 0;
                long seen = few + Math.max(0, -Math.min(forward.leastNanos(), backward.leastNanos()));
                long edge = Math.min(LARGEST_DRIFT_NANOS, edgeError(alignment, seen));
                long bound = estimate.boundNanos().orElse(edge);
                long untold = untoldDisorder(alignment, bound);
                long drift = Math.max(0, edge - bound) + untold;
                long error = Math.max(seen, edge) + largestSmallStep(estimate) + untold;
                forward.trustClocksWithin(error, bound, drift);
                backward.trustClocksWithin(error, bound, drift);
                if (estimate.boundNanos().isEmpty()) {
                    forward.distrustClocks();
                    backward.distrustClocks();
                }
            } else {
                long error = assumeSyncNanos.orElse(WALL_CLOCK_NANOS);
                forward.trustClocksWithin(error, error, 0);
                backward.trustClocksWithin(error, error, 0);
            }
            if (estimate.basis() == Basis.ONE_WAY) {
                forward.allowNanos(ONE_WAY_ALLOWANCE_NANOS);
                backward.allowNanos(ONE_WAY_ALLOWANCE_NANOS);
                if (estimate.boundNanos().isEmpty()) {
                    // The other way the clocks can only make delays look longer.
                    (forward.isKnown() ? forward : backward).allowFasterBy(ONE_WAY_ALLOWANCE_NANOS);
                }
            }
        }
    }

    /** Around the steps of which it is not known when they were, and by which packets are not displaced too far to be found. */
    List<ClockEstimate.Unsure> unsure(Plan.ClockPair pair) {
        return pair.estimate().unsure().stream()
                .filter(each -> each.stepNanos() > SMALL_STEP_NANOS)
                .toList();
    }

    private static long largestSmallStep(ClockEstimate estimate) {
        return estimate.unsure().stream()
                .mapToLong(ClockEstimate.Unsure::stepNanos)
                .filter(each -> each <= SMALL_STEP_NANOS)
                .max()
                .orElse(0);
    }

    /**
     * By how much a clock may have been set back where records run back by as much, and the clocks are not known well enough to
     * tell that from disorder; 0 where they are.
     */
    private long untoldDisorder(Alignment alignment, long boundNanos) {
        long disorder = Math.max(
                surveys.get(alignment.g).disorderNanos(),
                surveys.get(alignment.h).disorderNanos());
        return disorder >= LEAST_SET_BACK_NANOS && disorder <= 2 * boundNanos + LEAST_SET_BACK_NANOS ? disorder : 0;
    }

    /** How far the clocks of both hosts may be off at the ends of the captures, which the packets in common may not reach. */
    private long edgeError(Alignment alignment, long unbounded) {
        long largest = 0;
        for (int host : new int[] {alignment.g, alignment.h}) {
            HostSurvey survey = surveys.get(host);
            if (!survey.isEmpty()) {
                largest = Math.max(largest, maps[host].errorAt(survey.windowStartNanos));
                largest = Math.max(largest, maps[host].errorAt(survey.windowEndNanos));
            }
        }
        return largest == ClockMap.UNBOUNDED ? unbounded : largest;
    }

    /**
     * Of a packet that one capture shows twice in a short time, it may be the second that arrived: its delay counts only where
     * there is no other.
     */
    private void observe(Alignment alignment, Path forward, Path backward) {
        observe(alignment, forward, backward, false);
        if (!forward.isKnown() || !backward.isKnown()) {
            observe(alignment, forward.isKnown() ? null : forward, backward.isKnown() ? null : backward, true);
        }
    }

    private void observe(Alignment alignment, Path forward, Path backward, boolean twinned) {
        JoinedDelays delays = alignment.delays;
        for (int i = 0; i < alignment.joined.size(); i++) {
            Alignment.Joined joined = alignment.joined.get(i);
            if (twinned != (joined.atG().twinned || joined.atH().twinned) || delays.isStrange(i)) {
                continue;
            }
            if (delays.isForward(i) && forward != null) {
                forward.observe(delays.nanos(i));
            } else if (delays.isBackward(i) && backward != null) {
                backward.observe(delays.nanos(i));
            }
        }
    }

    private JoinedDelays delays(Alignment alignment) {
        ClockEstimate estimate = pairs.stream()
                .filter(each -> each.from() == alignment.g && each.to() == alignment.h)
                .findFirst()
                .orElseThrow()
                .estimate();
        long errorNanos = estimate.boundNanos().orElse(0) + SMALL_STEP_NANOS;
        return new JoinedDelays(alignment, maps[alignment.g], maps[alignment.h], owners, errorNanos);
    }
}

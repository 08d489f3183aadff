package dev.halfway;

import dev.halfway.clock.Basis;
import dev.halfway.clock.ClockEstimate;
import dev.halfway.clock.Step;
import dev.halfway.diagnose.ClockFacts;
import dev.halfway.match.Plan;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.IntStream;

/** How the clocks of each two hosts stand: as packets between them say, or else packets between each of them and others. */
final class HostClocks {
    private final Plan plan;
    private final List<String> hosts;

    /** @param hosts names, in the order of the plan */
    HostClocks(Plan plan, List<String> hosts) {
        this.plan = plan;
        this.hosts = hosts;
    }

    /** Every pair once, in host order. */
    List<ClockFacts> facts() {
        List<ClockFacts> facts = new ArrayList<>();
        for (Plan.ClockPair pair : plan.clocks()) {
            boolean unknown = !isMeasured(pair) && pair.estimate().boundNanos().isEmpty();
            List<Plan.ClockPair> way = unknown ? way(pair.from(), pair.to()) : List.of();
            facts.add(way.isEmpty() ? direct(pair) : along(pair, way));
        }
        return facts;
    }

    private ClockFacts direct(Plan.ClockPair pair) {
        ClockEstimate estimate = pair.estimate();
        return new ClockFacts(
                hosts.get(pair.from()),
                hosts.get(pair.to()),
                estimate.offsetNanos(),
                plan.boundNanos(pair),
                estimate.skewPpm(),
                plan.steps(pair).stream()
                        .map(step -> new ClockFacts.Step(step.timeNanos(), step.stepNanos(), step.boundNanos()))
                        .toList(),
                estimate.basis().word(),
                ticks(List.of(pair)),
                List.of());
    }

    /** Of each host's clock that these rest on. */
    private List<ClockFacts.Tick> ticks(List<Plan.ClockPair> pairs) {
        return pairs.stream()
                .flatMapToInt(each -> IntStream.of(each.from(), each.to()))
                .distinct()
                .boxed()
                .flatMap(host ->
                        plan.tickNanos(host).stream().mapToObj(nanos -> new ClockFacts.Tick(hosts.get(host), nanos)))
                .toList();
    }

    /** Offsets, bounds and drifts add up; steps of any clock on the way are steps of the whole. */
    private ClockFacts along(Plan.ClockPair pair, List<Plan.ClockPair> way) {
        List<String> via = new ArrayList<>();
        List<ClockFacts.Step> steps = new ArrayList<>();
        Basis basis = Basis.BOTH_WAYS;
        OptionalLong bound = OptionalLong.of(0);
        OptionalDouble skew = OptionalDouble.empty();
        int at = pair.from();
        long nanos = 0;
        long offset = 0;
        for (Plan.ClockPair edge : way) {
            boolean onwards = edge.from() == at;
            ClockEstimate estimate = onwards ? edge.estimate() : edge.estimate().reversed();
            if (at == pair.from()) {
                nanos = estimate.referenceNanos();
            } else {
                via.add(hosts.get(at));
            }
            double drift = estimate.skewPpm().orElse(0) / 1e6;
            long here = nanos + offset;
            long more = estimate.offsetNanos() + Math.round(drift * (here - estimate.referenceNanos()));
            long clockOfSteps = onwards ? offset : offset + more;
            for (Step step : plan.steps(edge)) {
                steps.add(new ClockFacts.Step(
                        step.timeNanos() - clockOfSteps,
                        onwards ? step.stepNanos() : -step.stepNanos(),
                        step.boundNanos()));
            }
            offset += more;
            OptionalLong own = plan.boundNanos(edge);
            bound = bound.isPresent() && own.isPresent()
                    ? OptionalLong.of(bound.getAsLong() + own.getAsLong())
                    : OptionalLong.empty();
            if (estimate.skewPpm().isPresent()) {
                skew = OptionalDouble.of(skew.orElse(0) + estimate.skewPpm().getAsDouble());
            }
            basis = estimate.basis() == Basis.ONE_WAY ? Basis.ONE_WAY : basis;
            at = onwards ? edge.to() : edge.from();
        }
        steps.sort(Comparator.comparingLong(ClockFacts.Step::timeNanos));
        return new ClockFacts(
                hosts.get(pair.from()),
                hosts.get(pair.to()),
                offset,
                bound,
                skew,
                steps,
                basis.word(),
                ticks(way),
                via);
    }

    private static boolean isMeasured(Plan.ClockPair pair) {
        return pair.estimate().basis() == Basis.BOTH_WAYS || pair.estimate().basis() == Basis.ONE_WAY;
    }

    /** The fewest measured pairs that lead from one host to the other; empty when none do. */
    private List<Plan.ClockPair> way(int from, int to) {
        Map<Integer, Plan.ClockPair> reachedBy = new HashMap<>();
        ArrayDeque<Integer> open = new ArrayDeque<>(List.of(from));
        while (!open.isEmpty() && !reachedBy.containsKey(to)) {
            int at = open.pollFirst();
            for (Plan.ClockPair pair : plan.clocks()) {
                int other = pair.from() == at ? pair.to() : pair.from();
                boolean touches = pair.from() == at || pair.to() == at;
                if (touches && isMeasured(pair) && other != from && reachedBy.putIfAbsent(other, pair) == null) {
                    open.addLast(other);
                }
            }
        }
        List<Plan.ClockPair> way = new ArrayList<>();
        for (int at = to; reachedBy.containsKey(at); ) {
            Plan.ClockPair pair = reachedBy.get(at);
            way.add(pair);
            at = pair.from() == at ? pair.to() : pair.from();
        }
        Collections.reverse(way);
        return way;
    }
}

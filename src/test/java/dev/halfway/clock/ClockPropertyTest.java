package dev.halfway.clock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.LongFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/** What must hold for any path and any two clocks; each failure names its seed. */
class ClockPropertyTest {
    private static final int INSTANTS = 100;

    private static final class Tally {
        long scenarios;
        long instants;
        long wrong;
        long withoutBound;
        double tightest = Double.MAX_VALUE;
        String first = "";
        final java.util.Set<Long> wrongSeeds = new java.util.TreeSet<>();
        final java.util.List<Double> widths = new java.util.ArrayList<>();

        @Override
        public String toString() {
            widths.sort(null);
            String ratio = widths.isEmpty()
                    ? "-"
                    : String.format("%.2f p90 %.2f", widths.get(widths.size() / 2), widths.get(widths.size() * 9 / 10));
            return scenarios + " scenarios, " + withoutBound + " without a bound, " + instants + " instants, " + wrong
                    + " outside the bound; bound to half round trip, median " + ratio + " " + wrongSeeds + " " + first;
        }
    }

    @Test
    void shouldBoundTheOffsetOfSteadyClocks(TestReporter reporter) {
        assertBounded(reporter, 4_000, seed -> new Scenario(seed).withBursts());
    }

    @Test
    void shouldBoundTheOffsetUnderSkewAndDrift(TestReporter reporter) {
        assertBounded(
                reporter,
                6_000,
                seed -> new Scenario(seed).withSkew().withDrift().withBursts());
    }

    @Test
    void shouldBoundTheOffsetWhenPathsChange(TestReporter reporter) {
        assertBounded(
                reporter,
                4_000,
                seed -> new Scenario(seed).withDrift().withBursts().withPathChanges());
    }

    @Test
    void shouldBoundTheOffsetAroundSteps(TestReporter reporter) {
        assertBounded(reporter, 6_000, seed -> {
            Scenario scenario = new Scenario(seed).withSkew().withBursts();
            double least = 2 * (scenario.forwardDelay + scenario.backwardDelay) + 5e6 / scenario.perSecond + 2e6;
            return scenario.withSteps(least, 1e13, 1 + scenario.random.nextInt(3));
        });
    }

    private static void assertBounded(TestReporter reporter, int count, LongFunction<Scenario> make) {
        Tally tally = new Tally();
        for (long seed = 1; seed <= count; seed++) {
            Scenario scenario = make.apply(seed);
            check(seed, scenario, scenario.samples().estimate(), tally);
        }
        reporter.publishEntry(tally.toString());
        assertEquals(0, tally.wrong, tally.toString());
        assertTrue(tally.instants > count * 10L, tally.toString());
    }

    private static void check(long seed, Scenario scenario, ClockEstimate estimate, Tally tally) {
        tally.scenarios++;
        if (estimate.basis() != Basis.BOTH_WAYS || estimate.boundNanos().isEmpty()) {
            tally.withoutBound++;
        }
        if (estimate.boundNanos().isPresent() && estimate.minRoundTripNanos().orElse(0) > 0) {
            tally.widths.add(2.0
                    * estimate.boundNanos().getAsLong()
                    / estimate.minRoundTripNanos().getAsLong());
        }
        ClockMap map = ClockMap.of(estimate);
        boolean runsBack = scenario.steps.stream().anyMatch(step -> step.forward() < -1e9);
        List<Segment> segments = estimate.segments();
        long first = segments.get(0).fromNanos();
        long last = segments.get(segments.size() - 1).toNanos();
        for (int i = 0; i <= INSTANTS; i++) {
            double at = first - scenario.origin + (double) (last - first) * i / INSTANTS;
            long timeA = scenario.timeA(at);
            long timeB = scenario.timeB(at);
            for (Segment segment : segments) {
                if (timeA >= segment.fromNanos()
                        && timeA <= segment.toNanos()
                        && segment.boundNanos().isPresent()) {
                    long error = Math.abs(estimate.timeAtB(segment, timeA) - timeB);
                    count(tally, seed, at, error, segment.boundNanos().getAsLong(), estimate);
                }
            }
            long error = map.errorAt(timeB);
            if (!runsBack && error != ClockMap.UNBOUNDED) {
                count(tally, seed, at, Math.abs(map.toReference(timeB) - timeA), error, estimate);
            }
        }
    }

    private static void count(Tally tally, long seed, double at, long error, long bound, ClockEstimate estimate) {
        tally.instants++;
        if (error > bound) {
            tally.wrong++;
            tally.wrongSeeds.add(seed);
            if (tally.first.isEmpty()) {
                tally.first =
                        "first: seed " + seed + " at " + at + " error " + error + " bound " + bound + " " + estimate;
            }
        }
    }

    @Test
    void shouldFindNoSkewWhereThereIsNone(TestReporter reporter) {
        int found = 0;
        StringBuilder seeds = new StringBuilder();
        int count = 10_000;
        for (long seed = 1; seed <= count; seed++) {
            ClockEstimate estimate = new Scenario(seed).withBursts().samples().estimate();
            if (estimate.skewPpm().isPresent()) {
                found++;
                seeds.append(' ')
                        .append(seed)
                        .append(':')
                        .append(estimate.skewPpm().getAsDouble());
            }
        }
        reporter.publishEntry(found + " false skews in " + count + seeds);
        assertEquals(0, found, seeds.toString());
    }

    @Test
    void shouldFindNoStepWherePathsChangeOrCongest(TestReporter reporter) {
        int found = 0;
        StringBuilder seeds = new StringBuilder();
        int count = 10_000;
        for (long seed = 1; seed <= count; seed++) {
            Scenario scenario = new Scenario(seed).withSkew().withDrift().withBursts();
            if (seed % 2 == 0) {
                scenario.withPathChanges();
            }
            ClockEstimate estimate = scenario.samples().estimate();
            if (!estimate.steps().isEmpty()) {
                found++;
                seeds.append(' ').append(seed).append(':').append(estimate.steps());
            }
        }
        reporter.publishEntry(found + " false steps in " + count + seeds);
        assertEquals(0, found, seeds.toString());
    }
}

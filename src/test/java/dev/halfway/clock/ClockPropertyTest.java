package dev.halfway.clock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/** What must hold for any path and any two clocks; each failure names its seed. */
@Tag("slow")
class ClockPropertyTest {
    private static final int INSTANTS = 100;

    /** {@code -DargLine=-Dhalfway.clock.times=10} makes it a longer run. */
    private static final double TIMES = Double.parseDouble(System.getProperty("halfway.clock.times", "1"));

    private static final class Tally {
        long scenarios;
        long instants;
        long wrong;
        long withoutBound;
        String first = "";
        final Set<Long> wrongSeeds = new TreeSet<>();
        final List<Double> widths = new ArrayList<>();

        @Override
        public String toString() {
            widths.sort(null);
            String ratio = widths.isEmpty()
                    ? "-"
                    : String.format(
                            Locale.ROOT,
                            "%.2f p90 %.2f",
                            widths.get(widths.size() / 2),
                            widths.get(widths.size() * 9 / 10));
            return scenarios + " scenarios, " + withoutBound + " without a bound, " + instants + " instants, " + wrong
                    + " outside the bound; bound to half round trip, median " + ratio + " " + wrongSeeds + " " + first;
        }
    }

    @Test
    void shouldBoundTheOffsetOfSteadyClocks(TestReporter reporter) {
        assertBounded(reporter, (int) (400 * TIMES), seed -> new Scenario(seed).withBursts());
    }

    @Test
    void shouldBoundTheOffsetUnderSkewAndDrift(TestReporter reporter) {
        assertBounded(
                reporter,
                (int) (600 * TIMES),
                seed -> new Scenario(seed).withSkew().withDrift().withBursts());
    }

    @Test
    void shouldBoundTheOffsetOfCoarseClocks(TestReporter reporter) {
        assertBounded(
                reporter,
                (int) (600 * TIMES),
                seed -> new Scenario(seed).withSkew().withDrift().withBursts().withCoarseClocks());
    }

    @Test
    void shouldFindNoStepThatTicksExplain(TestReporter reporter) {
        int found = 0;
        StringBuilder seeds = new StringBuilder();
        int count = (int) (600 * TIMES);
        for (long seed = 1; seed <= count; seed++) {
            Scenario scenario = new Scenario(seed).withSkew().withDrift().withCoarseClocks();
            ClockEstimate estimate = scenario.samples().estimate();
            ClockEstimate robust = scenario.samples().estimateRobustly();
            if (!estimate.steps().isEmpty() || !robust.steps().isEmpty()) {
                found++;
                seeds.append(' ').append(seed).append(':').append(estimate.steps());
            }
        }
        reporter.publishEntry(found + " false steps in " + count + seeds);
        assertEquals(0, found, seeds.toString());
    }

    @Test
    void shouldBoundTheOffsetWhenPathsChange(TestReporter reporter) {
        assertBounded(
                reporter,
                (int) (400 * TIMES),
                seed -> new Scenario(seed).withDrift().withBursts().withPathChanges());
    }

    @Test
    void shouldBoundTheOffsetAroundSteps(TestReporter reporter) {
        assertBounded(reporter, (int) (600 * TIMES), seed -> {
            Scenario scenario = new Scenario(seed).withSkew().withBursts();
            double least = 2 * (scenario.forwardDelay + scenario.backwardDelay) + 5e6 / scenario.perSecond + 2e6;
            // A step that no packets tell apart from the next cannot be known.
            int most = (int) (scenario.seconds * scenario.perSecond * (1 - scenario.lossRatio) / 40);
            return scenario.withSteps(least, 1e13, Math.min(most, 1 + scenario.random.nextInt(3)));
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
                    count(tally, seed, at, error, segment.boundNanos().getAsLong(), estimate, scenario.steps);
                }
            }
            long error = map.errorAt(timeB);
            if (!runsBack && error != ClockMap.UNBOUNDED) {
                count(tally, seed, at, Math.abs(map.toReference(timeB) - timeA), error, estimate, scenario.steps);
            }
        }
    }

    private static void count(
            Tally tally, long seed, double at, long error, long bound, ClockEstimate estimate, Object steps) {
        tally.instants++;
        if (error > bound) {
            tally.wrong++;
            tally.wrongSeeds.add(seed);
            if (tally.first.isEmpty()) {
                tally.first = "first: seed " + seed + " at " + at + " error " + error + " bound " + bound + " "
                        + estimate + steps;
            }
        }
    }

    @Test
    void shouldFindNoSkewWhereThereIsNone(TestReporter reporter) {
        int found = 0;
        StringBuilder seeds = new StringBuilder();
        int count = (int) (1_000 * TIMES);
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
        int count = (int) (1_000 * TIMES);
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

    @Test
    void shouldFindStepsThatStandOutOfTheNoise(TestReporter reporter) {
        int count = (int) (500 * TIMES);
        int missed = 0;
        StringBuilder seeds = new StringBuilder();
        for (long seed = 1; seed <= count; seed++) {
            Scenario scenario = new Scenario(seed).withSkew();
            scenario.seconds = 60 + scenario.seconds / 2;
            scenario.perSecond = Math.max(1, Math.min(scenario.perSecond, 20));
            scenario.lossRatio = 0;
            scenario.jitter /= 10;
            double least = 10 * scenario.jitter + 8e6 / scenario.perSecond + 4e6;
            scenario.withSteps(least, 1e13, 1 + scenario.random.nextInt(3));
            ClockEstimate estimate = scenario.samples().estimate();
            if (!areFound(scenario, estimate)) {
                missed++;
                seeds.append(' ').append(seed);
            }
        }
        reporter.publishEntry(missed + " of " + count + " scenarios with steps not exact" + seeds);
        assertTrue(missed <= count / 50, missed + " of " + count + ":" + seeds);
    }

    private static boolean areFound(Scenario scenario, ClockEstimate estimate) {
        List<Step> found = estimate.steps();
        if (found.size() != scenario.steps.size()) {
            return false;
        }
        long bound = 2 * estimate.boundNanos().orElse(0);
        for (int i = 0; i < found.size(); i++) {
            double at = scenario.steps.get(i).at() + scenario.origin;
            double size = scenario.steps.get(i).forward();
            if (Math.abs(found.get(i).timeNanos() - at) > found.get(i).withinNanos() + 1
                    || Math.abs(found.get(i).stepNanos() - size) > bound) {
                return false;
            }
        }
        return true;
    }

    @Test
    void shouldBoundTheOffsetThoughSomePacketsArePairedWrongly(TestReporter reporter) {
        Tally tally = new Tally();
        int falseSteps = 0;
        int count = (int) (500 * TIMES);
        for (long seed = 1; seed <= count; seed++) {
            Scenario scenario = new Scenario(seed).withSkew().withBursts();
            scenario.seconds = 30 + scenario.seconds;
            scenario.perSecond = Math.max(2, scenario.perSecond);
            scenario.wrongRatio = 0.01;
            ClockEstimate estimate = scenario.samples().estimateRobustly();
            falseSteps += estimate.steps().isEmpty() ? 0 : 1;
            check(seed, scenario, estimate, tally);
        }
        reporter.publishEntry(falseSteps + " with false steps; " + tally);
        assertTrue(tally.wrongSeeds.size() <= count / 100, tally.toString());
        assertTrue(falseSteps <= count / 100, falseSteps + " with false steps; " + tally);
    }
}

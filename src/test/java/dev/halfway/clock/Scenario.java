package dev.halfway.clock;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A path and two clocks whose truth is known, made from a seed. Times are nanoseconds on A's clock, from 0. */
final class Scenario {
    /** A sudden change of the offset, or of the delays. */
    record Change(double at, double forward, double backward) {}

    private record Burst(double from, double to, double extra) {}

    final Random random;
    double seconds;
    double perSecond;
    double lossRatio;
    long origin;
    double offset;
    double skew;
    double drift;
    double driftPeriod = 1e12;
    double forwardDelay;
    double backwardDelay;
    double jitter;
    /** In what steps each clock goes on, and whether it shows the tick before or the nearest one. */
    Resolution resolution = new Resolution(1, 1);

    private boolean roundsA;
    private boolean roundsB;
    double wrongRatio;
    final List<Change> steps = new ArrayList<>();
    final List<Change> pathChanges = new ArrayList<>();
    private final List<Burst> forwardBursts = new ArrayList<>();
    private final List<Burst> backwardBursts = new ArrayList<>();

    /** No skew, no drift, no steps, no bursts. */
    Scenario(long seed) {
        // Random's first values are alike for seeds that are.
        random = new Random(seed * 0x9E3779B97F4A7C15L);
        seconds = logUniform(1, 600);
        perSecond = Math.min(logUniform(0.2, 100), 6_000 / seconds);
        lossRatio = random.nextInt(3) == 0 ? random.nextDouble() * 0.7 : 0;
        origin = random.nextInt(4) * 500_000_000_000_000_000L;
        offset = (random.nextBoolean() ? 1 : -1) * logUniform(1, 3e17);
        forwardDelay = logUniform(5_000, 1e8);
        backwardDelay = random.nextBoolean() ? forwardDelay : logUniform(5_000, 1e8);
        jitter = logUniform(0.01, 1) * Math.min(forwardDelay, backwardDelay);
        long usual = random.nextBoolean() ? 1_000 : 1;
        resolution = new Resolution(usual, usual);
    }

    /** Ticks of up to 20 ms at one host or both, cut off or rounded. */
    Scenario withCoarseClocks() {
        long[] ticks = {1_000, 10_000, 1_000_000, 4_000_000, 10_000_000, 15_625_000, 20_000_000};
        resolution = new Resolution(ticks[random.nextInt(ticks.length)], ticks[1 + random.nextInt(ticks.length - 1)]);
        roundsA = random.nextBoolean();
        roundsB = random.nextBoolean();
        return this;
    }

    Scenario withSkew() {
        skew = (random.nextBoolean() ? 1 : -1) * random.nextDouble() * 300e-6;
        return this;
    }

    /** The rate strays by up to 5 ppm from its mean. */
    Scenario withDrift() {
        drift = random.nextDouble() * 5e-6;
        driftPeriod = logUniform(20, 2_000) * 1e9;
        return this;
    }

    Scenario withBursts() {
        for (int i = random.nextInt(6); i > 0; i--) {
            double from = random.nextDouble() * nanos();
            double extra = logUniform(1, 100) * (jitter + forwardDelay * 0.1);
            (random.nextBoolean() ? forwardBursts : backwardBursts)
                    .add(new Burst(from, from + random.nextDouble() * nanos() / 5, extra));
        }
        return this;
    }

    Scenario withPathChanges() {
        for (int i = 1 + random.nextInt(2); i > 0; i--) {
            double size = logUniform(0.1, 20) * forwardDelay;
            int kind = random.nextInt(3);
            pathChanges.add(new Change(random.nextDouble() * nanos(), kind == 1 ? 0 : size, kind == 0 ? 0 : size));
        }
        return this;
    }

    Scenario withSteps(double least, double most, int count) {
        for (int i = 0; i < count; i++) {
            double size = (random.nextBoolean() ? 1 : -1) * logUniform(least, most);
            double at = (i + 0.3 + 0.4 * random.nextDouble()) / count * nanos();
            steps.add(new Change(at, size, -size));
        }
        return this;
    }

    double nanos() {
        return seconds * 1e9;
    }

    /** The true offset at A's time {@code at}, without the constant part. */
    double moved(double at) {
        double moved = skew * at;
        moved += drift * driftPeriod / (2 * Math.PI) * Math.sin(2 * Math.PI * at / driftPeriod);
        for (Change step : steps) {
            moved += at >= step.at() ? step.forward() : 0;
        }
        return moved;
    }

    /** What B's clock shows at A's time {@code at}. */
    long timeB(double at) {
        return origin + (long) offset + (long) (at + moved(at));
    }

    long timeA(double at) {
        return origin + (long) at;
    }

    ClockSamples samples() {
        ClockSamples samples = new ClockSamples(resolution);
        addTo(samples, true, true);
        return samples;
    }

    void addTo(ClockSamples samples, boolean forward, boolean backward) {
        double at = 0;
        while (at < nanos()) {
            if (forward && random.nextDouble() >= lossRatio) {
                double delay = delay(at, true);
                double wrong = random.nextDouble() < wrongRatio ? wrongBy() : 0;
                samples.addForward(shownByA(timeA(at)), shownByB(timeB(at + delay) + (long) wrong));
            }
            double sent = at + random.nextDouble() * 1e9 / perSecond;
            if (backward && random.nextDouble() >= lossRatio) {
                double delay = delay(sent, false);
                double wrong = random.nextDouble() < wrongRatio ? wrongBy() : 0;
                samples.addBackward(shownByA(timeA(sent + delay) + (long) wrong), shownByB(timeB(sent)));
            }
            at -= Math.log(1 - random.nextDouble()) * 1e9 / perSecond;
        }
    }

    /** A packet taken for the one a few places on or back: seconds, either way. */
    private double wrongBy() {
        return (random.nextBoolean() ? 1 : -1) * logUniform(0.5e9, 5e9);
    }

    private long shownByA(long time) {
        return shown(time, resolution.ofA(), roundsA);
    }

    private long shownByB(long time) {
        return shown(time, resolution.ofB(), roundsB);
    }

    private static long shown(long time, long tick, boolean rounds) {
        return Math.floorDiv(time + (rounds ? tick / 2 : 0), tick) * tick;
    }

    private double delay(double at, boolean forward) {
        double delay = (forward ? forwardDelay : backwardDelay) - jitter * Math.log(1 - random.nextDouble());
        for (Change change : pathChanges) {
            delay += at >= change.at() ? (forward ? change.forward() : change.backward()) : 0;
        }
        for (Burst burst : forward ? forwardBursts : backwardBursts) {
            delay += at >= burst.from() && at < burst.to() ? burst.extra() * random.nextDouble() : 0;
        }
        return delay;
    }

    double logUniform(double least, double most) {
        return least * Math.pow(most / least, random.nextDouble());
    }
}

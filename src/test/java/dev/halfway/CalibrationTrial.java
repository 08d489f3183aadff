package dev.halfway;

import static dev.halfway.Scenario.EPOCH;
import static dev.halfway.Scenario.MILLIS;
import static dev.halfway.Scenario.SECOND;

import dev.halfway.LossyTraffic.Fared;
import dev.halfway.LossyTraffic.Loss;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.LongUnaryOperator;

/**
 * One generated scenario: a {@link Mishap}, and independent of it what else may be wrong with path, clocks and captures. All
 * that is random in it follows from the seed.
 */
final class CalibrationTrial {
    private static final List<Integer> SIZES = List.of(84, 128, 500, 1028, 1300, 1500);
    private static final double[] STEPS = {0.1, 100};
    /** In what steps clocks go on, where they are coarse. */
    private static final long[] TICKS = {MILLIS / 10, MILLIS, 4 * MILLIS, 10 * MILLIS, 15_625_000};

    final long seed;
    final Mishap mishap;
    /** Whose packets it befalls, or which host. */
    final boolean ofA;
    /** Chance of a packet of each direction, A's first, to be lost at random; the mishap's own where that is independent. */
    final double[] rate = new double[2];
    /** Packets that each capture, A's first, dropped and said nothing about. */
    final long[] dropped = new long[2];

    final LongUnaryOperator[] clock = {LongUnaryOperator.identity(), LongUnaryOperator.identity()};
    /** When, in true time from the start, a clock was set; -1 for never. */
    long stepNanos = -1;
    /** By how much A's was set back; 0 when it was not. */
    long setBackOfA;

    /** What each capture sees, A's first, in true time from the start. */
    final long[][] watching = {{Long.MIN_VALUE, Long.MAX_VALUE}, {Long.MIN_VALUE, Long.MAX_VALUE}};

    final LossyTraffic traffic;
    private final SplittableRandom random;
    private final long span;

    CalibrationTrial(long seed, Path directory) {
        this.seed = seed;
        random = new SplittableRandom(seed * 0x9e3779b97f4a7c15L);
        mishap = random.nextInt(4) == 0
                ? Mishap.values()[1 + random.nextInt(2)]
                : Mishap.values()[random.nextInt(Mishap.values().length)];
        ofA = random.nextBoolean();
        span = (15 + random.nextInt(60)) * SECOND;
        double own = logUniform(0.005, 0.5);
        if (mishap.isIndependent()) {
            rate[0] = ofA || mishap == Mishap.RANDOM_BOTH_WAYS ? own : 0;
            rate[1] = !ofA || mishap == Mishap.RANDOM_BOTH_WAYS ? own : 0;
        } else if (mishap != Mishap.PROHIBITED && random.nextInt(6) == 0) { // its router tells of its own drops only
            rate[random.nextInt(2)] = logUniform(0.005, 0.03);
        }
        Loss planted = mishap.loss(ofA, own, span, random.split());
        SplittableRandom background = random.split();
        Loss loss = mishap.isIndependent()
                ? planted
                : packet -> planted.loses(packet) | background.nextDouble() < rate[packet.fromA() ? 0 : 1];
        traffic = new LossyTraffic(directory, random.split(), loss);
        disturbPath();
        disturbClocks();
        disturbCaptures();
        send();
    }

    Scenario scenario() {
        return traffic.scenario;
    }

    private void disturbPath() {
        for (int way = 0; way < 2; way++) {
            traffic.extraNanos[way] = random.nextBoolean() ? 0 : (long) logUniform(10_000, 60 * MILLIS);
            traffic.jitterNanos[way] = (long) logUniform(10_000, random.nextInt(4) == 0 ? 20 * MILLIS : MILLIS);
        }
        traffic.duplicateRate = mishap == Mishap.DUPLICATES ? logUniform(0.02, 0.3) : random.nextInt(7) == 0 ? 0.01 : 0;
        traffic.reorderRate = random.nextInt(5) == 0 ? 0.02 : 0;
        int host = ofA ? 1 : 0; // the one that does not answer what comes from the other
        if (mishap == Mishap.SILENT) {
            traffic.silentFrom[host] = random.nextBoolean() ? 0 : random.nextLong(span / 2);
        }
        traffic.refuses[host] = mishap == Mishap.REFUSES;
        traffic.prohibitedBy = mishap == Mishap.PROHIBITED ? "192.0.2.7" : "";
    }

    private void disturbClocks() {
        SplittableRandom ticks = new SplittableRandom(~seed * 0x9e3779b97f4a7c15L);
        for (int host = 0; host < 2; host++) {
            long offset = random.nextInt(3) == 0 ? 0 : sign() * (long) logUniform(1_000, 1e4 * SECOND);
            double skew = random.nextBoolean() ? 0 : sign() * logUniform(1, 200) * 1e-6;
            boolean steps = stepNanos < 0 && random.nextInt(8) == 0;
            long step = steps ? sign() * (long) (logUniform(STEPS[0], STEPS[1]) * SECOND) : 0;
            long at = steps ? span / 4 + random.nextLong(span / 2) : Long.MAX_VALUE / 4;
            stepNanos = steps ? at : stepNanos;
            setBackOfA = host == 0 && step < 0 ? -step : setBackOfA;
            clock[host] = nanos -> nanos + offset + (long) ((nanos - EPOCH) * skew) + (nanos - EPOCH >= at ? step : 0);
            tap(host).clock(ticking(clock[host], ticks.nextInt(6) == 0 ? TICKS[ticks.nextInt(TICKS.length)] : 1));
        }
    }

    private void disturbCaptures() {
        if (mishap == Mishap.CAPTURE_STOPS) {
            int from = 20 + random.nextInt(100);
            drop(ofA ? 0 : 1, 0, from, from + 15 + random.nextInt(60));
        } else if (random.nextInt(5) == 0) {
            drop(random.nextInt(2), logUniform(0.002, 0.1), 0, 0);
        }
        if (random.nextInt(5) == 0) {
            int host = random.nextInt(2);
            long from = random.nextBoolean() ? 0 : random.nextLong(span / 4);
            long to = span - random.nextLong(span / 4);
            watching[host] = new long[] {from, to};
            tap(host).watching(EPOCH + from, EPOCH + to);
        }
    }

    /** Each packet with a chance, and those from one number on up to another. */
    private void drop(int host, double chance, int from, int to) {
        SplittableRandom own = random.split();
        int[] seen = new int[1];
        tap(host).filter((packet, outgoing) -> {
            int number = seen[0]++;
            boolean drops = own.nextDouble() < chance || number >= from && number < to;
            dropped[host] += drops ? 1 : 0;
            return !drops;
        });
    }

    private Tap tap(int host) {
        return host == 0 ? scenario().a : scenario().b;
    }

    private void send() {
        int requests = (int) logUniform(60, mishap.isIndependent() && random.nextInt(4) == 0 ? 4_000 : 500);
        int flows = 4 + random.nextInt(12);
        for (int flow = 0; flow < flows; flow++) {
            boolean byA = flow % 2 == 0;
            boolean mixed = mishap == Mishap.SIZE || mishap == Mishap.CORRUPTION || random.nextInt(3) == 0;
            boolean long_ = (mishap == Mishap.FRAGMENTS || random.nextInt(12) == 0) && random.nextBoolean();
            int bytes = random.nextBoolean() ? LossyTraffic.PING_BYTES : size();
            int dscp = flow / 2 % 3 == 1 ? 46 : 0;
            int share = Math.max(3, requests / flows);
            long nanos = random.nextLong(span / 5);
            long gap = (span - nanos) / (share + 1);
            int train = mishap == Mishap.POLICER || mishap == Mishap.IDLE || random.nextInt(6) == 0
                    ? 4 + random.nextInt(12)
                    : 1;
            for (int i = 0; i < share; i++) {
                traffic.ping(nanos, byA, 100 + flow, i, long_ ? 2_000 : mixed ? size() : bytes, dscp);
                nanos += train == 1 ? gap / 2 + random.nextLong(gap) : i % train == 0 ? train * gap : 10 * MILLIS;
            }
        }
        int connections = random.nextInt(4) == 0 ? 0 : requests / 5;
        for (int i = 0; i < connections; i++) {
            traffic.connect(random.nextLong(span * 9 / 10), random.nextBoolean());
        }
        for (int i = mishap == Mishap.INJECTED ? 0 : 1; i < 1 + random.nextInt(4); i++) {
            int messages = 5 + random.nextInt(30);
            boolean byA = random.nextBoolean();
            long pause = span / (messages + 5);
            int port = traffic.talk(random.nextLong(span / 8), byA, messages, pause);
            if (mishap == Mishap.INJECTED && byA == ofA) {
                inject(port);
            }
        }
    }

    private void inject(int port) {
        Packet reset = Packet.tcp(ofA ? Scenario.A : Scenario.B, port, ofA ? Scenario.B : Scenario.A, 179, Packet.RST)
                .sequence(1_000);
        scenario().arrives(span / 2, random.nextBoolean() ? reset : reset.timeToLive(40));
    }

    private int size() {
        return SIZES.get(random.nextInt(SIZES.size()));
    }

    private int sign() {
        return random.nextBoolean() ? 1 : -1;
    }

    private double logUniform(double least, double most) {
        return least * Math.pow(most / least, random.nextDouble());
    }

    // ---- the truth

    /** Packets of a direction that its sender's capture holds, the path lost, and the other capture was there to see. */
    long lost(boolean fromA) {
        long[] far = watching[fromA ? 1 : 0];
        return traffic.fared.stream()
                .filter(each -> each.fromA() == fromA && each.lost())
                .filter(each -> each.sent().departure().frame > 0)
                .filter(each -> each.nanos() >= far[0] && each.nanos() < far[1])
                .count();
    }

    /** Packets of a direction that arrived twice. */
    long twice(boolean fromA) {
        return traffic.fared.stream()
                .filter(each -> each.fromA() == fromA && each.twice())
                .count();
    }

    /** Packets that both captures hold. */
    List<Fared> shared() {
        return traffic.fared.stream()
                .filter(each -> !each.lost())
                .filter(each -> each.sent().departure().frame > 0 && each.sent().arrival().frame > 0)
                .toList();
    }

    /** What B's clock shows more than A's at a moment of true time from the start. */
    long offset(long nanos) {
        return clock[1].applyAsLong(EPOCH + nanos) - clock[0].applyAsLong(EPOCH + nanos);
    }

    /** What a clock shows that goes on in whole ticks. */
    private static LongUnaryOperator ticking(LongUnaryOperator clock, long tickNanos) {
        return nanos -> {
            long right = clock.applyAsLong(nanos);
            return right - Math.floorMod(right, tickNanos);
        };
    }

    /** What A's clock shows then, or would had it not been set back: as it is read, time only goes forwards. */
    long shownAtA(long nanos) {
        return clock[0].applyAsLong(EPOCH + nanos) + (stepNanos >= 0 && nanos >= stepNanos ? setBackOfA : 0);
    }
}

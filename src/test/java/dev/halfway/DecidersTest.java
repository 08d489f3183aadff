package dev.halfway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfway.decode.TypeP;
import dev.halfway.diagnose.Decider;
import dev.halfway.diagnose.DirectionEvidence;
import dev.halfway.diagnose.Feature;
import dev.halfway.diagnose.Grade;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How often a decider is claimed where there is none, and found where there is one. {@code -Dhalfway.deciders.pairs=2000}
 * and {@code -Dhalfway.deciders.seed=77} make it another, longer run.
 */
@Tag("slow")
class DecidersTest {
    private static final Set<Feature> NOT_CARRIED = EnumSet.of(
            Feature.MESSAGE, Feature.PAYLOAD, Feature.ADDRESS, Feature.ADDRESS_FAMILY, Feature.ENCAPSULATION);

    private static final int PAIRS = Integer.getInteger("halfway.deciders.pairs", 200);
    private static final long SEED = Long.getLong("halfway.deciders.seed", 1);
    private static final long MILLIS = Scenario.MILLIS;
    /** As {@link Packet#forwarded} has it. */
    private static final int ROUTERS = 3;

    private static final List<Integer> SIZES = List.of(84, 128, 500, 1028, 1300, 1500);

    @TempDir
    private Path directory;

    // ---- nothing planted

    /** Loss that knows nothing of what it loses: none, independent, or in bursts of packets (Gilbert) or of time. */
    private static LossyTraffic.Loss blind(SplittableRandom random) {
        BooleanSupplier[] ways = {process(random), process(random)};
        long[] burstEnd = new long[2];
        long[] nextBurst = {exponential(random, 3e9), exponential(random, 3e9)};
        long meanBurst = 20 * MILLIS + random.nextLong(200 * MILLIS);
        boolean[] timed = {random.nextInt(4) == 0, random.nextInt(4) == 0};
        return packet -> {
            int way = packet.fromA() ? 0 : 1;
            if (!timed[way]) {
                return ways[way].getAsBoolean();
            }
            while (packet.nanos() >= nextBurst[way]) {
                burstEnd[way] = nextBurst[way] + exponential(random, meanBurst);
                nextBurst[way] = burstEnd[way] + exponential(random, 3e9);
            }
            return packet.nanos() < burstEnd[way];
        };
    }

    private static BooleanSupplier process(SplittableRandom random) {
        double rate = random.nextInt(3) == 0 ? random.nextDouble(0.3) : random.nextDouble(0.05);
        double leave = 0.15 + random.nextDouble(0.5);
        double enter = 0.002 + random.nextDouble(0.05);
        boolean[] in = new boolean[1];
        return switch (random.nextInt(5)) {
            case 0 -> () -> false;
            case 1, 2 -> () -> random.nextDouble() < rate;
            default ->
                () -> {
                    in[0] = in[0] ? random.nextDouble() >= leave : random.nextDouble() < enter;
                    return in[0];
                };
        };
    }

    private static long exponential(SplittableRandom random, double mean) {
        return (long) (-Math.log(1 - random.nextDouble()) * mean);
    }

    /** Pings of several sizes and classes, regular, in trains or after pauses, and connections, begun by both. */
    private static void mix(LossyTraffic traffic, SplittableRandom random, int requests) {
        long span = (2 + random.nextInt(60)) * Scenario.SECOND;
        int flows = 1 + random.nextInt(10);
        boolean connections = random.nextBoolean();
        for (int flow = 0; flow < flows; flow++) {
            boolean byA = random.nextBoolean();
            int share = requests / flows;
            int bytes = SIZES.get(random.nextInt(SIZES.size()));
            boolean mixed = random.nextInt(4) == 0;
            boolean large = random.nextInt(8) == 0;
            int dscp = random.nextInt(3) == 0 ? 46 : 0;
            long nanos = random.nextLong(span / 3);
            int train = 1 + random.nextInt(10);
            boolean regular = random.nextBoolean();
            for (int i = 0; i < share; i++) {
                int size = large ? 2000 : mixed ? SIZES.get(random.nextInt(SIZES.size())) : bytes;
                traffic.ping(nanos, byA, 100 + flow, i, size, dscp);
                long gap = span / 2 / Math.max(1, share);
                nanos += regular ? gap : i % train == 0 ? random.nextLong(2 * train * gap + 1) : 300_000;
            }
        }
        if (connections) {
            for (int i = 0; i < 1 + requests / 4; i++) {
                traffic.connect(random.nextLong(span), random.nextBoolean());
            }
        }
    }

    @Test
    void shouldClaimNothingWhereNothingDecides() throws IOException {
        List<String> claims = new ArrayList<>();
        List<String> hints = new ArrayList<>();
        List<String> certain = new ArrayList<>();
        int lossy = 0;
        for (int pair = 0; pair < PAIRS; pair++) {
            SplittableRandom random = new SplittableRandom(SEED * 1_000_003 + pair);
            LossyTraffic traffic = new LossyTraffic(directory, random.split(), blind(random.split()));
            traffic.lateRate = random.nextInt(5) == 0 ? 0.01 : 0;
            int requests = (int) Math.exp(Math.log(15) + random.nextDouble() * Math.log(100));
            mix(traffic, random, requests);
            Scenario.Result result = traffic.run();
            for (DirectionEvidence direction : result.diagnosis.evidence()) {
                lossy += direction.pattern().lost() > 0 ? 1 : 0;
                int number = pair;
                direction.decider().ifPresent(decider -> claims.add(number + ": " + words(direction, decider)));
                direction.clues().rhythm().ifPresent(rhythm -> claims.add(number + ": " + rhythm));
                direction
                        .clues()
                        .confined()
                        .ifPresent(confined -> hints.add(number + ": " + confined + " " + direction.pattern()));
                direction.clues().suspects().forEach(suspect -> hints.add(number + ": " + suspect));
            }
            int number = pair;
            result.diagnosis.findings().stream()
                    .filter(each -> each.cause()
                            .filter(cause -> cause.grade() == Grade.CERTAIN)
                            .isPresent())
                    .forEach(each -> certain.add(number + ": " + each));
        }
        System.out.println(PAIRS + " pairs, " + lossy + " lossy directions, claims: " + claims + ", hints: " + hints
                + ", certain causes: " + certain);
        assertEquals(List.of(), certain);
        assertTrue(hints.size() <= PAIRS / 100, () -> String.join("\n", hints));
        assertTrue(lossy > PAIRS / 2, lossy + " lossy directions");
        assertTrue(claims.size() <= PAIRS / 200, () -> String.join("\n", claims));
    }

    private static String words(DirectionEvidence direction, Decider decider) {
        return direction.from() + ">" + direction.to() + " " + decider.feature() + " " + decider.value() + " "
                + decider.inside() + " " + decider.outside() + " p " + decider.p() + " rivals " + decider.rivals() + " "
                + direction.pattern();
    }

    // ---- something planted

    /** What decides, and how the answer is recognised. */
    private record Planted(Feature feature, Predicate<LossyTraffic.Crossing> inside, Predicate<String> value) {}

    private static LossyTraffic.Loss lossy(
            SplittableRandom random, Predicate<LossyTraffic.Crossing> inside, Feature feature) {
        boolean bothWays = feature == Feature.ROLE;
        boolean all = random.nextBoolean() || feature == Feature.TTL; // none passes more routers than its TTL lets it
        double ratio = all ? 1 : 0.6 + random.nextDouble(0.3);
        double background = random.nextBoolean() ? 0 : 0.01;
        return packet -> {
            boolean may = packet.fromA() || bothWays;
            return random.nextDouble() < (may && inside.test(packet) ? ratio : packet.fromA() ? background : 0);
        };
    }

    private Planted plant(Feature feature, SplittableRandom random) {
        boolean side = random.nextBoolean();
        return switch (feature) {
            case TTL -> new Planted(feature, each -> each.timeToLive() <= ROUTERS, "1 to 3"::equals);
            case INITIATOR -> new Planted(feature, each -> each.begunByA() == side, (side ? "a" : "b")::equals);
            // Were all requests lost there would be no responses.
            case ROLE -> new Planted(feature, each -> each.begunByA() != each.fromA(), "response"::equals);
            case KIND -> {
                List<TypeP> kinds =
                        List.of(TypeP.ICMP_ECHO_REQUEST, TypeP.ICMP_ECHO_REPLY, TypeP.TCP_SYN, TypeP.TCP_SYN_ACK);
                TypeP kind = kinds.get(random.nextInt(4));
                yield random.nextInt(4) == 0
                        ? new Planted(feature, each -> each.kind().isTcp() == side, (side ? "tcp" : "icmp")::equals)
                        : new Planted(feature, each -> each.kind() == kind, kind.id()::equals);
            }
            case FRAGMENT -> new Planted(feature, each -> each.kind() == TypeP.FRAGMENT, "fragments"::equals);
            case SIZE -> {
                int at = 1 + random.nextInt(SIZES.size() - 1);
                yield new Planted(
                        feature,
                        each -> each.bytes() >= SIZES.get(at),
                        ("over " + SIZES.get(at - 1) + " bytes")::equals);
            }
            case DSCP -> new Planted(feature, each -> each.dscp() == 46, "46"::equals);
            case FIVE_TUPLE -> {
                Set<Integer> bad = random.nextBoolean() ? Set.of(101, 104, 105) : Set.of(102, 107);
                yield new Planted(feature, each -> bad.contains(each.flow()), (bad.size() + " of 10 flows")::equals);
            }
            case FIRST_OF_FLOW -> {
                int first = 1 + random.nextInt(2);
                yield new Planted(
                        feature, each -> each.flowOrdinal() < first, (first == 1 ? "first" : "first " + first)::equals);
            }
            case IDLE_GAP ->
                new Planted(
                        feature, each -> each.idleNanos() > 3 * Scenario.SECOND, value -> value.endsWith(" s or more"));
            case RATE -> new Planted(feature, new Fast(), value -> value.startsWith("over"));
            case TIME -> {
                long from = (5 + random.nextInt(8)) * Scenario.SECOND;
                long to = random.nextBoolean() ? Long.MAX_VALUE : from + 6 * Scenario.SECOND;
                yield new Planted(
                        feature, each -> each.nanos() >= from && each.nanos() < to, value -> !value.isEmpty());
            }
            case MESSAGE, PAYLOAD, ADDRESS, ADDRESS_FAMILY, ENCAPSULATION ->
                throw new IllegalArgumentException(feature + " is not planted");
        };
    }

    /** More than two packets have left in the 100 ms before. */
    private static final class Fast implements Predicate<LossyTraffic.Crossing> {
        private final List<Long> recent = new ArrayList<>();

        @Override
        public boolean test(LossyTraffic.Crossing packet) {
            recent.removeIf(nanos -> nanos < packet.nanos() - 100 * MILLIS);
            recent.add(packet.nanos());
            return recent.size() > 3;
        }
    }

    /** About 30 packets of each class from a to b. */
    private static void trafficFor(Feature feature, LossyTraffic traffic, SplittableRandom random) {
        long step = 100 * MILLIS;
        switch (feature) {
            case SIZE -> {
                for (int i = 0; i < 40 * SIZES.size() / 2; i++) {
                    int size = SIZES.get(random.nextInt(SIZES.size()));
                    traffic.ping(i * step + random.nextLong(step), random.nextBoolean(), 100 + size, i, size, 0);
                }
            }
            case TTL -> {
                traffic.routed = true;
                traffic.timesToLive.putAll(Map.of(103, 1, 104, 3));
                for (int i = 0; i < 120; i++) {
                    traffic.ping(i * step + random.nextLong(step), i % 2 == 0, 100 + random.nextInt(6), i, 84, 0);
                }
            }
            case DSCP -> {
                for (int i = 0; i < 90; i++) {
                    int dscp = List.of(0, 8, 46).get(i % 3);
                    traffic.ping(i * step + random.nextLong(step), true, 100 + i % 6, i, 84, dscp);
                }
            }
            case FIVE_TUPLE -> {
                for (int i = 0; i < 120; i++) {
                    traffic.ping(i * step + random.nextLong(step), i % 2 == 0, 100 + random.nextInt(8), i, 84, 0);
                }
            }
            case FRAGMENT -> {
                for (int i = 0; i < 50; i++) {
                    int size = i % 3 == 0 ? 2000 : 84;
                    traffic.ping(i * step + random.nextLong(step), i % 2 == 0, 100 + i % 5, i, size, 0);
                }
            }
            case FIRST_OF_FLOW -> {
                for (int flow = 0; flow < 32; flow++) {
                    long start = random.nextLong(20 * Scenario.SECOND);
                    for (int i = 0; i < 4; i++) {
                        traffic.ping(start + i * 200 * MILLIS, true, 100 + flow, i, 84, 0);
                    }
                }
            }
            case IDLE_GAP -> {
                for (int flow = 0; flow < 6; flow++) {
                    long nanos = random.nextLong(2 * Scenario.SECOND);
                    for (int i = 0; i < 15; i++) {
                        traffic.ping(nanos, true, 100 + flow, i, 84, 0);
                        nanos += i % 2 == 0 ? 5 * Scenario.SECOND + random.nextLong(4 * Scenario.SECOND) : step;
                    }
                }
            }
            case RATE -> {
                long nanos = 0;
                for (int i = 0; i < 100; i++) {
                    traffic.ping(nanos, true, 100 + i % 5, i, 84, 0);
                    nanos += i / 10 % 2 == 1 ? 20 * MILLIS : 200 * MILLIS + random.nextLong(step);
                }
            }
            case TIME -> {
                for (int i = 0; i < 120; i++) {
                    traffic.ping(i * step * 2 + random.nextLong(step), i % 2 == 0, 100 + i % 6, i, 84, 0);
                }
            }
            default -> {
                for (int i = 0; i < 60; i++) {
                    long nanos = i * step + random.nextLong(step);
                    traffic.ping(nanos, i % 2 == 0, 100 + i % 6, i, 84, 0);
                    traffic.connect(nanos + random.nextLong(step), i % 2 == 0);
                }
            }
        }
        for (int i = 0; i < 8; i++) {
            traffic.ping(40 * Scenario.SECOND + i * step, i % 2 == 0, 200 + i % 2, i, 84, 0);
        }
    }

    @Test
    void shouldFindWhatDecides() throws IOException {
        List<String> wrong = new ArrayList<>();
        Feature[] features = Arrays.stream(Feature.values())
                .filter(each -> !NOT_CARRIED.contains(each)) // of what this traffic does not carry
                .toArray(Feature[]::new);
        Map<Feature, int[]> hits = new EnumMap<>(Feature.class);
        for (int pair = 0; pair < PAIRS; pair++) {
            SplittableRandom random = new SplittableRandom(SEED * 2_000_003 + pair);
            Feature feature = features[pair % features.length];
            Planted planted = plant(feature, random);
            LossyTraffic.Loss loss = lossy(random.split(), planted.inside, feature);
            LossyTraffic traffic = new LossyTraffic(directory, random.split(), loss);
            trafficFor(feature, traffic, random);
            Scenario.Result result = traffic.run();
            DirectionEvidence direction = result.diagnosis.evidence().stream()
                    .filter(each -> each.from().equals("a"))
                    .findFirst()
                    .orElseThrow();
            boolean found = direction
                    .decider()
                    .filter(each -> each.feature() == feature && planted.value.test(each.value()))
                    .isPresent();
            int[] counts = hits.computeIfAbsent(feature, each -> new int[2]);
            counts[0] += found ? 1 : 0;
            counts[1]++;
            if (!found) {
                wrong.add(pair + " " + feature + " not found: "
                        + direction
                                .decider()
                                .map(each -> words(direction, each))
                                .orElse("none " + direction));
            }
        }
        hits.forEach((feature, counts) ->
                System.out.println(feature + ": " + counts[0] + " of " + counts[1] + " found and named right"));
        System.out.println(PAIRS + " pairs, not found: " + wrong.size() + "\n" + String.join("\n", wrong));
        assertTrue(wrong.size() <= PAIRS / 40, () -> String.join("\n", wrong));
    }
}

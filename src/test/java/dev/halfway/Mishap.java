package dev.halfway;

import dev.halfway.LossyTraffic.Crossing;
import dev.halfway.LossyTraffic.Loss;
import dev.halfway.decode.TypeP;
import java.util.SplittableRandom;

/** What goes wrong in a generated scenario, to packets from A to B, or from B to A, and the cause that names it. */
enum Mishap {
    NONE(""),
    RANDOM("random loss"),
    RANDOM_BOTH_WAYS("random loss"),
    BURSTS("bursts of loss"),
    STATEFUL("stateful device without the state"),
    PROTOCOL("ACL or anti-spoofing"),
    CLASS("ACL or anti-spoofing"),
    FRAGMENTS("ACL or anti-spoofing"),
    DEAD_PATH("dead path one way"),
    OUTAGE("outage"),
    MEMBER("ECMP or LAG member"),
    SIZE("MTU black hole"),
    POLICER("policer"),
    ICMP_LIMIT("ICMP rate limit"),
    IDLE("conntrack or NAT idle timeout"),
    FIRST("flow set-up on the way"),
    CORRUPTION("random corruption"),
    PROHIBITED("administratively prohibited"),
    SILENT("host does not answer"),
    REFUSES("no listener"),
    INJECTED("injected packet"),
    DUPLICATES("duplicate delivery"),
    CAPTURE_STOPS("capture gap");

    /** As the report names it. */
    final String cause;

    Mishap(String cause) {
        this.cause = cause;
    }

    /** Whether every packet of a direction is lost with the same chance, each for itself. */
    boolean isIndependent() {
        return this == RANDOM || this == RANDOM_BOTH_WAYS;
    }

    /**
     * What it loses of the packets from one host.
     *
     * @param fromA that host
     * @param rate of what loses some
     * @param spanNanos of the scenario
     */
    Loss loss(boolean fromA, double rate, long spanNanos, SplittableRandom random) {
        Loss any = any(fromA, rate, spanNanos, random);
        return packet -> (packet.fromA() == fromA || this == RANDOM_BOTH_WAYS) && any.loses(packet);
    }

    private Loss any(boolean fromA, double rate, long spanNanos, SplittableRandom random) {
        long onset = spanNanos / 4 + random.nextLong(spanNanos / 4);
        return switch (this) {
            case RANDOM, RANDOM_BOTH_WAYS -> packet -> random.nextDouble() < rate;
            case BURSTS -> bursts(random);
            case STATEFUL -> packet -> packet.begunByA() != fromA;
            case PROTOCOL -> {
                boolean tcp = random.nextBoolean();
                yield packet -> packet.kind().isTcp() == tcp;
            }
            case CLASS -> packet -> packet.dscp() == 46;
            case FRAGMENTS -> packet -> packet.kind() == TypeP.FRAGMENT && packet.bytes() < 1_000;
            case DEAD_PATH -> packet -> packet.nanos() >= onset;
            case OUTAGE -> {
                long end = onset + spanNanos / 20 + random.nextLong(spanNanos / 4);
                yield packet -> packet.nanos() >= onset && packet.nanos() < end;
            }
            case MEMBER -> {
                long salt = random.nextLong();
                yield packet -> Math.floorMod((packet.flow() + salt) * 0x9e3779b97f4a7c15L >>> 40, 4) == 0;
            }
            case SIZE -> {
                int most = 600 + random.nextInt(800);
                yield packet -> packet.bytes() > most;
            }
            case POLICER -> new Bucket(10, 30, false);
            case ICMP_LIMIT -> {
                Bucket bucket = new Bucket(6, 2, true);
                yield packet -> packet.kind() == TypeP.ICMP_ECHO_REPLY && bucket.loses(packet);
            }
            case IDLE -> packet -> packet.idleNanos() > spanNanos / 20;
            case FIRST -> packet -> packet.flowOrdinal() == 0;
            case CORRUPTION -> packet -> random.nextDouble() < 1 - Math.exp(-packet.bytes() / 8_000.0);
            case PROHIBITED -> packet -> !packet.kind().isTcp();
            default -> packet -> false;
        };
    }

    private static Loss bursts(SplittableRandom random) {
        double enter = 0.01 + random.nextDouble(0.03);
        double leave = 0.1 + random.nextDouble(0.3);
        boolean[] in = new boolean[1];
        return packet -> {
            in[0] = in[0] ? random.nextDouble() >= leave : random.nextDouble() < enter;
            return in[0];
        };
    }

    /** Lets through what there are tokens for. */
    private static final class Bucket implements Loss {
        private final double most;
        private final double perSecond;
        private final boolean icmpOnly;
        private double tokens;
        private long lastNanos;

        Bucket(double most, double perSecond, boolean icmpOnly) {
            this.most = most;
            this.perSecond = perSecond;
            this.icmpOnly = icmpOnly;
            tokens = most;
        }

        @Override
        public boolean loses(Crossing packet) {
            if (icmpOnly && packet.kind().isTcp()) {
                return false;
            }
            tokens = Math.min(most, tokens + (packet.nanos() - lastNanos) / 1e9 * perSecond);
            lastNanos = packet.nanos();
            boolean passes = tokens >= 1;
            tokens -= passes ? 1 : 0;
            return !passes;
        }
    }
}

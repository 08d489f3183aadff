package dev.halfway.truth;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** The named scenarios. Each starts from a clean path between two plain hosts and says what is different. */
final class Presets {
    private static final long MILLISECOND = 1_000_000;
    private static final long SECOND = 1_000_000_000;

    private static final Map<String, Consumer<TruthScenario>> ALL = new TreeMap<>();

    static {
        ALL.put("clean", scenario -> {});
        ALL.put("mixed", Presets::mixed);
        ALL.put("mixed-ipid0", scenario -> {
            mixed(scenario);
            ipId(scenario, HostSetup.IpId.ZERO);
        });
        ALL.put("ipid-global", scenario -> {
            mixed(scenario);
            ipId(scenario, HostSetup.IpId.GLOBAL);
        });
        ALL.put("ipid-random", scenario -> {
            mixed(scenario);
            ipId(scenario, HostSetup.IpId.RANDOM);
        });
        ALL.put("tcp-heavy", scenario -> {
            lossy(scenario);
            scenario.traffic.pings = 1;
            scenario.traffic.bulks = 16;
            scenario.traffic.churns = 8;
        });
        ALL.put("echo-only", scenario -> {
            lossy(scenario);
            echoOnly(scenario);
            scenario.traffic.pings = 20;
            scenario.traffic.pingIntervalNanos = 5 * MILLISECOND;
        });
        ALL.put("echo-flood", scenario -> {
            lossy(scenario);
            echoOnly(scenario);
            ipId(scenario, HostSetup.IpId.ZERO);
            scenario.traffic.pings = 3;
            scenario.traffic.floods = 1;
        });
        ALL.put("gro", scenario -> {
            lossy(scenario);
            offloads(scenario);
        });
        ALL.put("nat", scenario -> {
            lossy(scenario);
            scenario.sourceNat = true;
        });
        ALL.put("sequence-shift", scenario -> {
            lossy(scenario);
            scenario.sequenceShift = 0x5EED_1234;
        });
        ALL.put("drops", scenario -> drops(scenario, 0.01, 1));
        ALL.put("drops-reported", scenario -> {
            drops(scenario, 0.01, 40);
            for (HostSetup host : new HostSetup[] {scenario.a, scenario.b}) {
                host.format = HostSetup.Format.PCAPNG;
                host.reportsDrops = true;
            }
        });
        ALL.put("any", scenario -> {
            lossy(scenario);
            scenario.a.linkType = HostSetup.SLL2;
            scenario.a.interfaces = 2;
            scenario.a.stampDisorderNanos = 3_000;
            scenario.b.linkType = HostSetup.SLL2;
            scenario.b.interfaces = 3;
        });
        ALL.put("sll", scenario -> {
            lossy(scenario);
            scenario.a.linkType = HostSetup.SLL;
        });
        ALL.put("skew", scenario -> {
            lossy(scenario);
            scenario.a.skewPpm = -30;
            scenario.b.skewPpm = 90;
            scenario.b.clockOffsetNanos = 800 * MILLISECOND;
        });
        ALL.put("steps", scenario -> {
            lossy(scenario);
            scenario.b.clockSteps.add(new HostSetup.ClockStep(scenario.durationNanos / 3, 700 * MILLISECOND));
            scenario.b.clockSteps.add(new HostSetup.ClockStep(2 * scenario.durationNanos / 3, -400 * MILLISECOND));
        });
        ALL.put("offset-hours", scenario -> {
            lossy(scenario);
            scenario.b.clockOffsetNanos = -(2 * 3600 + 37) * SECOND - 123_456_789;
        });
        ALL.put("burst", scenario -> {
            scenario.toA.burstEnterRate = 0.002;
            scenario.toA.burstLeaveRate = 0.1;
            scenario.toB.burstEnterRate = 0.0005;
            scenario.toB.burstLeaveRate = 0.3;
        });
        ALL.put("incident", scenario -> scenario.toA.lostInitiator = "a");
        ALL.put("one-way", scenario -> scenario.toA.lossRate = 0.1);
        ALL.put("sack-off", scenario -> {
            lossy(scenario);
            scenario.a.sack = false;
        });
        ALL.put("timestamps-off", scenario -> {
            mixed(scenario);
            scenario.b.timestamps = false;
            ipId(scenario, HostSetup.IpId.ZERO);
        });
        ALL.put("fragments", scenario -> {
            lossy(scenario);
            scenario.traffic.largePings = 6;
        });
        ALL.put("windows", scenario -> {
            lossy(scenario);
            scenario.b.captureStartNanos = scenario.durationNanos / 5;
            scenario.a.captureEndNanos = scenario.durationNanos * 4 / 5;
        });
        ALL.put("windows-reported", scenario -> {
            lossy(scenario);
            scenario.a.format = HostSetup.Format.PCAPNG;
            scenario.a.reportsWindow = true;
            scenario.a.captureEndNanos = scenario.durationNanos * 4 / 5;
            scenario.b.format = HostSetup.Format.PCAPNG;
            scenario.b.reportsWindow = true;
            scenario.b.captureStartNanos = scenario.durationNanos / 5;
        });
        ALL.put("snap", scenario -> {
            lossy(scenario);
            scenario.a.snapLength = 96;
            scenario.b.snapLength = 128;
        });
        ALL.put("corruption", scenario -> {
            lossy(scenario);
            scenario.toA.corruptionRate = 0.003;
            scenario.toB.corruptionRate = 0.001;
        });
        ALL.put("late", scenario -> {
            lossy(scenario);
            scenario.toA.lateRate = 0.001;
        });
        ALL.put("jitter", scenario -> {
            lossy(scenario);
            for (LinkSetup link : new LinkSetup[] {scenario.toA, scenario.toB}) {
                link.baseDelayNanos = 20 * MILLISECOND;
                link.jitter = LinkSetup.Jitter.EXPONENTIAL;
                link.jitterNanos = 2 * MILLISECOND;
                link.reorderDepthNanos = 10 * MILLISECOND;
            }
        });
    }

    private Presets() {}

    static Iterable<String> names() {
        return ALL.keySet();
    }

    /**
     * @param packets records in each capture, about
     * @param durationNanos time they span, retransmissions after it aside
     * @throws IllegalArgumentException when there is no preset of this name
     */
    static TruthScenario scenario(String name, long seed, int packets, long durationNanos) {
        Consumer<TruthScenario> preset = ALL.get(name);
        if (preset == null) {
            throw new IllegalArgumentException("no preset \"" + name + "\"; there are " + ALL.keySet());
        }
        TruthScenario scenario = new TruthScenario(seed, packets, durationNanos);
        preset.accept(scenario);
        return scenario;
    }

    /** Everything that issue 2 wants mixed: loss, duplication, reordering, offset, skew, retransmission, resegmentation. */
    private static void mixed(TruthScenario scenario) {
        lossy(scenario);
        scenario.toA.burstEnterRate = 0.0003;
        scenario.toA.burstLeaveRate = 0.2;
        scenario.toB.jitter = LinkSetup.Jitter.EXPONENTIAL;
        scenario.toB.jitterNanos = 30_000;
        scenario.toB.rewrittenTrafficClass = 0x48;
        scenario.toA.hops = 3;
        offloads(scenario);
        scenario.b.clockOffsetNanos = 37 * SECOND + 271_828_182;
        scenario.b.skewPpm = 40;
    }

    private static void lossy(TruthScenario scenario) {
        scenario.toA.lossRate = 0.02;
        scenario.toB.lossRate = 0.005;
        for (LinkSetup link : new LinkSetup[] {scenario.toA, scenario.toB}) {
            link.duplicationRate = 0.002;
            link.reorderRate = 0.003;
        }
        scenario.b.clockOffsetNanos = 3 * MILLISECOND;
    }

    /** Host a merges and splits in its network card; host b only merges. */
    private static void offloads(TruthScenario scenario) {
        scenario.a.sendOffload = true;
        scenario.a.receiveOffload = true;
        scenario.b.receiveOffload = true;
    }

    private static void drops(TruthScenario scenario, double rate, int run) {
        lossy(scenario);
        for (HostSetup host : new HostSetup[] {scenario.a, scenario.b}) {
            host.captureDropRate = rate;
            host.captureDropRun = run;
        }
    }

    private static void ipId(TruthScenario scenario, HostSetup.IpId mode) {
        scenario.a.ipId = mode;
        scenario.b.ipId = mode;
    }

    private static void echoOnly(TruthScenario scenario) {
        scenario.traffic.sessions = 0;
        scenario.traffic.bulks = 0;
        scenario.traffic.churns = 0;
    }
}

package dev.halfway.truth;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;

/** Runs a scenario: two captures, and the truth about every record in them. */
final class Generator {
    /** After the applications stopped: time for retransmissions and latecomers. */
    private static final long DRAIN_NANOS = 20_000_000_000L;

    private static final long STATISTICS_INTERVAL_NANOS = 1_000_000_000L;
    /** Where a translating path puts what host a sends. */
    private static final int PUBLIC_NETWORK = 2;

    private Generator() {}

    /** File name of a host's capture, whatever its format: a capture is told by its content. */
    static Path capture(Path directory, String host) {
        return directory.resolve(host + ".pcap");
    }

    /** Writes {@code a.pcap} and {@code b.pcap} into an existing directory and returns the truth about them. */
    static List<TruthRecord> run(TruthScenario scenario, Path directory) throws IOException {
        SplittableRandom random = new SplittableRandom(scenario.seed);
        Simulator simulator = new Simulator();
        try (CaptureFile fileA = open(scenario.a, directory);
                CaptureFile fileB = open(scenario.b, directory)) {
            Host a = host(simulator, scenario.a, fileA, random);
            Host b = host(simulator, scenario.b, fileB, random);
            int visible = Math.min(scenario.a.visibleBytes(), scenario.b.visibleBytes());
            Middlebox outward = Middlebox.none();
            Middlebox back = Middlebox.none();
            if (scenario.sequenceShift != 0) {
                outward = Middlebox.shift(scenario.sequenceShift, 0);
                back = Middlebox.shift(0, -scenario.sequenceShift);
            }
            if (scenario.sourceNat) {
                outward = outward.then(Middlebox.natOut("a", Host.address4(PUBLIC_NETWORK, 1)));
                back = Middlebox.natBack("a", a.address(false)).then(back);
            }
            a.connect(new Link(simulator, scenario.toB, outward, b::receive, random.split()), visible);
            b.connect(new Link(simulator, scenario.toA, back, a::receive, random.split()), visible);
            new Applications(simulator, scenario, a, b, random.split()).start();
            everyInterval(simulator, () -> {
                a.tap().writeStatistics(simulator.nowNanos(), false);
                b.tap().writeStatistics(simulator.nowNanos(), false);
            });
            long end = scenario.durationNanos + DRAIN_NANOS;
            simulator.runUntil(end);
            a.tap().writeStatistics(end, true);
            b.tap().writeStatistics(end, true);
            return new TruthResolver(scenario, a.tap(), b.tap(), end).resolve();
        }
    }

    private static void everyInterval(Simulator simulator, Runnable action) {
        simulator.after(STATISTICS_INTERVAL_NANOS, () -> {
            action.run();
            everyInterval(simulator, action);
        });
    }

    private static Host host(Simulator simulator, HostSetup setup, CaptureFile file, SplittableRandom random) {
        HostClock clock = new HostClock(setup);
        return new Host(simulator, setup, clock, new Tap(setup, clock, file, random.split()), random.split());
    }

    private static CaptureFile open(HostSetup setup, Path directory) throws IOException {
        Path file = capture(directory, setup.name);
        return setup.format == HostSetup.Format.PCAP
                ? new PcapFile(file, setup.linkType)
                : new PcapngFile(file, setup.linkType);
    }
}

package dev.halfway.truth;

import java.util.SplittableRandom;
import java.util.function.BiConsumer;

/** One direction of the network between the hosts: a queue, with the faults of its {@link LinkSetup}. */
final class Link {
    /** Least time between two packets at the far end. */
    private static final long SERIALISATION_NANOS = 500;

    /** Corruption hits the start of the payload, so that captures cut by a snap length show it too. */
    private static final int CORRUPTED_WITHIN = 16;

    private final Simulator simulator;
    private final LinkSetup setup;
    private final Middlebox middlebox;
    private final BiConsumer<Ip, WirePacket> farEnd;
    private final SplittableRandom random;
    private boolean inBurst;
    private long lastArrivalNanos;

    Link(
            Simulator simulator,
            LinkSetup setup,
            Middlebox middlebox,
            BiConsumer<Ip, WirePacket> farEnd,
            SplittableRandom random) {
        this.simulator = simulator;
        this.setup = setup;
        this.middlebox = middlebox;
        this.farEnd = farEnd;
        this.random = random;
    }

    /** Takes a packet at {@link WirePacket#sentNanos} and hands it to the far end when it arrives, if it does. */
    void carry(Ip packet, WirePacket truth) {
        truth.arrivalNanos = arrival(truth.sentNanos);
        if (loses(truth.exchange)) {
            truth.lost = true;
            return;
        }
        Ip arriving = middlebox.pass(packet, truth.exchange);
        int trafficClass = setup.rewrittenTrafficClass >= 0 ? setup.rewrittenTrafficClass : arriving.trafficClass();
        arriving = arriving.forwarded(setup.hops, trafficClass);
        Bytes payload = arriving.body().payload();
        if (payload.length() > 0 && chance(setup.corruptionRate)) {
            truth.corrupted = true;
            int at = random.nextInt(Math.min(CORRUPTED_WITHIN, payload.length()));
            arriving = arriving.withBody(arriving.body().withPayload(payload.withFlippedByte(at)));
        }
        Ip arrived = arriving;
        simulator.at(truth.arrivalNanos, () -> farEnd.accept(arrived, truth));
        if (chance(setup.duplicationRate)) {
            long lag = 1 + random.nextLong(setup.duplicateLagNanos);
            simulator.at(truth.arrivalNanos + lag, () -> farEnd.accept(arrived, truth));
        }
    }

    private long arrival(long sentNanos) {
        if (chance(setup.lateRate)) {
            return sentNanos
                    + TruthScenario.LOSS_THRESHOLD_NANOS
                    + LinkSetup.LEAST_LATENESS_NANOS
                    + random.nextLong(LinkSetup.LATENESS_SPREAD_NANOS);
        }
        long alone = sentNanos + setup.baseDelayNanos + jitter();
        if (chance(setup.reorderRate)) {
            return alone + 1 + random.nextLong(setup.reorderDepthNanos);
        }
        lastArrivalNanos = Math.max(alone, lastArrivalNanos + SERIALISATION_NANOS);
        return lastArrivalNanos;
    }

    private long jitter() {
        return switch (setup.jitter) {
            case NONE -> 0;
            case UNIFORM -> setup.jitterNanos > 0 ? random.nextLong(setup.jitterNanos) : 0;
            case EXPONENTIAL ->
                (long) (Math.min(LinkSetup.EXPONENTIAL_CUT, random.nextExponential()) * setup.jitterNanos);
        };
    }

    private boolean loses(Exchange exchange) {
        if (exchange.initiator().equals(setup.lostInitiator)) {
            return true;
        }
        if (setup.burstEnterRate > 0) {
            inBurst = inBurst ? !chance(setup.burstLeaveRate) : chance(setup.burstEnterRate);
            if (inBurst) {
                return true;
            }
        }
        return chance(setup.lossRate);
    }

    private boolean chance(double rate) {
        return rate > 0 && random.nextDouble() < rate;
    }
}

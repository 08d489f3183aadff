package dev.halfway.diagnose;

import dev.halfway.match.Fate;
import dev.halfway.match.Sighting;
import dev.halfway.match.TimeSpan;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** The judged packets of one direction as they come, lost ones in sending order; bounded. */
final class DirectionLog {
    /** Losses nearer to each other than this are noticeable (RFC 3357 section 3, delta): more than one in a hundred. */
    private static final long LOSS_CONSTRAINT = 99;
    /** Flows whose names are kept. */
    private static final int MOST_NAMES = 1024;

    private final PacketSample lost;
    private final PacketSample arrived;
    private final Map<Integer, String> flowNames = new HashMap<>();
    private final Map<Long, String> serviceNames = new HashMap<>();
    private final OpenBetween openBetween = new OpenBetween();
    private final AddressNames lostAddresses = new AddressNames();
    private final AddressNames arrivedAddresses = new AddressNames();

    private int lastNamed = -1;
    private long lostCount;
    private long arrivedCount;
    private long periods;
    private long period;
    private long longestPeriod;
    private long noticeable;
    private long lastLost = Long.MIN_VALUE;
    private long firstLostNanos;
    private long lastLostNanos;
    private long lastKnownBeforeNanos = Long.MIN_VALUE;
    private long firstOpen = Long.MAX_VALUE;
    private long lastOpen = Long.MIN_VALUE;

    /** @param pool that all directions share */
    DirectionLog(PacketSample.Pool pool) {
        lost = new PacketSample(pool);
        arrived = new PacketSample(pool);
    }

    void add(Sighting packet) {
        if (packet.fate() == Fate.LOST) {
            addLost(packet);
        } else if (packet.fate() == Fate.MISSED) {
            if (lostCount == 0 && packet.reason().saysItArrived()) {
                lastKnownBeforeNanos = Math.max(lastKnownBeforeNanos, packet.ownNanos());
            }
        } else if (packet.fate() != Fate.UNOBSERVABLE) {
            arrivedCount++;
            keep(arrived, arrivedAddresses, packet);
        } else {
            openBetween.add(packet.directionOrdinal());
            if (!packet.reason().isOutsideWindow()) {
                firstOpen = Math.min(firstOpen, packet.directionOrdinal());
                lastOpen = Math.max(lastOpen, packet.directionOrdinal());
            }
        }
    }

    /** Whether of packets sent before one in the direction it is not known what became of them, though both captures ran. */
    boolean isOpenBefore(long ordinal) {
        return firstOpen < ordinal;
    }

    boolean isOpenAfter(long ordinal) {
        return lastOpen > ordinal;
    }

    private void addLost(Sighting packet) {
        long ordinal = packet.directionOrdinal();
        if (lostCount == 0) {
            firstLostNanos = packet.ownNanos();
        } else if (ordinal - lastLost <= LOSS_CONSTRAINT) {
            noticeable++;
        }
        boolean afterLoss = openBetween.fills(lastLost, ordinal) && lostCount > 0;
        if (afterLoss) {
            period++;
        } else {
            periods++;
            period = 1;
        }
        longestPeriod = Math.max(longestPeriod, period);
        lastLost = ordinal;
        lastLostNanos = packet.ownNanos();
        lostCount++;
        Observed kept = keep(lost, lostAddresses, packet);
        if (kept != null) {
            kept.afterLoss = afterLoss;
        }
        int flow = packet.flow();
        if (flow != lastNamed && flowNames.size() < MOST_NAMES) {
            flowNames.computeIfAbsent(flow, number -> {
                serviceNames.putIfAbsent(packet.service(), packet.serviceWords());
                return packet.flowWords();
            });
            lastNamed = flow;
        }
    }

    /** Null where it is not kept. */
    private static Observed keep(PacketSample sample, AddressNames addresses, Sighting packet) {
        Observed kept = sample.take(packet.directionOrdinal());
        if (kept != null) {
            kept.fill(packet);
            addresses.note(packet);
        }
        return kept;
    }

    /** Packets that left in this time, by the reference clock, and that their host sent by itself, lost or not. */
    long began(TimeSpan span) {
        Predicate<Observed> which = each -> Meanwhile.isByItself(each.typeP) && span.holds(each.referenceNanos);
        return lost.count(which) + arrived.count(which);
    }

    /** Packets that left and arrived in this time, by the reference clock. */
    long came(TimeSpan span) {
        return arrived.count(
                each -> span.holds(each.referenceNanos) && span.holds(each.referenceNanos + each.delayNanos));
    }

    Trials trials() {
        return new Trials(lost, arrived);
    }

    Map<Integer, String> flowNames() {
        return flowNames;
    }

    /** Of services that lost packets, as far as there was room. */
    Map<Long, String> serviceNames() {
        return serviceNames;
    }

    /** Of addresses of packets that were kept, by what stands for them, as far as there was room. */
    Map<Long, String> addressWords() {
        Map<Long, String> all = new HashMap<>(arrivedAddresses.words());
        all.putAll(lostAddresses.words());
        return all;
    }

    /** Of packets that were lost and kept, as far as there was room. */
    Set<String> losingAddresses() {
        return Set.copyOf(lostAddresses.words().values());
    }

    long lostCount() {
        return lostCount;
    }

    long arrivedCount() {
        return arrivedCount;
    }

    long periods() {
        return periods;
    }

    long longestPeriod() {
        return longestPeriod;
    }

    /** Losses so near to the one before that they are noticeable. */
    long noticeable() {
        return noticeable;
    }

    /** On the sender's clock; means nothing while nothing is lost. */
    long firstLostNanos() {
        return firstLostNanos;
    }

    long lastLostNanos() {
        return lastLostNanos;
    }

    /** When the last left before any was lost that arrived, as its answer shows, and was not seen; the least where none did. */
    long lastKnownBeforeNanos() {
        return lastKnownBeforeNanos;
    }
}

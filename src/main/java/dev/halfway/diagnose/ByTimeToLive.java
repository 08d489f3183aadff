package dev.halfway.diagnose;

import java.util.BitSet;
import java.util.HashSet;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** TTL or hop limit that the packet left with: no more than there are routers on the way, each of which takes one from it. */
final class ByTimeToLive implements Splitter {
    /** Hops that a traceroute tries beyond the last router, until the answer to the first that suffices is back. */
    private static final int MOST_MORE = 3;

    private final OptionalInt routers;

    /** @param routers on the way; empty where it is not known */
    ByTimeToLive(OptionalInt routers) {
        this.routers = routers;
    }

    @Override
    public boolean looksAtThePacketAlone() {
        return true;
    }

    @Override
    public Optional<Split> best(Trials trials) {
        BitSet inside = new BitSet(trials.size());
        int least = Integer.MAX_VALUE;
        int most = 0;
        for (int i = 0; i < trials.size(); i++) {
            int timeToLive = trials.packet(i).timeToLive;
            if (timeToLive <= routers.orElse(-1)) {
                inside.set(i);
                least = Math.min(least, timeToLive);
                most = Math.max(most, timeToLive);
            }
        }
        if (inside.isEmpty() || inside.cardinality() == trials.size()) {
            return Optional.empty();
        }
        String value = Words.range(least, most);
        return Optional.of(new Split(
                Feature.TTL,
                value,
                "with TTL " + value,
                "with a TTL larger than " + most,
                inside,
                BurstTest.lnP(trials, inside, 0),
                0,
                isCountedUp(trials, inside)
                        ? Decider.Detail.above(routers.orElseThrow() + 1L, least)
                        : Decider.Detail.NONE));
    }

    /** Whether each flow of these goes on, as a traceroute does, with the least TTL that suffices, but for a few more. */
    private boolean isCountedUp(Trials trials, BitSet inside) {
        Set<Integer> flows = new HashSet<>();
        inside.stream().forEach(at -> flows.add(trials.packet(at).flow));
        for (int i = inside.nextClearBit(0); i < trials.size(); i = inside.nextClearBit(i + 1)) {
            Observed packet = trials.packet(i);
            if (packet.timeToLive <= routers.orElseThrow() + MOST_MORE) {
                flows.remove(packet.flow);
            }
        }
        return flows.isEmpty();
    }
}

package dev.halfway.diagnose;

import java.util.BitSet;
import java.util.Optional;
import java.util.OptionalInt;

/** TTL or hop limit that the packet left with: no more than there are routers on the way, each of which takes one from it. */
final class ByTimeToLive implements Splitter {
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
                0));
    }
}

package dev.halfway.diagnose;

import java.util.List;
import java.util.Optional;

/** Who began the exchange. */
record ByInitiator(List<String> hosts) implements Splitter {
    @Override
    public boolean looksAtThePacketAlone() {
        return true;
    }

    @Override
    public Optional<Split> best(Trials trials) {
        Categories<Integer> initiators =
                new Categories<>(trials, each -> each.initiator == Observed.UNKNOWN ? null : each.initiator);
        Categories.Found<Integer> found = initiators.best();
        if (found == null || found.names().size() > 1) {
            return Optional.empty();
        }
        String host = hosts.get(found.names().get(0));
        return Optional.of(new Split(
                Feature.INITIATOR,
                host,
                "of exchanges that " + host + " began",
                "of exchanges that " + host + " did not begin",
                found.inside(),
                BurstTest.lnP(trials, found.inside(), found.lnSearched()),
                found.lnSearched()));
    }
}

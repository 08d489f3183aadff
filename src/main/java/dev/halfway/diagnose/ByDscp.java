package dev.halfway.diagnose;

import java.util.Optional;
import java.util.stream.Collectors;

/** Differentiated services code point (RFC 2474) that the packet left with. */
final class ByDscp implements Splitter {
    @Override
    public boolean looksAtThePacketAlone() {
        return true;
    }

    @Override
    public Optional<Split> best(Trials trials) {
        Categories.Found<Integer> found = new Categories<>(trials, each -> each.dscp).best();
        if (found == null) {
            return Optional.empty();
        }
        String value = found.names().stream().map(String::valueOf).collect(Collectors.joining(","));
        return Optional.of(new Split(
                Feature.DSCP,
                value,
                "marked DSCP " + value,
                "not marked DSCP " + value,
                found.inside(),
                BurstTest.lnP(trials, found.inside(), found.lnSearched()),
                found.lnSearched()));
    }
}

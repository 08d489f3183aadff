package dev.halfway.diagnose;

import dev.halfway.decode.TypeP;
import java.util.Optional;
import java.util.function.Predicate;

/** Fragments of a larger datagram against whole ones; or those behind the first, which show no ports, against all others. */
final class ByFragment implements Splitter {
    static final String LATER = "later fragments";

    @Override
    public boolean looksAtThePacketAlone() {
        return true;
    }

    @Override
    public Optional<Split> best(Trials trials) {
        Optional<Split> all = by(
                trials,
                each -> each.typeP == TypeP.FRAGMENT,
                "fragments",
                "that are fragments",
                "that are not fragments");
        Optional<Split> later = by(
                trials,
                each -> each.laterFragment,
                LATER,
                "that are fragments behind the first of their datagram",
                "that are whole or the first fragment");
        if (all.isPresent() && later.isPresent()) {
            return later.get().score(trials) > all.get().score(trials) ? later : all;
        }
        return all.isPresent() ? all : later;
    }

    private static Optional<Split> by(
            Trials trials, Predicate<Observed> which, String value, String words, String otherwise) {
        Categories.Found<Boolean> found = new Categories<>(trials, which::test).best();
        if (found == null || !found.names().get(0)) {
            return Optional.empty();
        }
        return Optional.of(new Split(
                Feature.FRAGMENT,
                value,
                words,
                otherwise,
                found.inside(),
                BurstTest.lnP(trials, found.inside(), Math.log(2)),
                Math.log(2)));
    }
}

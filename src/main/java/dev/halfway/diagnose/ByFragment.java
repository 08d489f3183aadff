package dev.halfway.diagnose;

import dev.halfway.decode.TypeP;
import java.util.Optional;

/** Fragments of a larger datagram against whole ones. */
final class ByFragment implements Splitter {
    @Override
    public Optional<Split> best(Trials trials) {
        Categories.Found<Boolean> found = new Categories<>(trials, each -> each.typeP == TypeP.FRAGMENT).best();
        if (found == null || !found.names().get(0)) {
            return Optional.empty();
        }
        return Optional.of(new Split(
                Feature.FRAGMENT,
                "fragments",
                "that are fragments",
                "that are not fragments",
                found.inside(),
                BurstTest.lnP(trials, found.inside(), 0),
                0));
    }
}

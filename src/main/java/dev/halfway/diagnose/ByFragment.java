package dev.halfway.diagnose;

import dev.halfway.decode.TypeP;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Fragments of a larger datagram against whole ones; the first ones, or those behind, which show no ports, against all others. */
final class ByFragment implements Splitter {
    static final String FIRST = "first fragments";
    static final String LATER = "later fragments";

    /** Classes to choose from. */
    private static final double LN_SEARCHED = Math.log(3);

    @Override
    public boolean looksAtThePacketAlone() {
        return true;
    }

    /** Of classes that explain as much, the widest. */
    @Override
    public Optional<Split> best(Trials trials) {
        return Stream.of(
                        by(
                                trials,
                                each -> each.typeP == TypeP.FRAGMENT,
                                "fragments",
                                "that are fragments",
                                "that are not fragments"),
                        by(
                                trials,
                                each -> each.laterFragment,
                                LATER,
                                "that are fragments behind the first of their datagram",
                                "that are whole or the first fragment"),
                        by(
                                trials,
                                each -> each.typeP == TypeP.FRAGMENT && !each.laterFragment,
                                FIRST,
                                "that are the first fragment of their datagram",
                                "that are whole or a later fragment"))
                .flatMap(Optional::stream)
                .reduce((best, next) -> next.score(trials) > best.score(trials) ? next : best);
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
                BurstTest.lnP(trials, found.inside(), LN_SEARCHED),
                LN_SEARCHED));
    }
}

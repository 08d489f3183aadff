package dev.halfway.diagnose;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Whether some flows lose and others do not, as with one bad member of several parallel links. The flows that lose are
 * chosen after the fact, so their p-value is corrected for every other set of as many flows.
 *
 * @param names of flows by number, as far as known
 */
record ByFiveTuple(Map<Integer, String> names) implements Splitter {
    private static final int MOST_NAMED = 4;
    /** For who asks for all of them. */
    private static final int MOST_KEPT = 256;

    @Override
    public boolean looksAtThePacketAlone() {
        return true;
    }

    @Override
    public Optional<Split> best(Trials trials) {
        Categories.Found<Integer> found = new Categories<>(trials, each -> each.flow).best();
        if (found == null) {
            return Optional.empty();
        }
        int count = found.names().size();
        List<String> known = known(found.names());
        return Optional.of(new Split(
                Feature.FIVE_TUPLE,
                count + " of " + found.all() + " flows",
                "of " + count + " of " + found.all() + " flows (" + list(known, count) + ")",
                "of the other flows",
                found.inside(),
                BurstTest.lnP(trials, found.inside(), found.lnSearched()),
                found.lnSearched(),
                Decider.Detail.of(known, count - known.size())));
    }

    /** Those whose names are known, in an order that does not hang on which capture was read first. */
    private List<String> known(List<Integer> flows) {
        return flows.stream()
                .filter(names::containsKey)
                .map(names::get)
                .sorted()
                .limit(MOST_KEPT)
                .toList();
    }

    private static String list(List<String> known, int count) {
        List<String> named = known.subList(0, Math.min(MOST_NAMED, known.size()));
        int others = count - named.size();
        return String.join("; ", named) + (others == 0 ? "" : (named.isEmpty() ? "" : "; ") + others + " more");
    }
}

package dev.halfway.diagnose;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Whether some flows lose and others do not, as with one bad member of several parallel links; or all flows of some services,
 * as with a rule about a port. What loses is chosen after the fact, so its p-value is corrected for every other set of as many
 * flows, or of as many services.
 *
 * @param names of flows by number, as far as known
 * @param services names of services by what stands for them, as far as known
 */
record ByFiveTuple(Map<Integer, String> names, Map<Long, String> services) implements Splitter {
    private static final String SERVICES = "services";

    private static final int MOST_NAMED = 4;
    /** For who asks for all of them. */
    private static final int MOST_KEPT = 256;
    /** Flows are what is seen: services are told where they explain the losses a hundred times better. */
    private static final double LN_MARGIN = Math.log(100);

    @Override
    public boolean looksAtThePacketAlone() {
        return true;
    }

    @Override
    public Optional<Split> best(Trials trials) {
        Optional<Split> byFlow = split(trials, each -> each.flow, names, "flows");
        Optional<Split> byService = split(trials, each -> each.service, services, SERVICES)
                .filter(split -> !Loss.isTotal(trials.sample(split.inside(), true))); // then its flows say as much
        boolean better = byService.isPresent()
                && byFlow.filter(flow -> byService.get().score(trials) <= flow.score(trials) + LN_MARGIN)
                        .isEmpty();
        return better ? byService : byFlow;
    }

    private static <K extends Comparable<K>> Optional<Split> split(
            Trials trials, Function<Observed, K> name, Map<K, String> names, String things) {
        Categories.Found<K> found = new Categories<>(trials, name).best();
        if (found == null) {
            return Optional.empty();
        }
        int count = found.names().size();
        List<String> known = known(found.names(), names);
        String value = count + " of " + found.all() + " " + things;
        return Optional.of(new Split(
                Feature.FIVE_TUPLE,
                value,
                count == 1 && known.size() == 1 && things.equals(SERVICES)
                        ? "of " + known.get(0) + " (" + value + ")"
                        : "of " + value + " (" + list(known, count) + ")",
                "of the other " + things,
                found.inside(),
                BurstTest.lnP(trials, found.inside(), found.lnSearched()),
                found.lnSearched(),
                Decider.Detail.of(known, count - known.size())));
    }

    /** Those whose names are known, in an order that does not hang on which capture was read first. */
    private static <K> List<String> known(List<K> found, Map<K, String> names) {
        return found.stream()
                .filter(names::containsKey)
                .map(names::get)
                .sorted()
                .limit(MOST_KEPT)
                .toList();
    }

    /** Whether a class of this feature is one of services. */
    static boolean isOfServices(String value) {
        return value.endsWith(SERVICES);
    }

    private static String list(List<String> known, int count) {
        List<String> named = known.subList(0, Math.min(MOST_NAMED, known.size()));
        int others = count - named.size();
        return String.join("; ", named) + (others == 0 ? "" : (named.isEmpty() ? "" : "; ") + others + " more");
    }
}

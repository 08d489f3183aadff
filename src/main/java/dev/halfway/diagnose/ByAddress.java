package dev.halfway.diagnose;

import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/**
 * The address that packets leave from, the one that they go to, or both, where there are several of one family: of the three
 * the one that explains most.
 *
 * @param words of addresses that lost packets, by what stands for them, as far as known
 */
record ByAddress(Map<Long, String> words) implements Splitter {
    private static final int MOST_NAMED = 4;

    private static final String FROM = "from address ";
    private static final String TO = "to address ";
    private static final String AND = " to ";

    /** The name of a pair holds both. */
    private record Pair(long source, long destination) implements Comparable<Pair> {
        @Override
        public int compareTo(Pair other) {
            int order = Long.compare(source, other.source);
            return order != 0 ? order : Long.compare(destination, other.destination);
        }
    }

    @Override
    public boolean looksAtThePacketAlone() {
        return true;
    }

    @Override
    public Optional<Split> best(Trials trials) {
        Set<Integer> manySources = familiesOfMany(trials, packet -> packet.source);
        Set<Integer> manyDestinations = familiesOfMany(trials, packet -> packet.destination);
        double lnTried = Math.log(
                manySources.isEmpty() || manyDestinations.isEmpty() ? 1 : 3); // with one end alone pairs say the same
        Optional<Split> bySource =
                one(trials, packet -> manySources.contains(packet.ipVersion) ? packet.source : null, "from ", lnTried);
        Optional<Split> byDestination = one(
                trials,
                packet -> manyDestinations.contains(packet.ipVersion) ? packet.destination : null,
                "to ",
                lnTried);
        Optional<Split> byBoth = lnTried == 0
                ? Optional.empty()
                : split(
                        trials,
                        packet -> manySources.contains(packet.ipVersion) || manyDestinations.contains(packet.ipVersion)
                                ? new Pair(packet.source, packet.destination)
                                : null,
                        this::pair,
                        "from ",
                        "pairs of addresses",
                        "between other addresses",
                        lnTried);
        return Stream.of(bySource, byDestination, byBoth)
                .flatMap(Optional::stream)
                .max(Comparator.comparingDouble(split -> split.score(trials)));
    }

    /** Address families of which there is more than one address: what one alone loses goes by the family as well. */
    private static Set<Integer> familiesOfMany(Trials trials, ToLongFunction<Observed> address) {
        Map<Integer, Long> first = new HashMap<>();
        Set<Integer> many = new HashSet<>();
        for (int i = 0; i < trials.size(); i++) {
            Observed packet = trials.packet(i);
            long each = address.applyAsLong(packet);
            if (first.putIfAbsent(packet.ipVersion, each) != null && first.get(packet.ipVersion) != each) {
                many.add(packet.ipVersion);
            }
        }
        return many;
    }

    private Optional<Split> one(Trials trials, Function<Observed, Long> address, String which, double lnTried) {
        return split(trials, address, this::address, which, "addresses", which + "other addresses", lnTried);
    }

    private String address(long each) {
        return words.getOrDefault(each, "an address not kept");
    }

    private String pair(Pair pair) {
        return address(pair.source) + AND + address(pair.destination);
    }

    private static <K extends Comparable<K>> Optional<Split> split(
            Trials trials,
            Function<Observed, K> name,
            Function<K, String> inWords,
            String which,
            String things,
            String otherwise,
            double lnTried) {
        Categories.Found<K> found = new Categories<>(trials, name).best();
        if (found == null) {
            return Optional.empty();
        }
        List<String> names = found.names().stream().map(inWords).sorted().toList();
        int count = names.size();
        String several = which + count + " of " + found.all() + " " + things;
        double lnSearched = found.lnSearched() + lnTried;
        return Optional.of(new Split(
                Feature.ADDRESS,
                count == 1 ? which + "address " + names.get(0) : several,
                count == 1 ? which + names.get(0) : several + " (" + list(names) + ")",
                otherwise,
                found.inside(),
                BurstTest.lnP(trials, found.inside(), lnSearched),
                lnSearched));
    }

    private static String list(List<String> names) {
        int others = names.size() - MOST_NAMED;
        return String.join("; ", names.subList(0, Math.min(MOST_NAMED, names.size())))
                + (others > 0 ? "; " + others + " more" : "");
    }

    /** The address that the packets of a class leave from; empty where that is not what decides, or there are several. */
    static Optional<String> source(String value) {
        return value.startsWith(FROM)
                ? Optional.of(value.substring(FROM.length()).split(AND)[0])
                : Optional.empty();
    }

    /** Likewise the one that they go to. */
    static Optional<String> destination(String value) {
        if (value.startsWith(TO)) {
            return Optional.of(value.substring(TO.length()));
        }
        String[] both = value.startsWith(FROM) ? value.split(AND) : new String[0];
        return both.length == 2 ? Optional.of(both[1]) : Optional.empty();
    }
}

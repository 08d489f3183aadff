package dev.halfway.diagnose;

import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/**
 * The address that packets leave from, the one that they go to, or both, where there are several of one family: of the three
 * the one that explains most.
 *
 * @param words of addresses, by what stands for them, as far as known
 */
record ByAddress(Map<Long, String> words) implements Splitter {
    private static final int MOST_NAMED = 4;

    /** What the addresses are of that decide. */
    private enum Ends {
        SOURCE("from ", "addresses", "from other addresses"),
        DESTINATION("to ", "addresses", "to other addresses"),
        BOTH("from ", "pairs of addresses", "between other addresses");

        private final String which;
        private final String things;
        private final String otherwise;

        Ends(String which, String things, String otherwise) {
            this.which = which;
            this.things = things;
            this.otherwise = otherwise;
        }
    }

    private record Pair(int ipVersion, long source, long destination) implements Comparable<Pair> {
        private static final Comparator<Pair> ORDER = Comparator.comparingInt(Pair::ipVersion)
                .thenComparingLong(Pair::source)
                .thenComparingLong(Pair::destination);

        static Pair of(Observed packet) {
            return new Pair(packet.ipVersion, packet.source, packet.destination);
        }

        @Override
        public int compareTo(Pair other) {
            return ORDER.compare(this, other);
        }

        boolean sharesAnEndWith(Pair other) {
            return source == other.source || destination == other.destination;
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
        Optional<Split> bySource = split(
                trials,
                packet -> manySources.contains(packet.ipVersion) ? packet.source : null,
                this::address,
                Ends.SOURCE,
                lnTried);
        Optional<Split> byDestination = split(
                trials,
                packet -> manyDestinations.contains(packet.ipVersion) ? packet.destination : null,
                this::address,
                Ends.DESTINATION,
                lnTried);
        Optional<Split> byBoth = lnTried == 0
                ? Optional.empty()
                : split(
                        trials,
                        packet -> manySources.contains(packet.ipVersion) || manyDestinations.contains(packet.ipVersion)
                                ? Pair.of(packet)
                                : null,
                        this::pair,
                        Ends.BOTH,
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

    private Optional<String> address(long each) {
        return Optional.ofNullable(words.get(each));
    }

    private Optional<String> pair(Pair pair) {
        return address(pair.source)
                .flatMap(source -> address(pair.destination).map(destination -> source + " to " + destination));
    }

    private <K extends Comparable<K>> Optional<Split> split(
            Trials trials,
            Function<Observed, K> name,
            Function<K, Optional<String>> inWords,
            Ends ends,
            double lnTried) {
        Categories.Found<K> found = new Categories<>(trials, name).best();
        if (found == null) {
            return Optional.empty();
        }
        List<String> names = found.names().stream()
                .map(inWords)
                .flatMap(Optional::stream)
                .sorted()
                .toList();
        int count = found.names().size();
        boolean one = count == 1 && names.size() == 1;
        String several = ends.which + count + " of " + found.all() + " " + ends.things;
        double lnSearched = found.lnSearched() + lnTried;
        return Optional.of(new Split(
                Feature.ADDRESS,
                one ? ends.which + "address " + names.get(0) : several,
                one ? ends.which + names.get(0) : several + list(names, count),
                ends.otherwise,
                found.inside(),
                BurstTest.lnP(trials, found.inside(), lnSearched),
                lnSearched,
                contrast(trials, found.inside(), ends).map(Decider.Detail::of).orElse(Decider.Detail.NONE)));
    }

    private static String list(List<String> names, int count) {
        List<String> named = names.subList(0, Math.min(MOST_NAMED, names.size()));
        int others = count - named.size();
        return named.isEmpty()
                ? ""
                : " (" + String.join("; ", named) + (others > 0 ? "; " + others + " more" : "") + ")";
    }

    /** The addresses of the class that lose most packets, and others, of which most arrive; of those with names. */
    private Optional<Decider.Contrast> contrast(Trials trials, BitSet inside, Ends ends) {
        Map<Pair, Integer> losing = new TreeMap<>();
        Map<Pair, Integer> passing = new TreeMap<>();
        for (int i = 0; i < trials.size(); i++) {
            Pair pair = Pair.of(trials.packet(i));
            boolean named =
                    words.containsKey(pair.destination) && (ends == Ends.DESTINATION || words.containsKey(pair.source));
            if (named && inside.get(i)) {
                losing.merge(pair, trials.isLost(i) ? 1 : 0, Integer::sum);
            } else if (named) {
                passing.merge(pair, trials.isLost(i) ? -1 : 1, Integer::sum);
            }
        }
        return most(losing, pair -> true)
                .map(lost -> new Decider.Contrast(
                        ends == Ends.DESTINATION ? Optional.empty() : address(lost.source),
                        words.get(lost.destination),
                        passing(passing, lost, ends)));
    }

    /** An address in place of one that loses, where the other end is the same if there is such a one. */
    private Optional<String> passing(Map<Pair, Integer> passing, Pair lost, Ends ends) {
        Optional<Pair> near = most(passing, pair -> pair.sharesAnEndWith(lost));
        Optional<Pair> any =
                ends == Ends.BOTH ? near : near.or(() -> most(passing, pair -> pair.ipVersion == lost.ipVersion));
        return any.map(pair -> ends == Ends.SOURCE || pair.source != lost.source && ends == Ends.BOTH
                ? "from " + words.get(pair.source)
                : "to " + words.get(pair.destination));
    }

    private static Optional<Pair> most(Map<Pair, Integer> counts, Predicate<Pair> which) {
        return counts.entrySet().stream()
                .filter(each -> each.getValue() > 0 && which.test(each.getKey()))
                .max(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey);
    }
}

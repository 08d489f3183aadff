package dev.halfway.diagnose;

import dev.halfway.match.TraitRow;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/** How many routers lie between two hosts, one way: by how much less packets arrive with the TTL that they left with. */
final class Hops {
    /** More than there are on any way, less than between the values that systems begin with. */
    private static final int MOST = 32;

    private Hops() {}

    /**
     * The largest TTL of a kind of packets that leaves against the largest that arrives, for the kind where they differ
     * least: where those with the largest are all lost, the others seem to come from farther. Empty where no kind tells.
     */
    static OptionalInt between(List<TraitRow> traits, String from, String to) {
        return Stream.of(true, false)
                .flatMap(tcp -> differences(traits(traits, from, from, to, tcp), traits(traits, to, from, to, tcp)))
                .mapToInt(Integer::intValue)
                .filter(hops -> hops >= 0 && hops <= MOST)
                .min();
    }

    private static Optional<TraitRow> traits(
            List<TraitRow> traits, String seenAt, String from, String to, boolean tcp) {
        return traits.stream()
                .filter(row -> row.seenAt().equals(seenAt)
                        && row.from().equals(from)
                        && row.to().equals(to)
                        && row.tcp() == tcp)
                .findFirst();
    }

    private static Stream<Integer> differences(Optional<TraitRow> left, Optional<TraitRow> arrived) {
        return left.isEmpty() || arrived.isEmpty()
                ? Stream.empty()
                : Stream.of(
                                difference(
                                        Optional.of(left.get().timesToLive()),
                                        Optional.of(arrived.get().timesToLive())),
                                difference(left.get().ofSyns(), arrived.get().ofSyns()),
                                difference(left.get().ofData(), arrived.get().ofData()))
                        .flatMap(Optional::stream);
    }

    private static Optional<Integer> difference(Optional<TraitRow.Range> left, Optional<TraitRow.Range> arrived) {
        return left.flatMap(there -> arrived.map(here -> there.most() - here.most()));
    }
}

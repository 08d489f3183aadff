package dev.halfway.diagnose;

import dev.halfway.decode.TypeP;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Kind of packet, or protocol: ICMP against TCP. Of fragments the first shows its kind as a whole packet does, those behind it
 * only their protocol: what looks at ports or at the ICMP type takes the first with the whole ones, and no others; what looks at
 * the protocol takes all. Fragments as such are told apart by {@link ByFragment}.
 */
final class ByKind implements Splitter {
    /** What the words of a class of kinds begin with, and those of a protocol. */
    static final String KINDS = "that are ";

    static final String PROTOCOL = "of ";

    /** What the value ends with of a class that first fragments are of, and no others. */
    private static final String SHOWN = " or first fragments";

    private static final String ALL = " or fragments";

    /** Ways to count fragments. */
    private static final double LN_WAYS = Math.log(3);

    private enum Protocol {
        ICMP,
        TCP,
        LATER_FRAGMENT
    }

    @Override
    public boolean looksAtThePacketAlone() {
        return true;
    }

    /** Of classes that explain as much, the one that says least of fragments; a kind, not a protocol. */
    @Override
    public Optional<Split> best(Trials trials) {
        Stream<Optional<Split>> whole =
                Stream.of(byKind(trials, ByKind::kind, ""), byProtocol(trials, ByKind::protocol, ""));
        Stream<Optional<Split>> withFragments = hasFragments(trials)
                ? Stream.of(
                        byKind(trials, each -> each.shownKind, SHOWN),
                        byProtocol(trials, ByKind::shownProtocol, SHOWN),
                        byProtocol(trials, ByKind::anyProtocol, ALL))
                : Stream.empty();
        return Stream.concat(whole, withFragments)
                .flatMap(Optional::stream)
                .reduce((best, next) -> next.score(trials) > best.score(trials) ? next : best);
    }

    /**
     * Whether it goes by what whole packets and first fragments show: all of them are lost, and of the fragments behind the first,
     * which do not show it, some arrive.
     */
    static boolean isOfShown(Loss loss) {
        Decider.Sample fragments = loss.of(row -> row.typeP() == TypeP.FRAGMENT);
        return fragments.lost() < fragments.judged()
                && loss.decidedBy(Feature.KIND)
                        .filter(each -> each.value().endsWith(SHOWN) && Loss.isAll(each.inside()))
                        .isPresent();
    }

    /** Whether first fragments are of that class, and no others. */
    static boolean isOfShown(Split split) {
        return split.feature() == Feature.KIND && split.value().endsWith(SHOWN);
    }

    private static boolean hasFragments(Trials trials) {
        return IntStream.range(0, trials.size()).anyMatch(i -> trials.packet(i).typeP == TypeP.FRAGMENT);
    }

    private static Optional<Split> byKind(Trials trials, Function<Observed, TypeP> kind, String fragments) {
        Categories.Found<TypeP> found = new Categories<>(trials, kind).best();
        if (found == null || found.names().contains(TypeP.FRAGMENT)) {
            return Optional.empty();
        }
        List<TypeP> kinds = found.names();
        String value = kinds.stream().map(TypeP::id).collect(Collectors.joining(","));
        String words = kinds.stream().map(Words::plural).collect(Collectors.joining(", "));
        return split(
                trials, found, value, KINDS + words + ofSuch(fragments), "of other kinds than " + words, fragments);
    }

    private static Optional<Split> byProtocol(Trials trials, Function<Observed, Protocol> protocol, String fragments) {
        Categories.Found<Protocol> found = new Categories<>(trials, protocol).best();
        if (found == null || found.names().size() > 1 || found.names().contains(Protocol.LATER_FRAGMENT)) {
            return Optional.empty();
        }
        String name = found.names().get(0).name();
        return split(
                trials,
                found,
                name.toLowerCase(Locale.ROOT),
                fragments.isEmpty() ? PROTOCOL + name : KINDS + name + " packets" + ofSuch(fragments),
                "of another protocol than " + name,
                fragments);
    }

    /** One that goes by fragments alone, or by whole packets alone, is none of those that count both. */
    private static Optional<Split> split(
            Trials trials, Categories.Found<?> found, String value, String words, String otherwise, String fragments) {
        boolean plain = fragments.isEmpty();
        if (!plain && !(losesAny(trials, found.inside(), false) && losesAny(trials, found.inside(), true))) {
            return Optional.empty();
        }
        double lnSearched = found.lnSearched() + (plain ? 0 : LN_WAYS);
        return Optional.of(new Split(
                Feature.KIND,
                value + fragments,
                words,
                otherwise + (fragments.equals(SHOWN) ? ", or later fragments" : ""),
                found.inside(),
                BurstTest.lnP(trials, found.inside(), lnSearched),
                lnSearched));
    }

    private static String ofSuch(String fragments) {
        return fragments.isEmpty() ? "" : fragments + " of such";
    }

    private static boolean losesAny(Trials trials, BitSet inside, boolean fragments) {
        return inside.stream()
                .anyMatch(i -> trials.isLost(i) && (trials.packet(i).typeP == TypeP.FRAGMENT) == fragments);
    }

    private static TypeP kind(Observed packet) {
        return packet.typeP == TypeP.FRAGMENT ? null : packet.typeP;
    }

    private static Protocol protocol(Observed packet) {
        return packet.typeP == TypeP.FRAGMENT ? null : anyProtocol(packet);
    }

    private static Protocol shownProtocol(Observed packet) {
        return packet.laterFragment ? Protocol.LATER_FRAGMENT : anyProtocol(packet);
    }

    private static Protocol anyProtocol(Observed packet) {
        return packet.ofTcp ? Protocol.TCP : Protocol.ICMP;
    }
}

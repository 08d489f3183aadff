package dev.halfway.diagnose;

import dev.halfway.decode.TypeP;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Kind of packet, or protocol: ICMP against TCP. Fragments are told apart by {@link ByFragment}. */
final class ByKind implements Splitter {
    /** What the words of a class of kinds begin with, and those of a protocol. */
    static final String KINDS = "that are ";

    static final String PROTOCOL = "of ";

    private enum Protocol {
        ICMP,
        TCP
    }

    @Override
    public boolean looksAtThePacketAlone() {
        return true;
    }

    @Override
    public Optional<Split> best(Trials trials) {
        Optional<Split> kind = byKind(trials);
        Optional<Split> protocol = byProtocol(trials);
        if (kind.isPresent() && protocol.isPresent()) {
            return kind.get().score(trials) >= protocol.get().score(trials) ? kind : protocol;
        }
        return kind.isPresent() ? kind : protocol;
    }

    private static Optional<Split> byKind(Trials trials) {
        Categories.Found<TypeP> found =
                new Categories<>(trials, each -> each.typeP == TypeP.FRAGMENT ? null : each.typeP).best();
        if (found == null) {
            return Optional.empty();
        }
        List<TypeP> kinds = found.names();
        String value = kinds.stream().map(TypeP::id).collect(Collectors.joining(","));
        String words = kinds.stream().map(Words::plural).collect(Collectors.joining(", "));
        return Optional.of(new Split(
                Feature.KIND,
                value,
                KINDS + words,
                "of other kinds than " + words,
                found.inside(),
                BurstTest.lnP(trials, found.inside(), found.lnSearched()),
                found.lnSearched()));
    }

    private static Optional<Split> byProtocol(Trials trials) {
        Categories.Found<Protocol> found = new Categories<>(trials, ByKind::protocol).best();
        if (found == null) {
            return Optional.empty();
        }
        String protocol = found.names().get(0).name();
        return Optional.of(new Split(
                Feature.KIND,
                protocol.toLowerCase(Locale.ROOT),
                PROTOCOL + protocol,
                "of another protocol than " + protocol,
                found.inside(),
                BurstTest.lnP(trials, found.inside(), found.lnSearched()),
                found.lnSearched()));
    }

    private static Protocol protocol(Observed packet) {
        if (packet.typeP == TypeP.FRAGMENT) {
            return null;
        }
        return packet.typeP.isTcp() ? Protocol.TCP : Protocol.ICMP;
    }
}

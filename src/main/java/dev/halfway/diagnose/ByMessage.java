package dev.halfway.diagnose;

import dev.halfway.bgp.MessageType;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/** The BGP message that a segment carries: KEEPALIVEs alone, say, while OPENs and UPDATEs of the same connections pass. */
final class ByMessage implements Splitter {
    @Override
    public boolean looksAtThePacketAlone() {
        return true;
    }

    @Override
    public Optional<Split> best(Trials trials) {
        Categories.Found<String> found = new Categories<>(trials, each -> each.message).best();
        if (found == null) {
            return Optional.empty();
        }
        List<String> types = found.names();
        return Optional.of(new Split(
                Feature.MESSAGE,
                String.join(",", types),
                "that carry "
                        + Words.choice(types.stream().map(ByMessage::plural).toList()),
                "that carry other BGP messages, or none",
                found.inside(),
                BurstTest.lnP(trials, found.inside(), found.lnSearched()),
                found.lnSearched(),
                Decider.Detail.above(Long.MIN_VALUE, leastBytes(trials, found.inside()))));
    }

    private static String plural(String type) {
        return (type.equals(MessageType.KEEPALIVE.words()) ? "only " : "") + type + (type.endsWith("H") ? "es" : "s");
    }

    private static long leastBytes(Trials trials, BitSet inside) {
        return inside.stream()
                .filter(trials::isLost)
                .mapToLong(i -> trials.packet(i).segmentBytes)
                .min()
                .orElse(Long.MAX_VALUE);
    }
}

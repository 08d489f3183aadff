package dev.halfway.match;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Connections that a device between two hosts opens at each end by packets of its own: a SYN proxy answers for the server,
 * and then opens to it what the client asked for. Told by SYNs of the same addresses, ports and number, with another window
 * at either host: a sender that repeats its SYN keeps that.
 */
final class OpenedOnTheWay {
    private final Set<Tuple> atG = new LinkedHashSet<>();
    private final Set<Tuple> atH = new LinkedHashSet<>();
    private int connections;

    OpenedOnTheWay(Rewriting rewriting, List<Anchor> onlyAtG, List<Anchor> onlyAtH) {
        Map<Long, Anchor> asked = new HashMap<>();
        for (Anchor a : onlyAtG) {
            if (a.isOpening()) {
                asked.put(Mix.add(a.tupleHash(), a.sequence), a);
            }
        }
        for (Anchor b : onlyAtH) {
            Tuple tuple = rewriting.translations().getOrDefault(b.tuple, b.tuple);
            Anchor a = b.isOpening() ? asked.get(Mix.add(tuple.hash(), b.sequence)) : null;
            if (a != null && a.flagsLengthWindow != b.flagsLengthWindow && atG.add(a.tuple)) {
                connections++;
                atG.add(a.tuple.reversed());
                atH.add(b.tuple);
                atH.add(b.tuple.reversed());
            }
        }
        // None of them tells whose an address is, or what was lost.
        onlyAtG.stream()
                .filter(each -> each.isSyn() && atG.contains(each.tuple))
                .forEach(rewriting.joinedAtG()::add);
        onlyAtH.stream()
                .filter(each -> each.isSyn() && atH.contains(each.tuple))
                .forEach(rewriting.joinedAtH()::add);
    }

    /** Both directions of each, as g knows them. */
    Set<Tuple> atG() {
        return atG;
    }

    /** The same as h knows them. */
    Set<Tuple> atH() {
        return atH;
    }

    Optional<String> sentence(String g, String h) {
        return connections == 0
                ? Optional.empty()
                : Optional.of("A device between " + g + " and " + h + " opens connections itself, as a SYN proxy does ("
                        + connections + " of those in the captures): what became of the packets that open them is not"
                        + " told.");
    }
}

package dev.halfway.diagnose;

import dev.halfway.match.ErrorRow;
import dev.halfway.match.NeighbourRow;
import java.util.Optional;

/** A host or the last router does not find the next one on its link (RFC 826, RFC 4861). */
final class NeighbourFailure implements Rule {
    static final String NAME = "ARP or ND failure";

    /** A neighbour that is asked for once in vain may be starting. */
    private static final int LEAST = 2;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Optional<Explanation> of(Loss loss) {
        Optional<NeighbourRow> inVain = inVain(loss.symptoms(), loss.from());
        Optional<ErrorRow> error =
                loss.errors().stream().filter(IcmpErrors::isHostUnreachable).findFirst();
        boolean firstOnly = loss.decidedBy(Feature.FIRST_OF_FLOW).isPresent() && !FlowSetup.refutesNeighbours(loss);
        if (inVain.isEmpty() && error.isEmpty() && !firstOnly) {
            return Optional.empty();
        }
        boolean forReceiver =
                inVain.filter(row -> row.targetHost().equals(loss.to())).isPresent();
        boolean decisive = error.isPresent() && IcmpErrors.speakFor(loss, IcmpErrors::isHostUnreachable);
        return Optional.of(supported(
                        decisive
                                ? Support.SAID
                                : error.isPresent() && !isDownForATime(loss)
                                        ? Support.STRONG
                                        : error.isPresent() || forReceiver || firstOnly ? Support.FAIR : Support.WEAK)
                .because(inVain.isPresent(), inVain.map(NeighbourFailure::words).orElse(""))
                .because(error.isPresent(), error.map(IcmpErrors::words).orElse(""))
                .because(firstOnly, "only the first packets of a flow are lost, as while a neighbour is looked for")
                .leaving("address resolution on the last link to " + loss.to())
                .next(loss.commands()
                        .onReceiver("tcpdump -n -i " + loss.commands().receivingInterface()
                                + " arp or icmp6 (who asks, who answers?)")));
    }

    /** A host whose link is down is not found either: that it was down is then what there is to say. */
    private static boolean isDownForATime(Loss loss) {
        return new Outage().of(loss).isPresent();
    }

    @Override
    public Optional<Explanation> of(Silence silence) {
        return of(silence.symptoms(), silence.to())
                .map(each -> supported(each.asked().targetHost().equals(silence.from()) ? Support.STRONG : Support.FAIR)
                        .because(words(each.asked()))
                        .because(each.ending())
                        .at(each.place())
                        .rulingOut(each.rulesOut(" for what it answers"))
                        .leaving(each.remaining())
                        .next(each.next()));
    }

    /** The neighbour that a host does not find. */
    static Optional<Unresolved> of(Symptoms symptoms, String host) {
        return inVain(symptoms, host).map(row -> new Unresolved(symptoms, row));
    }

    /** What a host asked for on its own link and never found. */
    private static Optional<NeighbourRow> inVain(Symptoms symptoms, String host) {
        return symptoms.neighbours().stream()
                .filter(row -> row.seenAt().equals(host) && row.askerHost().equals(host))
                .filter(row -> row.unanswered() >= LEAST && row.unanswered() * 2 > row.requests())
                .findFirst();
    }

    static String words(NeighbourRow row) {
        return row.asker() + " asks for " + row.target() + " " + Words.count(row.requests()) + " times and gets "
                + (row.unanswered() == row.requests()
                        ? "no answer"
                        : "no answer to " + Words.count(row.unanswered()) + " of them");
    }
}

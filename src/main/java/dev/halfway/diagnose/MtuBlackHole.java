package dev.halfway.diagnose;

import dev.halfway.match.ErrorRow;
import java.util.Optional;

/** Packets above a size vanish, and no router says so (RFC 2923 section 2.1). */
final class MtuBlackHole implements Rule {
    /** Every host must take as much in one piece (RFC 791 section 3.1), and no link in use takes less. */
    static final long LEAST_MTU_BYTES = 576;

    @Override
    public String name() {
        return "MTU black hole";
    }

    @Override
    public Optional<Explanation> of(Loss loss) {
        if (loss.errors().stream().anyMatch(IcmpErrors::isTooBig)) {
            return Optional.empty();
        }
        Optional<ErrorRow> told = told(loss);
        if (told.isPresent()) {
            return told.map(error -> ofTold(loss, error));
        }
        Optional<Decider> bySize =
                loss.decidedBy(Feature.SIZE).filter(each -> !each.detail().isBelow());
        if (bySize.isPresent() && bySize.get().detail().fails().orElse(Long.MAX_VALUE) <= LEAST_MTU_BYTES) {
            return Optional.empty();
        }
        Optional<Decider> shown = bySize.filter(decider -> Loss.isTotal(decider.inside()));
        return shown.isPresent()
                ? shown.map(decider -> explain(
                                loss,
                                decider.words(),
                                decider.detail(),
                                Loss.isCleanCut(decider) && loss.hasNoRivals() && !mayBeCut(loss)
                                        ? Support.DECISIVE
                                        : Support.STRONG)
                        .because("no ICMP error says that they were too big")
                        .against(
                                loss.isRival(Feature.TIME),
                                "they lie in one stretch of time: that nothing arrived then would look much the same"))
                : loss.suspect(Feature.SIZE)
                        .filter(each -> !each.detail().isBelow())
                        .map(suspect -> suspected(loss, suspect));
    }

    /** A router that names to the other host an MTU between what passes and what is lost, where it may go by size. */
    private static Optional<ErrorRow> told(Loss loss) {
        return loss.rival(Feature.SIZE).map(Decider.Rival::detail).stream()
                .filter(size -> !size.isBelow())
                .flatMap(size -> loss.symptoms().errors(loss.to(), loss.from()).stream()
                        .filter(IcmpErrors::isTooBig)
                        .filter(error -> error.sourceHost().isEmpty()
                                && error.mtu() < size.fails().orElse(0)
                                && error.mtu() >= size.passes().orElse(Long.MAX_VALUE)))
                .findFirst();
    }

    private Explanation ofTold(Loss loss, ErrorRow error) {
        Decider.Rival bySize = loss.rival(Feature.SIZE).orElseThrow();
        return supported(Support.STRONG)
                .because("packets " + Words.brief(bySize.words()) + " are lost, smaller ones pass")
                .because(IcmpErrors.sender(error) + " names " + loss.to() + " an MTU of " + loss.ofIp(error.mtu())
                        + ", which lies between the two")
                .because("no ICMP error says so to " + loss.from())
                .leaving("the link behind " + IcmpErrors.sender(error)
                        + ", and whatever eats the ICMP errors about it from " + "there to " + loss.from())
                .next(loss.commands().ping("-c 20 -M do -s " + (error.mtu() - (error.ipVersion() == 4 ? 28 : 48)))
                        + " (then -s larger by 1: does one pass, and the other not?)");
    }

    private static boolean mayBeCut(Loss loss) {
        return loss.clues().tunnel().filter(Tunnel::mayBeCut).isPresent();
    }

    /** One large message, sent again and again, is few packets, and yet the size is the first thing to look at. */
    private Explanation suspected(Loss loss, Clues.Suspect suspect) {
        boolean inOneRun = loss.pattern().filter(each -> each.periods() == 1).isPresent();
        Explanation explanation = explain(loss, suspect.words(), suspect.detail(), Support.STRONG)
                .because("no ICMP error says that they were too big")
                .against("these are few packets: that it goes by size is not shown");
        for (Clues.Suspect other : loss.clues().suspects()) {
            explanation.against(
                    other != suspect,
                    "it may go by " + other.feature().id() + " as well: all that is lost are packets "
                            + Words.brief(other.words()));
        }
        return explanation.against(inOneRun, "they are lost in a row: a short outage would look the same");
    }

    private Explanation explain(Loss loss, String words, Decider.Detail detail, Support support) {
        String tunnel = loss.clues().tunnel().map(Tunnel::name).orElse("");
        return supported(support)
                .because("packets " + Words.brief(words) + " are lost, smaller ones pass")
                .because(
                        !tunnel.isEmpty(),
                        "it is tunnel traffic: all that is lost left in " + tunnel
                                + ", whose headers count in these sizes"
                                + (mayBeCut(loss) ? "" : ", with DF set outside, so that no router may cut it to size"))
                .against(
                        mayBeCut(loss),
                        "outside DF is not set: a router could have cut them to size, and what drops them may go by the tunnel"
                                + " and their size without being short of room")
                .because(
                        detail.passes().isPresent(),
                        "the longest that arrives has "
                                + loss.ofIp(detail.passes().orElse(0)))
                .leaving("an MTU smaller than the hosts' on the way from " + loss.from() + " to " + loss.to()
                        + ": a tunnel, a switch without jumbo frames; and whatever eats the ICMP errors about it")
                .next(loss.commands().ping("-c 20 -M do -s " + loss.commands().mostEchoBytes())
                        + " (then smaller, until it passes"
                        + (tunnel.isEmpty()
                                ? ""
                                : "; between addresses that go through the tunnel, else it shows another way")
                        + ")");
    }
}

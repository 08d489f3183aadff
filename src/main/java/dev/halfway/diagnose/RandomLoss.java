package dev.halfway.diagnose;

import dev.halfway.decode.TypeP;
import dev.halfway.diagnose.Decider.Sample;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A share of the packets is lost, blind to all that was looked at and each for itself. */
final class RandomLoss implements Rule {
    /** By less than this chance does not lose all of a class and nothing else, whichever of the features it is by. */
    private static final double UNLIKELY = 1e-4;

    @Override
    public String name() {
        return "random loss";
    }

    @Override
    public Optional<Explanation> of(Loss loss) {
        boolean partly = !Loss.isAll(loss.all())
                && loss.confined().filter(each -> Loss.isAll(each.inside())).isEmpty();
        if (!partly
                || loss.decider().filter(each -> Loss.isTotal(each.inside())).isPresent()
                || loss.openings().isEmpty()
                        && loss.patternMeanwhile().filter(Runs::areBursts).isPresent()
                || loss.patternMeanwhile().filter(Runs::areRegular).isPresent()
                || loss.rhythm().isPresent()) {
            return Optional.empty();
        }
        if (loss.openings().isPresent()) {
            return Optional.of(ofOpenings(loss, loss.openings().get()));
        }
        boolean forATime = loss.decidedBy(Feature.TIME).isPresent();
        boolean decided = loss.decider().isPresent() && !forATime;
        boolean few = loss.all().lost() < Loss.FEW;
        boolean spares = decided && loss.decider().orElseThrow().outside().lost() == 0;
        Sample among = loss.meanwhile().orElse(loss.all());
        List<Clues.Suspect> suspects = loss.clues().suspects();
        List<Clues.Suspect> hints = loss.clues().hints();
        boolean hinted = !hints.isEmpty() || suspects.stream().anyMatch(RandomLoss::isUnlikely);
        boolean idle = IdleTimeout.isSuspected(loss);
        boolean slower = Congestion.delayRises(loss);
        return Optional.of(supported(
                        spares || idle || hinted
                                ? Support.WEAK
                                : decided
                                                || few
                                                || !suspects.isEmpty()
                                                || slower
                                                || loss.sizeTrend().isPresent()
                                        ? Support.FAIR
                                        : Support.STRONG)
                .because(
                        !decided && !slower && suspects.isEmpty() && hints.isEmpty(),
                        "nothing " + (forATime ? "else " : "")
                                + "that was tested separates what is lost from what arrives")
                .because(
                        decided,
                        "of packets " + loss.decider().map(Decider::words).orElse("")
                                + " some are lost and some arrive")
                .because(
                        loss.pattern().isPresent() && !few,
                        "losses lie as by chance: "
                                + Words.share(among) + " in "
                                + loss.pattern()
                                        .map(pattern -> Words.count(pattern.periods(), "run"))
                                        .orElse("")
                                + loss.confined()
                                        .map(each -> ", " + each.words())
                                        .orElse(""))
                .against(
                        !suspects.isEmpty() || !hints.isEmpty(),
                        "all that is lost differs from all that arrives: by "
                                + Stream.concat(suspects.stream(), hints.stream())
                                        .map(each -> each.feature().id())
                                        .collect(Collectors.joining(", ")))
                .against(spares, "it spares all others: something looks at what the packets are, and lets some through")
                .against(loss.sizeTrend().isPresent(), "the longer a packet, the more often it is lost")
                .against(slower, "packets are slower just before a loss")
                .against(few, "few losses: a pattern would hardly show")
                .leaving(remaining(spares, hinted) + " from " + loss.from() + " to " + loss.to())
                .next(
                        spares
                                ? loss.again() + " (then more slowly: are as many lost?)"
                                : hinted
                                        ? loss.again() + "; " + loss.pinging().ping("-c 50 -i 0.2 -s 56")
                                                + " (then -s 1400: is one of these lost, and another not?)"
                                        : loss.pinging().ping("-c 1000 -i 0.05 -s 56")
                                                + " (then -s 1400: does the loss grow with size?)"));
    }

    private static boolean isUnlikely(Clues.Suspect suspect) {
        return Exact.losesMore(suspect.inside(), suspect.outside()) < UNLIKELY;
    }

    private static String remaining(boolean spares, boolean hinted) {
        if (spares) {
            return "what tells these packets from others and lets some of them through, a limit, a queue of their class or one"
                    + " of several paths,";
        }
        return hinted
                ? "what tells these packets from others by kind or size (a filter, an MTU), or a lossy link or a short outage,"
                : "a lossy link, radio or overloaded device";
    }

    private Explanation ofOpenings(Loss loss, TypeP kind) {
        Sample lost = loss.of(row -> row.typeP() == kind);
        Sample others = loss.of(row -> row.typeP() != kind);
        return supported(Support.WEAK)
                .because("confined to " + Words.plural(kind) + ": " + Words.share(lost)
                        + " are lost, of all other packets " + Words.share(others))
                .against(
                        "it spares all others, which a lossy link does not: something looks at what begins a connection, and"
                                + " lets some through")
                .leaving(
                        "what lets some connections begin and others not, from " + loss.from() + " to " + loss.to()
                                + ": a limit of new connections, protection against SYN floods, a connection table that is full")
                .next(loss.again() + " (which of the attempts succeed at once?)");
    }
}

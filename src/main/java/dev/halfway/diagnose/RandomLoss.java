package dev.halfway.diagnose;

import java.util.Optional;

/** A share of the packets is lost, blind to all that was looked at and each for itself. */
final class RandomLoss implements Rule {
    @Override
    public String name() {
        return "random loss";
    }

    @Override
    public Optional<Explanation> of(Loss loss) {
        boolean partly = !Loss.isAll(loss.all());
        if (!partly
                || loss.decider().filter(each -> Loss.isTotal(each.inside())).isPresent()
                || loss.pattern().filter(Runs::areBursts).isPresent()
                || loss.pattern().filter(Runs::areRegular).isPresent()
                || loss.rhythm().isPresent()) {
            return Optional.empty();
        }
        boolean decided = loss.decider().isPresent();
        boolean few = loss.all().lost() < Loss.FEW;
        boolean spares =
                loss.decider().filter(each -> each.outside().lost() == 0).isPresent();
        return Optional.of(supported(
                        spares
                                ? Support.WEAK
                                : decided || few || loss.sizeTrend().isPresent() ? Support.FAIR : Support.STRONG)
                .because(!decided, "nothing that was tested separates what is lost from what arrives")
                .because(
                        decided,
                        "of packets " + loss.decider().map(Decider::words).orElse("")
                                + " some are lost and some arrive")
                .because(
                        loss.pattern().isPresent() && !few,
                        "losses lie as by chance: " + Words.share(loss.all()) + " in "
                                + loss.pattern()
                                        .map(LossPattern::periods)
                                        .map(Words::count)
                                        .orElse("") + " runs")
                .against(spares, "it spares all others: something looks at what the packets are, and lets some through")
                .against(loss.sizeTrend().isPresent(), "the longer a packet, the more often it is lost")
                .against(few, "few losses: a pattern would hardly show")
                .leaving("a lossy link, radio or overloaded device from " + loss.from() + " to " + loss.to())
                .next(loss.commands().ping("-c 1000 -i 0.05 -s 56")
                        + " (then -s 1400: does the loss grow with size?)"));
    }
}

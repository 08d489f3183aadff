package dev.halfway.diagnose;

import java.util.Optional;

/** A limit on the rate: what exceeds it is dropped at once, without queueing. */
final class Policer implements Rule {
    @Override
    public String name() {
        return "policer";
    }

    @Override
    public Optional<Explanation> of(Loss loss) {
        Optional<Decider> byRate = loss.decidedBy(Feature.RATE);
        boolean steady = loss.patternMeanwhile().filter(Runs::areRegular).isPresent();
        boolean asWell = loss.isRival(Feature.RATE);
        boolean inRhythm =
                loss.rhythm().filter(rhythm -> !rhythm.byCountAlone()).isPresent();
        boolean fits = byRate.isPresent() || asWell || steady && loss.decider().isEmpty() || inRhythm;
        if (!fits || Congestion.delayRises(loss)) {
            return Optional.empty();
        }
        boolean spares =
                loss.clues().behindPings().filter(BehindPings::sparesOthers).isPresent();
        boolean delayKnown = loss.pattern().flatMap(LossPattern::delayBefore).isPresent();
        boolean ofPings = byRate.filter(rate -> rate.detail().isOfPings()).isPresent();
        return Optional.of(supported(asWell || spares || ofPings ? Support.FAIR : Support.STRONG)
                .because(byRate.isPresent(), "what is sent faster than a rate is lost, what is slower passes")
                .because(asWell, "the rate at which they are sent separates them about as well")
                .because(steady, "runs of lost packets are all about as long: one is let through again and again")
                .because(inRhythm, "sent at an even pace just above a limit, every so many packets one is too many")
                .because(delayKnown, "packets are not slower before a loss: nothing queues")
                .against(ofPings, "it is pings alone that keep to the rate")
                .against(spares, "others than pings pass at the same time")
                .leaving("rate limits from " + loss.from() + " to " + loss.to()
                        + ": security groups, virtual switches, storm control, routers")
                .next(loss.pinging().ping("-c 200 -i 0.2") + " (then -i 0.02: from which rate on is it lost?)"));
    }
}

package dev.halfway.diagnose;

import dev.halfway.decode.TypeP;
import java.util.Optional;

/** Everything of one direction lost for a while, once or several times, and nothing before and after. */
final class Outage implements Rule {
    /** So much of the loss must lie in one run. */
    private static final double OF_ALL = 0.9;
    /** What is lost for a shorter time may be more than a queue holds, or a limit lets pass. */
    private static final long LEAST_NANOS = 1_000_000_000L;

    @Override
    public String name() {
        return "outage";
    }

    @Override
    public Optional<Explanation> of(Loss loss) {
        Optional<LossPattern> found = loss.pattern();
        if (loss.spells().isPresent()) {
            return Optional.of(again(loss, loss.spells().get()));
        }
        if (found.isEmpty() || found.get().firstAfterNanos().isEmpty()) {
            return Optional.empty();
        }
        LossPattern pattern = found.get();
        Optional<Decider> byTime = loss.decidedBy(Feature.TIME).filter(each -> Loss.isTotal(each.inside()));
        boolean oneRun = pattern.longestPeriod() >= Loss.FEW && pattern.longestPeriod() >= OF_ALL * pattern.lost();
        if (byTime.isEmpty() && !oneRun || loss.isDecidedOtherwise(Feature.TIME, Feature.RATE, Feature.IDLE_GAP)) {
            return Optional.empty();
        }
        long silent = loss.symptoms().missedInSilence(loss.to());
        long gap = loss.symptoms().missed(loss.to()) - silent + loss.symptoms().unseen(loss.to());
        long duration =
                pattern.lastLostNanos().orElse(0) - pattern.firstLostNanos().orElse(0);
        boolean brief = duration < LEAST_NANOS;
        boolean ofOneKind = loss.kinds().size() == 1;
        boolean decisive = byTime.isPresent()
                && pattern.longestPeriod() == pattern.lost()
                && pattern.lost() >= Loss.ENOUGH
                && pattern.lastBeforeNanos().isPresent()
                && !brief
                && !ofOneKind
                && !isOfOldConnections(loss)
                && gap + silent == 0;
        return Optional.of(withError(loss, supported(decisive ? Support.DECISIVE : Support.STRONG))
                .because(Words.count(pattern.longestPeriod()) + " packets in a row are lost, "
                        + (decisive ? "and no other of " : "of ") + Words.count(pattern.judged()))
                .against(
                        pattern.periods() > 1,
                        Words.count(pattern.lost() - pattern.longestPeriod()) + " more are lost at other times")
                .against(ofOneKind, "they are of one kind: what drops that kind alone would look the same")
                .against(
                        isOfOldConnections(loss),
                        "only connections opened before are lost, and none of them passes again: a device that lost what"
                                + " it kept of connections would look the same")
                .against(
                        brief,
                        "it lasts no longer than " + Words.duration(duration) + ": a full queue would look the same")
                .against(
                        gap > 0,
                        "the capture at " + loss.to() + " lacks " + Words.count(gap, "packet")
                                + " known to have been there")
                .leaving("a link, route or forwarding state from " + loss.from() + " to " + loss.to()
                        + " that was gone for that time: failover, a flapping port, a route withdrawn, a machine moved")
                .next(loss.commands()
                        .journals(pattern.openFromNanos()
                                .orElse(pattern.firstLostNanos().orElse(0)))));
    }

    /** Nothing was opened, nor a ping sent, meanwhile that tells whether it would have passed. */
    private static boolean isOfOldConnections(Loss loss) {
        return loss.clues().oldOnesEnd()
                && loss.lossy().stream()
                        .allMatch(row ->
                                Loss.isTcp(row) && row.typeP() != TypeP.TCP_SYN && row.typeP() != TypeP.TCP_SYN_ACK);
    }

    /** Down and up, more than once. */
    private Explanation again(Loss loss, Spells spells) {
        return withError(loss, supported(Support.STRONG))
                .because(Words.share(spells.inside()) + " packets are lost in "
                        + Words.count(spells.times().size(), "spell") + " in which nothing arrives, "
                        + Words.share(spells.outside()) + " at other times")
                .leaving("a port, link, route or host that goes down and comes up again, on the way from " + loss.from()
                        + " to " + loss.to())
                .next(loss.commands().journals(spells.times().get(0).fromNanos()));
    }

    /** Who says that there was no way on, and so where the way ended. */
    private static Explanation withError(Loss loss, Explanation explanation) {
        loss.unreachable()
                .ifPresent(error -> explanation
                        .because(IcmpErrors.words(error) + ": the way ended there, before " + loss.to())
                        .leaving("the link from " + IcmpErrors.sender(error) + " to " + loss.to() + ", or " + loss.to()
                                + " itself"));
        return explanation;
    }
}

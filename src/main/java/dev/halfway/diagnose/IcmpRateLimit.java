package dev.halfway.diagnose;

import dev.halfway.decode.TypeP;
import dev.halfway.diagnose.Decider.Sample;
import dev.halfway.match.LossRow;
import java.util.Optional;

/** ICMP alone is held to a rate, by a router, a security group or the host itself; other traffic is not touched. */
final class IcmpRateLimit implements Rule {
    @Override
    public String name() {
        return "ICMP rate limit";
    }

    private static final double SIGNIFICANT = 0.001;
    /** That ICMP alone loses may be by chance. */
    private static final double NOTED = 0.05;

    @Override
    public Optional<Explanation> of(Loss loss) {
        Sample icmp = loss.of(Loss::isIcmp);
        Sample tcp = loss.of(Loss::isTcp);
        boolean ofPings = loss.decidedBy(Feature.RATE)
                .filter(rate -> rate.detail().isOfPings())
                .isPresent();
        boolean icmpOnly = icmp.lost() >= Loss.FEW
                && !Loss.isTotal(icmp)
                && (ofPings || tcp.judged() >= Loss.ENOUGH)
                && (tcp.judged() == 0 || Loss.passes(tcp))
                && loss.rows().stream().filter(Loss::isTcp).noneMatch(row -> losesLike(row, icmp));
        boolean byRate = loss.decidedBy(Feature.RATE).isPresent() || loss.isRival(Feature.RATE);
        double chance = icmpOnly ? Exact.losesMore(icmp, tcp) : 1;
        Optional<BehindPings> sparing = loss.clues().behindPings().filter(BehindPings::sparesOthers);
        boolean shown = chance < SIGNIFICANT || byRate && tcp.lost() == 0 || sparing.isPresent();
        boolean limitsNothing = loss.isDecidedOtherwise(Feature.RATE)
                && Loss.isTotal(loss.decider().orElseThrow().inside());
        if (!icmpOnly
                || !shown && (chance >= NOTED || loss.decider().isPresent())
                || limitsNothing
                || loss.spellsOfKinds().isPresent() // at the same rate it loses all, and at other times nothing
                || Congestion.delayRises(loss)
                || loss.isDecidedOtherwise(
                        Feature.RATE,
                        Feature.KIND,
                        Feature.TIME,
                        Feature.INITIATOR,
                        Feature.ROLE,
                        Feature.FIVE_TUPLE)) {
            return Optional.empty();
        }
        boolean limited = loss.decidedBy(Feature.RATE).isPresent()
                || loss.patternMeanwhile().filter(Runs::areRegular).isPresent();
        boolean growsWithSize = loss.sizeTrend().isPresent();
        boolean ofTcpToo = losesTcpToo(loss, tcp);
        boolean told =
                sparing.isPresent() || byRate || loss.decidedBy(Feature.KIND).isPresent();
        return Optional.of(supported(told && !growsWithSize && !ofTcpToo ? Support.STRONG : Support.FAIR)
                .because(
                        tcp.judged() > 0,
                        "of ICMP echo " + Words.share(icmp) + " are lost, of TCP on the same way " + Words.share(tcp))
                .because(ofPings, "pings alone keep to that rate: one for all packets explains much less")
                .because(limited, "what passes keeps to a rate")
                .because(
                        sparing.isPresent(),
                        "behind pings that are lost others pass: of these "
                                + sparing.map(each -> Words.share(each.others()) + " are lost there, of pings there "
                                                + Words.share(each.pings()))
                                        .orElse(""))
                .against(growsWithSize, "the longer a packet, the more often it is lost")
                .against(ofTcpToo, "of TCP as well " + Words.count(tcp.lost()) + " are lost, all above that rate")
                .against(!shown, "so few TCP packets are seen that ICMP alone may lose by chance")
                .against(shown && sparing.isEmpty(), whyNotSparing(loss))
                .leaving("limits on ICMP from " + loss.from() + " to " + loss.to()
                        + (tcp.lost() == 0 ? "; harmless unless somebody judges the path by ping" : ""))
                .next(loss.pinging().ping("-c 30 -i 1") + " (at one a second nothing should be lost)"));
    }

    /** Why what follows lost pings does not show that others are spared. */
    private static String whyNotSparing(Loss loss) {
        boolean fewFollow = loss.clues()
                .behindPings()
                .filter(each -> each.others().judged() < Loss.ENOUGH)
                .isPresent();
        return fewFollow
                ? "hardly anything else leaves while pings are lost: what drops all alike may spare it, too"
                : "behind lost pings no others are seen to fare better than pings that follow as soon: what drops all alike may"
                        + " spare them, too";
    }

    /** Whether what is lost of TCP is lost above the rate too, and nothing below: a limit on ICMP alone leaves it to chance. */
    private static boolean losesTcpToo(Loss loss, Sample tcp) {
        return tcp.lost() > 1
                && loss.decidedBy(Feature.RATE)
                        .filter(rate -> rate.outside().lost() == 0)
                        .isPresent();
    }

    /** A kind of TCP packets that is lost about as often: then it is not ICMP alone, whatever else passes. */
    private static boolean losesLike(LossRow row, Sample icmp) {
        return row.lost() >= Loss.FEW && row.ratio() >= icmp.ratio() / 2;
    }

    @Override
    public Optional<Explanation> of(Silence silence) {
        if (silence.manner() != Silence.Manner.SOME
                || silence.isTcpAsked()
                || silence.fellSilent()
                || silence.isOneRun()) {
            return Optional.empty();
        }
        return Optional.of(supported(silence.answering().isPresent() ? Support.STRONG : Support.FAIR)
                .because(silence.to() + " answers " + Words.count(silence.answers()) + " of "
                        + Words.count(silence.arrived(TypeP.ICMP_ECHO_REQUEST)) + " pings that reach it")
                .because(
                        silence.answering().isPresent(),
                        "it answers " + silence.answering().map(Words::service).orElse(""))
                .leaving("icmp_ratelimit or a limit in netfilter on " + silence.to())
                .next(silence.commands().ping("-c 30 -i 1") + " (at one a second all should be answered)"));
    }
}

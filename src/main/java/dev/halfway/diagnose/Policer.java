package dev.halfway.diagnose;

import java.math.BigDecimal;
import java.util.Optional;

/** A limit on the rate: what exceeds it is dropped at once, without queueing. */
final class Policer implements Rule {
    /** Bytes of echo data, to use up a limit on bytes. */
    private static final int LARGE = 1_400;
    /** Of IPv4 and ICMP: those of IPv6 are longer. */
    private static final int ECHO_HEADERS = 28;

    /** ping waits for whole milliseconds, and for one only as fast as it can. */
    private static final long LEAST_MILLIS = 2;
    /** It is milliseconds late with each: asked for 500 a second it sent 234, for 200 only 123. */
    private static final int FASTER = 4;
    /** At twice the rate half of the pings exceed it: so many times the burst, or two seconds. */
    private static final int MARGIN = 4;

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
                .next(byRate.map(Decider::detail)
                        .or(() -> loss.rival(Feature.RATE).map(Decider.Rival::detail))
                        .flatMap(Decider.Detail::limit)
                        .map(limit -> exceeding(loss.pinging(), limit))
                        .orElseGet(() -> loss.pinging().ping("-c 200 -i 0.2")
                                + " (then -i 0.02: from which rate on is it lost?)")));
    }

    /** Pings at half the rate, and at more than twice the rate for so long that what passes at once is used up. */
    private static String exceeding(Commands pinging, Decider.Limit limit) {
        double pings = limit.perSecond() / (limit.inBytes() ? LARGE + ECHO_HEADERS : 1);
        double burst = limit.burst() / (limit.inBytes() ? LARGE + ECHO_HEADERS : 1);
        String size = limit.inBytes() ? " -s " + LARGE : "";
        long count = (long) Math.ceil(Math.max(MARGIN * burst, MARGIN * pings) / 100) * 100;
        long fastMillis = (long) (1_000 / (FASTER * pings));
        String fast = fastMillis < LEAST_MILLIS ? "-f" : "-i " + seconds(fastMillis);
        String slow = seconds(Math.max(200, (long) Math.ceil(2_000 / pings)));
        return pinging.ping("-c 20 -i " + slow + size) + ", and as root: ping -c " + count + " " + fast + size + " "
                + pinging.address() + " (is the first spared, which keeps to the limit, and the second not"
                + (fastMillis < LEAST_MILLIS ? ", if it comes to " + Words.count(Math.round(pings)) + " pings/s" : "")
                + "?)";
    }

    private static String seconds(long millis) {
        return BigDecimal.valueOf(millis, 3).stripTrailingZeros().toPlainString();
    }
}

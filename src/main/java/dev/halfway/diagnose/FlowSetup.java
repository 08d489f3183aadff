package dev.halfway.diagnose;

import dev.halfway.match.ExchangeRow;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A device on the way learns each flow by its first packet, and does not pass that one on: a controller, or a fast path. */
final class FlowSetup implements Rule {
    /** A neighbour that was found is not asked for again sooner, whatever begins meanwhile. */
    private static final long LEAST_KEPT_NANOS = 10_000_000_000L;

    private static final int LEAST_TIMES = 3;

    /** The shortest time for which a neighbour that was found is kept, whatever it is set to. */
    private static final long SURELY_KEPT_NANOS = 1_000_000_000L;

    private record Addresses(long source, long destination) {}

    @Override
    public String name() {
        return "flow set-up on the way";
    }

    @Override
    public Optional<Explanation> of(Loss loss) {
        return loss.decidedBy(Feature.FIRST_OF_FLOW)
                .filter(decider -> Loss.isTotal(decider.inside()) && Loss.passes(decider.outside()))
                .map(decider -> explain(loss, decider.inside()))
                .or(() -> loss.suspect(Feature.FIRST_OF_FLOW)
                        .filter(suspect -> suspect.inside().lost() >= Loss.ENOUGH)
                        .map(suspect -> explain(loss, suspect.inside())
                                .against(
                                        "flows begin at times that are much alike: what drops a packet every so often would"
                                                + " look the same")))
                .filter(explanation -> refutesNeighbours(loss));
    }

    private Explanation explain(Loss loss, Decider.Sample first) {
        return supported(Support.STRONG)
                .because("each flow loses what it begins with (" + Words.share(first) + "), and nothing later")
                .rulingOut("ARP and ND: "
                        + (loss.clues().soonAfterOthers()
                                ? "within 1 s before most of these losses another packet between the same two"
                                        + " addresses arrives: no neighbour is looked for then"
                                : "other packets to the same address pass between these losses, which come sooner"
                                        + " after each other than a neighbour that was found is forgotten"))
                .leaving(
                        "switches that ask a controller what to do with a flow (SDN), firewalls, NAT and load balancers that"
                                + " set up a fast path for it, from " + loss.from() + " to " + loss.to())
                .next(loss.commands()
                        .onSender("for n in $(seq 10); do ping -c 3 -i 0.2 "
                                + loss.commands().address()
                                + "; done (is it always the first that is lost?)"));
    }

    /** Whether most of what is lost leaves within a second after others between the same addresses that have arrived. */
    static boolean followsOthers(Trials trials) {
        Map<Addresses, Observed> latest = new HashMap<>();
        int lost = 0;
        int soon = 0;
        for (int i = 0; i < trials.size(); i++) { // in sending order
            Observed packet = trials.packet(i);
            Addresses addresses = new Addresses(packet.source, packet.destination);
            if (trials.isLost(i)) {
                Observed before = latest.get(addresses);
                boolean had = before != null
                        && before.timeNanos + Math.max(0, before.delayNanos) < packet.timeNanos
                        && packet.timeNanos - before.timeNanos <= SURELY_KEPT_NANOS;
                lost++;
                soon += had ? 1 : 0;
            } else {
                latest.put(addresses, packet);
            }
        }
        return soon * 2 > lost;
    }

    /**
     * Whether nobody can be looking for the other host: others have just arrived, or the losses come again and again while
     * packets to the one address pass, too soon for its entry to be gone.
     */
    static boolean refutesNeighbours(Loss loss) {
        if (loss.clues().soonAfterOthers()) {
            return true;
        }
        Stream<String> asked =
                loss.symptoms().exchanges(loss.from(), loss.to()).stream().map(ExchangeRow::toAddress);
        Stream<String> answered =
                loss.symptoms().exchanges(loss.to(), loss.from()).stream().map(ExchangeRow::fromAddress);
        boolean oneAddress = Stream.concat(asked, answered).distinct().count() == 1;
        return oneAddress
                && loss.pattern()
                        .filter(pattern -> pattern.periods() >= LEAST_TIMES
                                && pattern.firstLostNanos().isPresent()
                                && pattern.lastLostNanos().isPresent()
                                && pattern.lastLostNanos().getAsLong()
                                                - pattern.firstLostNanos().getAsLong()
                                        < (pattern.periods() - 1) * LEAST_KEPT_NANOS)
                        .isPresent();
    }
}

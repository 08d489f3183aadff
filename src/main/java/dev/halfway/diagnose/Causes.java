package dev.halfway.diagnose;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The table of causes, and the choice between them: each is asked, the best supported is named. */
final class Causes {
    /** In the order in which causes equally well supported are named. A new cause is one more class and one more line. */
    static final List<Rule> ALL = List.of(
            // Somebody says so.
            new Prohibited(),
            new TtlExceeded(),
            new PacketTooBig(),
            new WrongStation(),
            // Not the network.
            new CaptureGap(),
            // Lost on the way, by what decides.
            new StatefulDevice(),
            new ForgetfulDevice(),
            new AccessList(),
            new ContentFilter(),
            new DeadPath(),
            new Outage(),
            new EqualCostMember(),
            new MtuBlackHole(),
            new PeriodicLoss(),
            new Policer(),
            new IcmpRateLimit(),
            new Congestion(),
            new IdleTimeout(),
            new NeighbourFailure(),
            new FlowSetup(),
            new RandomCorruption(),
            new Bursts(),
            new RandomLoss(),
            // Arrived, and the host did nothing of it.
            new TcpMd5(),
            new TtlSecurity(),
            new BadChecksum(),
            new NoListener(),
            new HostSilent(),
            new HoldTimerWithoutLoss(),
            // Arrived otherwise than it left.
            new Injected(),
            new DuplicateDelivery());

    private Causes() {}

    /**
     * The cause to name.
     *
     * @param grade certain when the packets exclude the others
     * @param rivals names of those that fit as well
     */
    record Choice(Explanation best, Grade grade, List<String> rivals) {
        /** Empty where even the best is known not to fit well. */
        Optional<Finding.Cause> cause() {
            return fits()
                    ? Optional.of(
                            new Finding.Cause(best.name(), grade, best.evidenceFor(), best.evidenceAgainst(), rivals))
                    : Optional.empty();
        }

        boolean fits() {
            return best.support() != Support.WEAK;
        }
    }

    /** Asks every rule; empty when no cause fits at all. */
    static Optional<Choice> choose(Function<Rule, Optional<Explanation>> question) {
        List<Explanation> fitting = new ArrayList<>();
        for (Rule rule : ALL) {
            question.apply(rule).ifPresent(fitting::add);
        }
        fitting.sort(Comparator.comparing(Explanation::support).reversed());
        if (fitting.isEmpty()) {
            return Optional.empty();
        }
        Explanation best = fitting.get(0);
        List<String> rivals = fitting.stream()
                .skip(1)
                .filter(each -> each.support() == best.support() && best.support() != Support.SAID)
                .map(Explanation::name)
                .filter(each -> !each.equals(best.name()))
                .distinct()
                .toList();
        boolean certain = best.support().compareTo(Support.DECISIVE) >= 0 && rivals.isEmpty();
        return Optional.of(new Choice(best, certain ? Grade.CERTAIN : Grade.LIKELY, rivals));
    }
}

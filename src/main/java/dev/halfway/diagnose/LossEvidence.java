package dev.halfway.diagnose;

import dev.halfway.match.JudgedPackets;
import dev.halfway.match.RoutersBetween;
import dev.halfway.match.Sighting;
import dev.halfway.match.TimeSpan;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.IntPredicate;
import java.util.stream.Stream;

/**
 * What the single packets show of each direction: what decides which are lost, and how the losses lie.
 *
 * <p>Of each direction up to {@link PacketSample#CAPACITY} lost packets are kept and as many others, fewer where many hosts
 * share {@link PacketSample.Pool#PACKETS}; with more, an even sample of them, whose counts are scaled up. All features are tried on these, each by its own {@link Splitter}; p-values
 * are corrected for the search within a feature (Bonferroni) and for all features of all directions (Benjamini-Hochberg).
 * Bounded memory, no allocation per packet once the bound is reached; one thread.
 */
public final class LossEvidence implements JudgedPackets {
    private final List<String> hosts;
    private final DirectionLog[] logs;
    private final PacketSample.Pool pool = new PacketSample.Pool();

    /** @param hosts names by index */
    public LossEvidence(List<String> hosts) {
        this.hosts = List.copyOf(hosts);
        logs = new DirectionLog[hosts.size() * hosts.size()];
    }

    @Override
    public void onJudged(Sighting packet) {
        int at = packet.from() * hosts.size() + packet.to();
        DirectionLog log = logs[at];
        if (log == null) {
            log = new DirectionLog(pool);
            logs[at] = log;
        }
        log.add(packet);
    }

    private record Examined(
            int from, int to, DirectionLog log, Trials trials, List<Splitter> splitters, List<Split> splits) {}

    /** @param span on the reference clock */
    Meanwhile meanwhile(int host, IntPredicate others, TimeSpan span) {
        long began = 0;
        long came = 0;
        for (int other = 0; other < hosts.size(); other++) {
            DirectionLog there = logs[host * hosts.size() + other];
            DirectionLog back = logs[other * hosts.size() + host];
            if (others.test(other)) {
                began += there == null ? 0 : there.began(span);
                came += back == null ? 0 : back.came(span);
            }
        }
        return new Meanwhile(began, came);
    }

    /** Every direction in which a packet was judged, in host order, by what has been heard so far. */
    public List<DirectionEvidence> directions() {
        return directions(new RoutersBetween(hosts.size()));
    }

    List<DirectionEvidence> directions(RoutersBetween routers) {
        List<Examined> examined = new ArrayList<>();
        for (int at = 0; at < logs.length; at++) {
            if (logs[at] != null && logs[at].lostCount() + logs[at].arrivedCount() > 0) {
                int from = at / hosts.size();
                int to = at % hosts.size();
                examined.add(examine(from, to, logs[at], routers.on(from, to)));
            }
        }
        List<Split> all =
                examined.stream().flatMap(each -> each.splits.stream()).toList();
        List<Double> corrected = corrected(all);
        List<DirectionEvidence> evidence = new ArrayList<>();
        int next = 0;
        for (Examined each : examined) {
            List<Choice.Tested> tested = new ArrayList<>();
            for (Split split : each.splits) {
                tested.add(new Choice.Tested(split, corrected.get(next++)));
            }
            evidence.add(evidence(each, examined, new Choice(each.trials, tested, all.size())));
        }
        return ForgottenConnections.bothWays(Roles.told(evidence));
    }

    private DirectionEvidence evidence(Examined direction, List<Examined> all, Choice choice) {
        return new DirectionEvidence(
                hosts.get(direction.from),
                hosts.get(direction.to),
                choice.decider().map(decider -> withRest(decider, direction, choice)),
                Patterns.of(direction.log, direction.trials),
                Stream.concat(choice.openQuestion().stream(), BySize.whyNoSize(direction.trials).stream())
                        .toList(),
                direction.log.lostCount() == 0
                        ? Clues.NONE
                        : Clues.of(
                                direction.trials,
                                direction.log,
                                direction.from,
                                byFlow(direction),
                                choice.suspects(),
                                choice.hints()),
                direction.log.losingAddresses(),
                confirmedRun(direction, all));
    }

    private static Optional<ConfirmedRun> confirmedRun(Examined direction, List<Examined> all) {
        Optional<Trials> back = all.stream()
                .filter(each -> each.from == direction.to && each.to == direction.from)
                .map(Examined::trials)
                .findFirst();
        return ConfirmedRun.split(direction.trials, back).flatMap(split -> {
            Choice alone = new Choice(direction.trials, List.of(new Choice.Tested(split, split.lnP())), 1);
            return alone.decider()
                    .map(decider ->
                            ConfirmedRun.of(direction.trials, split.inside(), withRest(decider, direction, alone)));
        });
    }

    /** What is lost besides the class that decides, with what decides among these packets alone. */
    private static Decider withRest(Decider decider, Examined direction, Choice choice) {
        Optional<BitSet> others =
                choice.others().filter(each -> decider.outside().lost() >= Loss.FEW);
        if (others.isEmpty()) {
            return decider;
        }
        Trials rest = direction.trials.only(others.get());
        List<Split> splits = splits(direction.splitters, rest);
        List<Double> corrected = corrected(splits);
        List<Choice.Tested> tested = new ArrayList<>();
        for (int i = 0; i < splits.size(); i++) {
            tested.add(new Choice.Tested(splits.get(i), corrected.get(i)));
        }
        Optional<Decider> byRest = new Choice(rest, tested, splits.size())
                .decider()
                .or(() -> ByTime.oneRun(rest)
                        .flatMap(split ->
                                new Choice(rest, List.of(new Choice.Tested(split, split.lnP())), 1).decider()));
        return decider.with(new Decider.Rest(direction.trials.lostKinds(others.get()), byRest));
    }

    /** Each splitter reads the trials alone: as many at once as there are processors. */
    private static List<Split> splits(List<Splitter> splitters, Trials trials) {
        return splitters.parallelStream()
                .flatMap(splitter -> WhileLosing.best(splitter, trials).stream())
                .toList();
    }

    /** The packets of the flows that lose most. */
    private static Optional<BitSet> byFlow(Examined direction) {
        return direction.splits.stream()
                .filter(split -> split.feature() == Feature.FIVE_TUPLE)
                .map(Split::inside)
                .findFirst();
    }

    private Examined examine(int from, int to, DirectionLog log, OptionalInt routers) {
        Trials trials = log.trials();
        List<Splitter> splitters = log.lostCount() > 0 && log.arrivedCount() > 0 ? splitters(log, routers) : List.of();
        return new Examined(from, to, log, trials, splitters, splits(splitters, trials));
    }

    /** In the order of {@link Feature}. */
    private List<Splitter> splitters(DirectionLog log, OptionalInt routers) {
        return List.of(
                new ByTimeToLive(routers),
                new ByInitiator(hosts),
                new ByKind(),
                new ByAddressFamily(),
                new ByEncapsulation(),
                new ByFragment(),
                new BySize(),
                new ByDscp(),
                new ByAddress(log.addressWords()),
                new ByFiveTuple(log.flowNames(), log.serviceNames()),
                new ByFirstOfFlow(),
                new ByIdleGap(),
                new ByMessage(),
                new ByPayload(),
                new ByRate(),
                new ByTime());
    }

    /** Benjamini-Hochberg: logarithms of the corrected p-values, in the order of the tests. */
    static List<Double> corrected(List<Split> tests) {
        List<Split> ascending = new ArrayList<>(tests);
        ascending.sort(Comparator.comparingDouble(Split::lnP));
        double[] corrected = new double[tests.size()];
        double least = 0;
        for (int rank = tests.size(); rank > 0; rank--) {
            least = Math.min(least, ascending.get(rank - 1).lnP() + Math.log((double) tests.size() / rank));
            corrected[rank - 1] = least;
        }
        List<Double> inOrder = new ArrayList<>();
        for (Split test : tests) {
            inOrder.add(corrected[indexOf(ascending, test)]);
        }
        return inOrder;
    }

    private static int indexOf(List<Split> splits, Split wanted) {
        for (int i = 0; i < splits.size(); i++) {
            if (splits.get(i) == wanted) {
                return i;
            }
        }
        throw new IllegalArgumentException("not among the tests");
    }
}

package dev.halfway.diagnose;

import dev.halfway.decode.TypeP;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/** Of all classes that were tried on one direction: the one that decides, those that fit as well, and what stays open. */
final class Choice {
    /** Largest corrected p-value of a claim. */
    static final double ALPHA = 0.01;
    /** A class must lose at least this share. One way of several, a limit or a filter may let most of its packets through. */
    private static final double LEAST_LOSSY = 0.1;
    /** As {@link #LEAST_LOSSY}, of what is a moment, or what a packet follows, rather than what it is. */
    private static final double LEAST_BROKEN = 0.4;
    /** The others may lose at most this part of it: about nothing. */
    private static final double MOST_OUTSIDE = 0.15;

    private static final int LEAST_LOST = 3;
    /** The simpler class wins unless another explains the losses a hundred times better. */
    private static final double LN_MARGIN = Math.log(100);
    /** A rival fits nearly as well as the winner, or better: not three times worse, search among classes counted. */
    private static final double LN_RIVAL = 1;
    /** A flow of which all losses are is no rival where it was one of twenty flows or more: that would be chance. */
    private static final double LN_RIVAL_FLOW = Math.log(20);
    /** Up to this p-value something may be behind it that more packets would show. */
    private static final double SUSPECT = 0.2;

    /** Of a single class, were the losses independent of each other. */
    private static final double LN_SUSPECT_ONE = Math.log(0.001);

    /** As {@link #LN_SUSPECT_ONE}, of what is only a hint. */
    private static final double LN_HINT = Math.log(0.05);

    private static final int MOST_MORE = 1000;

    /** A class with its p-value, corrected for all tests. */
    record Tested(Split split, double lnP) {}

    private final Trials trials;
    private final List<Tested> separating;
    private final double lnTests;

    /**
     * @param tested in the order of {@link Feature}
     * @param tests how many there were in all directions
     */
    Choice(Trials trials, List<Tested> tested, int tests) {
        this.trials = trials;
        lnTests = Math.log(tests);
        List<Tested> all = withoutBroken(
                tested.stream().filter(each -> separates(each.split)).toList());
        double best = all.stream()
                .filter(each -> !isBelowASize(each))
                .mapToDouble(this::score)
                .max()
                .orElse(Double.NEGATIVE_INFINITY);
        separating = all.stream()
                .filter(each -> !isBelowASize(each) || score(each) > best + LN_MARGIN)
                .toList();
    }

    /** Hardly anything drops packets for being short, and ACKs, SYNs and pings are: it counts where nothing else comes near. */
    private static boolean isBelowASize(Tested tested) {
        return tested.split.detail().isBelow();
    }

    /** Effect: the class loses much, the others about nothing. */
    private boolean separates(Split split) {
        Decider.Sample inside = trials.sample(split.inside(), true);
        Decider.Sample outside = trials.sample(split.inside(), false);
        return inside.lost() >= LEAST_LOST
                && outside.judged() > 0
                && inside.ratio() >= leastInside(split.feature())
                && outside.ratio() <= MOST_OUTSIDE * inside.ratio();
    }

    /**
     * Without what the header of one flow's packets has as well, where that flow alone breaks in mid-life and the next one to
     * its service passes with the same: it is the flow then that is lost.
     */
    private List<Tested> withoutBroken(List<Tested> all) {
        Optional<BitSet> broken = all.stream()
                .filter(each -> isOneFlow(each.split) && isClaimed(each))
                .map(each -> each.split.inside())
                .filter(trials::breaksAlone)
                .findFirst();
        return broken.isEmpty()
                ? all
                : all.stream()
                        .filter(each -> !isOfTheHeader(each.split.feature())
                                || !each.split.inside().equals(broken.get()))
                        .toList();
    }

    private static boolean isOfTheHeader(Feature feature) {
        return switch (feature) {
            case INITIATOR, ROLE, KIND, ADDRESS_FAMILY, ENCAPSULATION, DSCP, ADDRESS -> true;
            case TTL, FRAGMENT, SIZE, FIVE_TUPLE, FIRST_OF_FLOW, IDLE_GAP, MESSAGE, PAYLOAD, RATE, TIME -> false;
        };
    }

    private static double leastInside(Feature feature) {
        return switch (feature) {
            case INITIATOR,
                    ROLE,
                    KIND,
                    ADDRESS_FAMILY,
                    ENCAPSULATION,
                    FRAGMENT,
                    SIZE,
                    DSCP,
                    ADDRESS,
                    FIVE_TUPLE,
                    RATE -> LEAST_LOSSY;
            case TTL, MESSAGE, PAYLOAD, FIRST_OF_FLOW, IDLE_GAP, TIME -> LEAST_BROKEN;
        };
    }

    private static boolean isClaimed(Tested tested) {
        return tested.lnP <= Math.log(ALPHA);
    }

    private double score(Tested tested) {
        return tested.split.score(trials);
    }

    Optional<Decider> decider() {
        Optional<Tested> winner = winner();
        return winner.map(won -> new Decider(
                won.split.feature(),
                won.split.value(),
                won.split.words(),
                trials.sample(won.split.inside(), true),
                trials.sample(won.split.inside(), false),
                Math.max(Double.MIN_NORMAL, Math.exp(won.lnP)),
                won.split.detail(),
                rivals(won),
                trials.lostKinds(won.split.inside()),
                Optional.empty()));
    }

    /** The packets that are not of the class that decides; empty where nothing does, or it loses only a part of them. */
    Optional<BitSet> others() {
        return winner().map(Tested::split)
                .filter(split -> Loss.isTotal(trials.sample(split.inside(), true)))
                .map(split -> {
                    BitSet others = new BitSet(trials.size());
                    others.set(0, trials.size());
                    others.andNot(split.inside());
                    return others;
                });
    }

    /**
     * Of all that are claimed: the simplest that no other class, claimed or not, explains the losses much better than. Where
     * that one has exceptions, and another without any explains no less, the other.
     */
    private Optional<Tested> winner() {
        List<Tested> claimed = separating.stream().filter(Choice::isClaimed).toList();
        double best = separating.stream().mapToDouble(this::score).max().orElse(0);
        Optional<Tested> simplest = claimed.stream()
                .filter(each -> score(each) >= best - LN_MARGIN)
                .min(Comparator.comparingInt(this::precedence));
        return simplest.flatMap(named -> named.split.feature() == Feature.TTL || isFaultless(named.split)
                ? simplest
                : claimed.stream()
                        .filter(each -> isFaultless(each.split) && score(each) >= score(named))
                        .min(Comparator.comparingInt(this::precedence))
                        .or(() -> simplest));
    }

    /** Whether all of the class is lost and nothing else. */
    private boolean isFaultless(Split split) {
        int lost = trials.lostIn(split.inside());
        return lost == split.inside().cardinality() && lost == trials.lostCount();
    }

    /**
     * One flow alone differs from the others in much: whatever else explains its losses comes first, but for time. And nothing
     * goes by whether a segment carries data, and hardly anything by whether a packet is a first fragment, where whole ones
     * that show as much arrive, or no later one as long does: where all of these are longer than some way may take, their size
     * comes first, and so does what is simpler than a size.
     */
    private int precedence(Tested tested) {
        boolean oneFlow = isOneFlow(tested.split);
        boolean afterSize =
                (isOfDataAlone(tested.split) || isOfFirstFragmentsAlone(tested.split) || ByKind.isOfShown(tested.split))
                        && mayBeTooLong(tested.split);
        Feature feature = oneFlow ? Feature.RATE : afterSize ? Feature.SIZE : tested.split.feature();
        return 2 * feature.ordinal() + (oneFlow || afterSize ? 1 : 0);
    }

    private static boolean isOfDataAlone(Split split) {
        return split.feature() == Feature.KIND && split.value().equals(TypeP.TCP_DATA.id());
    }

    /** A filter that looks at what a first fragment shows would drop the whole ones too. */
    private boolean isOfFirstFragmentsAlone(Split split) {
        if (split.feature() != Feature.FRAGMENT || !split.value().equals(ByFragment.FIRST)) {
            return false;
        }
        Set<TypeP> shown = EnumSet.noneOf(TypeP.class);
        split.inside().stream().forEach(i -> shown.add(trials.packet(i).shownKind));
        return IntStream.range(0, trials.size())
                .anyMatch(i -> !trials.isLost(i)
                        && trials.packet(i).typeP != TypeP.FRAGMENT
                        && shown.contains(trials.packet(i).typeP));
    }

    private boolean mayBeTooLong(Split one) {
        return separating.stream()
                .map(Tested::split)
                .anyMatch(split -> split.feature() == Feature.SIZE
                        && !split.detail().isBelow()
                        && split.detail().fails().orElse(0) > MtuBlackHole.LEAST_MTU_BYTES
                        && split.inside().equals(one.inside()));
    }

    private static boolean isOneFlow(Split split) {
        return split.feature() == Feature.FIVE_TUPLE
                && split.value().startsWith("1 of ")
                && !ByFiveTuple.isOfServices(split.value());
    }

    /** Best first. None of a TTL that is used up underway: whatever else these packets share, they cannot arrive. */
    private List<Decider.Rival> rivals(Tested winner) {
        List<Decider.Rival> rivals = new ArrayList<>();
        if (winner.split.feature() == Feature.TTL) {
            return rivals;
        }
        separating.stream()
                .filter(each -> each != winner && score(each) >= score(winner) - margin(each, winner))
                .sorted(Comparator.comparingDouble((Tested each) -> -score(each)))
                .forEach(each -> rivals.add(new Decider.Rival(
                        each.split.feature(),
                        each.split.value(),
                        wouldTell(winner.split, each.split),
                        each.split.words(),
                        trials.sample(each.split.inside(), true),
                        trials.sample(each.split.inside(), false),
                        each.split.detail())));
        return rivals;
    }

    /** By how much a rival may fit worse: of what names the very same packets none tells which it is. */
    private static double margin(Tested rival, Tested winner) {
        if (!rival.split.inside().equals(winner.split.inside())) {
            return LN_RIVAL;
        } else if (rival.split.feature() == Feature.TIME || ByKind.isOfShown(rival.split)) {
            return Double.POSITIVE_INFINITY;
        }
        return isOneFlow(rival.split) ? LN_RIVAL_FLOW : LN_RIVAL;
    }

    /** Packets that one of the two says are lost and the other says arrive. */
    private String wouldTell(Split winner, Split rival) {
        Decider.Sample outside = trials.sample(winner.inside(), false);
        int more = LEAST_LOST;
        while (more < MOST_MORE && lnP(new Decider.Sample(more, more), outside) + lnTests > Math.log(ALPHA)) {
            more++;
        }
        boolean byFlow =
                rival.feature() == Feature.FIVE_TUPLE; // the others may be of kinds that the winner has none of
        return more + " packets " + Words.brief(WhileLosing.atAnyTime(winner.words())) + ", but "
                + (byFlow ? "of new flows" : WhileLosing.atAnyTime(rival.otherwise()));
    }

    private static double lnP(Decider.Sample inside, Decider.Sample outside) {
        return LnMath.lnFisher(
                (int) Math.min(Integer.MAX_VALUE / 4, inside.lost()),
                (int) Math.min(Integer.MAX_VALUE / 4, inside.judged()),
                (int) Math.min(Integer.MAX_VALUE / 4, inside.lost() + outside.lost()),
                (int) Math.min(Integer.MAX_VALUE / 4, inside.judged() + outside.judged()));
    }

    /** What these packets suggest and are too few to show; empty when something is shown, or nothing suggested. */
    Optional<String> openQuestion() {
        if (winner().isPresent()) {
            return Optional.empty();
        }
        return separating.stream()
                .filter(each -> each.split.lnP() <= Math.log(SUSPECT))
                .max(Comparator.comparingDouble(this::score))
                .map(this::question);
    }

    /**
     * Classes that are lost as a whole while all else arrives, though bursts or the number of tests leave it open whether they
     * decide; most telling first. None where something decides.
     */
    List<Clues.Suspect> suspects() {
        return winner().isPresent() ? List.of() : withoutFault(LN_SUSPECT_ONE);
    }

    /** The same of fewer packets, where nothing is suspect; kinds and sizes only, of which there are not many. */
    List<Clues.Suspect> hints() {
        return winner().isPresent() || !suspects().isEmpty()
                ? List.of()
                : withoutFault(LN_HINT).stream()
                        .filter(each -> each.feature() == Feature.KIND || each.feature() == Feature.SIZE)
                        .sorted(Comparator.comparing(each -> each.feature() == Feature.SIZE))
                        .toList();
    }

    private List<Clues.Suspect> withoutFault(double lnMost) {
        return separating.stream()
                .map(Tested::split)
                .filter(split -> isWithoutFault(split, lnMost))
                .sorted(Comparator.comparingDouble((Split split) -> -split.score(trials)))
                .map(split -> new Clues.Suspect(
                        split.feature(),
                        split.words(),
                        split.otherwise(),
                        trials.sample(split.inside(), true),
                        trials.sample(split.inside(), false),
                        split.detail()))
                .toList();
    }

    private boolean isWithoutFault(Split split, double lnMost) {
        boolean mayBeABurst = split.feature() == Feature.TIME
                || !WhileLosing.when(split.words()).isEmpty();
        return !mayBeABurst
                && isFaultless(split)
                && BurstTest.lnPlain(trials, split.inside()) + split.lnSearched() <= lnMost;
    }

    /** The logarithm of a p-value grows about as the number of packets does. */
    private String question(Tested tested) {
        Split split = tested.split;
        Decider.Sample inside = trials.sample(split.inside(), true);
        Decider.Sample outside = trials.sample(split.inside(), false);
        double wanted = Math.log(ALPHA) - lnTests - split.lnSearched();
        double more = Math.max(0, wanted / (split.lnP() - split.lnSearched()) - 1);
        return String.format(
                Locale.ROOT,
                "What decides is not sure: of packets %s %,d of %,d are lost, of all others %,d of %,d. About %,d more of"
                        + " them and %,d more %s would show whether it is that.",
                split.words(),
                inside.lost(),
                inside.judged(),
                outside.lost(),
                outside.judged(),
                Math.max(LEAST_LOST, (long) Math.ceil(more * inside.judged())),
                Math.max(LEAST_LOST, (long) Math.ceil(more * outside.judged())),
                split.otherwise());
    }
}

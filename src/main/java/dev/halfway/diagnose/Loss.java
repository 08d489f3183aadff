package dev.halfway.diagnose;

import dev.halfway.decode.TypeP;
import dev.halfway.diagnose.Decider.Sample;
import dev.halfway.match.ErrorRow;
import dev.halfway.match.LossRow;
import dev.halfway.match.Role;
import dev.halfway.match.TraitRow;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Packets of one direction that left and did not arrive.
 *
 * @param lossy rows of the direction that lose more than is allowed, worst first
 */
record Loss(Symptoms symptoms, String from, String to, List<LossRow> lossy) {
    /** A class that loses at least this share is taken to lose all: some may have passed before it began. */
    private static final double NEARLY_ALL = 0.9;
    /** A class that loses at most this share passes: few are lost for other reasons. */
    private static final double NEARLY_NONE = 0.05;

    /** As a LINKTYPE_ value. */
    private static final int ETHERNET = 1;

    private static final int ETHERNET_HEADER_BYTES = 14;

    /** Nothing can be said of fewer packets than this passing or not. */
    static final int FEW = 5;

    /** Of a class that loses less it tells more which of its packets are lost than which class it is. */
    private static final double A_PART = 0.25;

    private static final double GROWS_WITH_SIZE = 0.001;
    /** A thousand times. */
    private static final double LN_FAR_LESS = Math.log(1e3);

    private static final Set<TypeP> OPENING = EnumSet.of(TypeP.TCP_SYN, TypeP.TCP_SYN_ACK);
    /** The kind is chosen after the fact. */
    private static final double BY_CHANCE = 1e-4;
    /** Bursts are shorter. */
    private static final long LEAST_DEAD_NANOS = 1_000_000_000L;
    /** So many packets of one class that all share one fate are enough for certainty. */
    static final int ENOUGH = 10;

    static boolean isTotal(Sample sample) {
        return sample.lost() > 0 && sample.ratio() >= NEARLY_ALL;
    }

    static boolean isAll(Sample sample) {
        return sample.lost() > 0 && sample.lost() == sample.judged();
    }

    static boolean passes(Sample sample) {
        return sample.judged() > 0 && sample.ratio() <= NEARLY_NONE;
    }

    /** Every row of the direction in which something was judged. */
    List<LossRow> rows() {
        return symptoms.judged(from, to);
    }

    Sample all() {
        return of(row -> true);
    }

    Sample of(Role role) {
        return of(row -> row.role() == role);
    }

    Sample of(Predicate<LossRow> which) {
        return sum(rows(), which);
    }

    Sample back() {
        return sum(symptoms.judged(to, from), row -> true);
    }

    private static Sample sum(List<LossRow> rows, Predicate<LossRow> which) {
        long judged = 0;
        long lost = 0;
        for (LossRow row : rows) {
            if (which.test(row)) {
                judged += row.judged();
                lost += row.lost();
            }
        }
        return new Sample(judged, lost);
    }

    static boolean isIcmp(LossRow row) {
        return row.typeP().isEcho();
    }

    static boolean isTcp(LossRow row) {
        return row.typeP().isTcp();
    }

    /**
     * What separates the lost from the others; empty where times in which nothing passes explain them better, or that every
     * so-manieth packet is lost.
     */
    Optional<Decider> decider() {
        return spells().isPresent() || isCounted() ? Optional.empty() : separating();
    }

    /** Whether all losses lie at one distance, which is far less by chance than what separates a part of them. */
    private boolean isCounted() {
        Optional<Rhythm> rhythm = clues().rhythm().filter(each -> each.strict() && each.losses() == all().lost());
        Optional<Decider> partly = separating().filter(each -> !isTotal(each.inside()));
        return rhythm.isPresent()
                && partly.isPresent()
                && (rhythm.get().byCountAlone() || partly.get().inside().ratio() < A_PART)
                && rhythm.get().lnP() < Math.log(partly.get().p()) - LN_FAR_LESS;
    }

    private Optional<Decider> separating() {
        return symptoms.evidence(from, to).flatMap(DirectionEvidence::decider).or(this::confirmedRun);
    }

    /** The time of packets that are lost in a row for certain, where the far capture misses as many as are lost at other times. */
    private Optional<Decider> confirmedRun() {
        return symptoms.evidence(from, to)
                .flatMap(DirectionEvidence::confirmedRun)
                .map(ConfirmedRun::decider)
                .filter(by -> Misses.mayExplainRest(this, by));
    }

    /**
     * Times in which nothing arrives, where the losses come together more than by chance and no class of packets is lost as a
     * whole: while a way is down both ways, hosts send requests only, but it is not for that that these are lost.
     */
    Optional<Spells> spells() {
        boolean ofOneClass = separating()
                .filter(each -> each.feature() != Feature.TIME && isTotal(each.inside()) && passes(each.outside()))
                .isPresent();
        boolean bursts = pattern().filter(Runs::areBursts).isPresent();
        return ofOneClass || !bursts ? Optional.empty() : clues().spells();
    }

    /** Times in which nothing arrives of the kinds that are lost, and others do, where it is the kind that decides. */
    Optional<Spells> spellsOfKinds() {
        return decidedBy(Feature.KIND).isPresent() ? clues().spellsOfKinds() : Optional.empty();
    }

    /** What decides, if it is this. */
    Optional<Decider> decidedBy(Feature feature) {
        return decider().filter(each -> each.feature() == feature);
    }

    /**
     * Whether nothing else fits these packets about as well as what decides; where nothing was found to decide, whether the
     * lost ones lie between others, so that they are not one accident.
     */
    boolean hasNoRivals() {
        return decider().isPresent()
                ? decider().get().rivals().isEmpty()
                : pattern().filter(each -> each.periods() >= FEW).isPresent();
    }

    /** Whether all of one class is lost and nothing else, in numbers that leave no doubt. */
    static boolean isCleanCut(Decider decider) {
        return isAll(decider.inside())
                && decider.inside().lost() >= ENOUGH
                && decider.outside().lost() == 0
                && decider.outside().judged() >= ENOUGH;
    }

    /** Whether this fits these packets about as well as what decides. */
    boolean isRival(Feature feature) {
        return rival(feature).isPresent();
    }

    Optional<Decider.Rival> rival(Feature feature) {
        return decider().stream()
                .flatMap(each -> each.rivals().stream())
                .filter(each -> each.feature() == feature)
                .findFirst();
    }

    /** Whether something decides, and it is none of these. */
    boolean isDecidedOtherwise(Feature... features) {
        return decider()
                .filter(each -> !List.of(features).contains(each.feature()))
                .isPresent();
    }

    Optional<LossPattern> pattern() {
        return symptoms.evidence(from, to).map(DirectionEvidence::pattern);
    }

    /** How the losses lie while packets are lost: what passes before they begin or after they end tells nothing of it. */
    Optional<LossPattern> patternMeanwhile() {
        return pattern()
                .map(whole ->
                        meanwhile().map(each -> whole.among(each.judged())).orElse(whole));
    }

    /** The packets of the time to which all losses are confined; empty where it is the whole time. */
    Optional<Sample> meanwhile() {
        return decidedBy(Feature.TIME)
                .filter(each -> each.outside().lost() == 0)
                .map(Decider::inside)
                .or(() -> confined().map(Confined::inside));
    }

    /** Where losses begin or end within the captures, and nothing else is found to decide. */
    Optional<Confined> confined() {
        return decider().isPresent() || spells().isPresent() ? Optional.empty() : clues().confined();
    }

    /** A feature by which all that is lost differs from all that arrives, of too few packets to be claimed. */
    Optional<Clues.Suspect> suspect(Feature feature) {
        return clues().suspects().stream()
                .filter(each -> each.feature() == feature)
                .findFirst();
    }

    Clues clues() {
        return symptoms.evidence(from, to).map(DirectionEvidence::clues).orElse(Clues.NONE);
    }

    /** Whether longer packets of a kind are lost more often than shorter ones. */
    Optional<SizeTrend> sizeTrend() {
        return clues().sizeTrend().filter(trend -> trend.p() < GROWS_WITH_SIZE);
    }

    /** Whether packets are lost at one distance from each other, and it is not for what they are, nor that all are lost. */
    Optional<Rhythm> rhythm() {
        return decider().isPresent() || spells().isPresent() || isAll(all()) ? Optional.empty() : clues().rhythm();
    }

    /** Whether the losses are all in one run that lasts to the end of what is seen. */
    boolean isOneRunToTheEnd() {
        return pattern()
                .filter(each -> each.longestPeriod() == each.lost()
                        && each.lost() >= FEW
                        && each.lost() < each.judged()
                        && each.firstAfterNanos().isEmpty()
                        && isLong(each.lastLostNanos().orElse(0)
                                - each.firstLostNanos().orElse(0)))
                .isPresent();
    }

    /** Where the end is before the beginning, the clock was set back meanwhile. */
    private static boolean isLong(long nanos) {
        return nanos >= LEAST_DEAD_NANOS || nanos < 0;
    }

    /** How many routers the packets of this direction pass, by those that arrive; empty where it is not known. */
    OptionalInt routers() {
        return symptoms.routers(from, to);
    }

    /** Likewise the other way. */
    OptionalInt routersBack() {
        return symptoms.routers(to, from);
    }

    /** What the packets of this direction look like as they leave, protocol by protocol that loses any. */
    Stream<TraitRow> sentTraits() {
        return Stream.of(true, false)
                .filter(tcp -> lossy.stream().anyMatch(row -> tcp ? isTcp(row) : isIcmp(row)))
                .flatMap(tcp -> symptoms.traits(from, from, to, tcp).stream());
    }

    /** An ICMP error by which the last router says that it does not find the other host; empty where none quotes a lost packet. */
    Optional<ErrorRow> unreachable() {
        return errors().stream()
                .filter(row -> IcmpErrors.isHostUnreachable(row) || IcmpErrors.isNoRoute(row))
                .findFirst();
    }

    /** ICMP errors that quote packets of this direction that were lost. */
    List<ErrorRow> errors() {
        return symptoms.errors(from, to).stream().filter(row -> row.lost() > 0).toList();
    }

    /**
     * SYNs or SYN-ACKs, where some of them are lost and of all else nothing is, which chance does not do: something looks at
     * how connections begin. Between the packets of other kinds such losses lie together or apart as it happens.
     */
    Optional<TypeP> openings() {
        List<TypeP> kinds = rows().stream()
                .filter(row -> row.lost() > 0)
                .map(LossRow::typeP)
                .distinct()
                .toList();
        if (kinds.size() != 1 || !OPENING.contains(kinds.get(0))) {
            return Optional.empty();
        }
        TypeP kind = kinds.get(0);
        Sample lost = of(row -> row.typeP() == kind);
        double p = Exact.losesMore(lost, of(row -> row.typeP() != kind));
        return isTotal(lost) || p >= BY_CHANCE ? Optional.empty() : Optional.of(kind);
    }

    /** What of it is seen inside its sender and not leaving there. */
    Optional<InnerLoss> inner() {
        return InnerLoss.of(symptoms, from, to, rows());
    }

    /** Whose own firewall the captures rule out by where they were taken. */
    Taps taps() {
        return Taps.of(symptoms, from, to, inner());
    }

    /** Whether nearly all of it never left its sender. */
    boolean isInner() {
        return inner().filter(InnerLoss::isMost).isPresent();
    }

    /** Kinds that are lost, in the order of the table. */
    List<TypeP> kinds() {
        return lossy.stream().map(LossRow::typeP).distinct().toList();
    }

    /** A length of an IP packet, and what a capture shows for it where the sender's is of Ethernet. */
    String ofIp(long bytes) {
        boolean ethernet = symptoms.inputs().stream()
                .filter(input -> input.point().host().equals(from))
                .allMatch(input -> input.point().linkTypes().equals(List.of(ETHERNET)));
        return Words.count(bytes) + " bytes of IP"
                + (ethernet ? ", " + Words.count(bytes + ETHERNET_HEADER_BYTES) + " with the Ethernet header" : "");
    }

    /** What sends again, one after the other, what was lost: from where its exchanges began, by the protocol that loses. */
    String again() {
        boolean responses = !lossy.isEmpty() && lossy.stream().allMatch(row -> row.role() == Role.RESPONSE);
        Commands there = responses ? new Commands(symptoms, to, from) : commands();
        if (lossy.stream().anyMatch(Loss::isIcmp)) {
            return there.ping("-c 50 -i 0.2");
        }
        boolean connecting =
                lossy.stream().anyMatch(row -> row.typeP() == TypeP.TCP_SYN || row.typeP() == TypeP.TCP_SYN_ACK);
        String service = there.address() + " " + there.port();
        return there.onSender(
                connecting
                        ? "for i in $(seq 50); do nc -z -w 1 " + service + " && echo $i; sleep 0.2; done"
                        : "for i in $(seq 50); do echo $i; sleep 0.2; done | nc -w 2 " + service);
    }

    /** For pings that go this way: requests or, where only replies are lost, replies. */
    Commands pinging() {
        boolean repliesAlone = of(row -> row.typeP() == TypeP.ICMP_ECHO_REPLY).lost() > 0
                && of(row -> row.typeP() == TypeP.ICMP_ECHO_REQUEST).lost() == 0;
        return repliesAlone ? new Commands(symptoms, to, from) : commands();
    }

    Commands commands() {
        return new Commands(symptoms, from, to);
    }
}

package dev.halfway.diagnose;

import dev.halfway.decode.TypeP;
import dev.halfway.diagnose.Decider.Sample;
import dev.halfway.match.AppearedRow;
import dev.halfway.match.ErrorRow;
import dev.halfway.match.ExchangeRow;
import dev.halfway.match.LossPeriods;
import dev.halfway.match.LossRow;
import dev.halfway.match.NeighbourRow;
import dev.halfway.match.Reason;
import dev.halfway.match.Role;
import dev.halfway.match.RoutersBetween;
import dev.halfway.match.TraitRow;
import dev.halfway.match.Unjudged;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;

/** Symptoms put together by hand: two hosts, {@code a} and {@code b}; what is lost is lost from a to b. */
final class Trouble {
    static final long SECOND = 1_000_000_000L;
    static final long EPOCH = 1_700_000_000L * SECOND;

    private final List<LossRow> losses = new ArrayList<>();
    private final List<AppearedRow> appeared = new ArrayList<>();
    private final List<Unjudged> unjudged = new ArrayList<>();
    private final List<ExchangeRow> exchanges = new ArrayList<>();
    private final List<ErrorRow> errors = new ArrayList<>();
    private final List<NeighbourRow> neighbours = new ArrayList<>();
    private final List<TraitRow> traits = new ArrayList<>();
    private final Set<String> withoutArrivals = new HashSet<>();
    private Decider decider;
    private LossPattern pattern;
    private Clues clues = Clues.NONE;
    private Set<String> losing = Set.of();
    private String asking = "10.0.0.1";
    private String asked = "10.0.0.2";

    /** Packets a to b, of exchanges that {@code initiator} began. */
    Trouble row(TypeP typeP, String initiator, long sent, long lost) {
        return row("a", "b", typeP, initiator, sent, lost, 0, 0);
    }

    Trouble back(TypeP typeP, String initiator, long sent, long lost) {
        return row("b", "a", typeP, initiator, sent, lost, 0, 0);
    }

    Trouble confirmed(TypeP typeP, String initiator, long sent, long lost) {
        losses.add(new LossRow(
                "a",
                "b",
                typeP,
                initiator.equals("a") ? Role.REQUEST : Role.RESPONSE,
                initiator,
                sent,
                sent - lost,
                0,
                lost,
                0,
                0,
                0,
                lost,
                0,
                0,
                0,
                0,
                new LossPeriods(lost > 0 ? 1 : 0, lost, lost),
                Optional.empty()));
        return this;
    }

    /** Besides what is delivered and lost: what the capture missed, and what it could not have shown. */
    Trouble row(
            String from,
            String to,
            TypeP typeP,
            String initiator,
            long sent,
            long lost,
            long missed,
            long unobservable) {
        losses.add(new LossRow(
                from,
                to,
                typeP,
                initiator.equals(from) ? Role.REQUEST : Role.RESPONSE,
                initiator,
                sent,
                sent - lost - missed - unobservable,
                0,
                lost,
                missed,
                unobservable,
                0,
                0,
                0,
                0,
                0,
                0,
                new LossPeriods(lost > 0 ? 1 : 0, lost, lost),
                Optional.empty()));
        return this;
    }

    /** All delivered, but for what arrives with other content; and so many once more. */
    Trouble odd(TypeP typeP, long sent, long corrupted, long duplicates) {
        losses.add(new LossRow(
                "a",
                "b",
                typeP,
                Role.REQUEST,
                "a",
                sent,
                sent - corrupted,
                0,
                0,
                0,
                0,
                corrupted,
                0,
                0,
                duplicates,
                0,
                0,
                new LossPeriods(0, 0, 0),
                Optional.empty()));
        return this;
    }

    Trouble unjudged(String from, String to, Reason reason, long count) {
        unjudged.add(new Unjudged(from, to, reason, count));
        return this;
    }

    Trouble decidedBy(Feature feature, String value, String words, Sample inside, Sample outside) {
        decider = new Decider(feature, value, words, inside, outside, 1e-9, List.of());
        return this;
    }

    /** What the class that decides loses, kind by kind, and what is lost besides. */
    Trouble losing(Map<TypeP, Long> kinds, Optional<Decider.Rest> rest) {
        decider = new Decider(
                decider.feature(),
                decider.value(),
                decider.words(),
                decider.inside(),
                decider.outside(),
                decider.p(),
                decider.detail(),
                decider.rivals(),
                new TreeMap<>(kinds),
                rest);
        return this;
    }

    /** By size: the longest that passes, and the shortest that is lost. */
    Trouble betweenBytes(long passes, long fails) {
        decider = new Decider(
                decider.feature(),
                decider.value(),
                decider.words(),
                decider.inside(),
                decider.outside(),
                decider.p(),
                Decider.Detail.above(passes, fails),
                decider.rivals());
        return this;
    }

    /** By rate: the limit. */
    Trouble over(Decider.Limit limit) {
        decider = new Decider(
                decider.feature(),
                decider.value(),
                decider.words(),
                decider.inside(),
                decider.outside(),
                decider.p(),
                Decider.Detail.of(limit),
                decider.rivals());
        return this;
    }

    Trouble clues(Clues given) {
        clues = given;
        return this;
    }

    /** Of the flows to one service some are lost and others pass meanwhile. */
    Trouble withinOneService() {
        return clues(clues(true, clues.sizeTrend(), clues.rhythm(), true));
    }

    /** As before, and those that pass have all begun before. */
    Trouble withinOneServiceOfOldFlows() {
        return clues(clues(true, clues.sizeTrend(), clues.rhythm(), false));
    }

    private static Clues clues(
            boolean cutsAcrossServices,
            Optional<SizeTrend> sizeTrend,
            Optional<Rhythm> rhythm,
            boolean begunMeanwhile) {
        return new Clues(
                cutsAcrossServices,
                sizeTrend,
                rhythm,
                Clues.Shrunk.NONE,
                begunMeanwhile,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false,
                Optional.empty(),
                Optional.empty(),
                false,
                List.of(),
                List.of());
    }

    /** Longer packets are lost more often. */
    Trouble growingWithSize() {
        return growingWithSize(0.5);
    }

    /** @param fit how well the losses are those of bits that turn over */
    Trouble growingWithSize(double fit) {
        SizeTrend.Part shorter = new SizeTrend.Part(84, 84, new Sample(500, 2));
        SizeTrend.Part longer = new SizeTrend.Part(1400, 1500, new Sample(500, 60));
        return clues(clues(
                clues.cutsAcrossServices(),
                Optional.of(new SizeTrend(1e-6, List.of(shorter, longer), fit)),
                clues.rhythm(),
                clues.cutsAcrossServices()));
    }

    /** Others pass where pings are lost. */
    Trouble sparingOthers() {
        return behindPings(new BehindPings(new Sample(40, 39), new Sample(17, 0), 5.1));
    }

    Trouble behindPings(BehindPings behind) {
        return clues(new Clues(
                clues.cutsAcrossServices(),
                clues.sizeTrend(),
                clues.rhythm(),
                clues.wentOn(),
                clues.begunMeanwhile(),
                clues.confined(),
                clues.spells(),
                clues.spellsOfKinds(),
                clues.forgotten(),
                clues.oldOnesEnd(),
                clues.tunnel(),
                Optional.of(behind),
                clues.soonAfterOthers(),
                clues.suspects(),
                clues.hints()));
    }

    /** What fits as well as what decides. */
    Trouble orBy(Feature feature, String value, String wouldTell) {
        decider = new Decider(
                decider.feature(),
                decider.value(),
                decider.words(),
                decider.inside(),
                decider.outside(),
                decider.p(),
                List.of(new Decider.Rival(feature, value, wouldTell)));
        return this;
    }

    /** The size fits as well as what decides: the longest that passes, and the shortest that is lost. */
    Trouble orBySize(long passes, long fails) {
        decider = new Decider(
                decider.feature(),
                decider.value(),
                decider.words(),
                decider.inside(),
                decider.outside(),
                decider.p(),
                List.of(new Decider.Rival(
                        Feature.SIZE,
                        "over " + passes + " bytes",
                        "3 packets more",
                        "longer than " + passes + " bytes",
                        decider.inside(),
                        decider.outside(),
                        Decider.Detail.above(passes, fails))));
        return this;
    }

    /** No connection that was there goes on. */
    Trouble endingOldOnes() {
        return clues(new Clues(
                clues.cutsAcrossServices(),
                clues.sizeTrend(),
                clues.rhythm(),
                clues.wentOn(),
                clues.begunMeanwhile(),
                clues.confined(),
                clues.spells(),
                clues.spellsOfKinds(),
                clues.forgotten(),
                true,
                clues.tunnel(),
                clues.behindPings(),
                clues.soonAfterOthers(),
                clues.suspects(),
                clues.hints()));
    }

    /** How the losses lie; they begin after ten seconds. */
    Trouble pattern(long judged, long lost, long periods, long longest, boolean ends) {
        return pattern(judged, lost, periods, longest, ends, Optional.empty());
    }

    Trouble pattern(LossPattern given) {
        pattern = given;
        return this;
    }

    Trouble pattern(
            long judged,
            long lost,
            long periods,
            long longest,
            boolean ends,
            Optional<LossPattern.DelayBefore> delayBefore) {
        pattern = new LossPattern(
                judged,
                lost,
                periods,
                longest,
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                OptionalLong.of(EPOCH + 9 * SECOND),
                OptionalLong.of(EPOCH + 10 * SECOND),
                OptionalLong.of(EPOCH + 13 * SECOND),
                ends ? OptionalLong.of(EPOCH + 13 * SECOND + 100_000_000L) : OptionalLong.empty(),
                delayBefore);
        return this;
    }

    /** An ICMP error to a about packets to b; from a router unless the host is named. */
    Trouble error(int type, int code, String sourceHost, int mtu, long lost) {
        errors.add(new ErrorRow("a", "192.0.2.7", sourceHost, 4, type, code, mtu, "a", "b", Math.max(lost, 3), lost));
        return this;
    }

    /** Likewise to b, of a router, about packets to a that are not known to be lost. */
    Trouble errorBack(int type, int code, int mtu) {
        errors.add(new ErrorRow("b", "192.0.2.7", "", 4, type, code, mtu, "b", "a", 1, 0));
        return this;
    }

    /** What a asks b for: a ping where the port is 0. */
    Trouble asks(int port, long flows, long arrived, long answers, long accepted, long silent, long refused) {
        exchanges.add(new ExchangeRow(
                "a",
                "b",
                port == 0 ? TypeP.ICMP_ECHO_REQUEST : TypeP.TCP_SYN,
                asking,
                asked,
                port,
                flows,
                arrived,
                arrived,
                answers,
                accepted,
                silent,
                port == 0 ? 0 : silent,
                OptionalLong.empty(),
                refused,
                refused > 0,
                0,
                0,
                0,
                Math.min(arrived, 1),
                0,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty()));
        return this;
    }

    /** Whatever a asks of b from now on. */
    Trouble between(String from, String to) {
        asking = from;
        asked = to;
        return this;
    }

    /** Addresses that packets are lost of. */
    Trouble losing(String... addresses) {
        losing = Set.of(addresses);
        return this;
    }

    Trouble asks(ExchangeRow row) {
        exchanges.add(row);
        return this;
    }

    Trouble neighbour(String seenAt, String asker, String target, long requests, long unanswered) {
        neighbours.add(new NeighbourRow(
                seenAt,
                asker.equals("a") ? "10.0.0.1" : "10.0.0.2",
                asker,
                target.equals("a") ? "10.0.0.1" : "10.0.0.2",
                target,
                requests,
                unanswered,
                requests,
                unanswered));
        return this;
    }

    /** What TCP segments look like at b. */
    Trouble segments(String from, String to, long signed, int timeToLive, long tried, long invalid) {
        traits.add(new TraitRow(
                "b",
                from,
                to,
                true,
                signed,
                new TraitRow.Range(timeToLive, timeToLive),
                Optional.empty(),
                Optional.empty(),
                tried,
                invalid));
        return this;
    }

    /** What pings look like at b. */
    Trouble pings(String from, String to, long tried, long invalid) {
        traits.add(new TraitRow(
                "b",
                from,
                to,
                false,
                0,
                new TraitRow.Range(64, 64),
                Optional.empty(),
                Optional.empty(),
                tried,
                invalid));
        return this;
    }

    Trouble appeared(TypeP typeP, long count, long explained, long strange) {
        appeared.add(new AppearedRow("a", "b", typeP, Role.REQUEST, "a", count, explained, strange));
        return this;
    }

    /** Seen at a, from b, and not in b's capture. */
    Trouble unseenLeaving(TypeP typeP, long count) {
        appeared.add(new AppearedRow("b", "a", typeP, Role.RESPONSE, "a", count, 0, 0));
        return this;
    }

    Trouble withoutArrivals(String host) {
        withoutArrivals.add(host);
        return this;
    }

    Symptoms symptoms() {
        List<DirectionEvidence> directions = pattern == null && decider == null
                ? List.of()
                : List.of(new DirectionEvidence(
                        "a",
                        "b",
                        Optional.ofNullable(decider),
                        pattern == null ? plain() : pattern,
                        List.of(),
                        clues,
                        losing,
                        Optional.empty()));
        return new Symptoms(
                List.of("a", "b"),
                List.of(),
                losses,
                appeared,
                unjudged,
                directions,
                exchanges,
                errors,
                neighbours,
                traits,
                List.of(),
                List.of(),
                new RoutersBetween(2),
                List.of(),
                withoutArrivals,
                Set.of(),
                Map.of(),
                Map.of(),
                Map.of(),
                List.of(),
                List.of(),
                3 * SECOND,
                List.of());
    }

    /** Losses that lie as they happen to: no test of theirs says anything. */
    private LossPattern plain() {
        return new LossPattern(
                0,
                0,
                0,
                0,
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                OptionalLong.empty(),
                OptionalLong.empty(),
                OptionalLong.empty(),
                OptionalLong.empty(),
                Optional.empty());
    }

    Loss loss() {
        Symptoms symptoms = symptoms();
        List<LossRow> lossy = symptoms.losses().stream()
                .filter(row -> row.from().equals("a") && row.lost() > 0)
                .toList();
        return new Loss(symptoms, "a", "b", lossy);
    }

    Silence silence(Silence.Manner manner) {
        return new Silence(symptoms(), "a", "b", manner, exchanges);
    }

    /** The cause that is named for the loss, with its grade. */
    String causeOfLoss() {
        Loss loss = loss();
        return words(Causes.choose(rule -> rule.of(loss)));
    }

    /** What fits as well as the cause. */
    List<String> rivalsOfLoss() {
        Loss loss = loss();
        return Causes.choose(rule -> rule.of(loss)).orElseThrow().rivals();
    }

    String causeOfSilence(Silence.Manner manner) {
        Silence silence = silence(manner);
        return words(Causes.choose(rule -> rule.of(silence)));
    }

    private static String words(Optional<Causes.Choice> choice) {
        return choice.map(each -> each.grade().id() + ": " + each.best().name()).orElse("none");
    }
}

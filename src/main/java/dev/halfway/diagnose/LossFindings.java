package dev.halfway.diagnose;

import dev.halfway.decode.TypeP;
import dev.halfway.match.ErrorRow;
import dev.halfway.match.LossRow;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One finding for each direction that loses packets: what, where, decided by what, and why. */
final class LossFindings {
    /** So many times more packets are damaged that are known all the same than are not, at least. */
    private static final long DAMAGED_TO_UNKNOWN = 2;

    /** As many lost packets are certain even when no behaviour confirms one. */
    private static final int LEAST_CERTAIN = 3;
    /** Of fewer packets nothing is said unless behaviour confirms it. */
    private static final int LEAST_JUDGED = 5;
    /** A host that answers may leave out fewer, at the end of a capture say. */
    private static final int LEAST_UNANSWERED = 3;

    /** Causes by which everything is lost for a time. */
    private static final List<String> OF_TIME = List.of(new Outage().name(), new DeadPath().name());

    /** How a sentence ends of which nothing more is to be said. */
    private static final String TOO_FEW = ", too few to say how";

    private final Symptoms symptoms;
    private final double maxLossPercent;

    LossFindings(Symptoms symptoms, double maxLossPercent) {
        this.symptoms = symptoms;
        this.maxLossPercent = maxLossPercent;
    }

    /** Worst first. */
    List<Finding> all() {
        return losses().stream()
                .filter(loss -> !isTooLittle(loss))
                .map(this::finding)
                .sorted(Comparator.comparing(finding -> finding.kind().equals("capture-gap")))
                .toList();
    }

    /** What is lost where too few packets were judged to say so, as a sentence; empty when there is none. */
    Optional<String> whyTooLittle() {
        List<Loss> few = losses().stream().filter(LossFindings::isTooLittle).toList();
        if (few.isEmpty()) {
            return Optional.empty();
        }
        List<String> parts = few.stream()
                .map(loss ->
                        LossSentences.counts(loss) + " that left " + loss.from() + " were not seen at " + loss.to())
                .toList();
        String ofOneWay = few.stream()
                .map(Loss::to)
                .filter(symptoms.withoutArrivals()::contains)
                .distinct()
                .map(host -> " The capture at " + host + " shows nothing that arrives: it may have been taken of one"
                        + " direction only (tcpdump -Q out).")
                .collect(Collectors.joining());
        return Optional.of("Cannot tell: " + Words.list(parts) + "; too few packets, and nothing confirms the loss."
                + ofOneWay + " Next: " + few.get(0).again()
                + ", while both hosts capture, both ways, from before it begins until after it ends.");
    }

    private List<Loss> losses() {
        Map<List<String>, List<LossRow>> lossy = new LinkedHashMap<>();
        for (LossRow row : symptoms.losses()) {
            if (row.lost() > 0 && exceeds(row)) {
                lossy.computeIfAbsent(List.of(row.from(), row.to()), key -> new ArrayList<>())
                        .add(row);
            }
        }
        return lossy.entrySet().stream()
                .map(each ->
                        new Loss(symptoms, each.getKey().get(0), each.getKey().get(1), each.getValue()))
                .filter(loss -> Traceroute.of(symptoms, loss.from(), loss.to()).isEmpty())
                .sorted(Comparator.comparingDouble(LossFindings::worst).reversed())
                .toList();
    }

    /**
     * Whether its direction loses more than is allowed, or its kind, too, for certain: a kind of few packets loses a larger
     * share by chance than the limit is, and one that is lost as a whole may be few of all.
     */
    private boolean exceeds(LossRow row) {
        return maxLossPercent == 0
                || symptoms.judged(row.from(), row.to()).stream().anyMatch(this::surelyExceeds)
                || 100 * ratio(row.from(), row.to()) > maxLossPercent;
    }

    private boolean surelyExceeds(LossRow row) {
        return LossInterval.of(row.lost(), row.judged())
                .filter(each -> 100 * each.low() > maxLossPercent)
                .isPresent();
    }

    private double ratio(String from, String to) {
        List<LossRow> rows = symptoms.judged(from, to);
        long judged =
                rows.stream().mapToLong(row -> row.judged() + row.missed()).sum();
        return judged == 0 ? 0 : (double) rows.stream().mapToLong(LossRow::lost).sum() / judged;
    }

    /** At least so large is the ratio of its worst row: one packet lost of one is less than 30 of 60. */
    private static double worst(Loss loss) {
        return loss.lossy().stream()
                .flatMap(row -> LossInterval.of(row.lost(), row.judged()).stream())
                .mapToDouble(LossInterval::low)
                .max()
                .orElse(0);
    }

    private static long confirmed(Loss loss) {
        return loss.lossy().stream().mapToLong(LossRow::confirmed).sum();
    }

    /** Without echo requests to a host that does not answer others either, which arrived: no answer says nothing of it. */
    private static long surelyConfirmed(Loss loss) {
        boolean answers = loss.symptoms().exchanges(loss.from(), loss.to()).stream()
                .filter(row -> row.request() == TypeP.ICMP_ECHO_REQUEST)
                .allMatch(row -> row.arrived() - row.answers() < LEAST_UNANSWERED);
        return loss.lossy().stream()
                .filter(row -> answers || row.typeP() != TypeP.ICMP_ECHO_REQUEST)
                .mapToLong(LossRow::confirmed)
                .sum();
    }

    private static boolean isTooLittle(Loss loss) {
        return confirmed(loss) == 0 && loss.all().judged() < LEAST_JUDGED;
    }

    private Finding finding(Loss loss) {
        if (loss.isInner()) {
            return inside(loss);
        }
        Misses misses = Misses.of(loss);
        return misses.mayExplain() ? gap(loss, misses) : lost(loss, misses);
    }

    /** The loss is no more than the far capture misses anyway. */
    private Finding gap(Loss loss, Misses misses) {
        Explanation gap = new CaptureGap().of(loss).orElseThrow();
        return Finding.of(
                        "capture-gap",
                        Grade.LIKELY,
                        Words.sentence(
                                LossSentences.counts(loss) + " from " + loss.from() + " are not in the capture at "
                                        + loss.to()
                                        + ", which lacks as many of those known to have arrived: whether any was lost cannot be told"))
                .between(loss.from(), loss.to())
                .of(loss.kinds())
                .at(gap.place().orElseThrow())
                .by(new Finding.Cause(gap.name(), Grade.LIKELY, gap.evidenceFor(), List.of()))
                .leaving(gap.remaining())
                .next(gap.nextExperiment())
                .build();
    }

    /** The packets did not leave their sender. */
    private Finding inside(Loss loss) {
        Explanation why = new DroppedInside().of(loss).orElseThrow();
        Optional<Causes.Choice> choice = Optional.of(new Causes.Choice(why, Grade.CERTAIN, List.of()));
        boolean certain = loss.all().lost() >= LEAST_CERTAIN && symptoms.isOnAnyInterface(loss.from());
        return Finding.of(
                        "one-way-loss",
                        certain ? Grade.CERTAIN : Grade.LIKELY,
                        Words.sentence(LossSentences.sentence(loss, loss.decider(), choice)))
                .between(loss.from(), loss.to())
                .of(loss.kinds())
                .decidedBy(loss.decider())
                .at("host:" + loss.from())
                .by(choice.flatMap(each -> certain ? each.cause() : each.cause().map(Finding.Cause::uncertain)))
                .clearing(List.of(loss.to()))
                .rulingOut(why.rulesOut())
                .leaving(why.remaining())
                .next(why.nextExperiment())
                .build();
    }

    /** One packet or two lie in no pattern: then no cause is named that does not show its own mark. */
    private static boolean isTooFewToSayHow(Loss loss, Optional<Causes.Choice> choice) {
        return loss.all().lost() < LEAST_CERTAIN
                && choice.filter(each -> each.best().support().compareTo(Support.STRONG) >= 0)
                        .isEmpty();
    }

    private Finding lost(Loss loss, Misses misses) {
        Optional<Causes.Choice> fitting = Causes.choose(rule -> rule.of(loss))
                .map(each -> withOutage(loss, each))
                .map(each -> withForgotten(loss, each));
        boolean tooFew = isTooFewToSayHow(loss, fitting);
        Optional<Causes.Choice> choice = fitting.filter(each -> !tooFew);
        boolean arrivalsShown = !symptoms.withoutArrivals().contains(loss.to());
        long lost = loss.lossy().stream().mapToLong(LossRow::lost).sum();
        boolean certain = arrivalsShown
                && !misses.isAlike()
                && !mayBeDamaged(loss)
                && (surelyConfirmed(loss) > 0 || lost >= LEAST_CERTAIN && !misses.mayBeUnknown());
        Optional<Decider> decider = loss.decider();
        return Finding.of(
                        "one-way-loss",
                        certain ? Grade.CERTAIN : Grade.LIKELY,
                        Words.sentence(LossSentences.sentence(loss, decider, choice)
                                + (tooFew ? TOO_FEW : "")
                                + said(loss, choice)
                                + innerPart(loss)))
                .between(loss.from(), loss.to())
                .of(loss.kinds())
                .decidedBy(decider)
                .sayingTooFew(tooFew)
                .at(loss.inner().isPresent() ? "unknown" : "between-taps")
                .by(choice.flatMap(each -> certain ? each.cause() : each.cause().map(Finding.Cause::uncertain)))
                .clearing(loss.taps().cleared())
                .rulingOut(rulesOut(loss, choice))
                .leaving(remaining(loss, choice, arrivalsShown, misses))
                .next(choice.flatMap(each -> each.best().nextExperiment())
                        .or(() -> Optional.of(loss.pinging().ping("-c 200 -i 0.2")
                                + " (and other sizes, other hosts, other ports: what is lost of these?)")))
                .build();
    }

    /**
     * Whether so many come damaged that the few that are missing may be in the far capture all the same: damaged in their addresses,
     * ports or kind, they are not known for what they are.
     */
    private static boolean mayBeDamaged(Loss loss) {
        long corrupted = loss.symptoms().judged(loss.from(), loss.to()).stream()
                .mapToLong(LossRow::corrupted)
                .sum();
        long lost = loss.lossy().stream().mapToLong(LossRow::lost).sum();
        return DAMAGED_TO_UNKNOWN * lost <= corrupted;
    }

    /** Where the packets that decide are all of a stretch of time, and no others, that something was down then fits as well. */
    private static Causes.Choice withOutage(Loss loss, Causes.Choice choice) {
        Optional<LossPattern> pattern = loss.pattern().filter(each -> each.longestPeriod() == each.lost());
        Optional<Decider.Rival> byTime = loss.decider().stream()
                .flatMap(decider -> decider.rivals().stream())
                .filter(rival -> rival.feature() == Feature.TIME)
                .findFirst();
        boolean said = Stream.concat(Stream.of(choice.best().name()), choice.rivals().stream())
                .anyMatch(OF_TIME::contains);
        if (pattern.isEmpty() || byTime.isEmpty() || said || choice.best().support() == Support.SAID) {
            return choice;
        }
        List<String> rivals = new ArrayList<>(choice.rivals());
        rivals.add((pattern.get().firstAfterNanos().isPresent() ? "an outage " : "a dead path ")
                + ByTime.brief(byTime.get().value()));
        return new Causes.Choice(choice.best(), Grade.LIKELY, rivals);
    }

    /** Where no connection goes on that was there before, that what was kept of them is gone fits as well as that it timed out. */
    private static Causes.Choice withForgotten(Loss loss, Causes.Choice choice) {
        List<String> named = Stream.concat(Stream.of(choice.best().name()), choice.rivals().stream())
                .toList();
        if (!named.contains(IdleTimeout.NAME)
                || named.contains(StatefulDevice.NAME)
                || !loss.clues().oldOnesEnd()) {
            return choice;
        }
        List<String> rivals = new ArrayList<>(choice.rivals());
        rivals.add(StatefulDevice.NAME);
        return new Causes.Choice(choice.best(), Grade.LIKELY, rivals);
    }

    /** Where a part of the packets did not leave their sender: how many; a clause. */
    private static String innerPart(Loss loss) {
        return loss.inner()
                .map(inner -> "; of these " + Words.count(inner.lost()) + " " + inner.way())
                .orElse("");
    }

    /** Who says what became of them; where that is not the cause that is named, of how many at least it is. */
    private static String said(Loss loss, Optional<Causes.Choice> choice) {
        return choice.filter(each -> each.best().support() == Support.SAID)
                .map(each -> "; " + each.best().evidenceFor().get(0))
                .orElseGet(() -> prohibited(loss)
                        .map(error -> "; " + IcmpErrors.words(error))
                        .orElse(""));
    }

    private static Optional<ErrorRow> prohibited(Loss loss) {
        return loss.errors().stream().filter(IcmpErrors::isProhibited).findFirst();
    }

    private static List<String> rulesOut(Loss loss, Optional<Causes.Choice> choice) {
        // The same words both ways: what is ruled out for both is told once.
        String hosts = loss.symptoms().hosts().size() == 2 ? "both hosts" : loss.from() + " and on " + loss.to();
        List<String> cleared = loss.taps().cleared();
        List<String> rulesOut = new ArrayList<>();
        if (cleared.size() > 1) {
            rulesOut.add("netfilter and rp_filter on " + hosts
                    + ": what leaves is captured behind them, what arrives before them");
        } else {
            cleared.forEach(host -> rulesOut.add("netfilter and rp_filter on " + host
                    + (host.equals(loss.from())
                            ? ": what leaves is captured behind them"
                            : ": what arrives is captured before them")));
        }
        choice.ifPresent(each -> rulesOut.addAll(each.best().rulesOut()));
        return rulesOut;
    }

    private static List<String> remaining(
            Loss loss, Optional<Causes.Choice> choice, boolean arrivalsShown, Misses misses) {
        List<String> remaining = new ArrayList<>();
        choice.ifPresent(each -> {
            remaining.addAll(each.best().remaining());
            if (each.fits()) {
                each.rivals().forEach(rival -> remaining.add("as likely by these packets: " + rival));
            }
        });
        remaining.addAll(loss.taps().doubts());
        loss.inner()
                .ifPresent(inner -> remaining.add("for those that do not leave " + inner.host()
                        + ": its own netfilter and routing, its tunnels and bridges"));
        prohibited(loss)
                .filter(error -> choice.filter(each -> each.best().name().equals(new Prohibited().name()))
                        .isEmpty())
                .ifPresent(error -> remaining.add("the rules of " + IcmpErrors.sender(error)
                        + ", which says that it refuses some of them (on it: nft list ruleset)"));
        if (choice.isEmpty() || choice.get().grade() != Grade.CERTAIN) {
            remaining.add("driver and network card of " + loss.from());
            if (choice.isEmpty()) {
                remaining.add("virtual switches, the fabric, security groups between the two");
            }
            remaining.add("network card and XDP of " + loss.to());
        }
        loss.decider()
                .filter(by -> !Misses.mayExplainRest(loss, by))
                .flatMap(Decider::rest)
                .ifPresent(rest -> remaining.add("for what is lost apart from that: "
                        + rest.decider()
                                .map(decider -> rest.isOutage()
                                        ? "a link, route or forwarding state that was gone for that time"
                                        : "what goes by " + decider.feature().words())
                                .orElse("a lossy link, radio or overloaded device")));
        if (loss.symptoms().isOnAnyInterface(loss.from())) {
            remaining.add("on " + loss.from()
                    + ", captured on all interfaces at once: what comes behind the one that they were seen to leave by, if"
                    + " that is a bridge or a tunnel");
        }
        if (!arrivalsShown) {
            remaining.add("the capture at " + loss.to()
                    + " itself, if it was taken of one direction only (tcpdump -Q): it" + " shows nothing arriving");
        }
        if (mayBeDamaged(loss)) {
            remaining.add(
                    "damage: of what comes to " + loss.to()
                            + " with other content, some may be damaged in addresses, ports or kind, and not be known for what it is");
        }
        if (!misses.besides().isEmpty()) {
            remaining.add(misses.besides());
        }
        String leftOpen = new ClockSteps(loss.symptoms()).leftOpenOf(loss.from(), loss.to());
        if (!leftOpen.isEmpty()) {
            remaining.add(leftOpen);
        }
        return remaining;
    }
}

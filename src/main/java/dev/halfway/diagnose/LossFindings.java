package dev.halfway.diagnose;

import dev.halfway.decode.TypeP;
import dev.halfway.diagnose.Decider.Sample;
import dev.halfway.match.LossRow;
import dev.halfway.match.Role;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One finding for each direction that loses packets: what, where, decided by what, and why. */
final class LossFindings {
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
        List<String> parts = losses().stream()
                .filter(LossFindings::isTooLittle)
                .map(loss -> counts(loss) + " that left " + loss.from() + " were not seen at " + loss.to())
                .toList();
        return parts.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        "Cannot tell: " + Words.list(parts) + "; too few packets, and nothing confirms the loss.");
    }

    private List<Loss> losses() {
        Map<List<String>, List<LossRow>> lossy = new LinkedHashMap<>();
        for (LossRow row : symptoms.losses()) {
            if (row.lost() > 0 && 100 * row.ratio() > maxLossPercent) {
                lossy.computeIfAbsent(List.of(row.from(), row.to()), key -> new ArrayList<>())
                        .add(row);
            }
        }
        return lossy.entrySet().stream()
                .map(each ->
                        new Loss(symptoms, each.getKey().get(0), each.getKey().get(1), each.getValue()))
                .sorted(Comparator.comparingDouble(LossFindings::worst).reversed())
                .toList();
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
                                counts(loss) + " from " + loss.from() + " are not in the capture at " + loss.to()
                                        + ", which lacks as many of those known to have arrived: whether any was lost cannot be told"))
                .between(loss.from(), loss.to())
                .of(loss.kinds())
                .at(gap.place().orElseThrow())
                .by(new Finding.Cause(gap.name(), Grade.LIKELY, gap.evidenceFor(), List.of()))
                .leaving(gap.remaining())
                .next(gap.nextExperiment())
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
                && (surelyConfirmed(loss) > 0 || lost >= LEAST_CERTAIN && !misses.mayBeUnknown());
        Optional<Decider> decider = loss.decider();
        return Finding.of(
                        "one-way-loss",
                        certain ? Grade.CERTAIN : Grade.LIKELY,
                        Words.sentence(sentence(loss, decider, choice) + (tooFew ? TOO_FEW : "") + said(choice)))
                .between(loss.from(), loss.to())
                .of(loss.kinds())
                .decidedBy(decider)
                .sayingTooFew(tooFew)
                .at("between-taps")
                .by(choice.flatMap(each -> certain ? each.cause() : each.cause().map(Finding.Cause::uncertain)))
                .clearing(List.of(loss.from(), loss.to()))
                .rulingOut(rulesOut(loss, choice))
                .leaving(remaining(loss, choice, arrivalsShown, misses))
                .next(choice.flatMap(each -> each.best().nextExperiment())
                        .or(() -> Optional.of(loss.pinging().ping("-c 200 -i 0.2")
                                + " (and other sizes, other hosts, other ports: what is lost of these?)")))
                .build();
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

    /** Who says what became of them. */
    private static String said(Optional<Causes.Choice> choice) {
        return choice.filter(each -> each.best().support() == Support.SAID)
                .map(each -> "; " + each.best().evidenceFor().get(0))
                .orElse("");
    }

    private static List<String> rulesOut(Loss loss, Optional<Causes.Choice> choice) {
        // The same words both ways: what is ruled out for both is told once.
        String hosts = loss.symptoms().hosts().size() == 2 ? "both hosts" : loss.from() + " and on " + loss.to();
        List<String> rulesOut = new ArrayList<>(List.of("netfilter and rp_filter on " + hosts
                + ": what leaves is captured behind them, what arrives before them"));
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
        if (choice.isEmpty() || choice.get().grade() != Grade.CERTAIN) {
            remaining.add("driver and network card of " + loss.from());
            if (choice.isEmpty()) {
                remaining.add("virtual switches, the fabric, security groups between the two");
            }
            remaining.add("network card and XDP of " + loss.to());
        }
        loss.decider()
                .flatMap(Decider::rest)
                .ifPresent(rest -> remaining.add("for what is lost apart from that: "
                        + rest.decider()
                                .map(decider ->
                                        "what goes by " + decider.feature().words())
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
        if (!misses.besides().isEmpty()) {
            remaining.add(misses.besides());
        }
        String leftOpen = new ClockSteps(loss.symptoms()).leftOpenOf(loss.from(), loss.to());
        if (!leftOpen.isEmpty()) {
            remaining.add(leftOpen);
        }
        return remaining;
    }

    /** What leaves and never arrives, by what decides; with the counts of what does arrive. */
    private String sentence(Loss loss, Optional<Decider> decider, Optional<Causes.Choice> choice) {
        if (loss.lossy().size() == 1 && loss.lossy().get(0).lost() == 1) {
            LossRow row = loss.lossy().get(0);
            return Words.count(1, row.typeP()) + " of " + Words.count(row.judged()) + " leaves " + loss.from()
                    + " and never reaches " + loss.to();
        }
        String way = " leave " + loss.from() + " and never reach " + loss.to();
        Optional<String> ofOldConnections = choice.filter(
                        each -> each.best().name().equals(StatefulDevice.NAME))
                .flatMap(each -> ofOldConnections(loss, way));
        if (ofOldConnections.isPresent()) {
            return ofOldConnections.get();
        }
        Optional<Clues.Suspect> pause = choice.filter(each -> each.best().name().equals(IdleTimeout.NAME))
                .flatMap(each -> IdleTimeout.asWell(loss));
        if (pause.isPresent()) {
            return every(pause.get().inside()) + " " + Words.brief(pause.get().words()) + way + " (" + kinds(loss)
                    + "); of all others "
                    + afterPause(pause.get().feature(), pause.get().detail())
                    + Words.of(
                            pause.get().outside().judged(),
                            pause.get().outside().judged()) + " arrive";
        }
        if (loss.spells().isPresent()) {
            return again(loss, loss.spells().get());
        }
        if (decider.isEmpty()) {
            Optional<Confined> confined = loss.confined();
            if (confined.isPresent() && begunByOne(loss).isEmpty() && !IdleTimeout.isSuspected(loss)) {
                return meanwhile(loss, confined.get());
            }
            return counts(loss)
                    + begunByOne(loss)
                            .map(host -> " of exchanges that " + host + " began")
                            .orElse("")
                    + way
                    + loss.rhythm().map(rhythm -> ", " + rhythm.words()).orElse("")
                    + confined.map(each -> ", those lost all sent " + each.words())
                            .orElse(duration(loss))
                    + ofOneSize(loss)
                    + ofPause(loss)
                    + begunByOne(loss).map(host -> passing(loss)).orElse("");
        }
        Decider by = decider.get();
        String more = loss.spellsOfKinds().isPresent() ? "" : always(loss, by) + besides(by);
        return decided(loss, by, way) + more;
    }

    private static String decided(Loss loss, Decider by, String way) {
        String others = Words.of(
                        by.outside().judged() - by.outside().lost(),
                        by.outside().judged()) + " arrive";
        return switch (by.feature()) {
            case TIME ->
                (by.outside().lost() == 0 ? when(loss) : ByTime.brief(by.value())) + " " + none(by.inside())
                        + " that leave " + loss.from()
                        + (Loss.isAll(by.inside()) ? " reaches " : " never reach ") + loss.to() + " (" + kinds(loss, by)
                        + "); at other times " + others;
            case INITIATOR, ROLE -> {
                String when = WhileLosing.when(by.words());
                String begun = by.words().replace(when, "") + way;
                String rest = "; " + rest(loss, by) + " " + others;
                yield when.isEmpty()
                        ? counts(inside(loss, by)) + " " + begun + duration(loss) + rest
                        : whenFirst(when, every(by.inside()) + " (" + kinds(loss, by) + ") " + begun + rest);
            }
            case KIND -> {
                if (loss.spellsOfKinds().isPresent()) {
                    yield againOfKinds(loss, loss.spellsOfKinds().get());
                }
                String when = WhileLosing.when(by.words());
                yield ofKind(by) + " (" + Words.share(by.inside()) + ")" + way
                        + (when.isEmpty() ? duration(loss) : when) + "; of all other packets " + others;
            }
            default ->
                whenFirst(
                        WhileLosing.when(by.words()),
                        every(by.inside(), ofSegments(by) ? "segment" : "packet") + " "
                                + Words.brief(by.words()).replace(WhileLosing.when(by.words()), "") + way + " ("
                                + kinds(loss, by) + "); of all others " + afterPause(by.feature(), by.detail())
                                + others);
        };
    }

    /** Where a device has lost what it kept of connections: that, and since when, before all else. */
    private static Optional<String> ofOldConnections(Loss loss, String way) {
        Optional<ForgottenConnections> alone = ForgetfulDevice.forgotten(loss);
        if (alone.isPresent()) {
            ForgottenConnections forgotten = alone.get();
            long others = loss.all().judged() - loss.all().lost();
            return Optional.of("from " + Words.time(forgotten.sinceNanos()) + " on all "
                    + Words.count(forgotten.lost().lost()) + " packets of the " + forgotten.connections()
                    + " opened before" + way + " (" + kinds(loss) + "); of the "
                    + Words.count(forgotten.opened().size()) + " opened since and of all others "
                    + Words.of(others, others) + " arrive");
        }
        List<LossRow> responses =
                loss.lossy().stream().filter(row -> row.role() == Role.RESPONSE).toList();
        Sample begun = loss.of(Role.REQUEST);
        return loss.decidedBy(Feature.FIVE_TUPLE)
                .flatMap(decider -> loss.clues().forgotten())
                .filter(each -> each.ofInitiations() > 0 && !responses.isEmpty())
                .map(each -> counts(new Loss(loss.symptoms(), loss.from(), loss.to(), responses))
                        + " of exchanges that " + loss.to() + " began" + way + "; of what " + loss.from() + " began, "
                        + each.words() + ", and of all others "
                        + Words.of(begun.judged() - begun.lost(), begun.judged() - each.ofInitiations())
                        + " arrive");
    }

    /** @param when as {@link WhileLosing#when} gives it, with a comma before it; may be empty */
    private static String whenFirst(String when, String words) {
        return when.isEmpty() ? words : when.substring(2) + ", " + words;
    }

    /** Where nothing arrives more than once. */
    private static String again(Loss loss, Spells spells) {
        Sample outside = spells.outside();
        return spells.words() + " " + none(spells.inside()) + " that leave " + loss.from() + " reaches " + loss.to()
                + " ("
                + (outside.lost() > 0 ? "with those of other times " : "") + kinds(loss) + "); at other times "
                + Words.of(outside.judged() - outside.lost(), outside.judged()) + " arrive";
    }

    /** Where nothing of the kinds that decide arrives more than once. */
    private static String againOfKinds(Loss loss, Spells spells) {
        Sample outside = spells.outside();
        long others = loss.all().judged() - spells.inside().judged() - outside.judged(); // none of these kinds is lost
        String kinds = Words.list(loss.kinds().stream().map(Words::plural).toList());
        return spells.words() + " none of the " + Words.count(spells.inside().lost()) + " " + kinds + " that leave "
                + loss.from() + " reaches " + loss.to() + "; at other times "
                + Words.of(outside.judged() - outside.lost(), outside.judged())
                + " of them arrive, and of all other packets " + Words.of(others, others) + " arrive";
    }

    /** Where losses begin or end, and not all is lost meanwhile. */
    private static String meanwhile(Loss loss, Confined confined) {
        Sample outside = confined.outside();
        return confined.words() + ", " + Words.share(confined.inside()) + " packets that leave " + loss.from()
                + " never reach " + loss.to() + " (" + kinds(loss) + ")"
                + loss.rhythm().map(rhythm -> ", " + rhythm.words()).orElse("")
                + "; at other times " + Words.of(outside.judged() - outside.lost(), outside.judged()) + " arrive";
    }

    /** Said where a pause decides: up to which one packets pass. */
    private static String afterPause(Feature feature, Decider.Detail detail) {
        return feature == Feature.IDLE_GAP && detail.isBounded()
                ? "(idle for at most " + Words.duration(detail.passes().getAsLong()) + ") "
                : "";
    }

    /** The same of too few flows to claim it. */
    private static String ofPause(Loss loss) {
        return loss.suspect(Feature.IDLE_GAP)
                .filter(each -> IdleTimeout.isSuspected(loss))
                .map(each -> ", all of them " + Words.brief(each.words()) + "; of all others "
                        + afterPause(each.feature(), each.detail())
                        + Words.of(
                                each.outside().judged() - each.outside().lost(),
                                each.outside().judged()) + " arrive")
                .orElse("");
    }

    /** Said where all that is lost is longer than all that arrives, and these are too few to claim it. */
    private static String ofOneSize(Loss loss) {
        return loss.suspect(Feature.SIZE)
                .map(each -> ", all of them " + Words.brief(each.words()) + "; " + each.others() + " "
                        + Words.of(
                                each.outside().judged() - each.outside().lost(),
                                each.outside().judged()) + " arrive")
                .orElseGet(() -> hint(loss));
    }

    /** Said where kind or size separates what is lost from what arrives, and these are too few to claim even that it may. */
    private static String hint(Loss loss) {
        List<Clues.Suspect> hints = loss.clues().hints();
        if (hints.isEmpty()) {
            return "";
        }
        long others = hints.get(0).outside().judged();
        return "; "
                + (others == 1 ? "the only other" : "all " + Words.count(others) + " others")
                + " ("
                + Words.list(hints.stream().map(Clues.Suspect::others).toList())
                + ") "
                + (others == 1 ? "arrives" : "arrive")
                + ", too few to be sure that "
                + Words.choice(hints.stream()
                        .map(each -> each.feature().words())
                        .distinct()
                        .toList())
                + " decides";
    }

    /** {@code SYNs}, {@code TCP packets}: what a decider by kind goes by. */
    private static String ofKind(Decider by) {
        String words = by.words().replace(WhileLosing.when(by.words()), "");
        return words.startsWith(ByKind.KINDS)
                ? words.substring(ByKind.KINDS.length())
                : words.substring(ByKind.PROTOCOL.length()) + " packets";
    }

    private static boolean ofSegments(Decider by) {
        return by.feature() == Feature.MESSAGE || by.feature() == Feature.PAYLOAD;
    }

    private static String every(Sample lost) {
        return every(lost, "packet");
    }

    /** {@code all 71 packets}, {@code 30 of 71 packets}. */
    private static String every(Sample lost, String what) {
        return Loss.isAll(lost) && lost.lost() > 1
                ? "all " + Words.count(lost.lost(), what)
                : Words.share(lost) + " " + what + "s";
    }

    /** {@code none of the 155 packets}, {@code 150 of 155 packets}. */
    private static String none(Sample lost) {
        return Loss.isAll(lost) ? "none of the " + Words.count(lost.lost(), "packet") : Words.share(lost) + " packets";
    }

    /** The host that began all that loses packets, where what the other began loses none: plain counts, nothing tested. */
    private static Optional<String> begunByOne(Loss loss) {
        Sample begun = loss.of(Role.REQUEST);
        boolean responses = loss.lossy().stream().allMatch(row -> row.role() == Role.RESPONSE);
        return responses && begun.judged() > 0 && begun.lost() == 0 ? Optional.of(loss.to()) : Optional.empty();
    }

    private static String passing(Loss loss) {
        Sample begun = loss.of(Role.REQUEST);
        return "; of what " + loss.from() + " began, " + Words.of(begun.judged() - begun.lost(), begun.judged())
                + " arrive";
    }

    /** All others, by who began them where that is one host. */
    private static String rest(Loss loss, Decider by) {
        boolean begun = by.feature() == Feature.INITIATOR
                && by.value().equals(loss.to())
                && loss.of(Role.REQUEST).judged() == by.outside().judged();
        return begun ? "of what " + loss.from() + " began," : "of all others";
    }

    /**
     * {@code from 16:41:05.123 to 16:41:08.223 (3.1 s)}, the first loss and the last; {@code on} where the end is not seen; with
     * {@code or earlier} and {@code or later} where for a while there is nothing that would show it.
     */
    private static String when(Loss loss) {
        Optional<LossPattern> pattern = loss.pattern();
        if (pattern.isEmpty() || pattern.get().firstLostNanos().isEmpty()) {
            return "for a time";
        }
        long onset = pattern.get().firstLostNanos().getAsLong();
        String earlier = pattern.get()
                .openFromNanos()
                .map(since -> ", or earlier (nothing that leaves after " + Words.time(since) + " tells)")
                .orElse("");
        if (pattern.get().firstAfterNanos().isEmpty()) {
            return "from " + Words.time(onset) + " on" + earlier;
        }
        return Words.period(onset, pattern.get().lastLostNanos().orElse(onset))
                + earlier
                + pattern.get()
                        .openUntilNanos()
                        .map(until -> " or later (nothing that would tell leaves until " + Words.time(until) + ")")
                        .orElse("");
    }

    /** Said where the losses are one run that has an end, or that begins after other packets arrived. */
    private static String duration(Loss loss) {
        Optional<LossPattern> pattern = loss.pattern();
        boolean oneRun = pattern.isPresent()
                && pattern.get().longestPeriod() >= LEAST_JUDGED
                && pattern.get().longestPeriod() == pattern.get().lost()
                && pattern.get().lastBeforeNanos().isPresent();
        return oneRun ? ", every one sent " + when(loss) : "";
    }

    /** What is lost of the class that decides, kind by kind. */
    private static String kinds(Loss loss, Decider by) {
        String tunnel = by.feature() == Feature.SIZE
                ? loss.clues().tunnel().map(each -> ", all in " + each.name()).orElse("")
                : "";
        return (by.lostKinds().isEmpty() ? kinds(loss) : kinds(by.lostKinds())) + tunnel;
    }

    private static String kinds(Map<TypeP, Long> lost) {
        return Words.list(lost.entrySet().stream()
                .map(each -> Words.count(each.getValue(), each.getKey()))
                .toList());
    }

    /**
     * Of kinds that are lost in the time in which what decides holds, those that are lost before and after it as well, all of
     * them; a clause. Empty where there are none.
     */
    private static String always(Loss loss, Decider by) {
        if (by.lostKinds().isEmpty() || WhileLosing.when(by.words()).isEmpty()) {
            return "";
        }
        List<String> kinds = sums(loss).entrySet().stream()
                .filter(each -> Loss.isAll(each.getValue())
                        && by.lostKinds().getOrDefault(each.getKey(), 0L) > 0
                        && by.lostKinds().get(each.getKey()) < each.getValue().lost()
                        && loss.of(row -> row.typeP() == each.getKey()).equals(each.getValue()))
                .map(each -> Words.plural(each.getKey()) + " never arrive, at no time (" + Words.share(each.getValue())
                        + " lost)")
                .toList();
        return kinds.isEmpty() ? "" : "; " + Words.list(kinds);
    }

    /** What else is lost, of packets that what decides leaves out, a clause; empty where that is little. */
    private static String besides(Decider by) {
        if (by.rest().isEmpty()) {
            return "";
        }
        Decider.Rest rest = by.rest().get();
        Sample others = by.outside();
        LossInterval range = LossInterval.of(others.lost(), others.judged()).orElseThrow();
        return "; the " + Words.count(others.lost()) + " that do not (" + kinds(rest.kinds()) + "; "
                + Words.percent(others.ratio()) + " %, 95 % range " + Words.percent(range.low()) + " to "
                + Words.percent(range.high()) + ") are lost apart from that, "
                + rest.decider()
                        .map(decider -> "mostly packets " + Words.brief(decider.words()) + " ("
                                + Words.share(decider.inside()) + ")")
                        .orElse("by nothing that was tested");
    }

    /** {@code 12 echo requests and 9 echo replies}: what is lost, kind by kind. */
    private static String kinds(Loss loss) {
        return Words.list(sums(loss).entrySet().stream()
                .map(each -> Words.count(each.getValue().lost(), each.getKey()))
                .toList());
    }

    /** {@code Echo requests (12 of 35)}: lost of judged, kind by kind, whoever began the exchange. */
    static String counts(Loss loss) {
        return sums(loss).entrySet().stream()
                .map(each -> Words.plural(each.getKey()) + " (" + Words.share(each.getValue()) + ")")
                .collect(Collectors.joining(", "));
    }

    /** What is lost of the exchanges that decide, by who began them or by role; all that is lost where that leaves nothing. */
    private static Loss inside(Loss loss, Decider by) {
        List<LossRow> rows = loss.lossy().stream()
                .filter(row -> by.feature() == Feature.INITIATOR
                        ? row.initiator().equals(by.value())
                        : row.role().id().equals(by.value()))
                .toList();
        return rows.isEmpty() ? loss : new Loss(loss.symptoms(), loss.from(), loss.to(), rows);
    }

    private static Map<TypeP, Sample> sums(Loss loss) {
        Map<TypeP, Sample> byKind = new EnumMap<>(TypeP.class);
        for (LossRow row : loss.lossy()) {
            byKind.merge(
                    row.typeP(),
                    new Sample(row.judged(), row.lost()),
                    (one, other) -> new Sample(one.judged() + other.judged(), one.lost() + other.lost()));
        }
        return byKind;
    }
}

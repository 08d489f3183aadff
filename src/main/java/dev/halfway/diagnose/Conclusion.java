package dev.halfway.diagnose;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The answer that findings come to.
 *
 * @param sentence for a tired reader
 */
record Conclusion(Verdict verdict, String sentence, int exitCode) {
    private static final int MOST_RIVALS = 3;
    private static final int MOST_NAMED = 2;
    private static final String NOTHING_LOST = " Of what it does hold nothing is lost.";
    private static final int EXIT_NOTHING = 0;
    private static final int EXIT_FOUND = 1;
    private static final int EXIT_CANNOT_TELL = 3;

    static Conclusion cannotTell(String sentence) {
        return new Conclusion(Verdict.INCONCLUSIVE, sentence, EXIT_CANNOT_TELL);
    }

    /**
     * Weighs the findings, worst first.
     *
     * @param tooLittle what cannot be judged for having too few packets, as a sentence; empty when all could
     */
    static Conclusion of(List<Finding> findings, Coverage coverage, Optional<String> tooLittle, double maxLossPercent) {
        List<Finding> telling = findings.stream()
                .filter(each -> !each.kind().equals("capture-gap"))
                .toList();
        if (telling.isEmpty()) {
            if (tooLittle.isPresent()) {
                return cannotTell(tooLittle.get());
            }
            if (!coverage.isRepresentative()) {
                return cannotTell(coverage.whyNot());
            }
            return findings.isEmpty()
                    ? new Conclusion(Verdict.NO_LOSS, coverage.sentence(maxLossPercent), EXIT_NOTHING)
                    : cannotTell("Cannot tell: " + lowerCase(findings.get(0).sentence()) + nothingLost(coverage));
        }
        if (telling.stream().allMatch(Finding::ownAccord)) {
            List<Finding> ofCaptures =
                    findings.stream().filter(each -> !telling.contains(each)).toList();
            Conclusion otherwise = of(ofCaptures, coverage, tooLittle, maxLossPercent);
            if (otherwise.verdict() == Verdict.INCONCLUSIVE) {
                return otherwise.besides(telling);
            }
        }
        Verdict verdict = verdict(telling);
        if (verdict != Verdict.NO_LOSS) {
            String sentence = verdict == Verdict.LOSS_BOTH_WAYS && isLoss(telling.get(0))
                    ? bothWays(telling, findings)
                    : oneFinding(telling.get(0), telling)
                            + more(findings, List.of(telling.get(0)))
                            + coverage.otherWay(lossy(telling));
            return new Conclusion(verdict, sentence, EXIT_FOUND);
        }
        String worst = oneFinding(telling.get(0), telling);
        if (telling.size() < findings.size()) {
            Finding gap = gap(findings);
            String both = worst + more(findings, List.of(telling.get(0), gap)) + " " + gap.sentence()
                    + (coverage.isLossFree() ? NOTHING_LOST : "");
            return new Conclusion(Verdict.INCONCLUSIVE, both, EXIT_FOUND);
        }
        String all = worst + more(findings, List.of(telling.get(0)));
        return coverage.isRepresentative()
                ? new Conclusion(verdict, all + " " + coverage.sentence(maxLossPercent), EXIT_FOUND)
                : new Conclusion(Verdict.INCONCLUSIVE, all + " " + coverage.whyNot(), EXIT_FOUND);
    }

    /** The same, and behind it what hosts did of their own accord, if anything. */
    Conclusion besides(List<Finding> own) {
        return own.isEmpty()
                ? this
                : new Conclusion(
                        verdict,
                        sentence + " Found all the same: " + graded(own.get(0)) + more(own, List.of(own.get(0))),
                        exitCode);
    }

    private static Finding gap(List<Finding> findings) {
        return findings.stream()
                .filter(each -> each.kind().equals("capture-gap"))
                .findFirst()
                .orElseThrow();
    }

    /** What is known all the same, and what to do. */
    private static String nothingLost(Coverage coverage) {
        return (coverage.isLossFree() ? NOTHING_LOST : "") + " Capture again, as \"next\" says.";
    }

    /** The sentence to go on with, unless it begins with an acronym. */
    private static String lowerCase(String sentence) {
        return sentence.length() > 1 && Character.isLowerCase(sentence.charAt(1))
                ? Character.toLowerCase(sentence.charAt(0)) + sentence.substring(1)
                : sentence;
    }

    /** By what is told first, and by losses wherever they are told. */
    private static Verdict verdict(List<Finding> findings) {
        if (isSilence(findings.get(0))) {
            return Verdict.HOST_SILENT;
        }
        List<Finding> lossy = lossy(findings);
        if (lossy.isEmpty()) {
            if (findings.stream().anyMatch(Conclusion::isSilence)) {
                return Verdict.HOST_SILENT;
            }
            boolean apart = findings.stream().anyMatch(each -> each.kind().equals("no-neighbour"));
            return apart ? Verdict.ONE_WAY_LOSS : Verdict.NO_LOSS;
        }
        boolean bothWays = lossy.stream()
                .anyMatch(one -> lossy.stream()
                        .anyMatch(other ->
                                one.from().equals(other.to()) && one.to().equals(other.from())));
        return bothWays ? Verdict.LOSS_BOTH_WAYS : Verdict.ONE_WAY_LOSS;
    }

    private static boolean isSilence(Finding finding) {
        return finding.kind().equals("host-silent")
                || finding.kind().equals("no-neighbour") && finding.place().startsWith("host:");
    }

    private static List<Finding> lossy(List<Finding> findings) {
        return findings.stream().filter(Conclusion::isLoss).toList();
    }

    private static boolean isLoss(Finding finding) {
        return finding.kind().equals("one-way-loss");
    }

    private static String oneFinding(Finding worst, List<Finding> findings) {
        boolean lossToo = findings.stream().anyMatch(each -> each != worst && isLoss(each));
        return way(worst) + where(worst, lossToo);
    }

    /** @param all findings, of captures too */
    private static String bothWays(List<Finding> findings, List<Finding> all) {
        List<Finding> lossy = lossy(findings);
        String more = more(all, lossy);
        boolean certain = lossy.stream().allMatch(each -> each.grade() == Grade.CERTAIN);
        String bothWays = certain ? "Loss both ways" : "Likely loss both ways";
        if (lossy.size() == 2 && areAlike(lossy.get(0), lossy.get(1))) {
            return bothWays + ", alike. "
                    + lossy.stream().map(Conclusion::graded).collect(Collectors.joining(" "))
                    + orBy(lossy.get(0))
                    + lossy.get(0)
                            .cause()
                            .map(cause -> " " + cause(cause).replaceFirst(": ", ", both ways: "))
                            .orElse("")
                    + more;
        }
        return bothWays + ". " + lossy.stream().map(Conclusion::way).collect(Collectors.joining(" ")) + more;
    }

    /** What is not certain does not read as if it were. */
    private static String graded(Finding finding) {
        return (finding.grade() == Grade.CERTAIN ? "" : "Likely, not certain: ") + finding.sentence();
    }

    /** Whether both ways the same is lost for what seems the same cause. */
    private static boolean areAlike(Finding one, Finding other) {
        return one.cause().isPresent()
                && one.decidedBy().isPresent()
                && one.cause().map(Finding.Cause::name).equals(other.cause().map(Finding.Cause::name))
                && one.cause().map(Finding.Cause::grade).equals(other.cause().map(Finding.Cause::grade))
                && one.decidedBy()
                        .map(Decider::feature)
                        .equals(other.decidedBy().map(Decider::feature))
                && (one.decidedBy().map(Decider::value).equals(other.decidedBy().map(Decider::value))
                        || one.decidedBy().filter(Conclusion::isByFlow).isPresent());
    }

    /** How many flows there are is another number each way. */
    private static boolean isByFlow(Decider decider) {
        return decider.feature() == Feature.FIVE_TUPLE;
    }

    /**
     * Which machines to leave alone, where that is sure.
     *
     * @param lossToo whether another finding is about the network
     */
    private static String where(Finding finding, boolean lossToo) {
        String alone = lossToo ? "." : ", not at the network.";
        if (finding.grade() != Grade.CERTAIN) {
            return "";
        } else if (isSilence(finding)) {
            return finding.place().startsWith("host:")
                            && finding.cause().filter(Conclusion::isSaid).isPresent()
                    ? " Look at " + finding.place().substring("host:".length()) + alone
                    : "";
        }
        if (isLoss(finding) && finding.place().startsWith("host:")) {
            return " Look at " + finding.place().substring("host:".length()) + alone;
        }
        if (finding.decidedBy().filter(each -> each.feature() == Feature.TTL).isPresent()
                && finding.cause()
                        .filter(cause ->
                                cause.grade() == Grade.CERTAIN && cause.name().equals(TtlExceeded.NAME))
                        .isPresent()) {
            return " They left with too small a TTL for the way: look at "
                    + finding.from().orElseThrow() + alone;
        }
        if (finding.cause()
                .filter(cause -> cause.grade() == Grade.CERTAIN && cause.name().equals(WrongStation.NAME))
                .isPresent()) {
            return " They come as far as the link of " + finding.to().orElseThrow() + ", and are not for it there.";
        }
        return isLoss(finding) && finding.place().equals("between-taps") ? firewalls(finding) : "";
    }

    /** Whose own firewall is ruled out by where the captures were taken. */
    private static String firewalls(Finding loss) {
        String from = loss.from().orElseThrow();
        String to = loss.to().orElseThrow();
        boolean sender = loss.clearedHosts().contains(from);
        boolean receiver = loss.clearedHosts().contains(to);
        if (sender && receiver) {
            return " Neither host's firewall dropped them: they were lost between the two capture points.";
        }
        return " They were lost between the two capture points; whether "
                + (sender
                        ? "the firewall of " + to + " dropped them in front of its capture point"
                        : receiver
                                ? "the firewall of " + from + " dropped them behind its capture point"
                                : "the firewall of either host dropped them there")
                + " is not known.";
    }

    /** What a finding says, and its cause. */
    private static String way(Finding finding) {
        boolean unexplained =
                finding.kind().equals("one-way-loss") && finding.cause().isEmpty() && !finding.saysTooFew();
        return graded(finding)
                + orBy(finding)
                + finding.cause()
                        .filter(cause -> !isSaid(cause))
                        .map(cause -> " " + cause(cause))
                        .orElse(unexplained ? " No known cause fits well." : "");
    }

    /** What separates the lost from the others as well as what the sentence names; nothing where the cause is certain. */
    private static String orBy(Finding finding) {
        if (finding.cause().filter(cause -> cause.grade() == Grade.CERTAIN).isPresent()) {
            return "";
        }
        List<String> features = finding.decidedBy().stream()
                .flatMap(decider -> decider.rivals().stream())
                .filter(rival -> rival.feature() != Feature.IDLE_GAP || !isOfPauses(finding))
                .map(rival -> rival.feature().words())
                .distinct()
                .toList();
        return features.isEmpty() ? "" : " What decides may as well be " + Words.choice(few(features)) + ".";
    }

    /** The sentence names the pause, whatever else separates the packets as well. */
    private static boolean isOfPauses(Finding finding) {
        return finding.cause()
                .filter(cause -> cause.name().equals(IdleTimeout.NAME))
                .isPresent();
    }

    /** The best of them; a sentence is no list. */
    private static List<String> few(List<String> rivals) {
        return rivals.size() <= MOST_RIVALS
                ? rivals
                : Stream.concat(
                                rivals.stream().limit(MOST_RIVALS),
                                Stream.of("one of " + (rivals.size() - MOST_RIVALS) + " more"))
                        .toList();
    }

    /** What the sentence has said already is not said again. */
    private static boolean isSaid(Finding.Cause cause) {
        return cause.name().equals(HostSilent.NAME) || cause.name().equals("duplicate delivery");
    }

    private static String cause(Finding.Cause cause) {
        String rivals = few(cause.rivals()).stream()
                .map(rival -> ", or as likely " + rival)
                .collect(Collectors.joining());
        return (cause.grade() == Grade.CERTAIN ? "The cause: " : "Most likely: ") + cause.name() + rivals + ".";
    }

    /** What there is besides those that are told here; packets that are damaged on the way are not passed over. */
    private static String more(List<Finding> findings, List<Finding> told) {
        int count = findings.size() - told.size();
        if (count == 0) {
            return "";
        }
        List<Finding> others =
                findings.stream().filter(each -> !told.contains(each)).toList();
        boolean damaged = others.stream().anyMatch(each -> each.kind().equals(Oddity.Kind.CORRUPTION.id()));
        String how = damaged
                ? (count == 1 ? ": packets" : ", one of packets") + " that arrive damaged"
                : ": " + named(others);
        return (count == 1 ? " There is one more finding" : " There are " + count + " more findings") + how + ".";
    }

    /** Losses first. */
    private static String named(List<Finding> findings) {
        List<String> names = findings.stream()
                .sorted(Comparator.comparing(each -> !isLoss(each)))
                .limit(MOST_NAMED)
                .map(Finding::briefWithTime)
                .collect(Collectors.toCollection(ArrayList::new));
        if (findings.size() > MOST_NAMED) {
            names.add((findings.size() - MOST_NAMED) + " more");
        }
        return Words.list(names);
    }
}

package dev.halfway.diagnose;

import dev.halfway.decode.TypeP;
import dev.halfway.match.LossRow;
import dev.halfway.match.Reason;
import dev.halfway.match.Unjudged;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How far "no loss" reaches, in sentences. */
final class CoverageWords {
    /** Why packets are left open that may be lost, in the time that the far capture covers. */
    private static final Set<Reason> MAY_BE_LOST = EnumSet.of(
            Reason.CLOCK_UNKNOWN,
            Reason.REWRITTEN,
            Reason.RECORDED_TWICE,
            Reason.ARRIVED_TWICE,
            Reason.SAME_MOMENT,
            Reason.SAME_ID,
            Reason.FRAGMENTS_OF_OTHER_ID,
            Reason.CAPTURE_PAUSED,
            Reason.OPENED_ON_THE_WAY,
            Reason.REFUSED_UNSEEN);

    /** Why packets without a copy are left open while others of their way find theirs. */
    private static final Set<Reason> BACK_MAY_BE_LOST = EnumSet.of(
            Reason.CLOCK_UNSURE,
            Reason.CLOCK_UNKNOWN,
            Reason.REWRITTEN,
            Reason.OPENED_ON_THE_WAY,
            Reason.CAPTURE_PAUSED);

    private final Coverage coverage;
    private final Symptoms symptoms;
    private final ClockSteps steps;
    private final List<LossRow> open;

    CoverageWords(Coverage coverage) {
        this.coverage = coverage;
        symptoms = coverage.symptoms;
        steps = new ClockSteps(symptoms);
        open = coverage.open;
    }

    /** As {@link Coverage#sentence}. */
    String sentence(double maxLossPercent) {
        String judged = judged();
        List<Traceroute> traces = coverage.ways().stream()
                .flatMap(way -> Traceroute.of(symptoms, way.from, way.to).stream())
                .toList();
        long traced = traces.stream().mapToLong(Traceroute::lost).sum();
        String first = coverage.lost() > traced
                ? "Loss stays within the " + allowed(maxLossPercent) + " % allowed: "
                        + inOrder()
                                .filter(way -> way.lost() > 0
                                        && traces.stream()
                                                .noneMatch(each -> each.from().equals(way.from)
                                                        && each.to().equals(way.to)))
                                .map(way -> Words.of(way.lost(), way.judged()) + " packets " + way.words())
                                .collect(Collectors.joining(", "))
                : (traced > 0 ? "No loss but of a traceroute in " : "No loss in ")
                        + (open.isEmpty() ? judged : "what could be judged")
                        + stretch()
                        + (coverage.fewest() == 0 ? "" : (open.isEmpty() ? "" : ", " + judged) + "; " + bounds());
        String trace = traces.stream().map(each -> "; " + each.words()).collect(Collectors.joining());
        return first + trace + (open.isEmpty() ? "" : "; " + notJudged()) + partly() + leftOpen()
                + steps.allLeftOpen(told()) + "." + otherPorts();
    }

    /** Where most packets are TCP that was not asked for: what is lost of it is not told of. */
    private String otherPorts() {
        Optional<InputFacts.OtherTcp> others = symptoms.inputs().stream()
                .flatMap(input -> input.otherTcp().stream())
                .reduce(InputFacts.OtherTcp::and);
        long analysed =
                symptoms.inputs().stream().mapToLong(InputFacts::analysed).sum();
        return others.filter(each -> each.packets() > analysed)
                .map(each -> " TCP on other ports was not looked at: " + Words.count(each.packets(), "packet") + ", "
                        + each.where() + " (--tcp-port " + each.commonestPort() + ").")
                .orElse("");
    }

    /** As {@link Coverage#whyNot}. */
    String whyNot() {
        if (coverage.isBeyondBounds()) {
            return "Cannot tell: of " + Words.count(coverage.beyondBounds, "packet") + " the fate is open, as "
                    + Reason.TOO_MANY_AT_ONCE.words("") + "; no loss in the " + judged() + " that could be judged.";
        }
        if (coverage.isCutShort()) {
            return noLossBut(cutShort());
        }
        boolean isAnyJudged = coverage.judged() > 0;
        if (isAnyJudged && !symptoms.withoutDepartures().isEmpty()) {
            return noLossBut(withoutDepartures());
        }
        if (isAnyJudged && !coverage.unanswered().isEmpty()) {
            return noLossBut(unanswered());
        }
        if (isAnyJudged && !coverage.unseenPorts.isEmpty()) {
            return noLossBut(coverage.unseenPorts.words());
        }
        if (isAnyJudged && !coverage.othersUnanswered.isEmpty()) {
            return noLossBut(coverage.othersUnanswered.words());
        }
        if (isAnyJudged && coverage.fewest() < CoveredWay.LEAST_JUDGED && open.isEmpty()) {
            return "Cannot tell: too few packets, "
                    + inOrder()
                            .map(way -> Words.count(way.judged()) + " " + way.words())
                            .collect(Collectors.joining(", "))
                    + ".";
        }
        List<Unjudged> suspects = Stream.concat(coverage.unreached().stream(), coverage.displaced().stream())
                .toList();
        if (open.isEmpty() && !suspects.isEmpty()) {
            return noLossBut(suspects.stream().map(this::suspect).collect(Collectors.joining("; ")));
        }
        String partly = partly();
        return "Cannot tell: no loss in the " + judged() + " that could be judged" + stretch() + ", but "
                + (!open.isEmpty() && (coverage.lacksKinds() || partly.isEmpty())
                        ? notJudged() + said()
                        : partly.isEmpty() ? "these are too few" : partly.substring(2))
                + ".";
    }

    /** As {@link Coverage#otherWay}. */
    String otherWay(List<Finding> losses) {
        String open = coverage.displaced().stream()
                .filter(each -> BACK_MAY_BE_LOST.contains(each.reason()))
                .filter(each -> losses.stream()
                        .anyMatch(loss -> loss.from().equals(Optional.of(each.to()))
                                && loss.to().equals(Optional.of(each.from()))))
                .map(this::suspect)
                .collect(Collectors.joining("; "));
        return open.isEmpty() ? "" : " Whether packets are lost the other way, too, cannot be told: " + open + ".";
    }

    private String noLossBut(String what) {
        return "Cannot tell: no loss in the " + judged() + " that could be judged, but " + what + ".";
    }

    private String judged() {
        return Words.count(coverage.judged(), "packet");
    }

    private String stretch() {
        return coverage.stretch.map(each -> " " + each).orElse("");
    }

    private String cutShort() {
        return coverage.cutShort.entrySet().stream()
                        .map(each -> Words.count(each.getValue(), "packet") + " in the capture at " + each.getKey())
                        .collect(Collectors.joining(" and "))
                + " could not be told: the snap length cut them too short, or they are damaged";
    }

    private String withoutDepartures() {
        return symptoms.withoutDepartures().stream()
                .sorted()
                .map(host -> "the capture at " + host + " shows nothing of what " + host
                        + " sends (tcpdump -Q in, or a filter that names one end), which could not be judged")
                .collect(Collectors.joining("; "));
    }

    private String unanswered() {
        List<Unjudged> unanswered = coverage.unanswered();
        Unjudged first = unanswered.get(0);
        return unanswered.stream()
                        .map(each -> Words.count(each.count(), "packet") + " " + each.from() + " -> " + each.to()
                                + " went unanswered, outside the time that the capture at " + each.to() + " covers"
                                + covered(each) + ": the way was dead then, or that capture did not run")
                        .collect(Collectors.joining("; "))
                + ". To know, capture until after it fails, " + Commands.captureBoth(first.from(), first.to());
    }

    private String suspect(Unjudged each) {
        return Words.count(each.count(), "packet") + " " + each.from() + " -> " + each.to() + " could not be judged: "
                + each.reason().words(each.to())
                + (ClockSteps.isOfAStep(each) ? steps.steps(each.from(), each.to()) : "");
    }

    /** By way: whether what is open of it is told already, all of it or other packets. */
    private Map<List<String>, Boolean> told() {
        Map<List<String>, Boolean> told = new HashMap<>();
        for (CoveredWay way : coverage.ways()) {
            if (way.isPartlyJudged() || way.open() + leftOpen(way) > 0) {
                told.put(List.of(way.from, way.to), way.isPartlyJudged());
            }
        }
        return told;
    }

    /** Of a way of which few packets are open, for reasons for which they may be lost: those that are not told by their kind. */
    private static long leftOpen(CoveredWay way) {
        long count = way.unjudged(MAY_BE_LOST::contains);
        if (count <= way.open() || way.isPartlyJudged()) {
            return 0;
        }
        return way.open() == 0 ? count : Math.min(count, way.notJudgedOfJudgedKinds());
    }

    /** {@code ; 2 packets a -> b are left open: ...}, of ways where few are, and of reasons for which they may be lost. */
    private String leftOpen() {
        StringBuilder words = new StringBuilder();
        for (CoveredWay way : coverage.ways()) {
            long count = leftOpen(way);
            if (count > 0) {
                words.append(way.open() > 0 ? "; another " : "; ")
                        .append(Words.count(count, "packet"))
                        .append(' ')
                        .append(way.words())
                        .append(count == 1 ? " is left open" : " are left open")
                        .append(because(way.unjudged()
                                .filter(each -> MAY_BE_LOST.contains(each.reason()))
                                .map(each -> each.reason().words(each.to()))));
            }
        }
        return words.toString();
    }

    /** Of ways where a good part could not be judged: how many packets, and why. */
    private String partly() {
        StringBuilder words = new StringBuilder();
        for (CoveredWay way : coverage.ways()) {
            if (way.isPartlyJudged()) {
                words.append("; another ")
                        .append(Words.count(way.notJudgedOfJudgedKinds(), "packet"))
                        .append(' ')
                        .append(way.words())
                        .append(" could not be judged")
                        .append(because(why(way.unjudged())));
            }
        }
        return words.toString();
    }

    private String notJudged() {
        Map<List<String>, Map<TypeP, Long>> byWay = new LinkedHashMap<>();
        for (LossRow row : open) {
            byWay.computeIfAbsent(List.of(row.from(), row.to()), way -> new EnumMap<>(TypeP.class))
                    .merge(row.typeP(), row.unobservable(), Long::sum);
        }
        List<String> parts = new ArrayList<>();
        byWay.forEach((way, kinds) -> parts.add(Words.list(kinds.entrySet().stream()
                        .map(each -> Words.count(each.getValue(), each.getKey()))
                        .toList())
                + " " + String.join(" -> ", way)));
        return String.join("; ", parts) + " could not be judged"
                + because(byWay.keySet().stream()
                        .flatMap(way -> why(symptoms.unjudged().stream()
                                .filter(each -> List.of(each.from(), each.to()).equals(way)))));
    }

    private Stream<String> why(Stream<Unjudged> unjudged) {
        return unjudged.sorted(Comparator.comparingLong(Unjudged::count).reversed())
                .map(each -> plain(each.reason()).words(each.to()) + covered(each));
    }

    /** Whether what was outside arrived all the same is said where packets are counted by reasons. */
    private static Reason plain(Reason reason) {
        return reason == Reason.ANSWERED_OUTSIDE_WINDOW ? Reason.OUTSIDE_WINDOW : reason;
    }

    private static String because(Stream<String> reasons) {
        String why = reasons.distinct().collect(Collectors.joining(", or "));
        return why.isEmpty() ? "" : ": " + why;
    }

    /** From when to when that is, where it is the time that a capture covers. */
    private String covered(Unjudged each) {
        if (!each.reason().isOutsideWindow()) {
            return "";
        }
        List<InputFacts> captures = symptoms.inputs().stream()
                .filter(input -> input.point().host().equals(each.to())
                        && input.windowStartNanos().isPresent()
                        && input.windowEndNanos().isPresent())
                .toList();
        OptionalLong start = captures.stream()
                .mapToLong(input -> input.windowStartNanos().getAsLong())
                .min();
        OptionalLong end = captures.stream()
                .mapToLong(input -> input.windowEndNanos().getAsLong())
                .max();
        return start.isEmpty()
                ? ""
                : " (" + Words.time(start.getAsLong()) + " to " + Words.time(end.getAsLong()) + " UTC)";
    }

    /** What routers say of packets that the far capture could not have shown. */
    private String said() {
        return symptoms.errors().stream()
                .filter(error -> error.lost() == 0 && error.sourceHost().isEmpty())
                .findFirst()
                .map(error -> "; " + IcmpErrors.words(error))
                .orElse("");
    }

    /** What the true loss ratio stays below, with 95 % confidence (rule of three). */
    private String bounds() {
        List<String> bounds = coverage.ways().stream()
                .map(way -> bound(way.judged()))
                .distinct()
                .toList();
        if (bounds.size() == 1) {
            return "below " + bounds.get(0) + " % "
                    + (coverage.ways().size() == 1
                            ? coverage.ways().iterator().next().words()
                            : "each way");
        }
        if (coverage.ways().size() > 2) {
            return "below " + bound(coverage.fewest()) + " % each way";
        }
        return inOrder()
                .map(way -> "below " + bound(way.judged()) + " % " + way.words())
                .collect(Collectors.joining(", "));
    }

    private Stream<CoveredWay> inOrder() {
        return coverage.ways().stream().sorted(Comparator.comparing(CoveredWay::words));
    }

    private static String bound(long packets) {
        return Words.percent(LossInterval.of(0, packets).orElseThrow().high());
    }

    private static String allowed(double percent) {
        return String.format(Locale.ROOT, percent == Math.rint(percent) ? "%.0f" : "%s", percent);
    }
}

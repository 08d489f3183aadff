package dev.halfway.diagnose;

import dev.halfway.decode.TypeP;
import dev.halfway.match.LossRow;
import dev.halfway.match.Reason;
import dev.halfway.match.Unjudged;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How far "no loss" reaches: what was judged each way, and which packets could not be judged at all. */
final class Coverage {
    /** Fewer packets than this one way say nothing of the way. */
    private static final int LEAST_JUDGED = 5;
    /** So many packets of one kind that may be lost for all that clocks tell are no chance. */
    private static final int LEAST_TIMELESS = 3;
    /** So many packets without an answer are not the last ones before a capture ends. */
    private static final int LEAST_UNANSWERED = 3;
    /** Less of a way than this, not judged, is its edges. */
    private static final double EDGES = 0.05;
    /** Of packets without a copy no more than this may be left out. */
    private static final double FEW_DISPLACED = 0.01;

    /** Why packets are left open that may be lost, in the time that the far capture covers. */
    private static final Set<Reason> MAY_BE_LOST = EnumSet.of(
            Reason.CLOCK_UNKNOWN,
            Reason.REWRITTEN,
            Reason.RECORDED_TWICE,
            Reason.SAME_MOMENT,
            Reason.OPENED_ON_THE_WAY,
            Reason.REFUSED_UNSEEN);

    /** Slots of what is summed of a way. */
    private static final int JUDGED = 0;

    private static final int LOST = 1;
    private static final int NOT_JUDGED = 2;

    /** One packet left aside for so many judged, and what was judged stands for the whole no more. */
    private static final int JUDGED_FOR_ONE_LEFT_ASIDE = 10;

    private final Symptoms symptoms;
    private final Optional<String> stretch;
    /** Packets without a fate since too much was under way at once. */
    private final long beyondBounds;

    /** By host: packets that the snap length cut before it could be told what they are. */
    private final Map<String, Long> cutShort;

    private final Map<List<String>, long[]> ways = new LinkedHashMap<>();
    /** Rows of which no packet was judged. */
    private final List<LossRow> open;

    private final UnseenPorts unseenPorts;

    private long judged;

    Coverage(Symptoms symptoms) {
        this(symptoms, Optional.empty());
    }

    /** @param stretch the part of the time that was counted, in words; empty when all was */
    Coverage(Symptoms symptoms, Optional<String> stretch) {
        this(symptoms, stretch, 0, Map.of());
    }

    /**
     * @param stretch the part of the time that was counted, in words; empty when all was
     * @param leftAside packets that were not taken in since too much was under way at once
     * @param cutShort by host, records too short to tell what they are
     */
    Coverage(Symptoms symptoms, Optional<String> stretch, long leftAside, Map<String, Long> cutShort) {
        this.cutShort = cutShort;
        beyondBounds = leftAside
                + symptoms.unjudged().stream()
                        .filter(each -> each.reason() == Reason.TOO_MANY_AT_ONCE)
                        .mapToLong(Unjudged::count)
                        .sum();
        this.symptoms = symptoms;
        unseenPorts = UnseenPorts.of(symptoms);
        this.stretch = stretch;
        for (LossRow row : symptoms.losses()) {
            long[] sums = ways.computeIfAbsent(List.of(row.from(), row.to()), way -> new long[3]);
            sums[JUDGED] += row.judged() + row.missed();
            sums[LOST] += row.lost();
            sums[NOT_JUDGED] += row.unobservable();
            judged += row.judged() + row.missed();
        }
        open = symptoms.losses().stream()
                .filter(row -> row.judged() + row.missed() == 0 && row.unobservable() > 0)
                .toList();
    }

    /** Whether what was judged stands for the whole: at least half of what went each way was, and of no kind nothing. */
    boolean isRepresentative() {
        return ways.keySet().stream().allMatch(this::isHalfJudged)
                && !lacksKinds()
                && !isBeyondBounds()
                && !isCutShort()
                && fewest() >= LEAST_JUDGED
                && unreached().isEmpty()
                && unanswered().isEmpty()
                && unseenPorts.isEmpty()
                && displaced().isEmpty()
                && symptoms.withoutDepartures().isEmpty();
    }

    /** Whether at least half of a way was judged, but for what arrived when the far capture did not run. */
    private boolean isHalfJudged(List<String> way) {
        long[] sums = ways.get(way);
        return sums[JUDGED] >= sums[NOT_JUDGED] - count(way, Reason.ANSWERED_OUTSIDE_WINDOW);
    }

    private long count(List<String> way, Reason reason) {
        return unjudged(way)
                .filter(each -> each.reason() == reason)
                .mapToLong(Unjudged::count)
                .sum();
    }

    private Stream<Unjudged> unjudged(List<String> way) {
        return symptoms.unjudged().stream()
                .filter(each -> each.from().equals(way.get(0)) && each.to().equals(way.get(1)));
    }

    /** Whether kinds of which no packet was judged matter: what is lost may be they. */
    private boolean lacksKinds() {
        return judged <= open.stream().mapToLong(LossRow::unobservable).sum()
                || open.stream().anyMatch(this::isUnanswered)
                || ways.keySet().stream().anyMatch(this::lacksKinds);
    }

    /**
     * Packets without a copy where a clock was set, others are rewritten or cut short, or near the edges of what a capture covers:
     * more than a few, and they may be lost.
     */
    private List<Unjudged> displaced() {
        return symptoms.unjudged().stream()
                .filter(each -> each.reason() == Reason.CLOCK_STEPPED
                        || each.reason() == Reason.CLOCK_UNSURE
                        || each.reason() == Reason.CLOCK_UNKNOWN
                        || each.reason() == Reason.REWRITTEN
                        || each.reason() == Reason.OPENED_ON_THE_WAY
                        || each.reason() == Reason.CUT_SHORT
                        || each.reason() == Reason.NEAR_EDGE && each.count() >= LEAST_JUDGED)
                .filter(each -> each.count() > few(each.reason()) * ways.get(List.of(each.from(), each.to()))[JUDGED])
                .toList();
    }

    private static double few(Reason reason) {
        return switch (reason) {
            case CUT_SHORT -> 1.0 / JUDGED_FOR_ONE_LEFT_ASIDE;
            case NEAR_EDGE -> EDGES;
            default -> FEW_DISPLACED;
        };
    }

    /** Whether too much was left aside for being too much at once. */
    boolean isBeyondBounds() {
        return beyondBounds * JUDGED_FOR_ONE_LEFT_ASIDE > judged;
    }

    /** Whether so many packets could not be told that what was judged stands for the whole no more. */
    private boolean isCutShort() {
        return cutShort.values().stream().anyMatch(count -> count * JUDGED_FOR_ONE_LEFT_ASIDE > judged);
    }

    boolean isLossFree() {
        return ways.values().stream().allMatch(sums -> sums[LOST] == 0);
    }

    /** Packets to addresses that are a host's, as the user says, and that its capture never shows. */
    private List<Unjudged> unreached() {
        return symptoms.unjudged().stream()
                .filter(each -> each.reason() == Reason.ADDRESS_NOT_CAPTURED)
                .toList();
    }

    /** By way: packets that nothing answered, sent when the far capture shows nothing at all: it may be that nothing came. */
    private List<Unjudged> unanswered() {
        return symptoms.unjudged().stream()
                .filter(each -> each.reason() == Reason.UNANSWERED_OUTSIDE_WINDOW && each.count() >= LEAST_UNANSWERED)
                .toList();
    }

    private long fewest() {
        return ways.values().stream().mapToLong(sums -> sums[JUDGED]).min().orElse(0);
    }

    /** Whether kinds of which nothing was judged make up more of a way than its edges; requests that are answered arrived. */
    private boolean lacksKinds(List<String> way) {
        long lacking = open.stream()
                .filter(row -> row.from().equals(way.get(0)) && row.to().equals(way.get(1)))
                .filter(row -> answer(row.typeP()) == null || isUnanswered(row))
                .filter(row -> row.typeP() != TypeP.TCP_SYN_ACK || !isAllOutsideWindow(way))
                .mapToLong(LossRow::unobservable)
                .sum();
        long[] sums = ways.get(way);
        return lacking >= LEAST_JUDGED && lacking > EDGES * (sums[JUDGED] + sums[NOT_JUDGED]) || isTimeless(way);
    }

    /** Whether a kind is among them of which all may be lost for all that the clocks tell. */
    private boolean isTimeless(List<String> way) {
        long timeless = count(way, Reason.CLOCK_UNKNOWN) + count(way, Reason.CLOCK_UNSURE);
        return open.stream()
                .filter(row -> row.from().equals(way.get(0)) && row.to().equals(way.get(1)))
                .anyMatch(row -> row.unobservable() >= LEAST_TIMELESS && row.unobservable() <= timeless);
    }

    /**
     * Whether all that was not judged went when the far capture did not run, and nothing of it was left without an answer; a
     * SYN-ACK among it is answered by the connection that it opens.
     */
    private boolean isAllOutsideWindow(List<String> way) {
        return unjudged(way)
                .allMatch(each -> each.reason() == Reason.OUTSIDE_WINDOW
                        || each.reason() == Reason.ANSWERED_OUTSIDE_WINDOW
                        || each.reason() == Reason.NEAR_EDGE);
    }

    /** What answers a request; null for all that is none. */
    private static TypeP answer(TypeP request) {
        return request == TypeP.ICMP_ECHO_REQUEST
                ? TypeP.ICMP_ECHO_REPLY
                : request == TypeP.TCP_SYN ? TypeP.TCP_SYN_ACK : null;
    }

    /** Requests of a kind that could not be judged and that nothing answered. */
    private boolean isUnanswered(LossRow row) {
        TypeP answer = answer(row.typeP());
        return answer != null
                && symptoms.losses().stream()
                        .noneMatch(back -> back.typeP() == answer
                                && back.from().equals(row.to())
                                && back.to().equals(row.from()))
                && symptoms.appeared().stream()
                        .noneMatch(back -> back.typeP() == answer
                                && back.from().equals(row.to())
                                && back.to().equals(row.from()));
    }

    /** What is known, and what is not. */
    String sentence(double maxLossPercent) {
        long lost = ways.values().stream().mapToLong(sums -> sums[LOST]).sum();
        String reach = open.isEmpty() ? Words.count(judged, "packet") : "what could be judged";
        String first = lost > 0
                ? "Loss stays within the " + allowed(maxLossPercent) + " % allowed: " + Words.of(lost, judged)
                        + " packets"
                : "No loss in " + reach
                        + stretch.map(each -> " " + each).orElse("")
                        + (fewest() == 0
                                ? ""
                                : (open.isEmpty() ? "" : ", " + Words.count(judged, "packet")) + "; " + bounds());
        return first + (open.isEmpty() ? "" : "; " + notJudged()) + partly() + leftOpen()
                + new ClockSteps(symptoms).allLeftOpen() + ".";
    }

    /** {@code ; 2 packets a -> b are left open: ...}, of ways where few are, and of reasons for which they may be lost. */
    private String leftOpen() {
        StringBuilder words = new StringBuilder();
        ways.forEach((way, sums) -> {
            long count = unjudged(way)
                    .filter(each -> MAY_BE_LOST.contains(each.reason()))
                    .mapToLong(Unjudged::count)
                    .sum();
            if (count > openOf(way) && !isPartly(way, sums)) {
                words.append("; ")
                        .append(Words.count(count, "packet"))
                        .append(' ')
                        .append(way(way))
                        .append(count == 1 ? " is left open" : " are left open")
                        .append(because(unjudged(way)
                                .filter(each -> MAY_BE_LOST.contains(each.reason()))
                                .map(each -> each.reason().words(each.to()))));
            }
        });
        return words.toString();
    }

    /** Of ways where a good part could not be judged: how many packets, and why. */
    private String partly() {
        StringBuilder words = new StringBuilder();
        ways.forEach((way, sums) -> {
            if (isPartly(way, sums)) {
                words.append("; another ")
                        .append(Words.count(sums[NOT_JUDGED] - openOf(way), "packet"))
                        .append(' ')
                        .append(way(way))
                        .append(" could not be judged")
                        .append(because(why(way)));
            }
        });
        return words.toString();
    }

    private boolean isPartly(List<String> way, long[] sums) {
        return sums[NOT_JUDGED] - openOf(way) > EDGES * (sums[JUDGED] + sums[NOT_JUDGED]);
    }

    private long openOf(List<String> way) {
        return open.stream()
                .filter(row -> row.from().equals(way.get(0)) && row.to().equals(way.get(1)))
                .mapToLong(LossRow::unobservable)
                .sum();
    }

    private Stream<String> why(List<String> way) {
        return unjudged(way)
                .sorted(Comparator.comparingLong(Unjudged::count).reversed())
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

    /** Why nothing can be said, as a sentence. */
    String whyNot() {
        if (isBeyondBounds()) {
            return "Cannot tell: of " + Words.count(beyondBounds, "packet") + " the fate is open, as "
                    + Reason.TOO_MANY_AT_ONCE.words("") + "; no loss in the "
                    + Words.count(judged, "packet") + " that could be judged.";
        }
        if (isCutShort()) {
            return "Cannot tell: no loss in the " + Words.count(judged, "packet") + " that could be judged, but "
                    + cutShort.entrySet().stream()
                            .map(each -> Words.count(each.getValue(), "packet") + " in the capture at " + each.getKey())
                            .collect(Collectors.joining(" and "))
                    + " could not be told: the snap length cut them too short.";
        }
        if (judged > 0 && !symptoms.withoutDepartures().isEmpty()) {
            return "Cannot tell: no loss in the " + Words.count(judged, "packet") + " that could be judged, but "
                    + symptoms.withoutDepartures().stream()
                            .sorted()
                            .map(
                                    host -> "the capture at " + host + " shows nothing of what " + host
                                            + " sends (tcpdump -Q in, or a filter that names one end), which could not be judged")
                            .collect(Collectors.joining("; "))
                    + ".";
        }
        if (judged > 0 && !unanswered().isEmpty()) {
            return "Cannot tell: no loss in the " + Words.count(judged, "packet") + " that could be judged, but "
                    + unanswered().stream()
                            .map(each -> Words.count(each.count(), "packet") + " " + each.from() + " -> " + each.to()
                                    + " went unanswered, outside the time that the capture at " + each.to() + " covers"
                                    + covered(each) + ": the way was dead then, or that capture did not run")
                            .collect(Collectors.joining("; "))
                    + ". To know, capture until after it fails, "
                    + Commands.captureBoth(
                            unanswered().get(0).from(), unanswered().get(0).to())
                    + ".";
        }
        if (judged > 0 && !unseenPorts.isEmpty()) {
            return "Cannot tell: no loss in the " + Words.count(judged, "packet") + " that could be judged, but "
                    + unseenPorts.words() + ".";
        }
        if (judged > 0 && fewest() < LEAST_JUDGED && open.isEmpty()) {
            return "Cannot tell: too few packets, "
                    + ways.entrySet().stream()
                            .sorted(Comparator.comparing(each -> way(each.getKey())))
                            .map(each -> Words.count(each.getValue()[JUDGED]) + " " + way(each.getKey()))
                            .collect(Collectors.joining(", "))
                    + ".";
        }
        List<Unjudged> suspects =
                Stream.concat(unreached().stream(), displaced().stream()).toList();
        if (open.isEmpty() && !suspects.isEmpty()) {
            return "Cannot tell: no loss in the " + Words.count(judged, "packet") + " that could be judged, but "
                    + suspects.stream()
                            .map(each -> Words.count(each.count(), "packet") + " " + each.from() + " -> " + each.to()
                                    + " could not be judged: "
                                    + each.reason().words(each.to())
                                    + (ClockSteps.isOfAStep(each)
                                            ? new ClockSteps(symptoms).steps(each.from(), each.to())
                                            : ""))
                            .collect(Collectors.joining("; "))
                    + ".";
        }
        return "Cannot tell: no loss in the " + Words.count(judged, "packet") + " that could be judged"
                + stretch.map(each -> " " + each).orElse("") + ", but "
                + (!open.isEmpty() && (lacksKinds() || partly().isEmpty())
                        ? notJudged() + said()
                        : partly().isEmpty() ? "these are too few" : partly().substring(2))
                + ".";
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
                + " " + way(way)));
        return String.join("; ", parts) + " could not be judged"
                + because(byWay.keySet().stream().flatMap(this::why));
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
        List<String> bounds = ways.values().stream()
                .map(sums -> bound(sums[JUDGED]))
                .distinct()
                .toList();
        if (bounds.size() == 1) {
            return "below " + bounds.get(0) + " % "
                    + (ways.size() == 1 ? way(ways.keySet().iterator().next()) : "each way");
        }
        if (ways.size() > 2) {
            return "below " + bound(fewest()) + " % each way";
        }
        return ways.entrySet().stream()
                .sorted(Comparator.comparing(each -> way(each.getKey())))
                .map(each -> "below " + bound(each.getValue()[JUDGED]) + " % " + way(each.getKey()))
                .collect(Collectors.joining(", "));
    }

    private static String bound(long packets) {
        return Words.percent(LossInterval.of(0, packets).orElseThrow().high());
    }

    private static String way(List<String> ends) {
        return ends.get(0) + " -> " + ends.get(1);
    }

    private static String allowed(double percent) {
        return String.format(Locale.ROOT, percent == Math.rint(percent) ? "%.0f" : "%s", percent);
    }
}

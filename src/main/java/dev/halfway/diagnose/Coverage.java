package dev.halfway.diagnose;

import dev.halfway.match.LossRow;
import dev.halfway.match.Reason;
import dev.halfway.match.Unjudged;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How far "no loss" reaches: what was judged each way, and which packets could not be judged at all. */
final class Coverage {
    /** So many packets without an answer are not the last ones before a capture ends. */
    private static final int LEAST_UNANSWERED = 3;
    /** Of packets without a copy no more than this may be left out. */
    private static final double FEW_DISPLACED = 0.01;
    /** One packet left aside for so many judged, and what was judged stands for the whole no more. */
    private static final int JUDGED_FOR_ONE_LEFT_ASIDE = 10;

    final Symptoms symptoms;
    /** The part of the time that was counted, in words; empty when all was. */
    final Optional<String> stretch;
    /** Packets without a fate since too much was under way at once. */
    final long beyondBounds;
    /** By host: packets that the snap length cut before it could be told what they are. */
    final Map<String, Long> cutShort;
    /** Rows of which no packet was judged. */
    final List<LossRow> open;

    final UnseenPorts unseenPorts;
    final OthersUnanswered othersUnanswered;
    private final Map<List<String>, CoveredWay> ways = new LinkedHashMap<>();

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
        this.symptoms = symptoms;
        this.stretch = stretch;
        this.cutShort = cutShort;
        beyondBounds = leftAside
                + symptoms.unjudged().stream()
                        .filter(each -> each.reason() == Reason.TOO_MANY_AT_ONCE)
                        .mapToLong(Unjudged::count)
                        .sum();
        unseenPorts = UnseenPorts.of(symptoms);
        othersUnanswered = OthersUnanswered.of(symptoms);
        open = symptoms.losses().stream().filter(CoveredWay::isOpen).toList();
        for (LossRow row : symptoms.losses()) {
            ways.computeIfAbsent(List.of(row.from(), row.to()), k -> new CoveredWay(symptoms, row.from(), row.to()))
                    .add(row);
        }
    }

    /** Whether what was judged stands for the whole: at least half of what went each way was, and of no kind nothing. */
    boolean isRepresentative() {
        return ways().stream().allMatch(CoveredWay::isHalfJudged)
                && !lacksKinds()
                && !isBeyondBounds()
                && !isCutShort()
                && fewest() >= CoveredWay.LEAST_JUDGED
                && unreached().isEmpty()
                && unanswered().isEmpty()
                && unseenPorts.isEmpty()
                && othersUnanswered.isEmpty()
                && displaced().isEmpty()
                && symptoms.withoutDepartures().isEmpty();
    }

    boolean isLossFree() {
        return lost() == 0;
    }

    /** What is known, and what is not. */
    String sentence(double maxLossPercent) {
        return new CoverageWords(this).sentence(maxLossPercent);
    }

    /** Why nothing can be said, as a sentence. */
    String whyNot() {
        return new CoverageWords(this).whyNot();
    }

    /** That what is said of one way says nothing of the other, as a sentence after others; empty where the other was judged. */
    String otherWay(List<Finding> losses) {
        return new CoverageWords(this).otherWay(losses);
    }

    Collection<CoveredWay> ways() {
        return ways.values();
    }

    long judged() {
        return ways().stream().mapToLong(CoveredWay::judged).sum();
    }

    long lost() {
        return ways().stream().mapToLong(CoveredWay::lost).sum();
    }

    /** Packets that were judged of the way with the fewest. */
    long fewest() {
        return ways().stream().mapToLong(CoveredWay::judged).min().orElse(0);
    }

    /** Whether kinds of which no packet was judged matter: what is lost may be they. */
    boolean lacksKinds() {
        return judged() <= open.stream().mapToLong(LossRow::unobservable).sum()
                || open.stream().anyMatch(row -> CoveredWay.isUnanswered(row, symptoms))
                || ways().stream().anyMatch(CoveredWay::lacksKinds);
    }

    /** Whether too much was left aside for being too much at once. */
    boolean isBeyondBounds() {
        return beyondBounds * JUDGED_FOR_ONE_LEFT_ASIDE > judged();
    }

    /** Whether so many packets could not be told that what was judged stands for the whole no more. */
    boolean isCutShort() {
        return cutShort.values().stream().anyMatch(count -> count * JUDGED_FOR_ONE_LEFT_ASIDE > judged());
    }

    /**
     * Packets without a copy where a clock was set, others are rewritten or cut short, a capture may have stood still, or near the
     * edges of what it covers: more than a few, and they may be lost.
     */
    List<Unjudged> displaced() {
        return symptoms.unjudged().stream()
                .filter(each -> each.reason() == Reason.CLOCK_STEPPED
                        || each.reason() == Reason.CLOCK_UNSURE
                        || each.reason() == Reason.CLOCK_UNKNOWN
                        || each.reason() == Reason.REWRITTEN
                        || each.reason() == Reason.OPENED_ON_THE_WAY
                        || each.reason() == Reason.CAPTURE_PAUSED
                        || each.reason() == Reason.CUT_SHORT
                        || each.reason() == Reason.NEAR_EDGE && each.count() >= CoveredWay.LEAST_JUDGED)
                .filter(each -> each.count()
                        > few(each.reason())
                                * ways.get(List.of(each.from(), each.to())).judged())
                .toList();
    }

    private static double few(Reason reason) {
        return switch (reason) {
            case CUT_SHORT -> 1.0 / JUDGED_FOR_ONE_LEFT_ASIDE;
            case NEAR_EDGE -> CoveredWay.EDGES;
            default -> FEW_DISPLACED;
        };
    }

    /** Packets to addresses that are a host's, as the user says, and that its capture never shows. */
    List<Unjudged> unreached() {
        return symptoms.unjudged().stream()
                .filter(each -> each.reason() == Reason.ADDRESS_NOT_CAPTURED)
                .toList();
    }

    /** By way: packets that nothing answered, sent when the far capture shows nothing at all: it may be that nothing came. */
    List<Unjudged> unanswered() {
        return symptoms.unjudged().stream()
                .filter(each -> each.reason() == Reason.UNANSWERED_OUTSIDE_WINDOW && each.count() >= LEAST_UNANSWERED)
                .toList();
    }
}

package dev.halfway;

import dev.halfway.LossyTraffic.Fared;
import dev.halfway.diagnose.ClockFacts;
import dev.halfway.diagnose.Finding;
import dev.halfway.diagnose.Grade;
import dev.halfway.diagnose.LossInterval;
import dev.halfway.match.Fate;
import dev.halfway.match.LossRow;
import dev.halfway.match.PacketFate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Whether what the program says of its own certainty is true, over many generated scenarios. The truth is the generator's
 * ({@link CalibrationTrial}); nothing of it comes from the program.
 */
final class Calibration {
    /** Nothing can be said of the interval of fewer packets. */
    private static final int LEAST_SENT = 30;
    /** So many losses and so many arrivals are to be expected where Wilson's interval is at its best. */
    private static final int EXPECTED = 5;
    /** Around a step of a clock packets are under way. */
    private static final long STEP_NANOS = Scenario.SECOND;

    /** How often something is right. */
    static final class Score {
        long right;
        long all;
        final List<String> misses = new ArrayList<>();

        void add(boolean isRight, String miss) {
            all++;
            right += isRight ? 1 : 0;
            if (!isRight) {
                misses.add(miss);
            }
        }

        double percent() {
            return 100.0 * right / all;
        }

        @Override
        public String toString() {
            return right + " of " + all + (all == 0 ? "" : String.format(Locale.ROOT, " (%.2f %%)", percent()));
        }
    }

    /** Intervals of independent loss that hold the true ratio: all rows, those of many losses, and those of none or all. */
    final Score intervals = new Score();

    final Score amongMany = new Score();
    final Score atTheEnds = new Score();
    /** Findings, by what they are graded: kind, from, to and place; a certain cause is held to the same. */
    final Score certain = new Score();

    final Score likely = new Score();
    final Score certainCauses = new Score();
    final Score likelyCauses = new Score();
    /** Instants of the clocks within the bound. */
    final Score clocks = new Score();
    /** The same where a clock was set during the capture. */
    final Score steppedClocks = new Score();

    long withoutBound;
    long trials;
    /** Packets that the path lost, and are said to be; and that are said to be lost, though it lost none of them. */
    final Score lostPackets = new Score();

    final Score unseenPackets = new Score();
    private final Map<Mishap, Score> named = new TreeMap<>();

    private Calibration() {}

    /** {@code COUNT SEED}: prints the figures, and each miss with the seed that makes it again. */
    public static void main(String[] args) throws IOException {
        Calibration all =
                of(Integer.parseInt(args[0]), Long.parseLong(args[1]), Files.createTempDirectory("calibration"));
        System.out.println(all.words(true));
        System.exit(all.holds() ? 0 : 1);
    }

    /** Scenarios {@code seed} to {@code seed + count - 1}. */
    static Calibration of(int count, long seed, Path directory) throws IOException {
        Calibration all = new Calibration();
        for (long each = seed; each < seed + count; each++) {
            all.judge(new CalibrationTrial(each, directory));
        }
        return all;
    }

    boolean holds() {
        return intervals.percent() >= 93
                && amongMany.percent() >= 93
                && amongMany.percent() <= 97
                && certain.right + certainCauses.right >= 0.999 * (certain.all + certainCauses.all)
                && likely.percent() >= 90
                && clocks.misses.isEmpty()
                && steppedClocks.misses.isEmpty();
    }

    private void judge(CalibrationTrial trial) throws IOException {
        Scenario.Result result = trial.traffic.run();
        trials++;
        judgeIntervals(trial, result);
        for (Finding finding : result.diagnosis.findings()) {
            judge(trial, finding);
        }
        // Without clocks the captures were not compared: which host owns what could not be told.
        if (result.diagnosis.clocks().isEmpty()) {
            withoutBound++;
        } else {
            judgeClocks(trial, result.diagnosis.clocks().get(0), trial.shared());
        }
        judgePackets(trial, result);
    }

    private void judgeIntervals(CalibrationTrial trial, Scenario.Result result) {
        if (!trial.mishap.isIndependent() || trial.dropped[0] + trial.dropped[1] > 0) {
            return;
        }
        for (LossRow row : result.diagnosis.losses()) {
            double rate = trial.rate[row.from().equals("a") ? 0 : 1];
            long judged = row.judged();
            if (judged < LEAST_SENT || rate == 0) {
                continue;
            }
            LossInterval interval = LossInterval.of(row.lost(), judged).orElseThrow();
            boolean holds = interval.low() <= rate && rate <= interval.high();
            String miss = trial.seed + " " + row.typeP().id() + " " + row.lost() + " of " + judged + " at " + rate;
            intervals.add(holds, miss);
            if (row.lost() == 0 || row.lost() == judged) {
                atTheEnds.add(holds, miss);
            }
            if (judged * rate >= EXPECTED && judged * (1 - rate) >= EXPECTED) {
                amongMany.add(holds, miss);
            }
        }
    }

    private void judge(CalibrationTrial trial, Finding finding) {
        String miss = trial.seed + " " + trial.mishap + (trial.ofA ? " a " : " b ")
                + finding.grade().id() + " "
                + finding.kind() + " " + finding.place() + " "
                + finding.cause()
                        .map(each -> each.name() + " " + each.grade().id())
                        .orElse("") + " dropped "
                + trial.dropped[0] + " " + trial.dropped[1] + ": " + finding.sentence();
        (finding.grade() == Grade.CERTAIN ? certain : likely).add(isRight(trial, finding), miss);
        Optional<Finding.Cause> cause = finding.cause();
        if (cause.isPresent()) {
            boolean right = isRight(trial, finding)
                    && isCause(trial, finding, cause.get().name());
            (cause.get().grade() == Grade.CERTAIN ? certainCauses : likelyCauses).add(right, miss);
            if (ofMishap(trial, finding)) {
                named.computeIfAbsent(trial.mishap, each -> new Score()).add(right, miss);
            }
        }
    }

    private static boolean isRight(CalibrationTrial trial, Finding finding) {
        boolean fromA = finding.from().equals(Optional.of("a"));
        boolean struck = fromA == trial.ofA && finding.from().isPresent();
        String far = finding.to().orElse("");
        return switch (finding.kind()) {
            case "one-way-loss" -> trial.lost(fromA) > 0 && finding.place().equals("between-taps");
            case "capture-gap" ->
                trial.dropped[0] > 0 && finding.place().equals("capture:a")
                        || trial.dropped[1] > 0 && finding.place().equals("capture:b");
            case "duplication" -> trial.twice(fromA) > 0;
            case "host-silent" ->
                trial.mishap == Mishap.SILENT && struck && finding.place().equals("host:" + far);
            case "host-refuses" ->
                trial.mishap == Mishap.REFUSES && struck && finding.place().equals("host:" + far);
            case "injection" -> trial.mishap == Mishap.INJECTED && struck;
            default -> false;
        };
    }

    /** Whether the finding tells of what was planted. */
    private static boolean ofMishap(CalibrationTrial trial, Finding finding) {
        return finding.kind().equals("one-way-loss")
                && (finding.from().equals(Optional.of(trial.ofA ? "a" : "b"))
                        || trial.mishap == Mishap.RANDOM_BOTH_WAYS);
    }

    private static boolean isCause(CalibrationTrial trial, Finding finding, String name) {
        boolean fromA = finding.from().equals(Optional.of("a"));
        return switch (finding.kind()) {
            case "one-way-loss" ->
                ofMishap(trial, finding) && name.equals(trial.mishap.cause)
                        || trial.rate[fromA ? 0 : 1] > 0 && name.equals(Mishap.RANDOM.cause);
            case "capture-gap" -> name.equals(Mishap.CAPTURE_STOPS.cause);
            case "duplication" -> name.equals(Mishap.DUPLICATES.cause);
            default -> name.equals(trial.mishap.cause);
        };
    }

    /** At every moment at which a packet that both hold left, but for those around a step. */
    private void judgeClocks(CalibrationTrial trial, ClockFacts facts, List<Fared> shared) {
        if (facts.boundNanos().isEmpty()) {
            withoutBound++;
            return;
        }
        long start = shared.stream()
                .mapToLong(each -> each.fromA() ? each.nanos() : each.arrivalNanos())
                .min()
                .orElse(0);
        for (Fared each : shared) {
            if (trial.stepNanos >= 0 && Math.abs(each.nanos() - trial.stepNanos) < STEP_NANOS) {
                continue;
            }
            long shown = trial.shownAtA(each.nanos());
            long said = facts.offsetNanos()
                    + Math.round(facts.skewPpm().orElse(0) * 1e-6 * (shown - trial.shownAtA(start)));
            // A clock that is set back shows the same time twice: the true moment tells on which side of the step this
            // is.
            boolean stepped = trial.stepNanos >= 0 && each.nanos() > trial.stepNanos;
            for (ClockFacts.Step step : facts.steps()) {
                said += stepped ? step.stepNanos() : 0;
            }
            long error = Math.abs(said - trial.offset(each.nanos()));
            (trial.stepNanos >= 0 ? steppedClocks : clocks)
                    .add(
                            error <= facts.boundNanos().getAsLong(),
                            trial.seed + " at " + each.nanos() + " error " + error + " step at " + trial.stepNanos + " "
                                    + facts);
        }
    }

    private void judgePackets(CalibrationTrial trial, Scenario.Result result) {
        for (Fared each : trial.traffic.fared) {
            if (each.sent().departure().frame == 0) {
                continue;
            }
            PacketFate fate = result.of(each.sent());
            if (fate.fate() == Fate.LOST) {
                boolean unseen = !each.lost() && each.sent().arrival().frame == 0;
                (unseen ? unseenPackets : lostPackets)
                        .add(
                                each.lost(),
                                trial.seed + " " + trial.mishap + " frame " + fate.frame() + " at " + fate.host() + " "
                                        + fate.typeP().id() + (fate.confirmed() ? " confirmed " : " ") + fate.reason());
            }
        }
    }

    /** The figures, and, if wanted, what does not hold. */
    String words(boolean misses) {
        StringBuilder words = new StringBuilder();
        tell(words, "intervals that hold the true ratio", intervals, false);
        tell(words, "  of rows where 5 losses and 5 arrivals are to be expected", amongMany, false);
        tell(words, "  of rows where none or all were lost (rule of three)", atTheEnds, misses);
        tell(words, "findings graded certain that are right", certain, misses);
        tell(words, "causes graded certain that are right", certainCauses, misses);
        tell(words, "findings graded likely that are right", likely, misses);
        tell(words, "causes graded likely that are right", likelyCauses, misses);
        tell(words, "packets at whose time the clocks are within the bound", clocks, false);
        tellFirst(words, clocks);
        tell(words, "  where a clock was set meanwhile", steppedClocks, false);
        tellFirst(words, steppedClocks);
        tell(
                words,
                "packets said to be lost that were, of those that are in no or in both captures",
                lostPackets,
                misses);
        words.append("packets said to be lost that arrived and the capture there dropped: ")
                .append(unseenPackets.all)
                .append('\n');
        named.forEach((mishap, score) -> words.append("    ")
                .append(mishap)
                .append(": cause named right ")
                .append(score)
                .append('\n'));
        return words.append(trials)
                .append(" scenarios, ")
                .append(withoutBound)
                .append(" without a bound of the clocks: ")
                .append(holds() ? "calibrated" : "NOT calibrated")
                .toString();
    }

    /** Of each scenario one miss. */
    private static void tellFirst(StringBuilder words, Score score) {
        Map<String, String> bySeed = new TreeMap<>();
        score.misses.forEach(each -> bySeed.putIfAbsent(each.substring(0, each.indexOf(' ')), each));
        bySeed.values().forEach(each -> words.append("    ").append(each).append('\n'));
    }

    private static void tell(StringBuilder words, String what, Score score, boolean misses) {
        words.append(what).append(": ").append(score).append('\n');
        if (misses) {
            score.misses.forEach(each -> words.append("    ").append(each).append('\n'));
        }
    }
}

package dev.halfway.report;

import dev.halfway.diagnose.LossPattern;
import java.util.ArrayList;
import java.util.List;

/** How the losses of one direction lie, in words. */
final class PatternLines {
    private PatternLines() {}

    /** How many runs, and when. */
    static String brief(LossPattern pattern) {
        if (pattern.firstLostNanos().isEmpty() || pattern.lastLostNanos().isEmpty()) {
            return "";
        }
        String runs = pattern.periods() == 1
                ? "all in one run"
                : pattern.longestPeriod() == 1
                        ? Words.count(pattern.lost()) + " single losses"
                        : Words.count(pattern.periods(), "run") + " of up to " + Words.count(pattern.longestPeriod());
        return runs + ", "
                + Words.period(
                        pattern.firstLostNanos().getAsLong(),
                        pattern.lastLostNanos().getAsLong())
                + (pattern.lastLostNanos().getAsLong()
                                < pattern.firstLostNanos().getAsLong()
                        ? " (the clock was set back between the two)"
                        : "")
                + (pattern.lastBeforeNanos().isEmpty() ? ", from the start" : "")
                + (pattern.firstAfterNanos().isEmpty() ? ", to the end" : "");
    }

    /** With rates, probabilities and delays. */
    static String whole(LossPattern pattern) {
        List<String> parts = new ArrayList<>();
        parts.add(Words.count(pattern.lost()) + " of " + Words.count(pattern.judged()) + " lost");
        parts.add(brief(pattern));
        pattern.noticeableRate()
                .ifPresent(rate -> parts.add(Words.percent(rate) + " % within 99 packets of the loss before"));
        if (pattern.gilbertP().isPresent() && pattern.gilbertR().isPresent()) {
            parts.add("Gilbert p " + Words.share(pattern.gilbertP().getAsDouble()) + ", r "
                    + Words.share(pattern.gilbertR().getAsDouble()));
        }
        pattern.delayBefore().ifPresent(delay -> parts.add(delay(delay)));
        return String.join("; ", parts);
    }

    private static String delay(LossPattern.DelayBefore delay) {
        return "delay just before a loss " + Words.duration(delay.medianNanos()) + ", else "
                + Words.duration(delay.usualNanos()) + " (" + Words.probability(delay.p()) + ")";
    }
}

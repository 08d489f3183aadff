package dev.halfway.diagnose;

import dev.halfway.match.Reason;
import dev.halfway.match.Unjudged;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Clocks that were set while the captures ran, where packets are not judged for that. */
final class ClockSteps {
    private static final Set<Reason> LEFT_OPEN = Set.of(Reason.CLOCK_STEPPED, Reason.CLOCK_UNSURE);

    private final Symptoms symptoms;

    ClockSteps(Symptoms symptoms) {
        this.symptoms = symptoms;
    }

    /** {@code 12 packets of the same way are not judged, as a clock was set: ...}; empty where there are none. */
    String leftOpen(String from, String to) {
        long open = symptoms.unjudged().stream()
                .filter(each -> each.from().equals(from) && each.to().equals(to) && isOfAStep(each))
                .mapToLong(Unjudged::count)
                .sum();
        return open == 0
                ? ""
                : Words.count(open, "packet") + " of the same way " + (open == 1 ? "is" : "are")
                        + " not judged, as a clock was set meanwhile" + steps(from, to);
    }

    /** {@code ; 3 packets a -> b are left open, as a clock was set meanwhile ...}, way by way; empty where there are none. */
    String leftOpen() {
        StringBuilder words = new StringBuilder();
        Map<List<String>, Long> open = new LinkedHashMap<>();
        symptoms.unjudged().stream()
                .filter(ClockSteps::isOfAStep)
                .forEach(each -> open.merge(List.of(each.from(), each.to()), each.count(), Long::sum));
        open.forEach((way, count) -> words.append("; ")
                .append(Words.count(count, "packet"))
                .append(' ')
                .append(String.join(" -> ", way))
                .append(count == 1 ? " is" : " are")
                .append(" left open, as a clock was set meanwhile")
                .append(steps(way.get(0), way.get(1))));
        return words.toString();
    }

    static boolean isOfAStep(Unjudged unjudged) {
        return LEFT_OPEN.contains(unjudged.reason());
    }

    /** {@code  (b against a: -10.0 s at 16:41:07.498)}, of those that are known; else empty. */
    String steps(String from, String to) {
        List<String> both = List.of(from, to);
        List<String> steps = symptoms.clocks().stream()
                .filter(clock -> both.contains(clock.from()) && both.contains(clock.to()))
                .flatMap(clock -> clock.steps().stream()
                        .map(step -> clock.to() + " against " + clock.from() + ": " + size(step.stepNanos()) + " at "
                                + Words.time(step.timeNanos())))
                .toList();
        return steps.isEmpty() ? "" : " (" + String.join("; ", steps) + ")";
    }

    private static String size(long nanos) {
        return (nanos < 0 ? "-" : "+") + String.format(Locale.ROOT, "%.3f s", Math.abs(nanos) / 1e9);
    }
}

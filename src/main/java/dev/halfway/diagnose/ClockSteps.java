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

    /** A sentence is no list: so many ways, and so many steps of one. */
    private static final int MOST_TOLD = 3;

    private final Symptoms symptoms;

    ClockSteps(Symptoms symptoms) {
        this.symptoms = symptoms;
    }

    /** {@code 12 packets of the same way are not judged, as a clock was set: ...}; empty where there are none. */
    String leftOpenOf(String from, String to) {
        long open = symptoms.unjudged().stream()
                .filter(each -> each.from().equals(from) && each.to().equals(to) && isOfAStep(each))
                .mapToLong(Unjudged::count)
                .sum();
        return open == 0
                ? ""
                : Words.count(open, "packet") + " of the same way " + (open == 1 ? "is" : "are")
                        + " not judged, as a clock was set meanwhile" + steps(from, to);
    }

    /**
     * {@code ; 3 packets a -> b are left open, as a clock was set meanwhile ...}, way by way; empty where there are none.
     *
     * @param told ways of which packets that are open are told already: true where these are among them, false where they are others
     */
    String allLeftOpen(Map<List<String>, Boolean> told) {
        Map<List<String>, Long> open = new LinkedHashMap<>();
        symptoms.unjudged().stream()
                .filter(ClockSteps::isOfAStep)
                .filter(each -> !told.getOrDefault(List.of(each.from(), each.to()), false))
                .forEach(each -> open.merge(List.of(each.from(), each.to()), each.count(), Long::sum));
        List<Map.Entry<List<String>, Long>> most = open.entrySet().stream()
                .sorted(Map.Entry.<List<String>, Long>comparingByValue().reversed())
                .toList();
        StringBuilder words = new StringBuilder();
        most.stream()
                .limit(MOST_TOLD)
                .forEach(each -> words.append(told.containsKey(each.getKey()) ? "; another " : "; ")
                        .append(areLeftOpen(each.getValue(), ' ' + String.join(" -> ", each.getKey())))
                        .append(", as a clock was set meanwhile")
                        .append(steps(each.getKey().get(0), each.getKey().get(1))));
        if (most.size() > MOST_TOLD) {
            long rest =
                    most.stream().skip(MOST_TOLD).mapToLong(Map.Entry::getValue).sum();
            int ways = most.size() - MOST_TOLD;
            words.append("; ")
                    .append(areLeftOpen(rest, " of " + ways + (ways == 1 ? " other way" : " other ways")))
                    .append(" likewise");
        }
        return words.toString();
    }

    private static String areLeftOpen(long packets, String which) {
        return Words.count(packets, "packet") + which + (packets == 1 ? " is" : " are") + " left open";
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
        int more = steps.size() - MOST_TOLD;
        return steps.isEmpty()
                ? ""
                : " (" + String.join("; ", steps.subList(0, Math.min(steps.size(), MOST_TOLD)))
                        + (more > 0 ? "; and " + Words.count(more, "more step") : "") + ")";
    }

    private static String size(long nanos) {
        return (nanos < 0 ? "-" : "+") + String.format(Locale.ROOT, "%.3f s", Math.abs(nanos) / 1e9);
    }
}

package dev.halfway.diagnose;

import dev.halfway.match.Lateness;
import dev.halfway.match.LossRow;
import dev.halfway.match.TimeSpan;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How late packets of one direction are, when, and what to try.
 *
 * @param rows of the direction in which some are late
 */
record LateArrivals(Symptoms symptoms, String from, String to, List<LossRow> rows) {
    private static final long SECOND = 1_000_000_000L;
    /** So much shorter is the time in which they arrive than that in which they left, where they were held up together. */
    private static final int TOGETHER = 4;
    /** So many packets show by how much a clock was set, whatever the delays. */
    private static final int LEAST_BACK = 20;

    static LateArrivals of(Symptoms symptoms, String from, String to) {
        return new LateArrivals(
                symptoms,
                from,
                to,
                symptoms.judged(from, to).stream()
                        .filter(row -> row.lateness().isPresent())
                        .toList());
    }

    private List<Lateness> all() {
        return rows.stream().flatMap(row -> row.lateness().stream()).toList();
    }

    private long least() {
        return all().stream().mapToLong(each -> each.delay().minNanos()).min().orElse(0);
    }

    private long most() {
        return all().stream().mapToLong(each -> each.delay().maxNanos()).max().orElse(0);
    }

    private Optional<TimeSpan> sent() {
        return all().stream()
                .map(Lateness::sent)
                .reduce((one, other) -> new TimeSpan(
                        Math.min(one.firstNanos(), other.firstNanos()), Math.max(one.lastNanos(), other.lastNanos())));
    }

    /** They left one after the other and arrived almost at once: something held them, and let them go. */
    private boolean areHeld() {
        return all().stream()
                .allMatch(each -> each.sent().lastNanos() - each.sent().firstNanos() > SECOND
                        && each.arrivedNanos() * TOGETHER
                                < each.sent().lastNanos() - each.sent().firstNanos());
    }

    /** The finding with how late they are, when they left, and what it may be. */
    Finding told(Finding finding) {
        String manner = areHeld()
                ? "a link, a queue or a tunnel that was down and held them: they left one after the other and arrived"
                        + " together"
                : "a queue, a shaper or a detour on the way from " + from + " to " + to;
        return finding.but()
                .saying(finding.sentence().replaceFirst("\\.$", "") + ", after " + howLong() + ".")
                .during(sent())
                .rulingOut(List.of("loss of these packets: they arrive"))
                .leaving(remaining(manner))
                .next(String.format(
                        Locale.ROOT,
                        "%s (does the round trip take as long?); with --loss-threshold %ds they count as delivered",
                        new Commands(symptoms, from, to).ping("-c 30 -i 1"),
                        most() / SECOND + 1))
                .build();
    }

    /** Packets the other way show a clock that is set: as many as are late, and enough of them. */
    private List<String> remaining(String manner) {
        long back = symptoms.judged(to, from).stream()
                .mapToLong(row -> row.delivered() + row.late())
                .sum();
        long late = rows.stream().mapToLong(LossRow::late).sum();
        return back >= Math.max(LEAST_BACK, late)
                ? List.of(manner)
                : List.of(
                        manner,
                        "a clock that was set meanwhile" + new ClockSteps(symptoms).steps(from, to) + ": only "
                                + Words.count(back, "packet") + " from " + to + " to " + from + " would show it");
    }

    private String howLong() {
        String least = Words.duration(least());
        String most = Words.duration(most());
        return least.equals(most) ? least : least + " to " + most;
    }
}

package dev.halfway.diagnose;

import dev.halfway.match.LossRow;
import dev.halfway.match.PassageRow;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.ToLongFunction;

/**
 * Lost packets that their sender's captures show inside the host and not where it sends what arrives: they did not leave it.
 *
 * @param lost how many they are
 * @param ofAll of so many that are lost in all
 * @param arrived packets that arrive and are seen at the same places, and then at another
 * @param routed the host passes them on, it does not begin them
 */
record InnerLoss(String host, long lost, long ofAll, long arrived, boolean routed) {
    /** So many that arrive show that all go on. */
    private static final long ENOUGH = 5;
    /** A capture may miss one record of so many. */
    private static final long SELDOM = 50;
    /** Fewer tell nothing of how the others were lost. */
    private static final long LEAST = 3;
    /** A smaller part may be for records that the capture missed. */
    private static final double SMALL_PART = 0.1;
    /** A capture may end so long after its last packet. */
    private static final long QUIET_NANOS = 1_000_000_000L;

    /** Empty where there are none, or so few that it may be for what the captures miss. */
    static Optional<InnerLoss> of(Symptoms symptoms, String from, String to, List<LossRow> rows) {
        List<PassageRow> places = symptoms.passages().stream()
                .filter(row -> row.seenAt().equals(from)
                        && row.from().equals(from)
                        && row.to().equals(to))
                .toList();
        List<PassageRow> inner = places.stream()
                .filter(row -> row.lost() > 0)
                .filter(row -> goOn(row) && isCovered(symptoms, row) || comeInOnly(symptoms, row))
                .toList();
        long lost = sum(inner, PassageRow::lost);
        long ofAll = rows.stream().mapToLong(LossRow::lost).sum();
        boolean few = lost < SMALL_PART * ofAll || lost < Math.min(LEAST, ofAll);
        boolean routed = inner.stream().anyMatch(row -> row.routed() > 0 || row.incoming());
        return lost == 0 || few
                ? Optional.empty()
                : Optional.of(new InnerLoss(from, lost, ofAll, sum(inner, PassageRow::wentOn), routed));
    }

    private static long sum(List<PassageRow> rows, ToLongFunction<PassageRow> what) {
        return rows.stream().mapToLong(what).sum();
    }

    /** Whether what arrives is seen at another place after this one. */
    private static boolean goOn(PassageRow row) {
        return row.wentOn() >= ENOUGH && SELDOM * row.ended() <= row.wentOn();
    }

    /** Whether the captures that show what goes on were running when the lost packets were seen. */
    private static boolean isCovered(Symptoms symptoms, PassageRow row) {
        List<InputFacts> inputs = symptoms.inputs().stream()
                .filter(input -> input.point().host().equals(row.from()))
                .toList();
        if (inputs.size() == 1) {
            return true;
        }
        long start = Long.MAX_VALUE;
        long end = Long.MIN_VALUE;
        for (int i = 0; i < inputs.size(); i++) {
            if ((row.wentOnIn() >>> i & 1) != 0) {
                start = Math.min(start, orElse(inputs.get(i).windowStartNanos(), start));
                end = Math.max(end, orElse(inputs.get(i).windowEndNanos(), end));
            }
        }
        return row.firstLostNanos() >= start - QUIET_NANOS && row.lastLostNanos() <= end + QUIET_NANOS;
    }

    private static long orElse(OptionalLong value, long other) {
        return value.orElse(other);
    }

    /** Where none arrives: whether the capture marks them as coming in, and others of the host as going out. */
    private static boolean comeInOnly(Symptoms symptoms, PassageRow row) {
        List<PassageRow> all = symptoms.passages().stream()
                .filter(each -> each.seenAt().equals(row.from()) && each.from().equals(row.from()))
                .toList();
        boolean shownGoingOut = all.stream()
                        .filter(PassageRow::outgoing)
                        .mapToLong(PassageRow::ended)
                        .sum()
                >= ENOUGH;
        boolean passUnseen = all.stream().anyMatch(each -> each.incoming() && each.ended() > 0);
        return row.incoming() && row.wentOn() + row.ended() == 0 && shownGoingOut && !passUnseen;
    }

    /** Whether they are nearly all that is lost, so that the loss is theirs. */
    boolean isMost() {
        return lost >= (1 - SMALL_PART) * ofAll;
    }

    /** As in {@code come in at A and never leave it by its outer interface}. */
    String way() {
        return (routed ? "come in at " + host : "are seen inside " + host)
                + " and never leave it by its outer interface";
    }
}

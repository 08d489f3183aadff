package dev.halfway.diagnose;

import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * Offered load just before the packet: lost above a rate, in packets, in bytes or in packets of the same kind, over 100 ms
 * or over 1 s; ICMP echo also by itself, which many hold to a rate of its own.
 */
final class ByRate implements Splitter {
    private record Measure(ToDoubleFunction<Observed> value, String unit, String span) {}

    private static final List<Measure> MEASURES = List.of(
            new Measure(each -> each.longPackets, "packets/s", "1 s"),
            new Measure(each -> each.longBytes, "bytes/s", "1 s"),
            new Measure(each -> each.shortPackets, "packets/s", "100 ms"),
            new Measure(each -> each.shortBytes, "bytes/s", "100 ms"),
            new Measure(each -> each.longOfKind, "packets/s of their kind", "1 s"),
            new Measure(
                    each -> each.typeP.isEcho() ? each.longOfKind : Double.NaN, "ICMP packets/s of their kind", "1 s"));

    @Override
    public Optional<Split> best(Trials trials) {
        return MEASURES.stream()
                .map(measure -> by(measure, trials))
                .filter(Objects::nonNull)
                .max(Comparator.comparingDouble(split -> split.score(trials)));
    }

    private static Split by(Measure measure, Trials trials) {
        Thresholds.Found found = Thresholds.best(trials, measure.value);
        if (found == null) {
            return null;
        }
        String rate = Thresholds.words(found) + " " + measure.unit;
        double lnSearched = Math.log((double) MEASURES.size() * found.tried());
        return new Split(
                Feature.RATE,
                "over " + rate,
                "sent at more than " + rate + " (in the " + measure.span + " before each)",
                "sent at a lower rate",
                found.inside(),
                BurstTest.lnPSpaced(trials, found.inside(), lnSearched, false),
                lnSearched);
    }
}

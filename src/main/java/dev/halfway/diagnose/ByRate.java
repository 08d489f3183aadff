package dev.halfway.diagnose;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/**
 * Offered load just before the packet: lost above a rate, in packets, in bytes or in packets of the same kind, over 100 ms
 * or over 1 s; ICMP echo also by itself, which many hold to a rate of its own. And what exceeds a rate and the burst that it
 * lets through at once.
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

    /** What a limit counts. */
    private record Limit(String unit, Predicate<Observed> which, ToDoubleFunction<Observed> cost, boolean isOfPings) {}

    private static final int DIGITS = 2;
    /** A limit on pings alone explains more by this than one on all packets. */
    private static final double LN_MARGIN = Math.log(20);
    /** So many of what is lost are of the one kind that is limited. */
    private static final double NEARLY_ALL = 0.8;

    private static final ToDoubleFunction<Observed> ONE_EACH = each -> 1;

    @Override
    public Optional<Split> best(Trials trials) {
        List<Limit> limits = limits(trials);
        List<Split> ofAll = new ArrayList<>();
        List<Split> ofPings = new ArrayList<>();
        MEASURES.forEach(measure -> ofAll.add(by(measure, trials)));
        for (Limit limit : limits) {
            (limit.isOfPings ? ofPings : ofAll).add(by(limit, limits.size(), trials));
        }
        Optional<Split> best = best(ofAll, trials);
        Optional<Split> bestOfPings = best(ofPings, trials);
        double leastOfPings = best.map(split -> split.score(trials)).orElse(Double.NEGATIVE_INFINITY);
        return bestOfPings
                .filter(split -> split.score(trials) > leastOfPings + LN_MARGIN)
                .or(() -> best);
    }

    private static Optional<Split> best(List<Split> some, Trials trials) {
        return some.stream().filter(Objects::nonNull).max(Comparator.comparingDouble(split -> split.score(trials)));
    }

    private static List<Limit> limits(Trials trials) {
        List<Limit> limits = new ArrayList<>();
        // Of what leaves at an even pace a limit drops every so-manieth, and so does what counts.
        if (!trials.isWhole() || Rhythm.of(trials).isPresent()) {
            return limits;
        }
        limits.add(new Limit("packets", each -> true, ONE_EACH, false));
        limits.add(new Limit("bytes", each -> each.bytes > 0, each -> each.bytes, false));
        limits.add(new Limit("ICMP packets", each -> each.typeP.isEcho(), ONE_EACH, true));
        BitSet all = new BitSet();
        all.set(0, trials.size());
        trials.lostKinds(all).forEach((kind, lost) -> {
            if (lost >= NEARLY_ALL * trials.lostCount()) {
                limits.add(new Limit(Words.plural(kind), each -> each.typeP == kind, ONE_EACH, kind.isEcho()));
            }
        });
        return limits;
    }

    private static Split by(Limit limit, int limits, Trials trials) {
        TokenBucket bucket = TokenBucket.best(trials, limit.which, limit.cost);
        if (bucket == null) {
            return null;
        }
        String rate = rounded(bucket.perSecond()) + " " + limit.unit + "/s with bursts of "
                + rounded(Math.round(bucket.exceeding().largestOutside()));
        double lnSearched = Math.log(
                (double) (MEASURES.size() + limits) * bucket.exceeding().tried() * TokenBucket.TRIED);
        BitSet inside = bucket.exceeding().inside();
        return new Split(
                Feature.RATE,
                "over " + rate,
                "sent beyond " + rate,
                "sent within that",
                inside,
                BurstTest.lnP(trials, inside, lnSearched),
                lnSearched,
                Decider.Detail.of(new Decider.Limit(
                        bucket.perSecond(),
                        bucket.exceeding().largestOutside(),
                        limit.unit.equals("bytes"),
                        limit.isOfPings)));
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
                lnSearched,
                Decider.Detail.of(new Decider.Limit(
                        found.smallestInside(), found.smallestInside(), measure.unit.startsWith("bytes"), false)));
    }

    private static String rounded(double value) {
        String words = Thresholds.toWords(value, DIGITS);
        return value < 1_000 ? words : Words.count(Long.parseLong(words));
    }
}

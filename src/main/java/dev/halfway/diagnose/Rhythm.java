package dev.halfway.diagnose;

import dev.halfway.decode.TypeP;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Losses at one distance (RFC 3357 section 5.3, loss distance) from each to the next: something counts packets, or deals
 * them out in turn. Counted among all packets of the direction, among those of one kind, and within one flow, since what
 * counts may see only some of them; and a packet now and then that only it sees may lengthen or shorten a distance.
 *
 * @param every the distance, 2 or more
 * @param counted what is counted: {@code packet}, or a kind
 * @param ofOneFlow counted within one flow
 * @param strict whether no distance differs
 * @param losses how many lie so
 * @param lnP logarithm of the chance of it, were the losses to lie anyhow between the first and the last; corrected for the
 *     search
 * @param byCountAlone the times between the losses differ much where the distances do not: no limit on a rate does that
 */
public record Rhythm(
        long every, String counted, boolean ofOneFlow, boolean strict, int losses, double lnP, boolean byCountAlone) {
    private static final int LEAST_LOST = 5;
    /** As many of the losses must be in the class, and as many of the distances in it the same. */
    private static final double NEARLY_ALL = 0.8;

    private static final double LN_SIGNIFICANT = Math.log(1e-4);
    private static final double OTHER_TIMES = 1.5;
    private static final String PACKET = "packet";

    /** The lost packets of one class: how far each is behind the one before, where that is known. */
    private static final class Losses {
        private final String counted;
        private final boolean ofOneFlow;
        private final List<Long> distances = new ArrayList<>();
        private final List<Long> times = new ArrayList<>();
        private int count;
        private long lastPlace;
        private long lastNanos;

        Losses(String counted, boolean ofOneFlow) {
            this.counted = counted;
            this.ofOneFlow = ofOneFlow;
        }

        void add(long place, long nanos, boolean followsOn) {
            if (count > 0 && followsOn) {
                distances.add(place - lastPlace);
                times.add(nanos - lastNanos);
            }
            count++;
            lastPlace = place;
            lastNanos = nanos;
        }
    }

    /** The strictest; of these by the one kind that is lost, else among all packets, else in a flow. */
    static Optional<Rhythm> of(Trials trials) {
        if (trials.lostCount() < LEAST_LOST) {
            return Optional.empty();
        }
        Losses all = new Losses(PACKET, false);
        Map<Integer, Losses> flows = new HashMap<>();
        Map<TypeP, Losses> kinds = new EnumMap<>(TypeP.class);
        Map<TypeP, Long> places = new EnumMap<>(TypeP.class);
        for (int i = 0; i < trials.size(); i++) {
            Observed packet = trials.packet(i);
            long place = places.merge(packet.typeP, 1L, Long::sum);
            if (trials.isLost(i)) {
                all.add(packet.ordinal, packet.timeNanos, trials.keepsLossesBetween(all.lastPlace, packet.ordinal));
                flows.computeIfAbsent(packet.flow, flow -> new Losses(packet.typeP.words(), true))
                        .add(packet.flowOrdinal, packet.timeNanos, trials.keepsLosses());
                kinds.computeIfAbsent(packet.typeP, kind -> new Losses(kind.words(), false))
                        .add(place, packet.timeNanos, trials.keepsAll());
            }
        }
        int tests = 1 + flows.size() + kinds.size();
        List<Losses> ofOneKind = kinds.size() == 1 ? List.copyOf(kinds.values()) : List.of();
        return Stream.of(ofOneKind, List.of(all), kinds.values(), flows.values())
                .flatMap(Collection::stream)
                .filter(each -> each.count >= NEARLY_ALL * trials.lostCount())
                .flatMap(each -> of(each, tests).stream())
                .min(Comparator.comparing(each -> !each.strict()));
    }

    private static Optional<Rhythm> of(Losses losses, int tests) {
        int gaps = losses.distances.size();
        Map<Long, Integer> counts = new HashMap<>();
        losses.distances.forEach(each -> counts.merge(each, 1, Integer::sum));
        Optional<Map.Entry<Long, Integer>> usual = counts.entrySet().stream().max(Map.Entry.comparingByValue());
        if (gaps < LEAST_LOST - 1 || usual.get().getKey() < 2 || usual.get().getValue() < NEARLY_ALL * gaps) {
            return Optional.empty();
        }
        long every = usual.get().getKey();
        int same = usual.get().getValue();
        long span = losses.distances.stream().mapToLong(Long::longValue).sum();
        if (span >= Integer.MAX_VALUE / 4) {
            return Optional.empty();
        }
        double lnP = lnP((int) span, gaps, (int) every, same) + Math.log(tests);
        return lnP > LN_SIGNIFICANT
                ? Optional.empty()
                : Optional.of(new Rhythm(
                        every,
                        losses.counted,
                        losses.ofOneFlow,
                        same == gaps,
                        losses.count,
                        lnP,
                        byCountAlone(losses, every)));
    }

    /**
     * Given the first loss and the last, the others lie anyhow between them, all ways alike: at most the chance that so many
     * distances are this long, summed over which of them they are and over every length that there could be.
     */
    static double lnP(int span, int gaps, int every, int same) {
        int others = gaps - same;
        int left = span - same * every;
        double lnRest = others == 0 ? 0 : LnMath.lnChoose(left - 1, others - 1);
        double lnWhich = LnMath.lnChoose(gaps, same);
        return Math.min(0, lnWhich + lnRest - LnMath.lnChoose(span - 1, gaps - 1) + Math.log(Math.max(1, span / same)));
    }

    private static boolean byCountAlone(Losses losses, long every) {
        long least = Long.MAX_VALUE;
        long most = 0;
        for (int i = 0; i < losses.times.size(); i++) {
            if (losses.distances.get(i) == every) {
                least = Math.min(least, losses.times.get(i));
                most = Math.max(most, losses.times.get(i));
            }
        }
        return most > OTHER_TIMES * least;
    }

    /** {@code every 5th echo reply}. */
    String words() {
        return (strict ? "every " : "nearly every ") + ordinal(every) + " " + counted
                + (ofOneFlow ? " of its flow" : "");
    }

    private static String ordinal(long number) {
        long teens = number % 100;
        String ending = teens >= 11 && teens <= 13
                ? "th"
                : number % 10 == 1 ? "st" : number % 10 == 2 ? "nd" : number % 10 == 3 ? "rd" : "th";
        return Words.count(number) + ending;
    }

    /** The chance, as a bound that is easily read. */
    String chance() {
        return "p < 1e" + (long) Math.min(-4, Math.ceil(lnP / Math.log(10)));
    }
}

package dev.halfway.agent;

import dev.halfway.diagnose.Diagnosis;
import dev.halfway.diagnose.DirectionEvidence;
import dev.halfway.diagnose.Finding;
import dev.halfway.diagnose.LossPattern;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What was found at any time of a watch. A finding that comes again, with other counts, is the same one, and what was said of
 * it last stands. A loss is the same within one spell; of that stands what was said when most was lost: the last that is seen
 * of a spell is its end. Another spell began where packets are lost again after a time far longer than from one loss to the
 * next, or what is lost later is decided otherwise or has another cause. Spells of too few packets to say how are not told
 * one by one: the last stands.
 */
final class Findings {
    private static final String LOSS = "one-way-loss";

    /** More are not told. */
    private static final int MOST = 100;
    /** Beyond, a loss that comes again is the same one: there is to be room for what is new. */
    private static final int MOST_WITH_SPELLS = 50;
    /** So many times as long as from one loss to the next, it is a clean time. */
    private static final long CLEAN = 10;
    /** As analyze ends when it has found something. */
    private static final int EXIT_FOUND = 1;

    /** What makes one finding differ from another, but for the spell of a loss. */
    private record Key(String kind, String from, String to, String place, String cause) {
        static Key of(Finding finding) {
            return new Key(
                    finding.kind(),
                    finding.from().orElse(""),
                    finding.to().orElse(""),
                    finding.place(),
                    finding.kind().equals(LOSS) ? "" : causeOf(finding));
        }
    }

    /**
     * What a diagnosis shows lost of the direction of a finding; nothing where it is no loss.
     *
     * @param firstNanos {@link Long#MIN_VALUE} where it is not known, as the other
     */
    private record Lost(long count, long firstNanos, long lastNanos) {
        static Lost of(Finding finding, Diagnosis now) {
            List<LossPattern> patterns = now.evidence().stream()
                    .filter(each -> finding.kind().equals(LOSS)
                            && finding.from().equals(Optional.of(each.from()))
                            && finding.to().equals(Optional.of(each.to())))
                    .map(DirectionEvidence::pattern)
                    .toList();
            return new Lost(
                    patterns.stream().mapToLong(LossPattern::lost).sum(),
                    moment(patterns.stream().map(LossPattern::firstLostNanos)),
                    moment(patterns.stream().map(LossPattern::lastLostNanos)));
        }

        /** From one loss to the next; 0 where there is one, or none. */
        long usualGapNanos() {
            return count > 1 ? (lastNanos - firstNanos) / (count - 1) : 0;
        }

        private static long moment(Stream<OptionalLong> moments) {
            return moments.flatMapToLong(OptionalLong::stream).findFirst().orElse(Long.MIN_VALUE);
        }
    }

    /**
     * What is told.
     *
     * @param lost when most was lost
     * @param lastNanos when the last was that any diagnosis of this spell shows
     * @param usualGapNanos from one loss to the next, by the diagnosis by which that is longest
     */
    private record Told(Key key, WatchStatus.Found found, Lost lost, long lastNanos, long usualGapNanos) {
        static Told first(Finding finding, Lost now, long nanos) {
            return new Told(
                    Key.of(finding),
                    new WatchStatus.Found(nanos, finding, true),
                    now,
                    now.lastNanos,
                    now.usualGapNanos());
        }

        Told noLonger() {
            return new Told(
                    key,
                    new WatchStatus.Found(found.timeNanos(), found.finding(), false),
                    lost,
                    lastNanos,
                    usualGapNanos);
        }

        /** Whether a finding of the same key is of the same spell. */
        boolean goesOn(Finding finding, Lost now) {
            boolean isOfLater = now.firstNanos > lost.firstNanos && now.lastNanos > lastNanos;
            return !isOfLater
                    || !differ(causeOf(finding), causeOf(found.finding()))
                            && !differ(featureOf(finding), featureOf(found.finding()))
                            && now.firstNanos - lastNanos <= CLEAN * usualGapNanos;
        }

        /** What names nothing contradicts nothing. */
        private static boolean differ(String one, String other) {
            return !one.isEmpty() && !other.isEmpty() && !one.equals(other);
        }

        Told again(Finding finding, Lost now) {
            boolean isMost = now.count >= lost.count;
            return new Told(
                    key,
                    new WatchStatus.Found(found.timeNanos(), isMost ? finding : found.finding(), true),
                    isMost ? now : lost,
                    Math.max(now.lastNanos, lastNanos),
                    Math.max(now.usualGapNanos(), usualGapNanos));
        }
    }

    private final List<Told> all = new ArrayList<>();

    /** Takes in what a diagnosis found, unless that does not count for its verdict. */
    void note(Diagnosis now) {
        all.replaceAll(Told::noLonger);
        if (now.exitCode() != EXIT_FOUND) {
            return;
        }
        for (Finding finding : now.findings()) {
            Lost lost = Lost.of(finding, now);
            int last = last(finding, told -> true);
            int scarce = finding.saysTooFew()
                    ? last(finding, told -> told.found.finding().saysTooFew())
                    : -1;
            if (last >= 0 && (all.size() >= MOST_WITH_SPELLS || all.get(last).goesOn(finding, lost))) {
                all.set(last, all.get(last).again(finding, lost));
            } else if (scarce >= 0) {
                all.remove(scarce); // the last of a kind stands last
                all.add(Told.first(finding, lost, Verdicts.end(now)));
            } else if (all.size() < MOST) {
                all.add(Told.first(finding, lost, Verdicts.end(now)));
            }
        }
    }

    /** Where the last one of the same key stands that is such; negative where there is none. */
    private int last(Finding finding, Predicate<Told> such) {
        Key key = Key.of(finding);
        for (int at = all.size() - 1; at >= 0; at--) {
            if (all.get(at).key.equals(key) && such.test(all.get(at))) {
                return at;
            }
        }
        return -1;
    }

    private static String causeOf(Finding finding) {
        return finding.cause().map(Finding.Cause::name).orElse("");
    }

    private static String featureOf(Finding finding) {
        return finding.decidedBy().map(decider -> decider.feature().name()).orElse("");
    }

    /** In the order in which they were first seen. */
    List<WatchStatus.Found> all() {
        return all.stream().map(Told::found).toList();
    }
}

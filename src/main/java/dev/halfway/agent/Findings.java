package dev.halfway.agent;

import dev.halfway.diagnose.Diagnosis;
import dev.halfway.diagnose.DirectionEvidence;
import dev.halfway.diagnose.Finding;
import dev.halfway.diagnose.LossPattern;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * What was found at any time of a watch. A finding that comes again, with other counts, is the same one, and what was said of
 * it last stands. A loss is the same within one spell; of that stands what was said when most was lost: the last that is seen
 * of a spell is its end. Once it was not found for a time, or what is lost later is decided otherwise or has another cause,
 * another spell began.
 */
final class Findings {
    private static final String LOSS = "one-way-loss";

    /** More are not told. */
    private static final int MOST = 100;
    /** Beyond, a loss that comes again is the same one: there is to be room for what is new. */
    private static final int MOST_WITH_SPELLS = 50;
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

        private static long moment(Stream<OptionalLong> moments) {
            return moments.flatMapToLong(OptionalLong::stream).findFirst().orElse(Long.MIN_VALUE);
        }
    }

    /** @param lost when it was told; but the last moment is that of any diagnosis since */
    private record Told(Key key, WatchStatus.Found found, Lost lost) {
        Told with(boolean isCurrent) {
            return new Told(key, new WatchStatus.Found(found.timeNanos(), found.finding(), isCurrent), lost);
        }

        /**
         * Whether a finding of the same key is of the same spell.
         *
         * @param wasCurrent of the diagnosis before
         */
        boolean goesOn(Diagnosis diagnosis, Lost now, boolean wasCurrent) {
            if (!wasCurrent) {
                return now.firstNanos <= lost.lastNanos;
            }
            boolean isOfLater = now.firstNanos > lost.firstNanos && now.lastNanos > lost.lastNanos;
            return !isOfLater
                    || diagnosis.findings().stream()
                            .filter(each -> Key.of(each).equals(key))
                            .anyMatch(each -> causeOf(each).equals(causeOf(found.finding()))
                                    && featureOf(each).equals(featureOf(found.finding())));
        }

        Told again(Finding finding, Lost now) {
            boolean isMost = now.count >= lost.count;
            long last = Math.max(now.lastNanos, lost.lastNanos);
            return new Told(
                    key,
                    new WatchStatus.Found(found.timeNanos(), isMost ? finding : found.finding(), true),
                    isMost ? new Lost(now.count, now.firstNanos, last) : new Lost(lost.count, lost.firstNanos, last));
        }
    }

    private final List<Told> all = new ArrayList<>();

    /** Takes in what a diagnosis found, unless that does not count for its verdict. */
    void note(Diagnosis now) {
        List<Told> before = List.copyOf(all);
        all.replaceAll(told -> told.with(false));
        if (now.exitCode() != EXIT_FOUND) {
            return;
        }
        for (Finding finding : now.findings()) {
            Lost lost = Lost.of(finding, now);
            int at = last(Key.of(finding));
            boolean goesOn = at >= 0
                    && (all.size() >= MOST_WITH_SPELLS
                            || at >= before.size()
                            || all.get(at)
                                    .goesOn(now, lost, before.get(at).found.isCurrent()));
            if (goesOn) {
                all.set(at, all.get(at).again(finding, lost));
            } else if (all.size() < MOST) {
                all.add(new Told(Key.of(finding), new WatchStatus.Found(Verdicts.end(now), finding, true), lost));
            }
        }
    }

    /** Where the last one stands; negative where there is none. */
    private int last(Key key) {
        for (int at = all.size() - 1; at >= 0; at--) {
            if (all.get(at).key.equals(key)) {
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

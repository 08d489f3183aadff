package dev.halfway.diagnose;

import dev.halfway.decode.TypeP;
import dev.halfway.diagnose.Decider.Sample;
import dev.halfway.match.LossRow;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What the far capture is known to have missed, held against what is lost: packets that it does not hold though they
 * arrived (answered, acknowledged, or dropped by its own count) or left (seen at the other end). A capture may miss what
 * arrives and not what leaves, or the other way round: each is held against the loss for itself as well. A capture that stood
 * still for a time, and holds all else, missed nothing of what is lost at other times.
 *
 * @param lost of the direction's lossy rows
 * @param whole of all the direction's rows
 * @param confirmed of {@code lost}: of these behaviour shows that they were lost
 * @param arriving of the packets that arrived at the host and would be known to have, if its capture missed them
 * @param leaving of the packets that left it and are seen at another end, which alone tells that its capture missed some
 * @param inARow as many are confirmed in a row of those that are lost, as by chance are not where most that it lacks arrived
 */
record Misses(String host, Sample lost, Sample whole, long confirmed, Sample arriving, Sample leaving, boolean inARow) {
    /** One-sided; below it the loss is above what misses would make. */
    static final double SIGNIFICANT = 0.01;
    /** The same for kinds that are chosen because they lose. */
    private static final double SIGNIFICANT_IN_SOME_KINDS = 1e-5;
    /** So many times more packets must be known to be missed than are confirmed as lost. */
    static final int MISSED_TO_CONFIRMED = 4;
    /** Fewer packets say nothing of a capture. */
    private static final int LEAST_KNOWN = 5;
    /** One-sided; above it a capture of which nothing is known to be missed may well miss as many as are lost. */
    private static final double MAY_WELL = 0.25;

    static Misses of(Loss loss) {
        long judged = loss.lossy().stream().mapToLong(LossRow::judged).sum();
        long lost = loss.lossy().stream().mapToLong(LossRow::lost).sum();
        Symptoms symptoms = loss.symptoms();
        long confirmed = loss.lossy().stream().mapToLong(LossRow::confirmed).sum();
        // What is lost came while the capture ran: of that which passed in a pause nothing is told as lost.
        boolean elsewhere = symptoms.missesInPauseOnly(loss.to());
        long unseen = symptoms.unseen(loss.to()) - symptoms.unseenResets(loss.to());
        // Where nothing of what the host sends arrives, nothing would tell of what its capture misses.
        boolean heard = isHeard(loss);
        return new Misses(
                loss.to(),
                new Sample(judged, lost),
                loss.all(),
                confirmed,
                sample(heard ? symptoms.arrivedAnswered(loss.to()) : 0, elsewhere ? 0 : symptoms.missed(loss.to())),
                sample(heard ? symptoms.leftAndArrived(loss.to()) : 0, elsewhere ? 0 : unseen),
                isInARow(loss, confirmed));
    }

    /** Whether behaviour shows packets in a row to be lost, and of others that the far capture lacks that they arrived. */
    private static boolean isInARow(Loss loss, long confirmed) {
        long inARow = loss.symptoms()
                .evidence(loss.from(), loss.to())
                .flatMap(DirectionEvidence::confirmedRun)
                .map(ConfirmedRun::confirmed)
                .orElse(0L);
        long others = Math.max(0, confirmed - inARow);
        long arrived = loss.symptoms().missed(loss.to()) - loss.symptoms().missedInSilence(loss.to());
        return inARow > 0
                && Exact.losesMore(new Sample(inARow, inARow), new Sample(others + arrived, others))
                        < SIGNIFICANT_IN_SOME_KINDS;
    }

    /** Whether anything arrives of what the far host sends, where it sends any. */
    private static boolean isHeard(Loss loss) {
        Sample back = loss.back();
        return back.judged() == 0 || back.lost() < back.judged();
    }

    /** The same for what is lost apart from what decides, of the kinds of which something is. */
    private static Misses ofRest(Loss loss, Decider by, Decider.Rest rest) {
        Misses all = of(loss);
        long judged = 0;
        long lost = 0;
        for (Map.Entry<TypeP, Long> kind : rest.kinds().entrySet()) {
            long ofKind = loss.of(row -> row.typeP() == kind.getKey()).judged();
            judged += Math.max(kind.getValue(), ofKind - by.lostKinds().getOrDefault(kind.getKey(), 0L));
            lost += kind.getValue();
        }
        Sample sample = new Sample(judged, lost);
        long confirmed = Math.max(0, all.confirmed - by.inside().lost());
        return new Misses(loss.to(), sample, sample, confirmed, all.arriving, all.leaving, false);
    }

    /** Whether what is lost apart from what decides, by nothing that was tested, is no more than the far capture misses anyway. */
    static boolean mayExplainRest(Loss loss, Decider by) {
        return by.rest()
                .filter(rest -> rest.decider().isEmpty())
                .filter(rest -> ofRest(loss, by, rest).mayExplain())
                .isPresent();
    }

    /**
     * The same for answers that the host's capture does not show leaving, and that did not arrive either.
     *
     * @param unanswered of the requests that arrived there
     */
    static Misses ofAnswers(Symptoms symptoms, String host, Sample unanswered) {
        return new Misses(
                host,
                unanswered,
                unanswered,
                0,
                sample(symptoms.arrivedAnswered(host), symptoms.missed(host)),
                sample(symptoms.leftAndArrived(host), symptoms.unseen(host) - symptoms.unseenResets(host)),
                false);
    }

    /**
     * The same for packets that only resets answer that the host's capture does not show leaving either.
     *
     * @param refused how many
     */
    static Misses ofRefused(Symptoms symptoms, String from, String host, long refused) {
        long judged =
                symptoms.judged(from, host).stream().mapToLong(LossRow::judged).sum();
        return new Misses(
                host,
                new Sample(refused, refused),
                new Sample(judged + refused, refused),
                0,
                sample(symptoms.arrivedAnswered(host), symptoms.missed(host)),
                sample(symptoms.leftAndArrived(host), symptoms.unseen(host) - symptoms.unseenResets(host)),
                false);
    }

    private static Sample sample(long held, long missed) {
        return new Sample(held + missed, missed);
    }

    private Sample both() {
        return new Sample(arriving.judged() + leaving.judged(), arriving.lost() + leaving.lost());
    }

    private boolean isAnyMissed() {
        return both().lost() > 0;
    }

    /**
     * Whether the loss is no more than the capture misses anyway (Fisher's exact test). Of packets that it misses a few seem
     * confirmed as lost: those whose answers were lost, or missed too.
     */
    boolean mayExplain() {
        return isAnyMissed()
                && !inARow
                && confirmed * MISSED_TO_CONFIRMED <= both().lost()
                && Exact.losesMore(lost, likest()) >= SIGNIFICANT;
    }

    /**
     * Whether the capture misses packets about as often as this direction loses them, so that it is not certain that it does.
     * The kinds that lose are chosen after the fact; held against all kinds, what they lose may be no more than chance.
     */
    boolean isAlike() {
        return Stream.of(both(), arriving, leaving).anyMatch(missed -> missed.lost() > 0 && isAlike(missed));
    }

    /** Whether so few packets would be known to be missed that as many as are lost may have been, none of them known. */
    boolean mayBeUnknown() {
        return isAlike(both());
    }

    private boolean isAlike(Sample missed) {
        return !inARow
                && Exact.losesMore(new Sample(whole.judged(), lost.lost()), missed) >= SIGNIFICANT
                && Exact.losesMore(lost, missed) >= SIGNIFICANT_IN_SOME_KINDS;
    }

    /** Whether the capture may have missed all of it, known to miss packets or not. */
    boolean mayBeMissed() {
        return mayExplain() || isAlike() || mayBeUnknown();
    }

    /** Whether no other capture tells anything of what the host's own one misses. */
    boolean isUnknown() {
        return both().judged() == 0;
    }

    /** Whether another capture tells of so few packets that they say nothing of how many the host's own one misses. */
    boolean isHardlyKnown() {
        return both().judged() < LEAST_KNOWN || !isAnyMissed() && Exact.losesMore(lost, both()) > MAY_WELL;
    }

    /** What explains most of it: all that the capture misses, or what it misses of packets that arrive. */
    private Sample likest() {
        return arriving.lost() > 0 && Exact.losesMore(lost, arriving) > Exact.losesMore(lost, both())
                ? arriving
                : both();
    }

    String words() {
        return "of packets known to have passed " + host + " its capture lacks " + Words.share(likest()) + ", of these "
                + Words.share(lost) + ": no more than that";
    }

    /** What to know of the capture where the loss is more than it misses; empty when nothing was missed. */
    String besides() {
        if (!isAnyMissed()) {
            return "";
        }
        return "the capture at " + host + ": it lacks " + Words.share(likest()) + " packets known to have passed "
                + host + ", and " + Words.share(lost) + " of these"
                + (Exact.losesMore(lost, likest()) >= SIGNIFICANT ? ": no more than that" : ": significantly more")
                + (confirmed > 0 ? ", some of them confirmed by what followed" : "");
    }
}

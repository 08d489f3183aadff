package dev.halfway.diagnose;

import dev.halfway.diagnose.Decider.Sample;
import dev.halfway.match.LossRow;

/**
 * What the far capture is known to have missed, held against what is lost: packets that it does not hold though they
 * arrived (answered, acknowledged, or dropped by its own count) or left (seen at the other end).
 *
 * @param lost of the direction's lossy rows
 * @param whole of all the direction's rows
 * @param confirmed of {@code lost}: of these behaviour shows that they were lost
 * @param missed of all that is known to have arrived at the host or left it
 */
record Misses(String host, Sample lost, Sample whole, long confirmed, Sample missed) {
    /** One-sided; below it the loss is above what misses would make. */
    static final double SIGNIFICANT = 0.01;
    /** The same for kinds that are chosen because they lose. */
    private static final double SIGNIFICANT_IN_SOME_KINDS = 1e-5;
    /** So many times more packets must be known to be missed than are confirmed as lost. */
    private static final int MISSED_TO_CONFIRMED = 4;

    static Misses of(Loss loss) {
        long judged = loss.lossy().stream().mapToLong(LossRow::judged).sum();
        long lost = loss.lossy().stream().mapToLong(LossRow::lost).sum();
        Symptoms symptoms = loss.symptoms();
        long missed = symptoms.missed(loss.to()) + symptoms.unseen(loss.to());
        long held = symptoms.arrived(loss.to()) + symptoms.left(loss.to());
        long confirmed = loss.lossy().stream().mapToLong(LossRow::confirmed).sum();
        return new Misses(
                loss.to(), new Sample(judged, lost), loss.all(), confirmed, new Sample(held + missed, missed));
    }

    /**
     * Whether the loss is no more than the capture misses anyway (Fisher's exact test). Of packets that it misses a few seem
     * confirmed as lost: those whose answers were lost, or missed too.
     */
    boolean mayExplain() {
        return missed.lost() > 0 && confirmed * MISSED_TO_CONFIRMED <= missed.lost() && p() >= SIGNIFICANT;
    }

    /**
     * Whether the capture misses packets about as often as this direction loses them, so that it is not certain that it does.
     * The kinds that lose are chosen after the fact; held against all kinds, what they lose may be no more than chance.
     */
    boolean isAlike() {
        return missed.lost() > 0
                && Exact.losesMore(new Sample(whole.judged(), lost.lost()), missed) >= SIGNIFICANT
                && p() >= SIGNIFICANT_IN_SOME_KINDS;
    }

    /** The chance of so much loss, or more, if what is lost were missed as often as all else. */
    double p() {
        return Exact.losesMore(lost, missed);
    }

    String words() {
        return "the capture at " + host + " misses " + Words.share(missed) + " packets that were there, and "
                + Words.share(lost) + " here: no more than that";
    }

    /** What to know of the capture where the loss is more than it misses; empty when nothing was missed. */
    String besides() {
        if (missed.lost() == 0) {
            return "";
        }
        return "the capture at " + host + " misses packets, " + Words.share(missed) + " that were there, against "
                + Words.share(lost) + " here"
                + (p() >= SIGNIFICANT ? ": no more than that" : ": significantly more")
                + (confirmed > 0 ? ", some of them confirmed by what followed" : "");
    }
}

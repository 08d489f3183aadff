package dev.halfway.diagnose;

import dev.halfway.diagnose.Decider.Sample;
import dev.halfway.match.LossRow;

/**
 * What the far capture is known to have missed, held against what is lost: packets that it does not hold though they
 * arrived (answered, acknowledged, or dropped by its own count) or left (seen at the other end).
 *
 * @param lost of the direction's lossy rows
 * @param confirmed whether behaviour shows that some of these were lost indeed
 * @param missed of all that is known to have arrived at the host or left it
 */
record Misses(String host, Sample lost, boolean confirmed, Sample missed) {
    /** One-sided; below it the loss is above what misses would make. */
    private static final double SIGNIFICANT = 0.01;

    static Misses of(Loss loss) {
        long judged = loss.lossy().stream().mapToLong(LossRow::judged).sum();
        long lost = loss.lossy().stream().mapToLong(LossRow::lost).sum();
        Symptoms symptoms = loss.symptoms();
        long missed = symptoms.missed(loss.to()) + symptoms.unseen(loss.to());
        long held = symptoms.arrived(loss.to()) + symptoms.left(loss.to());
        boolean confirmed = loss.lossy().stream().anyMatch(row -> row.confirmed() > 0);
        return new Misses(loss.to(), new Sample(judged, lost), confirmed, new Sample(held + missed, missed));
    }

    /** Whether the loss is no more than the capture misses anyway (Fisher's exact test). */
    boolean mayExplain() {
        return missed.lost() > 0 && !confirmed && p() >= SIGNIFICANT;
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
                + (confirmed ? ", some of them confirmed by what followed" : ": significantly more");
    }
}

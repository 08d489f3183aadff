package dev.halfway.diagnose;

import dev.halfway.bgp.Budget;
import dev.halfway.bgp.Stamp;
import dev.halfway.match.Fate;
import dev.halfway.match.FateWatcher;
import dev.halfway.match.Reason;
import dev.halfway.match.Sighting;
import java.util.ArrayList;
import java.util.List;

/**
 * The segments of one connection at one tap that tell something by themselves: SYN, SYN-ACK, FIN and RST, data sent again,
 * and data that did not arrive. All are counted; of very many the first are kept. Who reads the captures writes the one half
 * of the fields, who matches the other; all may be read once both are done.
 */
final class Transmissions implements FateWatcher {
    private static final int MOST = 2_048;
    private static final int KINDS = Transmission.Kind.values().length;
    private static final int FATES = Fate.values().length;

    private final int own;
    private final Budget budget;
    private final Budget missingBudget;

    // Written by who reads the capture.
    private final List<Transmission> telling = new ArrayList<>(2);
    private final long[] seen = new long[2 * KINDS];
    private boolean tellingFull;

    // Written by who matches.
    private final List<Transmission> missing = new ArrayList<>(0);
    /** By end and kind, then fate; null where there is none: there may be thousands of connections. */
    private final long[][] told = new long[2 * KINDS][];

    private boolean missingFull;

    private List<Transmission> kept;

    /**
     * @param own the end that is at the tap
     * @param budget of the tap, for who reads its capture
     * @param missingBudget for who matches
     */
    Transmissions(int own, Budget budget, Budget missingBudget) {
        this.own = own;
        this.budget = budget;
        this.missingBudget = missingBudget;
    }

    /** To be called for what tells something whatever becomes of it. */
    void add(Transmission each) {
        seen[each.from * KINDS + each.kind.ordinal()]++;
        tellingFull |= !keep(telling, each, budget);
    }

    private static boolean keep(List<Transmission> kept, Transmission each, Budget budget) {
        return kept.size() < MOST && budget.takeRecords(1) && kept.add(each);
    }

    /** Of what is told whatever becomes of it. */
    void told(Transmission each) {
        count(each.from, each.kind, each.fate());
    }

    /**
     * Of data that leaves the tap's host for the first time: most of it arrives, and nothing is made of it before.
     *
     * @param start offset of its payload in the stream
     */
    @Override
    public void onFate(Sighting s, long start, Fate fate, Reason why) {
        count(own, Transmission.Kind.DATA, fate);
        if (fate == Fate.LOST || fate == Fate.MISSED || fate == Fate.UNOBSERVABLE) {
            Stamp stamp = new Stamp(s.timeNanos(), s.file(), s.frame());
            Transmission data =
                    new Transmission(this, Transmission.Kind.DATA, own, start, s.segmentBytes(), stamp, false);
            data.fate(fate, why);
            missingFull |= !keep(missing, data, missingBudget);
        }
    }

    private void count(int from, Transmission.Kind kind, Fate fate) {
        int at = from * KINDS + kind.ordinal();
        if (told[at] == null) {
            told[at] = new long[FATES];
        }
        told[at][fate.ordinal()]++;
    }

    /** In the order of the capture; data that did not arrive for the first time stand at the end. To be called when no more is told. */
    List<Transmission> kept() {
        if (kept == null) {
            kept = new ArrayList<>(telling);
            kept.addAll(missing);
        }
        return kept;
    }

    /** Some are not kept. */
    boolean isFull() {
        return tellingFull || missingFull;
    }

    /** How many of a kind of control segments an end sent, copies left out. */
    long seen(int from, Transmission.Kind kind) {
        return seen[from * KINDS + kind.ordinal()] - told(from, kind, Fate.COPY);
    }

    long told(int from, Transmission.Kind kind, Fate fate) {
        long[] fates = told[from * KINDS + kind.ordinal()];
        return fates == null ? 0 : fates[fate.ordinal()];
    }
}

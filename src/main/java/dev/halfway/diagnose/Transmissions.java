package dev.halfway.diagnose;

import dev.halfway.match.Fate;
import java.util.ArrayList;
import java.util.List;

/**
 * The segments of one connection at one tap that tell something by themselves: SYN, SYN-ACK, FIN and RST, data sent again,
 * and data that did not arrive. All are counted; of very many the first are kept.
 */
final class Transmissions {
    private static final int MOST = 2_048;
    private static final int KINDS = Transmission.Kind.values().length;
    private static final int FATES = Fate.values().length;

    private final List<Transmission> kept = new ArrayList<>(2);
    private final long[] seen = new long[2 * KINDS];
    private final long[] told = new long[2 * KINDS * FATES];
    private boolean full;

    /** To be called for what tells something whatever becomes of it. */
    void add(Transmission each) {
        seen[each.from * KINDS + each.kind.ordinal()]++;
        keep(each);
    }

    private void keep(Transmission each) {
        if (kept.size() < MOST) {
            kept.add(each);
        } else {
            full = true;
        }
    }

    void told(Transmission each) {
        told[(each.from * KINDS + each.kind.ordinal()) * FATES + each.fate().ordinal()]++;
        boolean missing = each.fate() == Fate.LOST || each.fate() == Fate.MISSED || each.fate() == Fate.UNOBSERVABLE;
        if (missing && !each.again && each.kind == Transmission.Kind.DATA) {
            keep(each);
        }
    }

    /** In the order of the capture, but for data that did not arrive. */
    List<Transmission> kept() {
        return kept;
    }

    /** Some are not kept. */
    boolean isFull() {
        return full;
    }

    /** How many of a kind of control segments an end sent, copies left out. */
    long seen(int from, Transmission.Kind kind) {
        return seen[from * KINDS + kind.ordinal()] - told(from, kind, Fate.COPY);
    }

    long told(int from, Transmission.Kind kind, Fate fate) {
        return told[(from * KINDS + kind.ordinal()) * FATES + fate.ordinal()];
    }
}

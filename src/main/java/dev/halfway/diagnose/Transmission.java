package dev.halfway.diagnose;

import dev.halfway.bgp.Stamp;
import dev.halfway.match.Fate;
import dev.halfway.match.FateWatcher;
import dev.halfway.match.Reason;
import dev.halfway.match.Sighting;

/** One segment of a BGP connection at one tap, and what became of it. */
final class Transmission implements FateWatcher {
    /** What it is; a segment that is several things is the first of these. */
    enum Kind {
        RST("RST"),
        SYN_ACK("SYN-ACK"),
        SYN("SYN"),
        FIN("FIN"),
        DATA("data"),
        ACK("ACK");

        final String words;

        Kind(String words) {
            this.words = words;
        }

        static Kind of(int flags, int length) {
            if ((flags & 0x04) != 0) {
                return RST;
            } else if ((flags & 0x02) != 0) {
                return (flags & 0x10) != 0 ? SYN_ACK : SYN;
            } else if ((flags & 0x01) != 0) {
                return FIN;
            }
            return length > 0 ? DATA : ACK;
        }

        /** SYN, SYN-ACK, FIN, RST. */
        boolean isControl() {
            return ordinal() <= FIN.ordinal();
        }
    }

    final Kind kind;
    final int from;
    final long start;
    final long end;
    final Stamp stamp;
    /** It brings bytes that the tap had seen before. */
    final boolean again;

    private final Transmissions all;
    private Fate fate;
    private boolean neverLeft;

    Transmission(Transmissions all, Kind kind, int from, long start, int length, Stamp stamp, boolean again) {
        this.all = all;
        this.kind = kind;
        this.from = from;
        this.start = start;
        this.end = start + length;
        this.stamp = stamp;
        this.again = again;
    }

    @Override
    public void onFate(Sighting s, long note, Fate told, Reason why) {
        fate(told, why);
        all.told(this);
    }

    /** What became of it. */
    void fate(Fate told, Reason why) {
        fate = told;
        neverLeft = told == Fate.APPEARED && why == Reason.NEVER_LEFT;
    }

    /** Null when nothing is known of it, there being no capture at the other end. */
    Fate fate() {
        return fate;
    }

    /** It arrived, and the capture at the end that it seems to come from ran then and does not hold it. */
    boolean neverLeft() {
        return neverLeft;
    }

    boolean overlaps(long from, long to) {
        return start < to && end > from;
    }
}

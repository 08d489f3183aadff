package dev.halfway.truth;

import java.util.ArrayList;
import java.util.List;

/** One packet at one tap, recorded or not. */
final class Sighting {
    /** Why there is no record of it. */
    enum Unrecorded {
        /** There is one. */
        NO,
        OUTSIDE_WINDOW,
        DROPPED
    }

    final Tap tap;
    final boolean sent;
    final long atNanos;
    /** The wire packets it stands for, in order: several where an offload shows one; none for unrelated traffic. */
    final List<WirePacket> pieces;
    /** Further records of it at the same tap. */
    final List<Sighting> copies = new ArrayList<>(0);
    /** The first record of the same by their stamps, when this is a further one. */
    Sighting copyOf;
    /** What its record says, by that host's clock. */
    long stampNanos;
    /** Number of its record from 1; 0 when there is none. */
    long frame;

    Unrecorded unrecorded = Unrecorded.NO;

    Sighting(Tap tap, boolean sent, long atNanos, List<WirePacket> pieces) {
        this.tap = tap;
        this.sent = sent;
        this.atNanos = atNanos;
        this.pieces = pieces;
    }

    boolean recorded() {
        return frame > 0;
    }
}

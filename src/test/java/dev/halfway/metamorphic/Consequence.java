package dev.halfway.metamorphic;

/** What a change may do to the answer, from nothing to most. */
enum Consequence {
    /** The same verdict, and in each direction as many lost packets. */
    NONE,
    /**
     * The same verdict or {@code inconclusive}, and in no direction more lost packets. Of loss both ways it may tell the one, where
     * it says that it cannot tell the other.
     */
    LESS_EVIDENCE,
    /** The same; or no loss in the rest, where as many packets as are lost, each way, are left open. */
    DISPLACED,
    /** The same, but that all lost packets may be out of what the captures cover now. */
    CUT,
    /** Packets are gone from a capture that went on: as many more may look lost, in their direction, and no other. */
    TAKEN,
    /** The file is damaged: it may be refused as well. */
    DAMAGED
}

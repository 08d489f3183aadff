package dev.halfway.diagnose;

import java.util.Optional;

/** Finds the class of packets by one feature that best explains what was lost. */
@FunctionalInterface
interface Splitter {
    /** Empty when all packets are alike in this feature, or it is not known. */
    Optional<Split> best(Trials trials);

    /** Whether what it asks of a packet has nothing to do with when it was sent, or with others before it. */
    default boolean looksAtThePacketAlone() {
        return false;
    }
}

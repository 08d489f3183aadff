package dev.halfway.match;

/**
 * Receives every packet that left one host for another, once its fate is known: what a diagnosis looks for patterns in.
 * Copies and arrivals are not told. Packets of one lane and fate come in sending order; lost ones come later than
 * delivered ones, by up to what the matcher waits for them.
 */
@FunctionalInterface
public interface JudgedPackets {
    /** @param packet to be read before the call returns; it is used again for another */
    void onJudged(Sighting packet);
}

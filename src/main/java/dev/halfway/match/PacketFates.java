package dev.halfway.match;

/** Receives the fate of every packet in scope. */
@FunctionalInterface
public interface PacketFates {
    /**
     * One packet at one host. Those of a host come in the order of its frames, or, where these do not stand in the order of their
     * times, in that order; those of several hosts come by turns.
     */
    void onPacket(PacketFate fate);
}

package dev.halfway.match;

/** Receives the fate of every packet in scope; in frame order for each host, or where a capture does not stand
 * in the order of its times, in that order; hosts interleaved. */
@FunctionalInterface
public interface PacketFates {
    void onPacket(PacketFate fate);
}

package dev.halfway.match;

/** Receives the fate of every packet in scope; in frame order for each host, hosts interleaved. */
@FunctionalInterface
public interface PacketFates {
    void onPacket(PacketFate fate);
}

package dev.halfway.match;

/**
 * Packets to an address of a host that its capture shows in frames for another station: they are on the host's link, and do
 * not reach it.
 *
 * @param from host that sends them; empty where none with a capture does
 * @param to host that owns the address
 * @param address to which they go
 * @param station link address that the frames are for; empty where the capture only says that it is another one's
 * @param own link address by which the host itself sends on that link
 * @param sender link address of the station that sent the frames; empty where the capture does not say
 * @param frames so many
 */
public record StrayFrameRow(
        String from, String to, String address, String station, String own, String sender, long frames) {}

package dev.halfway.match;

/**
 * Who was asked for on the link, by ARP (RFC 826) or neighbour discovery (RFC 4861), and whether an answer came.
 *
 * @param seenAt host whose capture shows it
 * @param asker address that asks
 * @param askerHost host that owns it; empty when none with a capture does
 * @param target address that is asked for
 * @param targetHost host that owns it; empty when none with a capture does
 * @param requests how often it was asked for
 * @param unanswered of {@code requests}: those after which no answer came before the next, or at all
 * @param watched of {@code unanswered}: those that left while the target's host was captured; 0 where it has no capture
 */
public record NeighbourRow(
        String seenAt,
        String asker,
        String askerHost,
        String target,
        String targetHost,
        long requests,
        long unanswered,
        long watched) {}

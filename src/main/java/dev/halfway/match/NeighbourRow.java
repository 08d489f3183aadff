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
 * @param requestsWatched of {@code requests}: those that were seen while the host at the other end was captured, the target's,
 *     or where the target's own capture shows them the asker's; of very many, about as many; 0 where it has no capture
 * @param unansweredWatched likewise of {@code unanswered}
 */
public record NeighbourRow(
        String seenAt,
        String asker,
        String askerHost,
        String target,
        String targetHost,
        long requests,
        long unanswered,
        long requestsWatched,
        long unansweredWatched) {}

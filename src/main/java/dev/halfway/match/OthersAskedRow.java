package dev.halfway.match;

import dev.halfway.decode.TypeP;

/**
 * What an address of no host with a capture asks of one that has one, as another host's capture shows it; the asked host's own
 * shows nothing of that address: on the way it is translated, or its packets do not come there.
 *
 * @param seenAt host whose capture shows it
 * @param askedHost host that owns {@code asked}
 * @param request echo request or SYN
 * @param port TCP port asked for; 0 for echo
 * @param requests how many, those sent again included
 * @param answers echo replies, or SYN-ACKs and resets of connection attempts
 */
public record OthersAskedRow(
        String seenAt,
        String asker,
        String asked,
        String askedHost,
        TypeP request,
        int port,
        long requests,
        long answers) {}

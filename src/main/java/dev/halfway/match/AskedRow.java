package dev.halfway.match;

import dev.halfway.decode.TypeP;

/**
 * What one capture by itself shows that one address asks of another, whoever owns them.
 *
 * @param seenAt host whose capture shows it
 * @param request echo request or SYN
 * @param port TCP port asked for; 0 for echo
 * @param requests how many, those sent again included
 * @param answered whether an echo reply, a SYN-ACK or the reset of a connection attempt came back, of one of them at least
 */
public record AskedRow(
        String seenAt, String asker, String asked, TypeP request, int port, long requests, boolean answered) {}

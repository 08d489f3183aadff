package dev.halfway.match;

import dev.halfway.decode.TypeP;

/**
 * Exchanges that one host began with one service of another: pings to an address, connections to a port. Answers are echo
 * replies or SYN-ACKs.
 *
 * @param from host that began them
 * @param to host that is asked
 * @param request {@link TypeP#ICMP_ECHO_REQUEST} or {@link TypeP#TCP_SYN}
 * @param fromAddress an address that asks
 * @param toAddress the address that is asked
 * @param port the service's; 0 for echo
 * @param flows connections, or identifiers of pings
 * @param requests requests seen leaving
 * @param arrived requests known to have arrived
 * @param answers seen leaving {@code to}, or arriving at {@code from}
 * @param accepted flows that were answered
 * @param silent flows with requests that arrived and of which nothing came back out of {@code to}; of pings also those whose
 *     last five or more were not answered
 * @param refused flows with requests that arrived and that were answered by resets only
 * @param refusedLast the last flow that was answered was one of those
 * @param stalled flows of which data reached {@code to} again and again and were not acknowledged there
 * @param stalledBack flows of which data reached {@code from} again and again and were not acknowledged there
 * @param stalledLater of both: those on which data had been acknowledged before
 * @param longestSilence most requests of one flow that arrived one after the other without an answer between them; at least 1
 *     where any arrived
 */
public record ExchangeRow(
        String from,
        String to,
        TypeP request,
        String fromAddress,
        String toAddress,
        int port,
        long flows,
        long requests,
        long arrived,
        long answers,
        long accepted,
        long silent,
        long refused,
        boolean refusedLast,
        long stalled,
        long stalledBack,
        long stalledLater,
        long longestSilence) {}

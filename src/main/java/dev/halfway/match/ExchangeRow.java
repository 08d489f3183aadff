package dev.halfway.match;

import dev.halfway.decode.TypeP;
import java.util.Optional;
import java.util.OptionalLong;

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
 * @param arrived requests known to have arrived, but for those that came damaged and were not answered
 * @param answers seen leaving {@code to}, or arriving at {@code from}
 * @param accepted flows that were answered
 * @param silent flows with requests that arrived and of which nothing came back out of {@code to}; of pings also those whose
 *     last five or more were not answered
 * @param silentRequests of the requests that arrived: those of silent connections, of which none was answered; 0 for echo
 * @param lastAnswered when the last answer left {@code to}, on its clock; empty where none did, {@link Long#MAX_VALUE} where that
 *     is not known
 * @param refused flows with requests that arrived and that were answered by resets only
 * @param refusedLast the last flow that was answered was one of those
 * @param stalled flows of which data reached {@code to} again and again and were not acknowledged there
 * @param stalledBack flows of which data reached {@code from} again and again and were not acknowledged there
 * @param stalledLater of both: those on which data had been acknowledged before
 * @param longestSilence most requests of one flow that arrived one after the other without an answer between them; at least 1
 *     where any arrived
 * @param passedOn of the requests that arrived, those that {@code to} is seen to pass on, with a TTL smaller by one
 * @param unanswered when, on the clock of {@code to}, the first and the last of requests that arrived in a row, three or more, or all
 *     of a flow, and were not answered; empty where there were none
 * @param ignored when, on the clock of {@code to}, the data came that made flows stall; empty where none did
 * @param ignoredBack likewise {@code stalledBack}, on the clock of {@code from}
 * @param refusedOnTheWay what {@code from} sent; empty where there is none
 * @param ignoredAnswers SYN-ACKs that reached {@code from} and of which it took no notice; empty where there are none
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
        long silentRequests,
        OptionalLong lastAnswered,
        long refused,
        boolean refusedLast,
        long stalled,
        long stalledBack,
        long stalledLater,
        long longestSilence,
        long passedOn,
        Optional<TimeSpan> unanswered,
        Optional<TimeSpan> ignored,
        Optional<TimeSpan> ignoredBack,
        Optional<RefusedOnTheWay> refusedOnTheWay,
        Optional<IgnoredAnswers> ignoredAnswers) {}

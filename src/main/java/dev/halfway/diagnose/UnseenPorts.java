package dev.halfway.diagnose;

import dev.halfway.decode.TypeP;
import dev.halfway.match.AppearedRow;
import dev.halfway.match.ExchangeRow;
import dev.halfway.match.Reason;
import dev.halfway.match.Unjudged;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Ports that are asked for and never answer, and of which the far capture shows nothing at all: nothing came there, or a filter
 * leaves them out. However few the packets are, a service that is dead has no more.
 *
 * @param rows the services, one for each port and address
 */
record UnseenPorts(Symptoms symptoms, List<ExchangeRow> rows) {
    /** Fewer may be a connection that was given up. */
    private static final int LEAST_SYNS = 3;
    /** A sentence is no list. */
    private static final int MOST_TOLD = 2;

    static UnseenPorts of(Symptoms symptoms) {
        return new UnseenPorts(
                symptoms,
                symptoms.exchanges().stream()
                        .filter(row -> row.port() > 0
                                && row.requests() >= LEAST_SYNS
                                && row.arrived() == 0
                                && row.answers() == 0
                                && leftOut(symptoms, row) >= row.requests())
                        .toList());
    }

    boolean isEmpty() {
        return rows.isEmpty();
    }

    /** Packets that way of kinds that the far capture never shows. */
    private static long leftOut(Symptoms symptoms, ExchangeRow row) {
        return symptoms.unjudged().stream()
                .filter(each -> each.reason() == Reason.KIND_NOT_CAPTURED
                        && each.from().equals(row.from())
                        && each.to().equals(row.to()))
                .mapToLong(Unjudged::count)
                .sum();
    }

    /** Resets that came back from there, which the capture there could not have shown. */
    private long resets() {
        return symptoms.appeared().stream()
                .filter(back -> back.typeP() == TypeP.TCP_RST
                        && rows.stream()
                                .anyMatch(row -> back.from().equals(row.to())
                                        && back.to().equals(row.from())))
                .mapToLong(AppearedRow::explained)
                .sum();
    }

    /** What was asked for in vain, what may be behind it, and what would tell. */
    String words() {
        ExchangeRow first = rows.get(0);
        int more = rows.size() - MOST_TOLD;
        String that = rows.size() == 1 ? "that port" : "these ports";
        return rows.stream().limit(MOST_TOLD).map(UnseenPorts::asked).collect(Collectors.joining(", "))
                + (more > 0 ? ", and those to " + Words.count(more, "more port") : "")
                + (resets() > 0 ? " are refused or go unanswered" : " go unanswered")
                + ", and "
                + Words.list(rows.stream()
                        .map(ExchangeRow::to)
                        .distinct()
                        .map(host -> "the capture at " + host)
                        .toList())
                + " shows nothing of " + that
                + (resets() > 0
                        ? ", nor of " + Words.count(resets(), "RST")
                                + " that came back: something on the way drops and refuses" + " them"
                        : ": they are lost on the way")
                + ", or that capture leaves " + that + " out (a filter). To know, on " + first.to() + ", while "
                + first.from() + " connects: tcpdump -n -i IFACE tcp port " + first.port();
    }

    /** {@code all 10 SYNs from a to TCP port 8080 of 10.0.0.2}. */
    private static String asked(ExchangeRow row) {
        return "all " + Words.count(row.requests(), TypeP.TCP_SYN) + " from " + row.from() + " to "
                + Words.service(row);
    }
}

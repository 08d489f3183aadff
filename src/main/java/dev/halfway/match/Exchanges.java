package dev.halfway.match;

import dev.halfway.decode.TypeP;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Sums up flows by who began them and which service they are with. */
final class Exchanges {
    /** As often bytes must arrive in vain. */
    private static final int STALLED = 3;

    private record Service(int from, int to, boolean tcp, HostAddress address, int port) {
        @Override
        public boolean equals(Object that) {
            return that instanceof Service key
                    && from == key.from
                    && to == key.to
                    && tcp == key.tcp
                    && address.equals(key.address)
                    && port == key.port;
        }

        @Override
        public int hashCode() {
            return Objects.hash(from, to, tcp, address, port);
        }
    }

    private static final class Sum {
        HostAddress asker;
        long flows;
        long requests;
        long arrived;
        long answers;
        long passedOn;
        long accepted;
        long silent;
        long silentRequests;
        long refused;
        long stalled;
        long stalledBack;
        long stalledLater;
        long longestSilence;
        long acceptedNanos = Long.MIN_VALUE;
        long answeredOwnNanos = Long.MIN_VALUE;
        long refusedNanos = Long.MIN_VALUE;
        Optional<TimeSpan> unanswered = Optional.empty();
        Optional<TimeSpan> ignored = Optional.empty();
        Optional<TimeSpan> ignoredBack = Optional.empty();
        RefusedPackets refusedOnTheWay;
        IgnoredAnswers ignoredAnswers;
    }

    /** So many pings in a row without an answer, to the end, are not the last ones that the capture has cut off. */
    private static final int FELL_SILENT = 5;

    private static final int MOST_SERVICES = 4_096;

    private final Map<Service, Sum> sums = new LinkedHashMap<>();

    /** By host: addresses that it sent from, up to {@link #MOST_SERVICES}. */
    private final Map<Integer, Set<HostAddress>> own = new HashMap<>();

    private long beyond;

    /** What was left out, as sentences for the user. */
    List<String> notes() {
        List<String> notes = new ArrayList<>();
        if (beyond > 0) {
            notes.add("More services are asked for than are kept (" + MOST_SERVICES + "): what came of " + beyond
                    + " flows with others is not told, but for their packets.");
        }
        List<String> broadcast = sums.entrySet().stream()
                .filter(each -> mayBeBroadcast(each.getKey(), each.getValue()))
                .map(each -> each.getKey().address().toString())
                .distinct()
                .sorted()
                .toList();
        if (!broadcast.isEmpty()) {
            notes.add(
                    "Pings to " + String.join(", ", broadcast)
                            + ", by its bits a broadcast address, are not held against who does not answer them: hosts answer these from an"
                            + " address of their own, or, as Linux does unless net.ipv4.icmp_echo_ignore_broadcasts is 0, not at all.");
        }
        return notes;
    }

    /** Nothing comes back from the address, from which the host never sends, and which is one of a subnet that it is in. */
    private boolean mayBeBroadcast(Service service, Sum sum) {
        Set<HostAddress> addresses = own.getOrDefault(service.to(), Set.of());
        return !service.tcp()
                && sum.answers == 0
                && !addresses.contains(service.address())
                && addresses.stream().anyMatch(each -> each.mayBroadcastTo(service.address()));
    }

    /** Takes in a lane by its name; both lanes of a flow may come, one of them is the initiator's. */
    void add(Tuple name, Lane lane) {
        Tuple tuple = lane.asSent == null ? name : lane.asSent;
        if (lane.asSent != null && lane.sent > 0) {
            Set<HostAddress> addresses = own.computeIfAbsent(lane.path.from, host -> new HashSet<>());
            if (addresses.size() < MOST_SERVICES) {
                addresses.add(HostAddress.sourceOf(tuple));
            }
        }
        if (lane.broadcast || HostAddress.destinationOf(tuple).isMulticast()) {
            return; // many hosts answer none of these, and those that do answer by an address of their own
        }
        if (tuple.kind() == Tuple.TCP && lane.flow.initiator == lane.path.from
                || tuple.kind() == Tuple.ECHO && lane.requests + lane.requestsArrived > 0) {
            sumUp(tuple, lane);
        }
    }

    private void sumUp(Tuple tuple, Lane lane) {
        boolean tcp = tuple.kind() == Tuple.TCP;
        HostAddress asked = new HostAddress(tuple.destinationHigh(), tuple.destinationLow());
        Service service = new Service(lane.path.from, lane.path.to, tcp, asked, tcp ? tuple.destinationPort() : 0);
        Sum sum = sums.get(service);
        if (sum == null) {
            if (sums.size() == MOST_SERVICES) {
                beyond++;
                return;
            }
            sum = new Sum();
            sums.put(service, sum);
        }
        HostAddress asker = new HostAddress(tuple.sourceHigh(), tuple.sourceLow());
        sum.asker = sum.asker == null || asker.compareTo(sum.asker) < 0 ? asker : sum.asker;
        Lane back = lane.reverse;
        sum.stalled += lane.ignored >= STALLED ? 1 : 0;
        sum.stalledBack += back.ignored >= STALLED ? 1 : 0;
        sum.stalledLater += stalledLater(lane) + stalledLater(back);
        sum.longestSilence = Math.max(sum.longestSilence, lane.mostBetweenAnswers);
        lane.endRequests();
        if (lane.firstUnansweredNanos <= lane.lastUnansweredNanos) {
            sum.unanswered = with(sum.unanswered, lane.firstUnansweredNanos, lane.lastUnansweredNanos);
        }
        sum.ignored = withIgnored(sum.ignored, lane);
        sum.ignoredBack = withIgnored(sum.ignoredBack, back);
        if (lane.refusedOnTheWay != null) {
            sum.refusedOnTheWay = sum.refusedOnTheWay == null ? new RefusedPackets() : sum.refusedOnTheWay;
            sum.refusedOnTheWay.add(lane.refusedOnTheWay);
        }
        sum.requests += lane.requests;
        sum.arrived += lane.requestsArrived + answeredDamaged(lane);
        sum.answers += back.answers;
        sum.answeredOwnNanos = Math.max(sum.answeredOwnNanos, back.answeredOwnNanos);
        sum.passedOn += lane.passedOn;
        if (lane.flow.resumed) {
            return; // it was counted before
        }
        sum.flows++;
        Optional<IgnoredAnswers> ignored = lane.ignoredAnswers();
        if (ignored.isPresent()) {
            sum.ignoredAnswers = sum.ignoredAnswers == null ? ignored.get() : sum.ignoredAnswers.plus(ignored.get());
        }
        if (back.answers > 0) {
            sum.accepted++;
            sum.acceptedNanos = Math.max(sum.acceptedNanos, back.answeredNanos);
            sum.silent += !tcp && lane.requestsSinceAnswer >= FELL_SILENT ? 1 : 0;
        } else if (lane.requestsArrived > 0) {
            if (back.resets > 0) {
                sum.refused++;
                sum.refusedNanos = Math.max(sum.refusedNanos, back.resetNanos);
            }
            long others = tcp ? 0 : back.requests; // by the other host, with the same identifier
            boolean silent = back.resets == 0 && back.sent == others;
            sum.silent += silent ? 1 : 0;
            sum.silentRequests += silent && tcp ? lane.requestsArrived : 0;
        }
    }

    /**
     * A host drops what is damaged without a word. As many more answers as these show that a device changes what it sends on, and
     * makes the checksum fit: then all of them ask for an answer.
     */
    private static long answeredDamaged(Lane lane) {
        long answered = Math.max(0, lane.reverse.answers - lane.requestsArrived);
        return 2 * answered > lane.requestsDamaged ? lane.requestsDamaged : answered;
    }

    private static Optional<TimeSpan> withIgnored(Optional<TimeSpan> span, Lane lane) {
        return lane.ignored >= STALLED ? with(span, lane.firstIgnoredNanos, lane.lastIgnoredNanos) : span;
    }

    private static Optional<TimeSpan> with(Optional<TimeSpan> span, long firstNanos, long lastNanos) {
        return Optional.of(span.map(each ->
                        new TimeSpan(Math.min(each.firstNanos(), firstNanos), Math.max(each.lastNanos(), lastNanos)))
                .orElseGet(() -> new TimeSpan(firstNanos, lastNanos)));
    }

    private static int stalledLater(Lane lane) {
        return lane.ignored >= STALLED && lane.heeded ? 1 : 0;
    }

    /** In a fixed order: by the names of the hosts, then kind, address and port. */
    List<ExchangeRow> rows(HostView[] hosts) {
        List<ExchangeRow> rows = new ArrayList<>();
        sums.forEach((service, sum) -> {
            if (!mayBeBroadcast(service, sum)) {
                rows.add(row(hosts, service, sum));
            }
        });
        rows.sort(Comparator.comparing(ExchangeRow::from)
                .thenComparing(ExchangeRow::to)
                .thenComparing(ExchangeRow::request)
                .thenComparing(ExchangeRow::toAddress)
                .thenComparingInt(ExchangeRow::port));
        return rows;
    }

    private static ExchangeRow row(HostView[] hosts, Service service, Sum sum) {
        return new ExchangeRow(
                hosts[service.from()].name,
                hosts[service.to()].name,
                service.tcp() ? TypeP.TCP_SYN : TypeP.ICMP_ECHO_REQUEST,
                sum.asker.toString(),
                service.address().toString(),
                service.port(),
                sum.flows,
                sum.requests,
                sum.arrived,
                sum.answers,
                sum.accepted,
                sum.silent,
                sum.silentRequests,
                sum.answers == 0 ? OptionalLong.empty() : OptionalLong.of(sum.answeredOwnNanos),
                sum.refused,
                sum.refusedNanos > sum.acceptedNanos,
                sum.stalled,
                sum.stalledBack,
                sum.stalledLater,
                sum.longestSilence,
                sum.passedOn,
                sum.unanswered,
                sum.ignored,
                sum.ignoredBack,
                Optional.ofNullable(sum.refusedOnTheWay).map(each -> each.toRow(sum.acceptedNanos)),
                Optional.ofNullable(sum.ignoredAnswers));
    }
}

package dev.halfway.match;

import dev.halfway.decode.DecodedPacket;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * ICMP errors about packets between two hosts with captures, whoever sent them, and which lost packets they quote.
 * Bounded: rows by their number, quotes by the most recent; an error comes well before its packet is judged.
 */
final class QuotedErrors {
    private static final int MOST_ROWS = 256;
    private static final int MOST_QUOTES = 8_192;
    /** A packet that is sent again so soon is recorded twice. */
    private static final long AGAIN_NANOS = 10_000_000L;

    private static final int UNREACHABLE = 3;
    private static final int TIME_EXCEEDED = 11;
    private static final int TIME_EXCEEDED_6 = 3;
    private static final int PARAMETER_PROBLEM = 12;
    /** ICMPv6 types below it are errors: RFC 4443 section 2.1. */
    private static final int FIRST_INFORMATIONAL = 128;

    private static final int FRAGMENTATION_NEEDED = 4;
    private static final int PACKET_TOO_BIG = 2;

    private record Sort(int seenAt, HostAddress source, int ipVersion, int type, int code, int from, int to) {}

    /**
     * What an ICMP error says, and of which packet.
     *
     * @param quoted the flow of the packet, as the host names it where the error was seen
     * @param mtu that the error names; 0 where it names none
     * @param fragments the flow of a first fragment of it, which may have left as one; null where the packet is whole
     * @param identification of that fragment
     */
    record Quote(
            HostAddress source,
            int ipVersion,
            int type,
            int code,
            int mtu,
            Tuple quoted,
            int sequence,
            Tuple fragments,
            int identification) {
        static Quote of(DecodedPacket error) {
            Tuple quoted = new Tuple(
                    error.quotedEcho() != null ? Tuple.ECHO : Tuple.TCP,
                    error.quotedSourceHigh(),
                    error.quotedSourceLow(),
                    error.quotedDestinationHigh(),
                    error.quotedDestinationLow(),
                    error.quotedSourcePort(),
                    error.quotedDestinationPort());
            return new Quote(
                    new HostAddress(error.sourceHigh(), error.sourceLow()),
                    error.ipVersion(),
                    error.icmpType(),
                    error.icmpCode(),
                    mtuOf(error),
                    quoted,
                    error.quotedSequence(),
                    error.isQuotedFragment() ? fragments(error) : null,
                    error.isQuotedFragment() ? error.quotedIdentification() : 0);
        }

        private static Tuple fragments(DecodedPacket error) {
            return new Tuple(
                    Tuple.FRAGMENTS,
                    error.quotedSourceHigh(),
                    error.quotedSourceLow(),
                    error.quotedDestinationHigh(),
                    error.quotedDestinationLow(),
                    error.quotedProtocol(),
                    error.quotedProtocol());
        }

        /** Time exceeded in transit: no host says so of what is for itself (RFC 792; RFC 4443 section 3.3). */
        boolean isInTransit() {
            return code == 0 && type == (ipVersion == 4 ? TIME_EXCEEDED : TIME_EXCEEDED_6);
        }

        /**
         * Whether it is sent in place of the packet: destination unreachable, time exceeded, parameter problem (RFC 792; RFC 1812
         * section 5.2.7), and in IPv6 packet too big (RFC 4443 section 3). A redirect comes beside it.
         */
        boolean isDiscard() {
            return ipVersion == 4
                    ? type == UNREACHABLE || type == TIME_EXCEEDED || type == PARAMETER_PROBLEM
                    : type < FIRST_INFORMATIONAL;
        }
    }

    private static final class Row {
        long errors;
        long lost;
        int mtu;
    }

    /** What errors are about, by its numbers. */
    private static final class Quoted {
        Row row;
        /** Errors that no lost packet has been laid to. */
        int times;
        /** Errors by which no packet has been found lost yet that nothing else shows lost. */
        int discards;
        /** Of the latest of these. */
        int timeToLive;

        boolean inTransit;
        long latestNanos = Long.MIN_VALUE;
    }

    private final Map<Sort, Row> rows = new LinkedHashMap<>();
    private final Map<Long, Quoted> quotes = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Quoted> eldest) {
            return size() > MOST_QUOTES;
        }
    };

    /**
     * Notes an error.
     *
     * @param lane of the quoted packet
     * @param sequence of the quoted packet, as the lane has it; of a fragment its datagram's identification
     * @param onTheWay whether none of what is known of the host that the packet was for says that it sent the error
     */
    void note(SightedPacket seen, Lane lane, int sequence, boolean onTheWay) {
        Quote error = seen.quote;
        Sort sort = new Sort(
                seen.host, error.source(), error.ipVersion(), error.type(), error.code(), lane.path.from, lane.path.to);
        Row row = rows.get(sort);
        if (row == null) {
            if (rows.size() == MOST_ROWS) {
                return;
            }
            row = new Row();
            rows.put(sort, row);
        }
        row.errors++;
        int mtu = error.mtu();
        row.mtu = row.mtu == 0 || mtu > 0 && mtu < row.mtu ? mtu : row.mtu;
        Quoted quoted = quotes.computeIfAbsent(key(lane, sequence), key -> new Quoted());
        quoted.row = row;
        quoted.times++;
        boolean again = quoted.latestNanos != Long.MIN_VALUE && seen.timeNanos - quoted.latestNanos < AGAIN_NANOS;
        quoted.latestNanos = seen.timeNanos;
        if (onTheWay && !again && error.isDiscard() && seen.host == lane.path.from) {
            quoted.discards++;
            quoted.timeToLive = seen.timeToLive;
            quoted.inTransit = error.isInTransit();
        }
    }

    /** What was just noted of a packet is of a fragment, or of the whole packet that a router cut: whichever is lost. */
    void orOf(Lane fragments, int identification, Lane whole, int sequence) {
        Quoted quoted = quotes.get(key(whole, sequence));
        if (quoted != null) {
            quotes.put(key(fragments, identification), quoted);
        }
    }

    /**
     * Whether a router on the way says that it discarded this packet, and says it of no other one. Only a router says that the
     * time to live ran out; what else is said may come from another address of the far host, unless its TTL is not the one of
     * that host's pings.
     */
    boolean isDiscarded(Sighting s) {
        Quoted quoted = quotes.isEmpty() ? null : quotes.get(key(s));
        if (quoted == null || quoted.discards == 0) {
            return false;
        }
        if (!quoted.inTransit && !s.leg.lane.path.reverse.isStrangeToEchoes(quoted.timeToLive)) {
            return false;
        }
        quoted.discards--;
        return true;
    }

    private static int mtuOf(DecodedPacket error) {
        if (error.ipVersion() == 4) {
            boolean tooBig = error.icmpType() == UNREACHABLE && error.icmpCode() == FRAGMENTATION_NEEDED;
            return tooBig ? error.icmpRest() & 0xffff : 0;
        }
        return error.icmpType() == PACKET_TOO_BIG ? Math.max(0, error.icmpRest()) : 0;
    }

    /** Counts a lost packet for an error that quotes it, if one does: each is about one packet, however often that is sent. */
    void lost(Sighting s) {
        if (quotes.isEmpty()) {
            return;
        }
        Quoted quoted = quotes.get(key(s));
        if (quoted != null && quoted.times > 0) {
            quoted.times--;
            quoted.row.lost++;
        }
    }

    /** Of fragments none but the first is quoted (RFC 1122 section 3.2.2). */
    private static Long key(Sighting s) {
        if (s.isLaterFragment()) {
            return null;
        }
        return key(s.leg.lane, s.isFragment() ? s.acknowledgment : s.sequence);
    }

    private static long key(Lane lane, int sequence) {
        return (long) lane.number << 32 | sequence & 0xffffffffL;
    }

    /** In a fixed order: by the names of the hosts, the sender's address, type and code. */
    List<ErrorRow> rows(HostView[] hosts, Owners owners) {
        List<ErrorRow> all = new ArrayList<>();
        rows.forEach((sort, row) -> {
            int owner = owners.of(sort.source());
            all.add(new ErrorRow(
                    hosts[sort.seenAt()].name,
                    sort.source().toString(),
                    owner == Owners.NOBODY ? "" : hosts[owner].name,
                    sort.ipVersion(),
                    sort.type(),
                    sort.code(),
                    row.mtu,
                    hosts[sort.from()].name,
                    hosts[sort.to()].name,
                    row.errors,
                    row.lost));
        });
        all.sort(Comparator.comparing(ErrorRow::seenAt)
                .thenComparing(ErrorRow::from)
                .thenComparing(ErrorRow::to)
                .thenComparing(ErrorRow::source)
                .thenComparingInt(ErrorRow::ipVersion)
                .thenComparingInt(ErrorRow::type)
                .thenComparingInt(ErrorRow::code));
        return all;
    }
}

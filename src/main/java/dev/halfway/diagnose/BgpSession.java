package dev.halfway.diagnose;

import dev.halfway.match.TimeSpan;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * One BGP session: one TCP connection, as the captures at both its ends show it. Times are nanoseconds since the epoch on the
 * reference clock, that of the first host.
 *
 * @param opener index of the end that sent the SYN; empty when none was seen
 * @param ends two
 * @param firstNanos when the first segment was seen
 * @param lastNanos when the last was
 * @param establishedNanos when both ends that have captures were seen to be in Established; empty when they never were, or
 *     before the captures begin
 * @param holdTimeSeconds negotiated, by the OPENs of this connection
 * @param events in time order
 * @param eventsLeftOut how many more there are
 * @param over what tells it from the sessions of the same two hosts between other addresses: {@code IPv6}, or the addresses;
 *     empty where there are none
 */
public record BgpSession(
        OptionalInt opener,
        List<End> ends,
        long firstNanos,
        long lastNanos,
        OptionalLong establishedNanos,
        OptionalInt holdTimeSeconds,
        boolean md5,
        boolean tcpAo,
        Optional<Closing> closing,
        List<BgpEvent> events,
        long eventsLeftOut,
        Optional<String> over) {

    /**
     * {@code 231:51215 -> 219:179}, from who opened it; with a {@code -} between the two where that is not known;
     * {@code 231:51215 -> 219:179 (IPv6)} where the two hosts have others.
     */
    public String name() {
        int from = opener.orElse(ends.get(0).port() == BgpCollector.BGP_PORT ? 1 : 0);
        boolean told = opener.isPresent() || ends.get(1 - from).port() == BgpCollector.BGP_PORT;
        return ends.get(from).endpoint()
                + (told ? " -> " : " - ")
                + ends.get(1 - from).endpoint()
                + over.map(each -> " (" + each + ")").orElse("");
    }

    /**
     * One end, by what its own capture shows.
     *
     * @param host name; empty when it has no capture
     * @param tcpState as netstat would show it at the end of the capture; empty when unknown. FIN_WAIT1 also without a FIN
     *     seen, where the end opened another connection while this one had bytes not acknowledged
     * @param unacknowledgedBytes sent, and not acknowledged by then
     * @param fsmState as a routing daemon would show it of this connection; empty when unknown
     * @param open what its OPEN said
     * @param segments that it sent, by kind: {@code SYN}, {@code SYN-ACK}, {@code FIN}, {@code RST}; those that there are
     * @param messages that it sent, by type; those that there are
     * @param keepalive how far apart its KEEPALIVEs were sent; empty when there were fewer than two
     * @param malformed messages that it sent, by what is wrong with them
     * @param openUnanswered from when it had the peer's OPEN, acknowledged by TCP, to the end of its capture, in all of which its
     *     daemon has not answered (RFC 4271 section 8.2.2, OpenSent); empty where it did, or where the connection ended
     * @param unreadBytes of what it sent: missing in the capture, cut off, or belonging to no message
     */
    public record End(
            Optional<String> host,
            String address,
            int port,
            Optional<String> tcpState,
            long unacknowledgedBytes,
            Optional<String> fsmState,
            Optional<Open> open,
            List<Count> segments,
            List<Count> messages,
            Optional<Cadence> keepalive,
            Optional<HoldTimer> holdTimer,
            List<Malformed> malformed,
            Optional<TimeSpan> openUnanswered,
            long unreadBytes) {
        /** For the user: the host's name, or the address where it has no capture. */
        public String name() {
            return host.orElse(address);
        }

        /** With the port. */
        String endpoint() {
            return name() + (host.isEmpty() && address.indexOf(':') >= 0 ? " port " : ":") + port;
        }
    }

    /** What an OPEN said; the capabilities by name. */
    public record Open(int version, long as, int holdTimeSeconds, String identifier, List<String> capabilities) {}

    /**
     * How many of a kind were sent, and what became of them.
     *
     * @param sent seen leaving; the next four add up to it
     * @param delivered seen at the other end
     * @param missed arrived, though the capture there does not show it
     * @param unobservable the capture at the other end could not have shown it, or there is none
     * @param appeared seen arriving, and not leaving
     */
    public record Count(
            String kind, long sent, long delivered, long lost, long missed, long unobservable, long appeared) {
        Count plus(Count other) {
            return new Count(
                    kind,
                    sent + other.sent,
                    delivered + other.delivered,
                    lost + other.lost,
                    missed + other.missed,
                    unobservable + other.unobservable,
                    appeared + other.appeared);
        }
    }

    /** Times between KEEPALIVEs, nanoseconds. */
    public record Cadence(long leastNanos, long medianNanos, long mostNanos) {}

    /** How many messages have this fault. */
    public record Malformed(String fault, long count) {}

    /**
     * What ended it.
     *
     * @param end index of the end that did it
     * @param what {@code NOTIFICATION}, {@code FIN} or {@code RST}
     * @param detail what a NOTIFICATION says; else empty
     * @param origin by which capture it is known
     * @param unannounced an Established session ends by FIN or RST, and what this end had sent before is known to the last
     *     byte and holds no NOTIFICATION
     */
    public record Closing(int end, String what, String detail, long nanos, Origin origin, boolean unannounced) {}

    /** How it is known that an end sent something. */
    public enum Origin {
        /** The capture there saw it leave. */
        LEFT,
        /** It was seen arriving, when no capture ran where it comes from. */
        UNWATCHED,
        /** It was seen arriving, and the capture where it seems to come from could not have shown it. */
        NOT_SHOWN,
        /** It was seen arriving, and the capture where it seems to come from does not hold it. */
        NEVER_LEFT
    }
}

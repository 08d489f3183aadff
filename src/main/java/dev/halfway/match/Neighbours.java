package dev.halfway.match;

import dev.halfway.decode.DecodedPacket;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongPredicate;

/** Address resolution as one host's captures show it: who asked for whom, and how often in vain. Bounded. */
final class Neighbours {
    /** As many pairs of asker and target are kept; a scan of a whole network fills it and says no more. */
    private static final int MOST_PAIRS = 4_096;

    /** Hosts ask again after a second (RFC 4861 section 10); what comes sooner is a second sighting of one request. */
    private static final long COPY_NANOS = 100_000_000L;

    private static final int ARP_REQUEST = 1;
    private static final int SOLICITATION = 135;

    /** Who asks for whom. */
    record Pair(HostAddress asker, HostAddress target) {}

    /** How often it was asked for, and when; and the same of what was in vain. */
    static final class Asked {
        final Moments requests = new Moments();
        private final Moments closed = new Moments();
        private boolean open;
        private long lastNanos = Long.MIN_VALUE;

        private void request(long nanos) {
            if (open) {
                closed.add(lastNanos);
            }
            lastNanos = nanos;
            requests.add(nanos);
            open = true;
        }

        /** Those that no answer followed before the next, or at all. */
        long unanswered() {
            return closed.count() + (open ? 1 : 0);
        }

        /** Of these, how many came at such a moment, about. */
        long unanswered(LongPredicate at) {
            return closed.count(at) + (open && at.test(lastNanos) ? 1 : 0);
        }
    }

    private final Map<Pair, Asked> pairs = new LinkedHashMap<>();

    /** Notes the packet if it is ARP or neighbour discovery. */
    void note(DecodedPacket packet, long timeNanos) {
        boolean discovery = packet.neighbourLow() != 0 || packet.neighbourHigh() != 0;
        if (!packet.isArp() && !discovery) {
            return;
        }
        HostAddress source = new HostAddress(packet.sourceHigh(), packet.sourceLow());
        HostAddress destination = new HostAddress(packet.destinationHigh(), packet.destinationLow());
        if (packet.isArp()) {
            if (packet.arpOperation() == ARP_REQUEST) {
                asks(source, destination, timeNanos);
            } else {
                answers(source, destination);
            }
        } else {
            HostAddress about = new HostAddress(packet.neighbourHigh(), packet.neighbourLow());
            if (packet.icmpType() == SOLICITATION) {
                asks(source, about, timeNanos);
            } else {
                answers(about, destination);
            }
        }
    }

    /** Probes for an address of one's own (RFC 5227, RFC 4862 section 5.4) are meant to stay without an answer. */
    private void asks(HostAddress asker, HostAddress target, long timeNanos) {
        boolean unspecified = asker.high() == 0 && (asker.low() == 0 || (int) asker.low() == 0);
        if (unspecified || asker.equals(target)) {
            return;
        }
        Pair pair = new Pair(asker, target);
        Asked asked = pairs.get(pair);
        if (asked == null) {
            if (pairs.size() == MOST_PAIRS) {
                return;
            }
            asked = new Asked();
            pairs.put(pair, asked);
        }
        if (asked.requests.count() == 0 || timeNanos - asked.lastNanos >= COPY_NANOS) {
            asked.request(timeNanos);
        }
    }

    private void answers(HostAddress target, HostAddress asker) {
        Asked asked = pairs.get(new Pair(asker, target));
        if (asked != null) {
            asked.open = false;
        }
    }

    /** By pair, in the order in which they were first seen. */
    Map<Pair, Asked> pairs() {
        return pairs;
    }
}

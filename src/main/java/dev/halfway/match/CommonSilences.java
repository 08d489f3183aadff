package dev.halfway.match;

import dev.halfway.decode.TypeP;
import java.util.Optional;

/**
 * When no capture shows anything between the hosts, though numbers go on as if packets had been sent meanwhile: those of pings
 * and the bytes of connections. No comparison of captures tells of that. The longest is kept. No allocation.
 */
final class CommonSilences {
    /** Shorter pauses are those between packets. */
    private static final long LEAST_NANOS = 1_000_000_000L;
    /** So many pings must be skipped, or so many directions of connections lack bytes: single ones a host may have dropped itself. */
    private static final int LEAST_PINGS = 3;

    private static final int LEAST_CONNECTIONS = 2;
    /** A larger step is another ping by the same identifier, or another connection by the same ports. */
    private static final int MOST_PINGS = 1 << 14;

    private static final int MOST_BYTES = 1 << 24;
    private static final int SEQUENCES = 1 << 16;

    private long latestNanos = Long.MIN_VALUE;
    private boolean any;
    private long startNanos;
    private long endNanos;
    private long pings;
    private long connections;
    private CommonSilence longest;

    /** The next sighting in the order of the reference clock, before its lane knows of it. */
    void note(Sighting s) {
        if (latestNanos != Long.MIN_VALUE && s.timeNanos - latestNanos >= LEAST_NANOS) {
            keep();
            any = true;
            startNanos = latestNanos;
            endNanos = s.timeNanos;
            pings = 0;
            connections = 0;
        }
        latestNanos = Math.max(latestNanos, s.timeNanos);
        if (s.leg.position == Leg.Position.SENDER) {
            left(s, s.leg.lane);
        }
    }

    private void left(Sighting s, Lane lane) {
        boolean isFirst = any && lane.sent > 0 && lane.lastLeftNanos <= startNanos;
        if (s.typeP == TypeP.ICMP_ECHO_REQUEST) {
            int skipped = (s.sequence - lane.lastAsked - 1) & (SEQUENCES - 1);
            pings += isFirst && lane.lastAsked >= 0 && skipped <= MOST_PINGS ? skipped : 0;
            lane.lastAsked = s.sequence;
        } else if (s.typeP.isTcp() && (s.flags & (TcpFlags.SYN | TcpFlags.RST | TcpFlags.FIN)) == 0) {
            // A FIN may be there with nothing before it: filters look for what begins and ends connections.
            int skipped = s.sequence - lane.sentEnd;
            connections += isFirst && lane.sentAny && skipped > 0 && skipped <= MOST_BYTES ? 1 : 0;
        }
        lane.lastLeftNanos = s.timeNanos;
    }

    private void keep() {
        boolean told = any && (pings >= LEAST_PINGS || connections >= LEAST_CONNECTIONS);
        if (told && (longest == null || endNanos - startNanos > longest.endNanos() - longest.startNanos())) {
            longest = new CommonSilence(startNanos, endNanos, pings, connections);
        }
    }

    /** The longest so far, on the reference clock. */
    Optional<CommonSilence> longest() {
        keep();
        return Optional.ofNullable(longest);
    }
}

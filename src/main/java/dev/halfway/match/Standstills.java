package dev.halfway.match;

import dev.halfway.decode.TypeP;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * When hosts that were asked sent nothing at all, by what both ends show in time order. What only the other end shows leaving
 * counts as sent. For each two hosts the longest is kept. No allocation.
 */
final class Standstills {
    /** Shorter pauses are those between packets. */
    private static final long LEAST_NANOS = 1_000_000_000L;
    /** So many packets that ask for an answer came meanwhile. */
    private static final int LEAST_ASKED = 5;

    private static final class Pause {
        long startNanos;
        long endNanos = Long.MIN_VALUE;
        long lastCameNanos;
        long requests;
        long syns;
        long segments;

        long asked() {
            return requests + syns + segments;
        }

        long nanos() {
            return lastCameNanos - startNanos;
        }

        void begin(long ownNanos) {
            startNanos = ownNanos;
            requests = 0;
            syns = 0;
            segments = 0;
        }

        void copy(Pause other) {
            startNanos = other.startNanos;
            endNanos = other.endNanos;
            lastCameNanos = other.lastCameNanos;
            requests = other.requests;
            syns = other.syns;
            segments = other.segments;
        }
    }

    /** When a host last sent something, on the reference clock and its own; before the first there is no pause. */
    private final long[] sentNanos;

    private final boolean[] sentAny;
    /** By host and asker: the one that lasts, and the longest; flat. */
    private final Pause[] lasting;

    private final Pause[] longest;
    private final int hosts;

    Standstills(int hosts) {
        this.hosts = hosts;
        sentNanos = new long[hosts];
        sentAny = new boolean[hosts];
        lasting = new Pause[hosts * hosts];
        longest = new Pause[hosts * hosts];
        for (int i = 0; i < lasting.length; i++) {
            lasting[i] = new Pause();
            longest[i] = new Pause();
        }
    }

    /** The next sighting in the order of the reference clock. */
    void note(Sighting s) {
        Leg leg = s.leg;
        if (leg.position == Leg.Position.SENDER) {
            sent(leg.from, s.timeNanos, s.ownNanos);
        } else {
            came(leg.to, leg.from, s);
            if (sentAny[leg.from] && s.timeNanos - sentNanos[leg.from] >= LEAST_NANOS) {
                sentUnseen(leg.from, s.timeNanos);
            }
        }
    }

    private void sent(int host, long nanos, long ownNanos) {
        for (int asker = 0; asker < hosts; asker++) {
            Pause pause = lasting[host * hosts + asker];
            pause.endNanos = ownNanos;
            keep(host, asker);
            pause.begin(ownNanos);
        }
        sentNanos[host] = nanos;
        sentAny[host] = true;
    }

    /** Its own capture does not show it: what came before it is not told of. */
    private void sentUnseen(int host, long nanos) {
        for (int asker = 0; asker < hosts; asker++) {
            Pause pause = lasting[host * hosts + asker];
            pause.begin(pause.startNanos + nanos - sentNanos[host]);
        }
        sentNanos[host] = nanos;
    }

    private void came(int host, int asker, Sighting s) {
        if (s.leg.recordsOfEach > 1) {
            return; // how many packets these are is not known yet
        }
        Pause pause = lasting[host * hosts + asker];
        pause.requests += s.typeP == TypeP.ICMP_ECHO_REQUEST ? 1 : 0;
        pause.syns += s.typeP == TypeP.TCP_SYN ? 1 : 0;
        pause.segments += s.typeP == TypeP.TCP_DATA ? 1 : 0;
        pause.lastCameNanos = s.ownNanos;
    }

    private void keep(int host, int asker) {
        Pause pause = lasting[host * hosts + asker];
        Pause best = longest[host * hosts + asker];
        boolean told = sentAny[host] && pause.asked() >= LEAST_ASKED && pause.nanos() >= LEAST_NANOS;
        if (told && (best.asked() == 0 || pause.nanos() > best.nanos())) {
            best.copy(pause);
        }
    }

    /** The longest for each two hosts; those that last to the end too. */
    List<Standstill> all(HostView[] views) {
        List<Standstill> all = new ArrayList<>();
        for (int host = 0; host < hosts; host++) {
            for (int asker = 0; asker < hosts; asker++) {
                lasting[host * hosts + asker].endNanos = Long.MIN_VALUE;
                keep(host, asker);
                Pause best = longest[host * hosts + asker];
                if (best.asked() > 0) {
                    all.add(new Standstill(
                            views[host].name,
                            views[asker].name,
                            best.startNanos,
                            best.endNanos == Long.MIN_VALUE ? OptionalLong.empty() : OptionalLong.of(best.endNanos),
                            best.lastCameNanos,
                            best.requests,
                            best.syns,
                            best.segments));
                }
            }
        }
        return all;
    }
}

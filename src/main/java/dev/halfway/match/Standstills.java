package dev.halfway.match;

import dev.halfway.decode.TypeP;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * When hosts that were asked sent nothing at all, by what both ends show in time order. What only the other end shows leaving
 * counts as sent. For each two hosts the longest is kept. No allocation but for the first packet between two hosts.
 */
final class Standstills {
    /** Shorter pauses are those between packets. */
    private static final long LEAST_NANOS = 1_000_000_000L;
    /** So many packets that ask for an answer came meanwhile. */
    private static final int LEAST_ASKED = 5;

    private static final long NEVER = Long.MIN_VALUE;

    /** What one host asked another while that one sent nothing, and the longest such time. */
    private static final class Asker {
        final int host;
        /** Whether anything came since the asked host last sent something. */
        boolean waits;

        long lastCameNanos;
        long requests;
        long syns;
        long segments;
        Standstill longest;

        Asker(int host) {
            this.host = host;
        }

        long asked() {
            return requests + syns + segments;
        }

        void came(Sighting s) {
            requests += s.typeP == TypeP.ICMP_ECHO_REQUEST ? 1 : 0;
            syns += s.typeP == TypeP.TCP_SYN ? 1 : 0;
            segments += s.typeP == TypeP.TCP_DATA ? 1 : 0;
            lastCameNanos = s.ownNanos;
        }

        void forget() {
            waits = false;
            requests = 0;
            syns = 0;
            segments = 0;
        }
    }

    /** What a host was asked since it last sent something. */
    private static final class Asked {
        /** By host; null for those from which nothing came. */
        final Asker[] askers;
        /** Those from which something came since. */
        final ArrayList<Asker> waiting = new ArrayList<>();

        /** Before the first packet that it sent there is no pause. */
        boolean sentAny;
        /** When it last sent something, on the reference clock and its own. */
        long sentNanos;

        long sentOwnNanos;

        Asked(int hosts) {
            askers = new Asker[hosts];
        }

        Asker asker(int host) {
            Asker asker = askers[host];
            if (asker == null) {
                asker = new Asker(host);
                askers[host] = asker;
            }
            if (!asker.waits) {
                asker.waits = true;
                waiting.add(asker);
            }
            return asker;
        }

        void sent(long nanos, long ownNanos) {
            for (int i = 0; i < waiting.size(); i++) {
                waiting.get(i).forget();
            }
            waiting.clear();
            sentNanos = nanos;
            sentOwnNanos = ownNanos;
        }
    }

    private final String[] names;
    private final Asked[] hosts;

    /** @param names of the hosts */
    Standstills(String[] names) {
        this.names = names;
        hosts = new Asked[names.length];
        for (int i = 0; i < hosts.length; i++) {
            hosts[i] = new Asked(names.length);
        }
    }

    /** The next sighting in the order of the reference clock. */
    void note(Sighting s) {
        Leg leg = s.leg;
        if (leg.position == Leg.Position.SENDER) {
            Asked host = hosts[leg.from];
            for (int i = 0; i < host.waiting.size(); i++) {
                keep(leg.from, host.waiting.get(i), s.ownNanos);
            }
            host.sent(s.timeNanos, s.ownNanos);
            host.sentAny = true;
            return;
        }
        if (leg.recordsOfEach <= 1) { // else it is not known yet how many packets these are
            hosts[leg.to].asker(leg.from).came(s);
        }
        Asked sender = hosts[leg.from];
        long silentNanos = s.timeNanos - sender.sentNanos;
        if (sender.sentAny && silentNanos >= LEAST_NANOS) {
            // Its own capture does not show it: what came before it is not told of.
            sender.sent(s.timeNanos, sender.sentOwnNanos + silentNanos);
        }
    }

    /** @param endNanos when it sent something again, {@link #NEVER} when it did not */
    private void keep(int host, Asker asker, long endNanos) {
        Asked asked = hosts[host];
        long nanos = asker.lastCameNanos - asked.sentOwnNanos;
        boolean told = asked.sentAny && asker.asked() >= LEAST_ASKED && nanos >= LEAST_NANOS;
        if (told && (asker.longest == null || nanos > asker.longest.lastCameNanos() - asker.longest.startNanos())) {
            asker.longest = new Standstill(
                    names[host],
                    names[asker.host],
                    asked.sentOwnNanos,
                    endNanos == NEVER ? OptionalLong.empty() : OptionalLong.of(endNanos),
                    asker.lastCameNanos,
                    asker.requests,
                    asker.syns,
                    asker.segments);
        }
    }

    /** The longest for each two hosts; those that last to the end too. */
    List<Standstill> all() {
        List<Standstill> all = new ArrayList<>();
        for (int host = 0; host < hosts.length; host++) {
            for (Asker asker : hosts[host].askers) {
                if (asker != null) {
                    keep(host, asker, NEVER);
                }
                if (asker != null && asker.longest != null) {
                    all.add(asker.longest);
                }
            }
        }
        return all;
    }
}

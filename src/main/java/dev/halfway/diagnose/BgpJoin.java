package dev.halfway.diagnose;

import dev.halfway.bgp.ByteStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Lays the connections that the taps saw side by side: those of BGP, each once, in the order in which they began. */
final class BgpJoin {
    /** Two taps' views of one connection that overlap less may still be of one: a capture began or ended in between. */
    private static final long APART_NANOS = 5_000_000_000L;

    private static final int FARTHEST = 1 << 30;

    private record Service(TapFlow.Endpoint responder, long high, long low) {
        @Override
        public boolean equals(Object that) {
            return that instanceof Service service
                    && responder.equals(service.responder)
                    && high == service.high
                    && low == service.low;
        }

        @Override
        public int hashCode() {
            return Objects.hash(responder, high, low);
        }
    }

    private final List<JoinedConnection> connections = new ArrayList<>();

    /** @param flows by tap */
    BgpJoin(List<Collection<TapFlow>> flows) {
        Map<Object, List<JoinedConnection>> byFlow = new LinkedHashMap<>();
        for (Collection<TapFlow> tap : flows) {
            for (TapFlow flow : tap) {
                List<JoinedConnection> known = flow.key == null ? List.of() : byFlow.getOrDefault(flow.key, List.of());
                List<JoinedConnection> added = new ArrayList<>();
                for (TapFlow.Tapped tapped : flow.connections()) {
                    if (tapped.connection().first() != null) {
                        place(flow, tapped, known, added);
                    }
                }
                connections.addAll(added);
                if (flow.key != null) {
                    byFlow.computeIfAbsent(flow.key, key -> new ArrayList<>()).addAll(added);
                }
            }
        }
    }

    private static void place(
            TapFlow flow, TapFlow.Tapped tapped, List<JoinedConnection> known, List<JoinedConnection> added) {
        for (JoinedConnection each : known) {
            if (each.taps[flow.own] == null && isSame(each, flow, tapped)) {
                each.join(flow, tapped);
                return;
            }
        }
        added.add(new JoinedConnection(flow, tapped));
    }

    /** By where the streams begin, when both taps saw that; else by time, and sequence numbers that are near. */
    private static boolean isSame(JoinedConnection known, TapFlow flow, TapFlow.Tapped tapped) {
        JoinedConnection other = new JoinedConnection(flow, tapped);
        int at = 1 - flow.own;
        for (int from = 0; from < 2; from++) {
            ByteStream one = known.taps[at].connection().stream(from);
            ByteStream two = tapped.connection().stream(from);
            if (one.isStarted() && two.isStarted()) {
                int apart = known.base(at, from) - other.base(flow.own, from);
                if (one.isFromStart() && two.isFromStart()) {
                    return apart == 0;
                } else if (Math.abs(apart) > FARTHEST) {
                    return false;
                }
            }
        }
        return known.firstNanos() <= other.lastNanos() + APART_NANOS
                && other.firstNanos() <= known.lastNanos() + APART_NANOS;
    }

    /**
     * Connections on which a BGP message was seen, and those on which nothing at all was said yet: on BGP's own port, or to
     * where BGP is spoken on another connection.
     */
    List<JoinedConnection> connections() {
        Set<Service> services = new LinkedHashSet<>();
        for (JoinedConnection each : connections) {
            if (each.speaksBgp() && each.opener() >= 0) {
                services.add(service(each));
            }
        }
        List<JoinedConnection> bgp = new ArrayList<>();
        for (JoinedConnection each : connections) {
            boolean mute = each.opener() >= 0 && each.isMute();
            boolean expected = mute
                    && (each.ends[1 - each.opener()].port() == BgpCollector.BGP_PORT
                            || services.contains(service(each)));
            if (each.speaksBgp() || expected) {
                bgp.add(each);
            }
        }
        bgp.sort(Comparator.comparingLong(JoinedConnection::firstNanos));
        bgp.forEach(JoinedConnection::close);
        return bgp;
    }

    private static Service service(JoinedConnection each) {
        TapFlow.Endpoint opener = each.ends[each.opener()];
        return new Service(each.ends[1 - each.opener()], opener.high(), opener.low());
    }
}

package dev.halfway.match;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/** The {@link Route}s of one host's captures. Bounded: of what comes beyond, nothing is known, and it is counted. */
final class Routes {
    private static final int MOST = 1 << 13;
    private static final HostAddress NOBODY = new HostAddress(0, 0);

    private record Ends(HostAddress source, HostAddress destination) {
        /** Spelled out, as {@link HostAddress#equals}. */
        @Override
        public boolean equals(Object that) {
            return that instanceof Ends ends && source.equals(ends.source) && destination.equals(ends.destination);
        }

        @Override
        public int hashCode() {
            return 31 * source.hashCode() + destination.hashCode();
        }
    }

    private final int most;
    private final Map<Ends, Route> routes = new LinkedHashMap<>();
    /** Stands for all that there was no room for. */
    private final Route beyond = Route.pair(NOBODY, NOBODY);

    /** @param hosts how many there are: of many each holds less */
    Routes(int hosts) {
        most = Bounds.ofEach(MOST, Bounds.FEW, hosts);
    }

    /** The route that a flow takes, made where there is none; beyond the bound one that nobody finds. */
    Route of(Tuple tuple) {
        HostAddress source = HostAddress.sourceOf(tuple);
        HostAddress destination = HostAddress.destinationOf(tuple);
        Route known = find(source, destination);
        if (known != null) {
            return known;
        }
        if (routes.size() >= most) {
            return beyond;
        }
        Route route = Route.pair(source, destination);
        routes.put(new Ends(source, destination), route);
        routes.put(new Ends(destination, source), route.reverse);
        return route;
    }

    /** Null when the captures never show one of them sending to the other. */
    Route find(HostAddress source, HostAddress destination) {
        return routes.get(new Ends(source, destination));
    }

    /** Both directions of every pair of addresses. */
    Collection<Route> all() {
        return routes.values();
    }

    /** How many there is room for, both directions counted. */
    int most() {
        return most;
    }

    /** Packets of those that there was no room for. */
    long packetsBeyond() {
        return beyond.packets;
    }
}

package dev.halfway.match;

import java.util.ArrayList;
import java.util.List;

/**
 * Which captures take each packet twice: a mirror of both directions, a bond and its member on {@code any}. Packets that the
 * network delivers twice are seen twice where they arrive only; a capture that takes packets twice shows those that its own
 * host sends twice as well. So what leaves decides, to the same address or, where too little goes there, to all; only where
 * too little leaves at all, what arrives does. Acknowledgments and resets do not count: hosts send bursts of them, all alike.
 */
final class Doubling {
    /** So many packets that left, and not twice, show that the capture does not double them. */
    private static final long ENOUGH = 8;
    /** No host sends two packets alike within moments. */
    private static final long LEAST_LEAVING = 2;
    /** The network may well deliver some packets twice. */
    private static final long LEAST_ARRIVING = 8;

    private final HostSurvey survey;
    private final Owners owners;
    private final int host;
    private long sampled;
    private long twins;

    Doubling(HostSurvey survey, Owners owners, int host) {
        this.survey = survey;
        this.owners = owners;
        this.host = host;
        for (Route route : survey.routes()) {
            if (isDeparture(route)) {
                sampled += route.sampled;
                twins += route.twins;
            }
        }
    }

    private boolean isDeparture(Route route) {
        return owners.of(HostAddress.sourceOf(route)) == host && owners.of(HostAddress.destinationOf(route)) != host;
    }

    /** Whether the captures take each packet of a flow twice, which is from or to the host. */
    boolean doubles(Tuple tuple) {
        Route route = survey.route(HostAddress.sourceOf(tuple), HostAddress.destinationOf(tuple));
        return route != null && doubles(isDeparture(route) ? route : route.reverse);
    }

    private boolean doubles(Route leaving) {
        if (isMost(leaving.twins, leaving.sampled, LEAST_LEAVING)) {
            return true;
        }
        if (leaving.sampled >= ENOUGH) {
            return false;
        }
        if (isMost(twins, sampled, LEAST_LEAVING)) {
            return true;
        }
        Route arriving = leaving.reverse;
        return sampled < ENOUGH && isMost(arriving.twins, arriving.sampled, LEAST_ARRIVING);
    }

    /** Nearly every other packet, since a capture may miss some. */
    private static boolean isMost(long twins, long sampled, long least) {
        return twins >= least && twins * 10 >= sampled * 4;
    }

    /** In words for the user; empty when the captures take each packet once. */
    List<String> notes() {
        List<String> notes = new ArrayList<>();
        boolean any = survey.routes().stream().anyMatch(route -> isDeparture(route) && doubles(route));
        if (any) {
            notes.add(survey.host() + "'s captures take packets twice (a mirror of both directions, or a bond and its"
                    + " member): second sightings are left aside, and are no duplicates.");
        }
        return notes;
    }
}

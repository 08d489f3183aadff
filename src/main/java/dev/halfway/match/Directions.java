package dev.halfway.match;

import dev.halfway.decode.TypeP;
import java.util.ArrayList;
import java.util.List;

/**
 * Which directions each host's captures take. One that was told to take one direction only ({@code tcpdump -Q out}, a
 * filter such as {@code dst port 179}) looks like total loss of the other one. The rule, for packets of one {@link Talk}
 * to a host H whose captures hold none of it:
 *
 * <ol>
 * <li>H reacts to them: they arrived, and the captures do not take that direction.
 * <li>Else, the captures hold something else that arrives at H, whatever it is: they take that direction, and these were
 * lost.
 * <li>Else, nothing arrives at all. If H reacts to anything, or another host's captures are known to take departures only,
 * so may these.
 * <li>Else H sends and nothing ever comes back, not even in its behaviour. That is what a dead path looks like: lost. It is
 * also what {@code -Q out} at a host that only asks looks like, which {@link #showsArrivals} tells.
 * </ol>
 *
 * For packets from H it is the same the other way round, but that it is the far host that sees H react.
 */
final class Directions {
    private final List<HostSurvey> surveys;
    private final Owners owners;
    private final boolean[] arrivals;
    private final boolean[] departures;
    /** Something is sure to have arrived at the host that its captures do not hold. */
    private final boolean[] arrivalsLeftOut;

    /** Something is sure to have left the host, and its captures hold nothing that leaves it. */
    private final boolean[] departuresLeftOut;

    private final boolean anyTakesDeparturesOnly;

    Directions(List<HostSurvey> surveys, Owners owners) {
        this.surveys = surveys;
        this.owners = owners;
        arrivals = new boolean[surveys.size()];
        departures = new boolean[surveys.size()];
        arrivalsLeftOut = new boolean[surveys.size()];
        boolean onlyDepartures = false;
        for (int host = 0; host < surveys.size(); host++) {
            noteRoutes(host);
            noteOthers(host);
            onlyDepartures |= arrivalsLeftOut[host] && !arrivals[host];
        }
        anyTakesDeparturesOnly = onlyDepartures;
        departuresLeftOut = new boolean[surveys.size()];
        for (int host = 0; host < surveys.size(); host++) {
            departuresLeftOut[host] = arrivals[host] && !departures[host] && isHeard(host);
        }
    }

    /** Whether another host's captures hold packets of this one that nobody forges, or reactions to such packets. */
    private boolean isHeard(int host) {
        for (HostSurvey other : surveys) {
            for (Route route : other.routes()) {
                if (owners.of(HostAddress.sourceOf(route)) == host && route.brings()
                        || owners.of(HostAddress.destinationOf(route)) == host && route.answersUnseen()) {
                    return true;
                }
            }
        }
        return false;
    }

    private void noteRoutes(int host) {
        for (Route route : surveys.get(host).routes()) {
            boolean from = owners.of(HostAddress.sourceOf(route)) == host;
            boolean to = owners.of(HostAddress.destinationOf(route)) == host;
            if (from != to && route.packets > 0) {
                departures[host] |= from;
                arrivals[host] |= to;
            }
            arrivalsLeftOut[host] |= from && !to && route.answersUnseen();
        }
    }

    /** Packets out of scope, ARP among them, and marks tell it as well. */
    private void noteOthers(int host) {
        Scope scope = surveys.get(host).scope;
        arrivals[host] |= scope.marksArrivals();
        departures[host] |= scope.marksDepartures();
        for (Route route : surveys.get(host).routes()) {
            if (owners.of(HostAddress.sourceOf(route)) == host) {
                arrivals[host] |= scope.showsDestination(route.sourceHigh, route.sourceLow);
                departures[host] |= scope.showsSource(route.sourceHigh, route.sourceLow);
            }
        }
    }

    /** Whether a host's captures hold anything that arrives there. */
    boolean showsArrivals(int host) {
        return arrivals[host];
    }

    /** Whether a host's captures hold anything that leaves there. */
    boolean showsDepartures(int host) {
        return departures[host];
    }

    /** Whether a host's captures hold nothing that leaves there although other hosts hear of it. */
    boolean leavesOutDepartures(int host) {
        return departuresLeftOut[host];
    }

    /** Whether packets of this flow would be in the captures of the host at which they arrive. */
    boolean takesArrivals(int host, Tuple tuple) {
        Talk talk = surveys.get(host).talk(tuple);
        if (talk != null && talk.packets > 0) {
            return true;
        }
        if (talk != null && talk.reverse.reacts() && !bringsFragments(host, tuple)) {
            return false;
        }
        return arrivals[host] || !arrivalsLeftOut[host] && !anyTakesDeparturesOnly;
    }

    /** Whether a host's captures hold fragments from where this flow comes, which may be of it. */
    private boolean bringsFragments(int host, Tuple tuple) {
        Route route = surveys.get(host).route(HostAddress.sourceOf(tuple), HostAddress.destinationOf(tuple));
        return route != null && route.kinds.contains(TypeP.FRAGMENT);
    }

    /** Whether packets of this flow, which the captures at {@code far} hold, would be in those of the host that they leave. */
    boolean takesDepartures(int host, int far, Tuple tuple) {
        Talk talk = surveys.get(host).talk(tuple);
        if (talk != null && talk.packets > 0) {
            return true;
        }
        Talk seen = surveys.get(far).talk(tuple);
        if (seen == null) {
            return true;
        }
        boolean heard = talk != null && talk.reverse.packets > 0;
        boolean silent = arrivals[host] && !departures[host];
        return !(heard && seen.reactsItself()) && (!silent || seen.onlyRefuses());
    }

    /** In words for the user: whose captures take one direction only. */
    List<String> notes() {
        List<String> notes = new ArrayList<>();
        for (int host = 0; host < surveys.size(); host++) {
            String name = surveys.get(host).host();
            if (arrivalsLeftOut[host]) {
                notes.add(
                        "Direction not captured: " + name + " answers what its captures do not show arriving. They were"
                                + " taken of one direction only (tcpdump -Q out, or a filter that names one end); what is sent"
                                + " to " + name + " is not judged there.");
            } else if (arrivals[host] && !departures[host]) {
                notes.add("Direction not captured: " + name
                        + "'s captures show only what arrives there (tcpdump -Q in, or"
                        + " a filter that names one end); what " + name + " sends is not judged.");
            }
        }
        return notes;
    }
}

package dev.halfway.match;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Addresses to which a host sends and from which nothing ever comes back, owned by nobody as far as the captures show: a third
 * machine's, or one of another host here that nothing reaches. Of these packets nothing can be judged, and the user is told.
 */
final class DeafAddresses {
    private static final int MOST_TOLD = 3;

    private final List<HostSurvey> surveys;
    private final Owners owners;
    /** What it tells of addresses is not told again. */
    private final StrayFrames strays;

    DeafAddresses(List<HostSurvey> surveys, Owners owners, StrayFrames strays) {
        this.surveys = surveys;
        this.owners = owners;
        this.strays = strays;
    }

    /** As sentences for the user; few of many. */
    List<String> notes() {
        List<String> notes = new ArrayList<>();
        int untold = 0;
        for (int host = 0; host < surveys.size(); host++) {
            for (Route route : deaf(host)) {
                if (notes.size() < MOST_TOLD) {
                    notes.add(words(surveys.get(host).host(), route));
                } else {
                    untold++;
                }
            }
        }
        if (untold > 0) {
            notes.add("Not judged for the same reason: packets to " + untold + " more addresses.");
        }
        return notes;
    }

    private static String words(String host, Route route) {
        HostAddress address = HostAddress.destinationOf(route);
        return "Not judged: " + route.packets + (route.packets == 1 ? " packet" : " packets") + " from " + host + " to "
                + address
                + ", which never answers; the captures do not show whose address it is. If another host here owns"
                + " it, say --address HOST=" + address + ".";
    }

    private List<Route> deaf(int host) {
        return surveys.get(host).routes().stream()
                .filter(route -> route.packets > 0 && route.reverse.packets == 0)
                .filter(route -> owners.of(HostAddress.sourceOf(route)) == host
                        && owners.of(HostAddress.destinationOf(route)) == Owners.NOBODY)
                .filter(route -> !strays.isStranger(HostAddress.destinationOf(route)))
                .sorted(Comparator.comparing(HostAddress::destinationOf))
                .toList();
    }
}

package dev.halfway.match;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Addresses from which one host's captures show packets to another host, whose own captures hold none of them, and that nothing
 * answers: no vote says whose they are. Where the packets have passed no router yet, the host owns the address, a second one of
 * its own; else the user is told.
 *
 * <p>Nothing is concluded while the other host hears of addresses that the first does not show: on the way one may have been
 * made the other. Nor where the same packets come from another address, too: the host itself has made one the other.
 */
final class UnheardSenders {
    private static final int MOST_TOLD = 3;
    /** Fewer packets are the rest of something that went before. */
    private static final int LEAST_PACKETS = 3;

    /** A host passes a packet on within this; two programs that do the same seldom do it as close together. */
    private static final long MOMENT_NANOS = 5_000_000;

    private static final String GOES_ON =
            "they go on from another address, as where it is translated, and count by that.";

    private final List<HostSurvey> surveys;
    private final Owners owners;
    private final List<String> notes = new ArrayList<>();

    UnheardSenders(List<HostSurvey> surveys, Owners owners) {
        this.surveys = surveys;
        this.owners = owners;
    }

    /** Gives the addresses their owners, where the packets tell. */
    void settle() {
        int untold = 0;
        for (int host = 0; host < surveys.size(); host++) {
            List<Route> routes = unheard(host);
            Set<HostAddress> translated = routes.isEmpty() ? Set.of() : translated(host);
            for (Route route : routes) {
                boolean goesOn = translated.contains(HostAddress.sourceOf(route));
                if (!goesOn && isOwn(host, route)) {
                    owners.infer(HostAddress.sourceOf(route), host);
                } else if (notes.size() < MOST_TOLD) {
                    notes.add(words(host, route) + (goesOn ? GOES_ON : whoseAddress(host, route)));
                } else {
                    untold++;
                }
            }
        }
        if (untold > 0) {
            notes.add("Not judged for the same reason: packets from " + untold + " more addresses.");
        }
    }

    /** Of packets that are not judged, as sentences for the user; few of many. */
    List<String> notes() {
        return notes;
    }

    private List<Route> unheard(int host) {
        return surveys.get(host).routes().stream()
                .filter(route -> route.packets >= LEAST_PACKETS && route.reverse.packets == 0)
                .filter(route -> owners.of(HostAddress.sourceOf(route)) == Owners.NOBODY)
                .filter(route -> {
                    int to = owners.of(HostAddress.destinationOf(route));
                    return to != Owners.NOBODY && to != host && isOnlyAt(host, route);
                })
                .sorted(Comparator.comparing(HostAddress::sourceOf))
                .toList();
    }

    private boolean isOnlyAt(int host, Route route) {
        for (int other = 0; other < surveys.size(); other++) {
            Route there = surveys.get(other).route(HostAddress.sourceOf(route), HostAddress.destinationOf(route));
            if (other != host && there != null && (there.packets > 0 || there.reverse.packets > 0)) {
                return false;
            }
        }
        return true;
    }

    /** Addresses from which a host's captures show packets that come from another one as well, at the same moment. */
    private Set<HostAddress> translated(int host) {
        Map<Long, HostAddress> senders = new HashMap<>();
        Set<HostAddress> translated = new HashSet<>();
        for (Anchor anchor : surveys.get(host).sample.sketch().inOrder()) {
            HostAddress sender = HostAddress.sourceOf(anchor.tuple);
            long moment = anchor.timeNanos / MOMENT_NANOS;
            long packet = Mix.add(anchor.untranslated, anchor.identification);
            for (long near = moment - 1; near <= moment + 1; near++) {
                HostAddress other = senders.get(Mix.add(packet, near));
                if (other != null && !other.equals(sender)) {
                    translated.add(sender);
                    translated.add(other);
                }
            }
            senders.putIfAbsent(Mix.add(packet, moment), sender);
        }
        return translated;
    }

    private boolean isOwn(int host, Route route) {
        return !owners.isGiven(host)
                && route.inbound == 0
                && route.hasPassedNoRouter()
                && !hearsOfStrangers(owners.of(HostAddress.destinationOf(route)), host);
    }

    /** Whether packets arrive at a host from addresses that are nobody's and that this other host does not show. */
    private boolean hearsOfStrangers(int to, int host) {
        return surveys.get(to).routes().stream()
                .filter(route -> route.packets > 0)
                .filter(route -> owners.of(HostAddress.destinationOf(route)) == to
                        && owners.of(HostAddress.sourceOf(route)) == Owners.NOBODY)
                .anyMatch(route -> {
                    Route here = surveys.get(host).route(HostAddress.sourceOf(route), HostAddress.destinationOf(route));
                    return here == null || here.packets == 0;
                });
    }

    private String words(int host, Route route) {
        return "Not judged: " + route.packets + " packets from " + HostAddress.sourceOf(route) + " to "
                + HostAddress.destinationOf(route) + ", which the capture at "
                + surveys.get(host).host() + " shows and no other, and which nothing answers; ";
    }

    private String whoseAddress(int host, Route route) {
        HostAddress source = HostAddress.sourceOf(route);
        String at = surveys.get(host).host();
        return "the captures do not show whose address " + source + " is. If it is " + at + "'s, say --address " + at
                + "=" + source + ".";
    }
}

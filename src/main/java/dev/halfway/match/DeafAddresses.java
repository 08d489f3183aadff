package dev.halfway.match;

import dev.halfway.decode.TypeP;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Addresses to which a host sends and from which nothing ever comes back, owned by nobody as far as the captures show: a third
 * machine's, or one of another host here that nothing reaches. Of these packets nothing can be judged, and the user is told.
 *
 * <p>Where the frames are for a station by which another host sends, as both captures show, they were to come there, whoever
 * owns the address: it is taken for that host's, so that its packets count as not judged. Not where another machine answers
 * behind that station, as behind a router.
 */
final class DeafAddresses {
    private static final int MOST_TOLD = 3;
    /** Of fewer that ask for an answer, that there was none tells little. */
    private static final int LEAST_ASKING = 3;

    private final List<HostSurvey> surveys;
    private final Owners owners;
    /** What it tells of addresses is not told again. */
    private final StrayFrames strays;

    private final List<Guess> guesses = new ArrayList<>();

    /** What a host sends to such an address. */
    private record Deaf(int host, HostAddress address, List<Route> routes) {
        List<LinkFrames.Row> frames() {
            return routes.stream()
                    .flatMap(route -> route.frames.rows().stream())
                    .toList();
        }
    }

    private record Guess(Deaf deaf, int owner, long station) {}

    DeafAddresses(List<HostSurvey> surveys, Owners owners, StrayFrames strays) {
        this.surveys = surveys;
        this.owners = owners;
        this.strays = strays;
    }

    /** Gives the addresses an owner, where the frames tell for which host they are. */
    void settle() {
        for (int host = 0; host < surveys.size(); host++) {
            for (Deaf deaf : deaf(host)) {
                Set<Long> stations =
                        deaf.frames().stream().map(row -> row.destination).collect(Collectors.toSet());
                int owner =
                        stations.size() == 1 ? owner(deaf, stations.iterator().next()) : Owners.NOBODY;
                if (owner != Owners.NOBODY) {
                    guesses.add(new Guess(deaf, owner, stations.iterator().next()));
                    owners.guess(deaf.address, owner);
                    deaf.routes.forEach(route -> owners.infer(HostAddress.sourceOf(route), deaf.host));
                }
            }
        }
    }

    private int owner(Deaf deaf, long station) {
        long asking = deaf.frames().stream().mapToLong(row -> row.asking).sum();
        if (asking < LEAST_ASKING
                || deaf.routes.stream().anyMatch(route -> route.frames.isBeyond)
                || station == 0
                || !StrayFrames.mayBeAnothers(station)
                || owners.isOfAll(deaf.address)
                || isShownElsewhere(deaf)) {
            return Owners.NOBODY;
        }
        for (int other = 0; other < surveys.size(); other++) {
            if (other != deaf.host
                    && !owners.isGiven(other)
                    && sendsBy(station, other, deaf.host)
                    && !isOfOthers(station, other, deaf.host)) {
                return other;
            }
        }
        return Owners.NOBODY;
    }

    private boolean isShownElsewhere(Deaf deaf) {
        return surveys.stream()
                .filter(survey -> survey != surveys.get(deaf.host))
                .anyMatch(survey -> survey.scope.showsAddress(deaf.address.high(), deaf.address.low()));
    }

    /** Whether frames of a host to another have this source at both: no router is between them. */
    private boolean sendsBy(long station, int host, int other) {
        return surveys.get(host).routes().stream()
                .filter(route -> owners.of(HostAddress.sourceOf(route)) == host
                        && owners.of(HostAddress.destinationOf(route)) == other
                        && isBy(station, route))
                .map(route -> surveys.get(other).route(HostAddress.sourceOf(route), HostAddress.destinationOf(route)))
                .anyMatch(route -> route != null && isBy(station, route));
    }

    private static boolean isBy(long station, Route route) {
        return route.frames.rows().stream().anyMatch(row -> row.source == station);
    }

    /** Whether an address that is not the host's answers what is sent to the station. */
    private boolean isOfOthers(long station, int host, int seenAt) {
        return surveys.get(seenAt).routes().stream()
                .filter(route -> owners.of(HostAddress.destinationOf(route)) != host && route.reverse.packets > 0)
                .anyMatch(route -> route.frames.rows().stream().anyMatch(row -> row.destination == station));
    }

    /** As sentences for the user; few of many. */
    List<String> notes() {
        List<String> notes =
                guesses.stream().limit(MOST_TOLD).map(this::words).collect(Collectors.toCollection(ArrayList::new));
        int told = 0;
        int untold = Math.max(0, guesses.size() - MOST_TOLD);
        for (int host = 0; host < surveys.size(); host++) {
            for (Deaf deaf : deaf(host)) {
                if (told < MOST_TOLD) {
                    notes.add(words(deaf));
                    told++;
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

    private String words(Deaf deaf) {
        return "Not judged: " + count(deaf) + " from " + surveys.get(deaf.host).host() + " to " + deaf.address
                + ", which never answers; the captures do not show whose address it is"
                + surveys.get(deaf.host)
                        .errorsAbout
                        .words(deaf.address)
                        .map(words -> ", and " + words)
                        .orElse("")
                + ". If another host here owns it, say --address HOST=" + deaf.address + ".";
    }

    private String words(Guess guess) {
        Deaf deaf = guess.deaf;
        String owner = surveys.get(guess.owner).host();
        return "Not judged: " + count(deaf) + " from " + surveys.get(deaf.host).host() + " to " + deaf.address
                + ", which never answers and is taken for " + owner + "'s: the frames are for the link address of "
                + owner + ", " + StrayFrames.text(guess.station)
                + ", and the capture there shows none of them. --address "
                + owner + "=" + deaf.address + " says that it is, --address " + owner + "="
                + owners.namesOf(guess.owner).get(0) + " that it is not.";
    }

    /** {@code 145 packets (55 echo requests, 90 SYNs)}. */
    private String count(Deaf deaf) {
        Map<TypeP, Long> asked = new TreeMap<>();
        surveys.get(deaf.host).talks().forEachAsked((key, requests, answers) -> {
            if (deaf.routes.stream()
                    .anyMatch(route -> HostAddress.sourceOf(route).equals(key.source())
                            && HostAddress.destinationOf(route).equals(key.destination()))) {
                asked.merge(key.kind() == Tuple.TCP ? TypeP.TCP_SYN : TypeP.ICMP_ECHO_REQUEST, requests, Long::sum);
            }
        });
        long packets = deaf.routes.stream().mapToLong(route -> route.packets).sum();
        long others =
                packets - asked.values().stream().mapToLong(Long::longValue).sum();
        List<String> kinds = asked.entrySet().stream()
                .map(each -> count(each.getValue(), each.getKey().words()))
                .collect(Collectors.toCollection(ArrayList::new));
        if (others > 0) {
            kinds.add(count(others, kinds.isEmpty() ? "packet" : "other"));
        }
        return kinds.size() == 1 ? kinds.get(0) : count(packets, "packet") + " (" + String.join(", ", kinds) + ")";
    }

    private static String count(long count, String singular) {
        return count + " " + singular + (count == 1 ? "" : "s");
    }

    private List<Deaf> deaf(int host) {
        Set<HostAddress> heard = new HashSet<>();
        Set<Long> stations = new HashSet<>();
        for (Route route : surveys.get(host).routes()) {
            if (route.packets > 0) {
                heard.add(HostAddress.sourceOf(route));
            }
            if (owners.of(HostAddress.sourceOf(route)) == host) {
                route.frames.rows().forEach(row -> stations.add(row.source));
            }
        }
        stations.remove(0L); // not known
        Map<HostAddress, List<Route>> routes = surveys.get(host).routes().stream()
                .filter(route -> route.packets > 0 && isSentBy(host, route, stations))
                .filter(route -> owners.of(HostAddress.destinationOf(route)) == Owners.NOBODY)
                .collect(Collectors.groupingBy(HostAddress::destinationOf, TreeMap::new, Collectors.toList()));
        return routes.entrySet().stream()
                .filter(each -> !heard.contains(each.getKey()) && !strays.isStranger(each.getKey()))
                .map(each -> new Deaf(host, each.getKey(), each.getValue()))
                .toList();
    }

    /** From an address of the host, or from its station, with a TTL that no router has lowered, as from a second address. */
    private boolean isSentBy(int host, Route route, Set<Long> stations) {
        int owner = owners.of(HostAddress.sourceOf(route));
        return owner == host
                || owner == Owners.NOBODY
                        && !owners.isGiven(host)
                        && route.inbound == 0
                        && route.hasPassedNoRouter()
                        && !route.frames.isBeyond
                        && !route.frames.rows().isEmpty()
                        && route.frames.rows().stream().allMatch(row -> stations.contains(row.source));
    }
}

package dev.halfway.match;

import dev.halfway.decode.AddressBlock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Finds which host owns which address, by votes: for every pair of addresses that two captures show, what speaks for the
 * one address being at the one host and the other at the other.
 */
final class OwnerVotes {
    private static final int MOST_TOLD = 3;

    private final List<HostSurvey> surveys;
    private final List<Alignment> alignments;
    private final Owners owners;
    private String problem;
    /** Address by address: how often each host was nearer to it than another was. */
    private final Map<HostAddress, int[]> wins = new TreeMap<>();

    private final Map<HostAddress, int[]> defeats = new TreeMap<>();
    private final List<Undecided> undecided = new ArrayList<>();
    private final List<Unsure> unsure = new ArrayList<>();
    /** Addresses of which more tells where they are. */
    private final Set<HostAddress> sure = new HashSet<>();

    OwnerVotes(List<HostSurvey> surveys, List<Alignment> alignments, List<List<AddressBlock>> given) {
        this.surveys = surveys;
        this.alignments = alignments;
        owners = new Owners(given, addressesOfAll(surveys));
    }

    /** To which packets go in frames to all stations, and from which none comes. */
    private static Set<HostAddress> addressesOfAll(List<HostSurvey> surveys) {
        Set<HostAddress> toAll = new HashSet<>();
        Set<HostAddress> sending = new HashSet<>();
        for (HostSurvey survey : surveys) {
            for (Route route : survey.routes()) {
                if (route.isToAll) {
                    toAll.add(HostAddress.destinationOf(route));
                }
                if (route.packets > 0) {
                    sending.add(HostAddress.sourceOf(route));
                }
            }
        }
        toAll.removeAll(sending);
        return toAll;
    }

    /**
     * Two hosts whose captures show packets from the one to the other only; that it is not the other way round goes by packets
     * that only one of the captures holds.
     */
    record Unsure(int from, int to, HostAddress source, HostAddress destination) {
        private String words(String fromHost, String toHost) {
            return "Only packets from " + source + " to " + destination + " are in the captures of " + fromHost
                    + " and "
                    + toHost + ". That " + source + " is at " + fromHost
                    + " goes by packets that only the capture there holds; the other may be the sender's, and have missed"
                    + " them: of the two nothing is told as certain. --address " + fromHost + "=" + source
                    + ", or --address "
                    + toHost + "=" + source + ", settles it.";
        }
    }

    /** A pair of addresses of which the captures do not show which is where. */
    private record Undecided(Alignment alignment, AddressPair pair, String votes) {
        String words() {
            return "which host owns " + pair.x() + " and which " + pair.y() + " cannot be told (" + votes
                    + "); say it with --address HOST=" + pair.x();
        }
    }

    Owners count() {
        for (Alignment alignment : alignments) {
            new PairVotes(surveys, alignment, owners).count().forEach((pair, orientation) -> {
                settle(alignment, pair, orientation);
                holdAgainstGiven(alignment, pair, orientation);
            });
        }
        if (problem != null) {
            return owners;
        }
        Set<HostAddress> contradicted = new TreeSet<>();
        wins.forEach((address, won) -> {
            int owner = unbeaten(won, defeats.get(address));
            if (owner != Owners.NOBODY) {
                owners.infer(address, owner);
            } else if (!owners.isOfAll(address)) {
                contradicted.add(address);
            }
        });
        concludeFromOtherEnds();
        undecided.removeIf(each -> owners.of(each.pair().x()) != Owners.NOBODY
                && owners.of(each.pair().y()) != Owners.NOBODY);
        undecided.forEach(each -> owners.leaveOpen(each.pair().x(), each.pair().y()));
        if (!contradicted.isEmpty()) {
            HostAddress first = contradicted.iterator().next();
            problem = "the captures contradict each other on which host owns " + first
                    + ": some of its packets are seen nearer to one host, some nearer to another; say which owns it"
                    + " with --address HOST=" + first;
        } else if (!undecided.isEmpty() && wins.isEmpty()) {
            problem = undecided.get(0).words();
        }
        return owners;
    }

    /** What the user says of an address, and the packets plainly do not. */
    private void holdAgainstGiven(Alignment alignment, AddressPair pair, Orientation orientation) {
        int shown = orientation.shown();
        if (shown != 0 && problem == null) {
            int hostOfX = shown > 0 ? alignment.g : alignment.h;
            int hostOfY = shown > 0 ? alignment.h : alignment.g;
            contradiction(pair.x(), hostOfX, hostOfY, orientation)
                    .or(() -> contradiction(pair.y(), hostOfY, hostOfX, orientation))
                    .ifPresent(words -> problem = words);
        }
    }

    private Optional<String> contradiction(HostAddress address, int nearer, int farther, Orientation orientation) {
        String near = surveys.get(nearer).host();
        return owners.givenOwner(address) != farther
                ? Optional.empty()
                : Optional.of("the captures contradict --address: it says that "
                        + surveys.get(farther).host() + " owns " + address + ", and by the packets that is at " + near
                        + ", seen by " + orientation.shownBy() + "; leave --address out, say --address " + near + "="
                        + address + ", or, if the captures have each other's names, exchange these");
    }

    /** Where one address of a pair is known to be at the one host, the other is at the other, or behind it. */
    private void concludeFromOtherEnds() {
        Map<HostAddress, Set<Integer>> ends = new TreeMap<>();
        for (Undecided each : undecided) {
            Alignment alignment = each.alignment();
            int ownerOfX = owners.of(each.pair().x());
            int ownerOfY = owners.of(each.pair().y());
            HostAddress open =
                    ownerOfX == Owners.NOBODY ? each.pair().x() : each.pair().y();
            int known = ownerOfX == Owners.NOBODY ? ownerOfY : ownerOfX;
            if ((ownerOfX == Owners.NOBODY) != (ownerOfY == Owners.NOBODY)
                    && (known == alignment.g || known == alignment.h)) {
                int other = known == alignment.g ? alignment.h : alignment.g;
                ends.computeIfAbsent(open, address -> new TreeSet<>()).add(other);
            }
        }
        ends.forEach((address, hosts) -> {
            if (hosts.size() == 1 && !wins.containsKey(address)) {
                owners.infer(address, hosts.iterator().next());
            }
        });
    }

    /** Hosts of which it is not sure which one sends what their captures show. */
    List<Unsure> unsure() {
        return unsure.stream()
                .filter(each -> !isSure(each.source()) && !isSure(each.destination()))
                .toList();
    }

    private boolean isSure(HostAddress address) {
        return sure.contains(address) || owners.givenOwner(address) != Owners.NOBODY;
    }

    /** Whether another host was plainly nearer to an address than this one. */
    boolean isFarther(HostAddress address, int host) {
        int[] lost = defeats.get(address);
        return lost != null && lost[host] > 0;
    }

    /**
     * Pairs of addresses whose packets are not judged, as sentences for the user; few of many. That an address of all hosts of a
     * link is no host's own, no option settles.
     */
    List<String> notes() {
        List<String> notes = new ArrayList<>();
        if (problem != null) {
            return notes;
        }
        List<Undecided> ofHosts = undecided.stream()
                .filter(each -> !owners.isOfAll(each.pair().x())
                        && !owners.isOfAll(each.pair().y()))
                .toList();
        ofHosts.stream()
                .limit(MOST_TOLD)
                .forEach(each -> notes.add("Not judged, packets between "
                        + each.pair().x() + " and " + each.pair().y() + ": " + each.words() + "."));
        if (ofHosts.size() > MOST_TOLD) {
            notes.add("Not judged for the same reason: packets of " + (ofHosts.size() - MOST_TOLD)
                    + " more pairs of addresses.");
        }
        unsure().stream()
                .limit(MOST_TOLD)
                .forEach(each -> notes.add(each.words(
                        surveys.get(each.from()).host(), surveys.get(each.to()).host())));
        return notes;
    }

    /** Why no owner could be told, as a sentence without its full stop; empty when there is no such trouble. */
    Optional<String> problem() {
        return Optional.ofNullable(problem);
    }

    private int unbeaten(int[] won, int[] lost) {
        int best = Owners.NOBODY;
        for (int host = 0; host < won.length; host++) {
            if (won[host] > 0 && lost[host] == 0) {
                if (best != Owners.NOBODY) {
                    return Owners.NOBODY;
                }
                best = host;
            }
        }
        return best;
    }

    private void settle(Alignment alignment, AddressPair pair, Orientation orientation) {
        int decided = orientation.decided();
        if (decided == 0) {
            undecided.add(new Undecided(alignment, pair, orientation.words() + oneDirection(alignment, pair)));
            return;
        }
        int hostOfX = decided > 0 ? alignment.g : alignment.h;
        int hostOfY = decided > 0 ? alignment.h : alignment.g;
        note(pair.x(), hostOfX, hostOfY);
        note(pair.y(), hostOfY, hostOfX);
        if (orientation.isUnsure()) {
            boolean fromX = surveys.get(hostOfX).route(pair.x(), pair.y()).packets > 0;
            unsure.add(
                    fromX
                            ? new Unsure(hostOfX, hostOfY, pair.x(), pair.y())
                            : new Unsure(hostOfY, hostOfX, pair.y(), pair.x()));
        } else {
            sure.add(pair.x());
            sure.add(pair.y());
        }
    }

    /** Says so when the reason is that one capture of the two holds only one direction. */
    private String oneDirection(Alignment alignment, AddressPair pair) {
        StringBuilder words = new StringBuilder();
        for (int host : new int[] {alignment.g, alignment.h}) {
            Route route = surveys.get(host).route(pair.x(), pair.y());
            if (route != null && (route.packets == 0) != (route.reverse.packets == 0)) {
                words.append("; ")
                        .append(surveys.get(host).host())
                        .append(" holds only packets from ")
                        .append(route.packets == 0 ? pair.y() : pair.x());
            }
        }
        return words.toString();
    }

    private void note(HostAddress address, int winner, int loser) {
        wins.computeIfAbsent(address, a -> new int[surveys.size()])[winner]++;
        defeats.computeIfAbsent(address, a -> new int[surveys.size()])[loser]++;
    }
}

package dev.halfway.match;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Captures that were taken on the way between two hosts and at neither: on a router or a mirror port. Such a host owns no
 * address; it holds packets between addresses of two others, and is farther from both ends than these are. Its captures
 * judge nothing, and keep nothing from being judged.
 */
final class PointsBetween {
    private final List<HostSurvey> surveys;
    private final Owners owners;
    private final boolean[] between;
    private final List<String> notes = new ArrayList<>();

    PointsBetween(List<HostSurvey> surveys, Owners owners, OwnerVotes votes) {
        this.surveys = surveys;
        this.owners = owners;
        between = new boolean[surveys.size()];
        for (int host = 0; host < between.length && between.length > 2; host++) {
            note(host, votes);
        }
    }

    private void note(int host, OwnerVotes votes) {
        Set<List<String>> ends = new TreeSet<>((one, other) -> one.toString().compareTo(other.toString()));
        boolean passes = false;
        for (Route route : surveys.get(host).routes()) {
            int from = owners.of(HostAddress.sourceOf(route));
            int to = owners.of(HostAddress.destinationOf(route));
            if (from == host || to == host) {
                return;
            }
            if (from != Owners.NOBODY && to != Owners.NOBODY && from != to && route.packets > 0) {
                boolean farther = isFarther(HostAddress.sourceOf(route), host, votes)
                        && isFarther(HostAddress.destinationOf(route), host, votes);
                if (!farther) {
                    return;
                }
                passes = true;
                ends.add(List.of(surveys.get(from).host(), surveys.get(to).host()).stream()
                        .sorted()
                        .toList());
            }
        }
        between[host] = passes;
        ends.forEach(each -> notes.add(words(surveys.get(host).host(), each.get(0), each.get(1))));
    }

    /** By what the user says, or by the packets. */
    private boolean isFarther(HostAddress address, int host, OwnerVotes votes) {
        return owners.givenOwner(address) != Owners.NOBODY || votes.isFarther(address, host);
    }

    private static String words(String point, String one, String other) {
        return point + " owns none of the addresses whose packets its capture holds: it was taken on the way between "
                + one
                + " and " + other + ". All that is told is told of " + one + " and " + other
                + " as if it were not there."
                + " To tell on which side of " + point + " packets are lost, analyse " + one + " and " + point
                + " alone for the way between these two, and " + point + " and " + other + " for the rest; there "
                + point
                + " stands for the host behind it.";
    }

    /** Whether the captures of this host were taken on the way between two others. */
    boolean includes(int host) {
        return between[host];
    }

    /** As sentences for the user. */
    List<String> notes() {
        return notes;
    }
}

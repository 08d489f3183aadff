package dev.halfway.diagnose;

import dev.halfway.match.PassageRow;
import dev.halfway.match.TraitRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Whose own netfilter the captures rule out as what lost the packets of one direction: that of a host that was captured on
 * its outer interface, where what leaves has passed it and what arrives comes to it next. A capture of a tunnel device is on
 * its inner side, and that of a host which passes on what it shows may be.
 *
 * @param cleared names of hosts of which it is known
 * @param doubts of the others: what is not known and why, in words
 */
record Taps(List<String> cleared, List<String> doubts) {
    /** LINKTYPE_NULL, LINKTYPE_RAW as it is and as it is written on BSD and OpenBSD, LINKTYPE_LOOP, LINKTYPE_IPV4 and _IPV6. */
    private static final Set<Integer> WITHOUT_HEADER = Set.of(0, 12, 14, 101, 108, 228, 229);

    /** @param inner what is known to have been lost inside the sender */
    static Taps of(Symptoms symptoms, String from, String to, Optional<InnerLoss> inner) {
        List<String> cleared = new ArrayList<>();
        List<String> doubts = new ArrayList<>();
        Optional<String> ofSender = whyNot(symptoms, from, to)
                .map(why -> ": " + why + ": what becomes of packets behind it, in FORWARD or OUTPUT, it does not show")
                .or(() -> passesOn(symptoms, from, to));
        Optional<String> ofReceiver = whyNot(symptoms, to, from)
                .map(why ->
                        ": " + why + ": what becomes of packets in front of it, in INPUT or FORWARD, it does not show")
                .or(() -> passesOnArrivals(symptoms, from, to));
        ofSender.ifPresent(why -> doubts.add("netfilter on " + from + why));
        ofReceiver.ifPresent(why -> doubts.add("netfilter on " + to + why));
        if (ofSender.isEmpty() && inner.isEmpty()) {
            cleared.add(from);
        }
        if (ofReceiver.isEmpty()) {
            cleared.add(to);
        }
        return new Taps(cleared, doubts);
    }

    /** Why a host's capture is known to be, or may well be, one of a tunnel's inner side; empty where nothing says so. */
    private static Optional<String> whyNot(Symptoms symptoms, String host, String other) {
        List<Integer> linkTypes = symptoms.inputs().stream()
                .filter(input -> input.point().host().equals(host))
                .flatMap(input -> input.point().linkTypes().stream())
                .toList();
        if (!linkTypes.isEmpty() && WITHOUT_HEADER.containsAll(linkTypes)) {
            return Optional.of("its capture is of a device without link headers, as tunnels are");
        }
        boolean inTunnelThere = rows(symptoms, other, other, host).stream().anyMatch(PassageRow::tunnelled)
                || rows(symptoms, other, host, other).stream().anyMatch(PassageRow::tunnelled);
        boolean inTunnelHere = rows(symptoms, host, other, host).stream().anyMatch(PassageRow::tunnelled)
                || rows(symptoms, host, host, other).stream().anyMatch(PassageRow::tunnelled);
        return inTunnelThere && !inTunnelHere
                ? Optional.of("the capture at " + other
                        + " shows the packets in a tunnel and its own does not, as on the" + " tunnel's inner side")
                : Optional.empty();
    }

    private static List<PassageRow> rows(Symptoms symptoms, String seenAt, String from, String to) {
        return symptoms.passages().stream()
                .filter(row -> row.seenAt().equals(seenAt)
                        && row.from().equals(from)
                        && row.to().equals(to))
                .toList();
    }

    /** Of what is lost and seen last at a place that may be in front of the sender's FORWARD chain. */
    private static Optional<String> passesOn(Symptoms symptoms, String from, String to) {
        List<PassageRow> rows = rows(symptoms, from, from, to);
        List<PassageRow> lost = rows.stream().filter(row -> row.lost() > 0).toList();
        if (lost.stream().anyMatch(PassageRow::incoming)) {
            return Optional.of(": its capture shows them coming in there, and none of them going out");
        }
        return lost.stream()
                .filter(row -> !row.outgoing() && isRouted(row) && !isBehindAnother(row, rows))
                .findFirst()
                .map(row -> ", unless its capture was taken where they go out: it passes them on, as TTL "
                        + row.timeToLive() + " is none that hosts begin with");
    }

    /** Whether others show this place to be the one where the host sends on what came in at another. */
    private static boolean isBehindAnother(PassageRow row, List<PassageRow> rows) {
        return rows.stream().anyMatch(each -> each.routed() > 0 && each.timeToLive() == row.timeToLive() + 1);
    }

    private static boolean isRouted(PassageRow row) {
        return new TraitRow.Range(row.timeToLive(), row.timeToLive()).isLowered();
    }

    /** Of what arrives where the receiver's own packets show that it passes on all that it sends. */
    private static Optional<String> passesOnArrivals(Symptoms symptoms, String from, String to) {
        List<PassageRow> arrivals = rows(symptoms, to, from, to);
        if (!arrivals.isEmpty() && arrivals.stream().allMatch(PassageRow::outgoing)) {
            return Optional.of(": its capture shows what arrives going out there, and nothing coming in");
        }
        List<PassageRow> departures = rows(symptoms, to, to, from);
        boolean marked = arrivals.stream().anyMatch(PassageRow::incoming);
        boolean several = departures.stream().anyMatch(row -> row.routed() > 0);
        return !marked
                        && !several
                        && !departures.isEmpty()
                        && departures.stream().allMatch(Taps::isRouted)
                ? Optional.of(", unless its capture was taken where they come in: it passes packets on, as TTL "
                        + departures.get(0).timeToLive() + " is none that hosts begin with")
                : Optional.empty();
    }
}

package dev.halfway.match;

import dev.halfway.decode.DecodedPacket;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Frames that a host's capture shows and that are for another station of its link: a switch floods what it knows no port for,
 * a router has a wrong neighbour entry, and a capture takes it all. The host does not get what they carry.
 *
 * <p>A link address is another station's where, on one interface, the host sends by another one and gets frames by that, and
 * where nothing in its captures comes from the address and nothing that came to it was answered, though it asks for an
 * answer. So the address that routers share (RFC 9568) and the like, which nobody sends by, is the host's where it answers.
 */
final class StrayFrames {
    /** Of fewer that ask for an answer, that there was none tells little. */
    private static final int LEAST_ASKING = 3;

    private static final int MOST_TOLD = 3;
    private static final long GROUP = 0x010000000000L;
    /** Shared by routers: VRRP (RFC 9568 section 7.3), HSRP, its second version, GLBP; with how many bits are theirs. */
    private static final long[][] SHARED = {
        {0x00005e000100L, 8}, {0x00005e000200L, 8}, {0x00000c07ac00L, 8}, {0x00000c9ff000L, 12}, {0x0007b4000000L, 24}
    };

    /** A link address as one interface of a capture shows it. */
    private record Station(long place, long address) {}

    private final List<HostSurvey> surveys;
    private final Owners owners;
    /** By host. */
    private final List<Set<Station>> others = new ArrayList<>();

    private final List<String> notes = new ArrayList<>();
    private final Set<HostAddress> strangers = new TreeSet<>();
    /** The user gives them to the host, and such a station may be a machine inside it. */
    private final Set<HostAddress> inside = new HashSet<>();

    StrayFrames(List<HostSurvey> surveys, Owners owners) {
        this.surveys = surveys;
        this.owners = owners;
        for (int host = 0; host < surveys.size(); host++) {
            others.add(otherStations(host));
        }
    }

    private Set<Station> otherStations(int host) {
        Set<Long> senders = new HashSet<>();
        Set<Station> own = new HashSet<>();
        Set<Long> answered = new HashSet<>();
        Map<Station, Long> receivers = new LinkedHashMap<>();
        for (Route route : surveys.get(host).routes()) {
            boolean isOwn = owners.of(HostAddress.sourceOf(route)) == host;
            for (LinkFrames.Row row : route.frames.rows()) {
                senders.add(row.source);
                if (isOwn && row.source != 0) {
                    own.add(new Station(row.place, row.source));
                }
                if (row.destination != 0) {
                    receivers.merge(new Station(row.place, row.destination), row.asking, Long::sum);
                }
                if (row.answered) {
                    answered.add(row.destination);
                }
            }
        }
        Set<Long> places = new HashSet<>();
        for (Station each : own) {
            if (receivers.containsKey(each)
                    || receivers.containsKey(new Station(each.place, DecodedPacket.LINK_OF_HOST))) {
                places.add(each.place);
            }
        }
        Set<Station> found = new HashSet<>();
        receivers.forEach((station, asking) -> {
            if (places.contains(station.place)
                    && !senders.contains(station.address)
                    && mayBeAnothers(station.address)
                    && !answered.contains(station.address)
                    && asking >= LEAST_ASKING) {
                found.add(station);
            }
        });
        return found;
    }

    /** Whether a link address is of one station: of no group, and none that routers share. */
    static boolean mayBeAnothers(long address) {
        for (long[] shared : SHARED) {
            if (address >>> shared[1] == shared[0] >>> shared[1]) {
                return false;
            }
        }
        return address != DecodedPacket.LINK_OF_HOST && (address & GROUP) == 0;
    }

    /** Whether a host's capture shows any. */
    boolean isAnyAt(int host) {
        return !others.get(host).isEmpty();
    }

    /** Whether a packet to an address of the host came in such a frame. */
    boolean isStray(int host, DecodedPacket packet, int interfaceIndex) {
        return !packet.hasOuter()
                && others.get(host)
                        .contains(new Station(LinkFrames.place(packet, interfaceIndex), packet.linkDestination()))
                && !inside.contains(new HostAddress(packet.destinationHigh(), packet.destinationLow()));
    }

    private boolean isStray(int host, LinkFrames.Row row) {
        return others.get(host).contains(new Station(row.place, row.destination));
    }

    /**
     * Addresses that a host seems to own, and to which packets come there in such frames only: they are another machine's, but for those
     * that the user gives the host.
     */
    void disown() {
        for (int host = 0; host < surveys.size(); host++) {
            if (isAnyAt(host)) {
                disown(host);
            }
        }
    }

    private void disown(int host) {
        Map<HostAddress, Long> strays = new LinkedHashMap<>();
        Set<HostAddress> own = new HashSet<>();
        for (Route route : surveys.get(host).routes()) {
            if (route.packets > 0) {
                own.add(HostAddress.sourceOf(route));
                HostAddress address = HostAddress.destinationOf(route);
                if (!route.frames.isBeyond && route.frames.rows().stream().allMatch(row -> isStray(host, row))) {
                    strays.merge(address, route.packets, Long::sum);
                } else {
                    own.add(address);
                }
            }
        }
        strays.forEach((address, packets) -> {
            if (!own.contains(address) && owners.givenOwner(address) == host) {
                inside.add(address);
                if (inside.size() <= MOST_TOLD) {
                    notes.add(wordsOfGiven(surveys.get(host).host(), address));
                }
            } else if (!own.contains(address) && owners.of(address) == host && !owners.isGiven(host)) {
                owners.disown(address);
                strangers.add(address);
                if (strangers.size() <= MOST_TOLD) {
                    notes.add(words(host, address, packets));
                }
            }
        });
        if (strangers.size() > MOST_TOLD) {
            notes.add("Not judged for the same reason: packets to " + (strangers.size() - MOST_TOLD)
                    + " more addresses.");
        }
    }

    private String words(int host, HostAddress address, long packets) {
        String at = surveys.get(host).host();
        return "Not judged: packets to " + address + ". The capture at " + at + " holds " + packets + " of them"
                + ", in frames for another machine of its link, by their link address, as a switch floods them: the address is not "
                + at + "'s. If it is, say --address " + at + "=" + address + ".";
    }

    private static String wordsOfGiven(String host, HostAddress address) {
        return "Packets to " + address + " come to " + host
                + " in frames for another machine of its link, by their link"
                + " address; since --address says that it is " + host + "'s, they count as arrived.";
    }

    /** Whether an address was found to be another machine's. */
    boolean isStranger(HostAddress address) {
        return strangers.contains(address);
    }

    /** Of packets that are not judged, as sentences for the user; few of many. */
    List<String> notes() {
        return notes;
    }

    /** Those that were to reach a host, by who sends them, where they go and which stations they are of and for. */
    List<StrayFrameRow> rows() {
        List<StrayFrameRow> rows = new ArrayList<>();
        for (int host = 0; host < surveys.size(); host++) {
            for (Route route : isAnyAt(host) ? surveys.get(host).routes() : List.<Route>of()) {
                int from = owners.of(HostAddress.sourceOf(route));
                HostAddress to = HostAddress.destinationOf(route);
                if (owners.of(to) == host && from != host && !inside.contains(to)) {
                    for (LinkFrames.Row row : route.frames.rows()) {
                        if (isStray(host, row)) {
                            rows.add(row(host, from, route, row));
                        }
                    }
                }
            }
        }
        return rows;
    }

    private StrayFrameRow row(int host, int from, Route route, LinkFrames.Row row) {
        return new StrayFrameRow(
                from == Owners.NOBODY ? "" : surveys.get(from).host(),
                surveys.get(host).host(),
                HostAddress.destinationOf(route).toString(),
                row.destination == DecodedPacket.LINK_OF_ANOTHER ? "" : text(row.destination),
                text(own(host, row.place)),
                row.source == 0 ? "" : text(row.source),
                row.frames);
    }

    private long own(int host, long place) {
        for (Route route : surveys.get(host).routes()) {
            if (owners.of(HostAddress.sourceOf(route)) == host) {
                for (LinkFrames.Row row : route.frames.rows()) {
                    if (row.place == place && row.source != 0) {
                        return row.source;
                    }
                }
            }
        }
        return 0;
    }

    /** A link address. */
    static String text(long address) {
        StringBuilder words = new StringBuilder();
        for (int shift = 40; shift >= 0; shift -= 8) {
            words.append(String.format(Locale.ROOT, shift == 40 ? "%02x" : ":%02x", address >>> shift & 0xff));
        }
        return words.toString();
    }
}

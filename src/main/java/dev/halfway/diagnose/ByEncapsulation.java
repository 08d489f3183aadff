package dev.halfway.diagnose;

import dev.halfway.decode.DecodedPacket;
import dev.halfway.match.Sighting;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.IntPredicate;

/**
 * What a packet travels in as it leaves: a tunnel of some kind or none, a VLAN or another. A device on the way may see no more
 * of it than that.
 */
final class ByEncapsulation implements Splitter {
    private static final int VLAN_SHIFT = Sighting.CARRIER_VLAN_SHIFT;
    private static final int TUNNELS = DecodedPacket.IP_IN_IP
            | DecodedPacket.GRE
            | DecodedPacket.VXLAN
            | DecodedPacket.GENEVE
            | DecodedPacket.OTHER_TUNNEL;

    private record Kind(String value, String words, String otherwise, IntPredicate includes) {}

    private static final List<Kind> TUNNELLED = List.of(
            inside(TUNNELS, "tunnel", "in a tunnel", "in no tunnel"),
            new Kind("no tunnel", "in no tunnel", "in a tunnel", carrier -> (carrier & TUNNELS) == 0),
            inside(DecodedPacket.IP_IN_IP, "IP-in-IP"),
            inside(DecodedPacket.GRE, "GRE"),
            inside(DecodedPacket.VXLAN, "VXLAN"),
            inside(DecodedPacket.GENEVE, "Geneve"),
            inside(DecodedPacket.MPLS, "MPLS"));

    private static Kind inside(int bits, String name) {
        return inside(bits, name, "in " + name, "not in " + name);
    }

    private static Kind inside(int bits, String value, String words, String otherwise) {
        return new Kind(value, words, otherwise, carrier -> (carrier & bits) != 0);
    }

    private static Kind ofVlan(int carrier) {
        int vlan = carrier >> VLAN_SHIFT;
        String name = vlan == 0 ? "no VLAN" : "VLAN " + (vlan - 1);
        return new Kind(
                name, "in " + name, vlan == 0 ? "in a VLAN" : "not in " + name, other -> other >> VLAN_SHIFT == vlan);
    }

    private static boolean isOfVlans(String value) {
        return value.contains("VLAN");
    }

    /** What may drop packets of such a class, besides rules. */
    static String remaining(String value) {
        return isOfVlans(value)
                ? "a trunk that does not let that VLAN through, or not in that direction"
                : "what forwards and takes off that tunnel: its IP protocol or UDP port may be filtered (IP-in-IP is protocol 4,"
                        + " GRE 47, VXLAN UDP 4789)";
    }

    /** A filter of tcpdump for packets of such a class. */
    static String filter(String value) {
        return isOfVlans(value)
                ? "vlan"
                : "ip proto 4 or ip proto 41 or ip proto 47 or udp port 4789 or udp port 6081 or mpls";
    }

    @Override
    public boolean looksAtThePacketAlone() {
        return true;
    }

    /** Of kinds that explain as much, the narrowest: it names the tunnel. */
    @Override
    public Optional<Split> best(Trials trials) {
        TreeSet<Integer> carriers = new TreeSet<>();
        for (int i = 0; i < trials.size(); i++) {
            carriers.add(trials.packet(i).carrier);
        }
        if (carriers.size() < 2) {
            return Optional.empty();
        }
        List<Kind> kinds = new ArrayList<>(TUNNELLED);
        carriers.stream()
                .map(carrier -> carrier & -(1 << VLAN_SHIFT))
                .distinct()
                .forEach(carrier -> kinds.add(ofVlan(carrier)));
        double lnSearched = Math.log(kinds.size());
        return kinds.stream()
                .flatMap(kind -> split(kind, trials, lnSearched).stream())
                .reduce((best, next) -> next.score(trials) >= best.score(trials) ? next : best);
    }

    /** Empty where all or none are of the kind, or these lose no more than others. */
    private static Optional<Split> split(Kind kind, Trials trials, double lnSearched) {
        BitSet inside = new BitSet(trials.size());
        for (int i = 0; i < trials.size(); i++) {
            inside.set(i, kind.includes().test(trials.packet(i).carrier));
        }
        int all = inside.cardinality();
        boolean losesMore = (long) trials.lostIn(inside) * trials.size() > (long) trials.lostCount() * all;
        if (all == trials.size() || !losesMore) {
            return Optional.empty();
        }
        return Optional.of(new Split(
                Feature.ENCAPSULATION,
                kind.value(),
                kind.words(),
                kind.otherwise(),
                inside,
                BurstTest.lnP(trials, inside, lnSearched),
                lnSearched));
    }
}

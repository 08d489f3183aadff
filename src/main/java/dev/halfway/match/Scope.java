package dev.halfway.match;

import dev.halfway.decode.DecodedPacket;
import dev.halfway.decode.TypeP;
import java.util.Arrays;
import java.util.BitSet;
import java.util.EnumSet;
import java.util.Set;

/**
 * What the captures of one host are seen to show, as opposed to what their filter or their place keeps from them. Filters
 * are not read: a kind is taken as shown when one packet of it is there, in either direction, or when several kinds that
 * have nothing to do with it are there, so that no filter can have been set for few.
 */
final class Scope {
    private static final int UNFILTERED_KINDS = 3;

    private final BitSet tcpPorts = new BitSet();
    private final AddressSet sources = new AddressSet();
    private final AddressSet destinations = new AddressSet();
    private boolean marksArrivals;
    private boolean marksDepartures;
    private boolean echo4;
    private boolean echo6;
    private boolean otherIcmp;
    private boolean otherTcp;
    private boolean udp;
    private boolean arp;
    private boolean otherProtocols;
    private final Set<TypeP> shown = EnumSet.noneOf(TypeP.class);
    private final Set<TypeP> hidden = EnumSet.noneOf(TypeP.class);
    /** Protocols of fragments behind the first that are there, and of those that are left out: they show no ports and no type. */
    private final BitSet laterFragments = new BitSet();

    private final BitSet hiddenLaterFragments = new BitSet();
    private boolean timestampsCut;
    private boolean sackCut;

    /**
     * Notes a packet, whether in scope or not.
     *
     * @param direction as the capture's record marks it, one of the {@code MARK_} values
     */
    void note(DecodedPacket packet, int outcome, int direction) {
        int mark = packet.mark() == DecodedPacket.MARK_NONE ? direction : packet.mark();
        marksArrivals |= mark == DecodedPacket.MARK_INBOUND;
        marksDepartures |= mark == DecodedPacket.MARK_OUTBOUND;
        if (packet.isArp()) {
            arp = true;
            noteAddresses(packet);
        } else if (packet.hasAddresses()) {
            noteAddresses(packet);
            noteProtocol(packet, outcome);
        }
    }

    private void noteAddresses(DecodedPacket packet) {
        boolean toItself = packet.sourceHigh() == packet.destinationHigh()
                && packet.sourceLow() == packet.destinationLow(); // as in gratuitous ARP
        sources.add(packet.sourceHigh(), packet.sourceLow());
        if (!toItself) {
            destinations.add(packet.destinationHigh(), packet.destinationLow());
        }
    }

    private void noteProtocol(DecodedPacket packet, int outcome) {
        boolean ours = outcome == DecodedPacket.IN_SCOPE;
        if (ours) {
            shown.add(packet.typeP());
        }
        if (packet.fragmentOffset() > 0) {
            laterFragments.set(packet.protocol());
        }
        switch (packet.protocol()) {
            case 1 -> {
                echo4 |= ours;
                otherIcmp |= !ours;
            }
            case 58 -> {
                echo6 |= ours;
                otherIcmp |= !ours;
            }
            case 6 -> {
                if (ours && packet.typeP() != TypeP.FRAGMENT) {
                    tcpPorts.set(servicePort(packet.sourcePort(), packet.destinationPort()));
                    sackCut |= packet.optionsTruncated();
                    timestampsCut |= packet.optionsTruncated() && !packet.hasTimestamps();
                } else {
                    otherTcp |= !ours;
                }
            }
            case 17 -> udp = true;
            default -> otherProtocols = true;
        }
    }

    /**
     * Another host received a packet of this kind from this one: if none is here, not even where it left, the captures leave
     * the kind out. No filter that lets data and acknowledgments through leaves out resets or FINs: one that is not here was
     * sent by somebody else. Where no TCP at all is here, all of it is left out, whichever way it goes, but for resets that anybody may
     * have sent.
     */
    void noteSent(TypeP typeP) {
        boolean ends = typeP == TypeP.TCP_RST || typeP == TypeP.TCP_FIN;
        boolean segments = shown.contains(TypeP.TCP_DATA) || shown.contains(TypeP.TCP_ACK);
        if (!shown.contains(typeP) && !(ends && segments)) {
            hidden.add(typeP);
            if (typeP.isTcp() && typeP != TypeP.TCP_RST && shown.stream().noneMatch(TypeP::isTcp)) {
                Arrays.stream(TypeP.values()).filter(TypeP::isTcp).forEach(hidden::add);
            }
        }
    }

    /**
     * Another host received fragments behind the first from this one, which is seen to send their first ones: if no such is
     * here, the captures leave them out, as filters do that ask for ports or types.
     */
    void noteSentLaterFragments(BitSet protocols) {
        hiddenLaterFragments.or(protocols);
        hiddenLaterFragments.andNot(laterFragments);
    }

    /** Whether fragments behind the first would have been shown, of this protocol. */
    boolean showsLaterFragments(int protocol) {
        return !hiddenLaterFragments.get(protocol);
    }

    static int servicePort(int one, int other) {
        return Math.min(one, other);
    }

    /** Whether any packet of this kind is there. */
    boolean shows(TypeP typeP) {
        return shown.contains(typeP);
    }

    /** Whether a packet of this leg would have been shown. */
    boolean showsKind(Tuple tuple, TypeP typeP, int ipVersion) {
        return !hidden.contains(typeP) && showsKind(tuple, ipVersion);
    }

    /** The same for a leg that has other addresses and ports here. */
    boolean showsTranslated(Tuple tuple, TypeP typeP, int ipVersion) {
        boolean tcp = tuple.kind() == Tuple.TCP && !tcpPorts.isEmpty();
        return !hidden.contains(typeP) && (tcp || showsKind(tuple, ipVersion));
    }

    /** The same, whatever the kind of packet. */
    boolean showsKind(Tuple tuple, int ipVersion) {
        if (looksUnfiltered()) {
            return true;
        }
        return switch (tuple.kind()) {
            case Tuple.TCP -> tcpPorts.get(servicePort(tuple.sourcePort(), tuple.destinationPort()));
            default -> showsEcho(ipVersion);
        };
    }

    /** Whether any ping is there. */
    boolean showsEcho(int ipVersion) {
        return ipVersion == 4 ? echo4 : echo6;
    }

    /** Whether it holds so many kinds of packets that have nothing to do with ours that no filter can have been set. */
    boolean looksUnfiltered() {
        int kinds = (otherIcmp ? 1 : 0) + (otherTcp ? 1 : 0) + (udp ? 1 : 0) + (arp ? 1 : 0) + (otherProtocols ? 1 : 0);
        return kinds >= UNFILTERED_KINDS;
    }

    boolean showsAddress(long high, long low) {
        return sources.mayContain(high, low) || destinations.mayContain(high, low);
    }

    /** Whether any packet, in scope or not, is sure to come from this address. */
    boolean showsSource(long high, long low) {
        return sources.contains(high, low);
    }

    /** Whether any packet, in scope or not, is sure to go to this address from another. */
    boolean showsDestination(long high, long low) {
        return destinations.contains(high, low);
    }

    /** Whether the capture marks any packet as coming in. */
    boolean marksArrivals() {
        return marksArrivals;
    }

    /** Whether the capture marks any packet as going out. */
    boolean marksDepartures() {
        return marksDepartures;
    }

    /** The snap length may have cut TCP timestamps off. */
    boolean timestampsCut() {
        return timestampsCut;
    }

    /** The snap length may have cut SACK blocks off; they stand behind the timestamps. */
    boolean sackCut() {
        return sackCut;
    }
}

package dev.halfway.diagnose;

import dev.halfway.decode.DecodedPacket;
import java.util.Optional;

/**
 * The tunnel that every lost packet of a direction left in.
 *
 * @param name {@code VXLAN}
 * @param mayBeCut a router may cut some of the outer packets to size (RFC 791 section 3.1, DF is not set), and so need not
 *     drop them for being too long
 */
public record Tunnel(String name, boolean mayBeCut) {
    /** Empty where one left in none, or nothing is lost. */
    static Optional<Tunnel> of(Trials trials) {
        int tunnels = 0;
        boolean mayBeCut = false;
        for (int i = 0; i < trials.size(); i++) {
            Observed packet = trials.packet(i);
            if (trials.isLost(i) && packet.tunnels == 0) {
                return Optional.empty();
            } else if (trials.isLost(i)) {
                tunnels |= packet.tunnels;
                mayBeCut |= !packet.outerDontFragment;
            }
        }
        return tunnels == 0 ? Optional.empty() : Optional.of(new Tunnel(name(tunnels), mayBeCut));
    }

    private static String name(int tunnels) {
        return switch (tunnels & ~(DecodedPacket.VLAN | DecodedPacket.MPLS)) {
            case DecodedPacket.IP_IN_IP -> "IP-in-IP";
            case DecodedPacket.GRE -> "GRE";
            case DecodedPacket.VXLAN -> "VXLAN";
            case DecodedPacket.GENEVE -> "Geneve";
            default -> "tunnels";
        };
    }
}

package dev.halfway.bgp;

/** Names of capabilities, as IANA's registry "Capability Codes" has them. */
final class CapabilityNames {
    private static final int MULTIPROTOCOL = 1;
    private static final int MULTIPROTOCOL_LENGTH = 4;

    private CapabilityNames() {}

    /** The name; for multiprotocol extensions with the address family that the value names. */
    static String of(int code, byte[] bytes, int at, int length) {
        if (code == MULTIPROTOCOL && length == MULTIPROTOCOL_LENGTH) {
            int family = (bytes[at] & 0xff) << 8 | bytes[at + 1] & 0xff;
            return "multiprotocol " + family(family) + " " + subsequent(bytes[at + 3] & 0xff);
        }
        return switch (code) {
            case MULTIPROTOCOL -> "multiprotocol"; // RFC 2858
            case 2 -> "route refresh"; // RFC 2918
            case 3 -> "outbound route filtering"; // RFC 5291
            case 5 -> "extended next hop encoding"; // RFC 8950
            case 6 -> "extended message"; // RFC 8654
            case 7 -> "BGPsec"; // RFC 8205
            case 8 -> "multiple labels"; // RFC 8277
            case 9 -> "BGP role"; // RFC 9234
            case 64 -> "graceful restart"; // RFC 4724
            case 65 -> "4-octet AS"; // RFC 6793
            case 67 -> "dynamic capability"; // draft-ietf-idr-dynamic-cap
            case 68 -> "multisession"; // draft-ietf-idr-bgp-multisession
            case 69 -> "ADD-PATH"; // RFC 7911
            case 70 -> "enhanced route refresh"; // RFC 7313
            case 71 -> "long-lived graceful restart"; // RFC 9494
            case 73 -> "FQDN"; // draft-walton-bgp-hostname-capability
            case 128 -> "route refresh (before RFC 2918)"; // RFC 8810
            case 130 -> "outbound route filtering (before RFC 5291)"; // RFC 8810
            case 131 -> "multisession (before the draft)"; // RFC 8810
            default -> "capability " + code;
        };
    }

    /** IANA, Address Family Numbers. */
    private static String family(int code) {
        return switch (code) {
            case 1 -> "IPv4";
            case 2 -> "IPv6";
            case 25 -> "L2VPN";
            case 16388 -> "BGP-LS";
            default -> "AFI " + code;
        };
    }

    /** IANA, Subsequent Address Family Identifiers. */
    private static String subsequent(int code) {
        return switch (code) {
            case 1 -> "unicast";
            case 2 -> "multicast";
            case 4 -> "labelled unicast";
            case 5 -> "MCAST-VPN";
            case 65 -> "VPLS";
            case 70 -> "EVPN";
            case 71 -> "BGP-LS";
            case 128 -> "VPN";
            case 132 -> "route target";
            case 133 -> "flow specification";
            case 134 -> "VPN flow specification";
            default -> "SAFI " + code;
        };
    }
}

package dev.halfway.capture;

import java.util.List;

/**
 * What is captured unless a filter is given: ICMP, ICMPv6 and TCP port 179, bare, in IPIP, 6in4, GRE and VXLAN, and all
 * of these behind one or two VLAN tags; a pcap-filter(7) expression.
 *
 * <p>Three properties of these expressions shape it. {@code and} and {@code or} bind alike, from left to right, hence all
 * the parentheses. {@code vlan} moves every offset that is written after it, wherever the parentheses stand, so it comes
 * last. A load past the packet's end rejects the packet, whatever else would match, so that what is bare comes first.
 *
 * <p>Offsets inside a tunnel are constants: of an IPv4 header with options within a tunnel, or around one other than VXLAN,
 * only ICMP in it is found, or nothing. With variable ones the program would be four times as long and no longer fit under
 * the 2,500 instructions or so (20 KiB) that older kernels take; it has 1,300.
 */
final class DefaultFilter {
    private static final String BARE = "icmp or icmp6 or tcp port 179";
    private static final int IPV4_BYTES = 20;
    private static final int IPV6_BYTES = 40;
    private static final int GRE_BYTES = 4;
    private static final int GRE_WITH_KEY_BYTES = 8;
    /** UDP, VXLAN (RFC 7348) and Ethernet; the type field of the last ends there. */
    private static final int VXLAN_BYTES = 8 + 8 + 14;

    private static final int TYPE_BYTES = 2;

    private DefaultFilter() {}

    /** To be tried in this order: not every link type knows VLAN tags. */
    static List<String> expressions() {
        String untagged = BARE + " or " + tunnels();
        String tagged = untagged + " or (vlan and (" + untagged + " or (vlan and (" + untagged + "))))";
        return List.of(tagged, untagged);
    }

    private static String tunnels() {
        int gre = IPV4_BYTES + GRE_BYTES;
        String inIpv4 = "(ip proto 4 and " + ipv4("ip", IPV4_BYTES) + ")"
                + " or (ip proto 41 and " + ipv6("ip", IPV4_BYTES) + ")"
                + " or (ip proto 47 and ("
                + "(ip[20:4]=0x800 and " + ipv4("ip", gre) + ")"
                + " or (ip[20:4]=0x86dd and " + ipv6("ip", gre) + ")"
                + " or (ip[20:4]=0x20000800 and " + ipv4("ip", IPV4_BYTES + GRE_WITH_KEY_BYTES) + ")))";
        return "(ip[0]=0x45 and (" + inIpv4 + "))"
                + " or ((udp port 4789 or udp port 8472) and ("
                + "(ip and " + vxlan("udp", VXLAN_BYTES) + ")"
                + " or (ip6 and " + vxlan("ip6", IPV6_BYTES + VXLAN_BYTES) + ")))";
    }

    private static String vxlan(String header, int at) {
        String type = load(header, at - TYPE_BYTES, TYPE_BYTES);
        return "((" + type + "=0x800 and " + ipv4(header, at) + ") or (" + type + "=0x86dd and " + ipv6(header, at)
                + "))";
    }

    /** The wanted protocols in an IPv4 packet at that distance from the beginning of a header. */
    private static String ipv4(String header, int at) {
        return "(" + load(header, at + 9, 1) + "=1 or (" + load(header, at, 1) + "=0x45 and " + load(header, at + 9, 1)
                + "=6 and " + load(header, at + 6, 2) + "&0x1fff=0 and " + bgp(header, at + IPV4_BYTES) + "))";
    }

    private static String ipv6(String header, int at) {
        return "(" + load(header, at + 6, 1) + "=58 or (" + load(header, at + 6, 1) + "=6 and "
                + bgp(header, at + IPV6_BYTES) + "))";
    }

    private static String bgp(String header, int at) {
        return "(" + load(header, at, 2) + "=179 or " + load(header, at + 2, 2) + "=179)";
    }

    private static String load(String header, int at, int bytes) {
        return header + "[" + at + (bytes == 1 ? "" : ":" + bytes) + "]";
    }
}

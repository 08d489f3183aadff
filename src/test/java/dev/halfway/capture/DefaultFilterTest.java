package dev.halfway.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs libpcap. A packet is written as hexadecimal digits, the layers one around the other. */
class DefaultFilterTest {
    private static final int ETHERNET = 1;
    private static final int RAW = 101;

    private static PacketFilter tagged;
    private static PacketFilter untagged;

    @BeforeAll
    static void compile() throws Exception {
        tagged = PacketFilter.compile(DefaultFilter.expressions().get(0));
        untagged = PacketFilter.compile(DefaultFilter.expressions().get(1));
    }

    @AfterAll
    static void free() {
        tagged.close();
        untagged.close();
    }

    /** Every way to carry an IPv4 or IPv6 packet to Ethernet. */
    private static Map<String, UnaryOperator<String>> carriers() {
        Map<String, UnaryOperator<String>> carriers = new HashMap<>();
        carriers.put("bare", packet -> packet);
        carriers.put("IPIP", packet -> ip4(isIp4(packet) ? 4 : 41, packet));
        carriers.put("GRE", packet -> ip4(47, "0000" + type(packet) + packet));
        carriers.put("VXLAN", packet -> ip4(17, vxlan(4789, packet)));
        carriers.put("VXLAN as Linux had it", packet -> ip4(17, vxlan(8472, packet)));
        carriers.put("VXLAN after IP options", packet -> ip4WithOptions(17, vxlan(4789, packet)));
        carriers.put("VXLAN over IPv6", packet -> ip6(17, vxlan(4789, packet)));
        return carriers;
    }

    private static Map<String, String> wanted() {
        return Map.of(
                "ICMP", ip4(1, "0800000000010001"),
                "ICMP in a later fragment", ip4(0x00b9, 1, "0123456789abcdef"),
                "ICMP after IP options", ip4WithOptions(1, "0800000000010001"),
                "BGP to the listener", ip4(6, tcp(50_000, 179)),
                "BGP from the listener", ip4(6, tcp(179, 50_000)),
                "ICMPv6", ip6(58, "8000000000010001"),
                "BGP over IPv6", ip6(6, tcp(50_000, 179)),
                "BGP over IPv6, back", ip6(6, tcp(179, 50_000)));
    }

    private static Map<String, String> unwanted() {
        return Map.of(
                "UDP from port 179", ip4(17, udp(179, 179, "0000000000000000000000000000")),
                "another TCP port", ip4(6, tcp(50_000, 180)),
                "TCP with 179 elsewhere", ip4(6, tcp(50_000, 80).substring(0, 8) + "00b300b3" + "0".repeat(24)),
                "a later fragment of TCP that looks like BGP", ip4(0x00b9, 6, tcp(50_000, 179)),
                "IPv6 UDP", ip6(17, udp(179, 179, "0000000000000000000000000000")),
                "another TCP port over IPv6", ip6(6, tcp(50_000, 1_790)),
                "nothing after the header", ip4(6, ""),
                "OSPF", ip4(89, "0201002c00000000"));
    }

    static Stream<Arguments> packets() {
        List<Arguments> packets = new ArrayList<>();
        carriers().forEach((carrier, carry) -> {
            wanted().forEach((name, packet) -> packets.add(Arguments.of(carrier, name, carry.apply(packet), true)));
            unwanted().forEach((name, packet) -> packets.add(Arguments.of(carrier, name, carry.apply(packet), false)));
        });
        UnaryOperator<String> keyed = packet -> ip4(47, "2000" + type(packet) + "00000007" + packet);
        packets.add(Arguments.of("GRE with a key", "ICMP", keyed.apply(ip4(1, "0800000000010001")), true));
        packets.add(Arguments.of("GRE with a key", "BGP", keyed.apply(ip4(6, tcp(179, 50_000))), true));
        packets.add(Arguments.of("GRE with a key", "UDP", keyed.apply(ip4(17, udp(179, 179, ""))), false));
        packets.add(Arguments.of("GRE", "ARP", ip4(47, "00000806" + "0".repeat(80)), false));
        packets.add(Arguments.of("VXLAN", "ARP", ip4(17, vxlan(4789, "0806", "0".repeat(80))), false));
        packets.add(Arguments.of("another UDP port", "ICMP", ip4(17, vxlan(4790, ip4(1, "0800000000010001"))), false));
        packets.add(Arguments.of("UDP", "nothing", ip4(17, udp(53, 4789, "")), false));
        return packets.stream();
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("packets")
    void shouldPassWhatIsAnalysedAndNothingElse(String carrier, String name, String packet, boolean passes) {
        assertEquals(passes, tagged.matches(frame(ETHERNET, ethernet(packet))), "untagged");
        assertEquals(passes, tagged.matches(frame(ETHERNET, ethernetTagged("8100", packet))), "tagged");
        assertEquals(passes, tagged.matches(frame(ETHERNET, ethernetTagged("88a8", packet))), "service tag");
        assertEquals(passes, tagged.matches(frame(ETHERNET, ethernetTaggedTwice(packet))), "tagged twice");
        assertEquals(passes, untagged.matches(frame(RAW, packet)), "raw IP");
    }

    @Test
    void shouldLeaveTagsOutForLinksThatHaveNone() throws Exception {
        assertEquals(2, DefaultFilter.expressions().size());
        Frame raw = frame(RAW, ip4(1, "0800000000010001"));
        assertThrows(RuntimeException.class, () -> tagged.matches(raw));
    }

    @Test
    void shouldPassNoArp() {
        String arp = "ffffffffffff" + "020000000002" + "0806" + "0001080006040001" + "0".repeat(40);
        assertEquals(false, tagged.matches(frame(ETHERNET, arp)));
    }

    private static String ethernet(String packet) {
        return "020000000001" + "020000000002" + type(packet) + packet;
    }

    private static String ethernetTagged(String tagType, String packet) {
        return "020000000001" + "020000000002" + tagType + "2064" + type(packet) + packet;
    }

    private static String ethernetTaggedTwice(String packet) {
        return "020000000001" + "020000000002" + "88a80065" + "81000064" + type(packet) + packet;
    }

    private static boolean isIp4(String packet) {
        return packet.startsWith("4");
    }

    private static String type(String packet) {
        return isIp4(packet) ? "0800" : "86dd";
    }

    private static String ip4(int protocol, String payload) {
        return ip4(0, protocol, payload);
    }

    private static String ip4(int fragmentOffset, int protocol, String payload) {
        return String.format(
                        "4500%04x0000%04x40%02x0000c0000201c0000202",
                        20 + payload.length() / 2, fragmentOffset, protocol)
                + payload;
    }

    private static String ip4WithOptions(int protocol, String payload) {
        return String.format("4600%04x0000000040%02x0000c0000201c000020294040000", 24 + payload.length() / 2, protocol)
                + payload;
    }

    private static String ip6(int nextHeader, String payload) {
        String address = "20010db8000000000000000000000001";
        return String.format("60000000%04x%02x40", payload.length() / 2, nextHeader) + address + address + payload;
    }

    private static String tcp(int from, int to) {
        return String.format("%04x%04x", from, to) + "00000001000000025010ffff00000000";
    }

    private static String udp(int from, int to, String payload) {
        return String.format("%04x%04x%04x0000", from, to, 8 + payload.length() / 2) + payload;
    }

    private static String vxlan(int port, String packet) {
        return vxlan(port, type(packet), packet);
    }

    private static String vxlan(int port, String type, String packet) {
        return udp(51_000, port, "0800000000000700" + "020000000001" + "020000000002" + type + packet);
    }

    private static Frame frame(int linkType, String hex) {
        Frame frame = new Frame();
        frame.buffer = HexFormat.of().parseHex(hex);
        frame.capturedLength = frame.buffer.length;
        frame.originalLength = frame.capturedLength;
        frame.linkType = linkType;
        return frame;
    }
}

package dev.halfway.decode;

import static dev.halfway.decode.Packets.A4;
import static dev.halfway.decode.Packets.A6;
import static dev.halfway.decode.Packets.B4;
import static dev.halfway.decode.Packets.B6;
import static dev.halfway.decode.Packets.concat;
import static dev.halfway.decode.Packets.echo;
import static dev.halfway.decode.Packets.ethernet;
import static dev.halfway.decode.Packets.extension;
import static dev.halfway.decode.Packets.fragmentHeader;
import static dev.halfway.decode.Packets.hex;
import static dev.halfway.decode.Packets.icmp;
import static dev.halfway.decode.Packets.ipv4;
import static dev.halfway.decode.Packets.ipv6;
import static dev.halfway.decode.Packets.payload;
import static dev.halfway.decode.Packets.tcp;
import static dev.halfway.decode.Packets.udp;
import static dev.halfway.decode.Packets.vlan;

import java.util.List;

/** Packets that between them reach every reader. */
final class VariedPackets {
    static final List<Sample> ALL = samples();

    private VariedPackets() {}

    record Sample(int linkType, byte[] bytes) {}

    private static List<Sample> samples() {
        byte[] options = hex("020405b4 0402 080a 11223344 55667788 0101 050a 00000001 00000002 0000");
        byte[] segment = ipv4(A4, B4, 6, 1, 0x4000, hex("94040000"), tcp(179, 38688, 18, options, payload(23)));
        byte[] echo4 = ipv4(A4, B4, 1, echo(8, 39, payload(56)));
        byte[] echo6 = ipv6(A6, B6, 0, extension(43, extension(58, echo(128, 39, payload(16)))));
        byte[] quote4 = ipv4(B4, A4, 1, icmp(3, 4, 1400, ipv4(A4, B4, 4, echo4)));
        byte[] quote6 = ipv6(B6, A6, 58, icmp(2, 0, 1280, echo6));
        byte[] frame = ethernet(0x8100, vlan(12, 0x0800, segment));
        byte[] vxlan = ipv4(A4, B4, 17, udp(4789, concat(hex("0800000000002a00"), frame)));
        byte[] geneve = ipv6(A6, B6, 17, udp(6081, concat(hex("0240 6558 00002a00 0102030405060708"), frame)));
        byte[] gre = ipv4(A4, B4, 47, concat(hex("f000 0800 00000000 00000001 00000002 0800 0000 0000 0000"), echo4));
        byte[] erspan = ipv4(A4, B4, 47, concat(hex("1000 88be 00000001 1001 0001 00000000"), frame));
        byte[] erspanIii = ipv4(
                A4, B4, 47, concat(hex("1000 22eb 00000001 2001 0001 00000000 0000 0001 0000000000000000"), frame));
        byte[] mpls = concat(hex("00010040 00010140 00000000"), frame);
        byte[] arp = hex("0001 0800 06 04 0001 020000000002 0a2701db 000000000000 0a2701e7");
        byte[] sll2 = hex("0800 0000 00000003 0001 04 06 0200000000010000");
        byte[] fragments4 = ipv4(A4, B4, 6, 1, 0x2000, new byte[0], tcp(179, 1, 16, options, payload(8)));
        byte[] fragments6 = ipv6(A6, B6, 44, fragmentHeader(58, 8, true, 3, payload(16)));
        byte[] authenticated =
                ipv6(A6, B6, 51, concat(hex("0604 0000 00000001 00000002 000000000000000000000000"), tcp(1, 179, 17)));
        byte[] jumbo = ipv6(A6, B6, 0, concat(hex("0600 c204 00011170"), tcp(179, 1, 16)));
        return List.of(
                new Sample(1, ethernet(0x0800, segment)),
                new Sample(1, frame),
                new Sample(1, ethernet(0x86dd, echo6)),
                new Sample(1, ethernet(0x0806, arp)),
                new Sample(1, ethernet(8 + echo4.length, concat(hex("aaaa03 000000 0800"), echo4))),
                new Sample(1, ethernet(0x8847, mpls)),
                new Sample(1, ethernet(0x8864, concat(hex("1100 0001 0056 0021"), echo4))),
                new Sample(1, ethernet(0x0800, vxlan)),
                new Sample(1, ethernet(0x86dd, geneve)),
                new Sample(1, ethernet(0x0800, gre)),
                new Sample(1, ethernet(0x0800, erspan)),
                new Sample(1, ethernet(0x0800, erspanIii)),
                new Sample(1, ethernet(0x0800, ipv4(A4, B4, 4, ipv4(A4, B4, 41, echo6)))),
                new Sample(0, concat(hex("1e000000"), quote6)),
                new Sample(108, concat(hex("00000002"), quote4)),
                new Sample(113, concat(hex("0004 0001 0006 0200000000010000 0800"), segment)),
                new Sample(276, concat(sll2, echo4)),
                new Sample(101, fragments4),
                new Sample(101, fragments6),
                new Sample(101, authenticated),
                new Sample(229, jumbo));
    }
}

package dev.halfway.match;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.halfway.decode.DecodedPacket;
import dev.halfway.decode.Decoder;
import dev.halfway.decode.Packets;
import dev.halfway.decode.PortSet;
import org.junit.jupiter.api.Test;

/** Who asks for whom on the link, by ARP and by neighbour discovery. */
class NeighboursTest {
    private static final long SECOND = 1_000_000_000L;
    private static final int ETHERNET = 1;

    private final Neighbours neighbours = new Neighbours();
    private final Decoder decoder = new Decoder(PortSet.of(179));
    private final DecodedPacket packet = new DecodedPacket();

    private void sees(double second, int type, byte[] payload) {
        byte[] frame = Packets.ethernet(type, payload);
        decoder.decode(frame, 0, frame.length, frame.length, ETHERNET, packet);
        neighbours.note(packet, (long) (second * SECOND));
    }

    private void arp(double second, int operation, String sender, String target) {
        byte[] hardware = Packets.hex("020000000002");
        sees(
                second,
                0x0806,
                Packets.concat(
                        Packets.hex("0001 0800 06 04"),
                        Packets.u16(operation),
                        hardware,
                        Packets.address(sender),
                        hardware,
                        Packets.address(target)));
    }

    private void discovery(double second, int type, String source, String destination, String target) {
        byte[] message = Packets.icmp(type, 0, 0, Packets.address(target));
        sees(second, 0x86dd, Packets.ipv6(source, destination, 58, message));
    }

    private Neighbours.Asked only() {
        assertEquals(1, neighbours.pairs().size());
        return neighbours.pairs().values().iterator().next();
    }

    @Test
    void shouldCountWhatIsAskedInVain() {
        for (int second = 0; second < 5; second++) {
            arp(second, 1, Packets.A4, Packets.B4);
        }
        arp(4.1, 2, Packets.B4, Packets.A4);
        assertEquals(5, only().requests.count());
        assertEquals(4, only().unanswered());
    }

    @Test
    void shouldKnowNeighbourDiscovery() {
        for (int second = 0; second < 4; second++) {
            discovery(second, 135, Packets.A6, "ff02::1:ff00:231", Packets.B6);
        }
        assertEquals(4, only().requests.count());
        assertEquals(4, only().unanswered());
        discovery(4, 136, Packets.B6, Packets.A6, Packets.B6);
        assertEquals(3, only().unanswered());
    }

    /** 1,000 requests, of which every 10th is answered: the times of all of them are told by as many as are kept. */
    @Test
    void shouldTellWhenItWasAskedForHoweverOften() {
        for (int second = 0; second < 1000; second++) {
            arp(second, 1, Packets.A4, Packets.B4);
            if (second % 10 == 0) {
                arp(second + 0.1, 2, Packets.B4, Packets.A4);
            }
        }
        assertEquals(1000, only().requests.count());
        assertEquals(900, only().unanswered());
        assertEquals(250, only().requests.count(nanos -> nanos >= 750 * SECOND), 16);
        assertEquals(225, only().unanswered(nanos -> nanos >= 750 * SECOND), 16);
        assertEquals(0, only().unanswered(nanos -> nanos < 0));
        assertEquals(900, only().unanswered(nanos -> nanos >= 0));
    }

    @Test
    void shouldNotCountASecondSightingNorAProbe() {
        arp(1, 1, Packets.A4, Packets.B4);
        arp(1.00002, 1, Packets.A4, Packets.B4);
        assertEquals(1, only().requests.count());
        arp(2, 1, "0.0.0.0", "10.39.1.7");
        arp(3, 1, Packets.A4, Packets.A4);
        discovery(4, 135, "::", "ff02::1:ff00:219", Packets.A6);
        assertEquals(1, neighbours.pairs().size());
    }

    @Test
    void shouldTakeNothingElseForOne() {
        sees(1, 0x0800, Packets.ipv4(Packets.A4, Packets.B4, 1, Packets.echo(8, 1, new byte[8])));
        sees(2, 0x86dd, Packets.ipv6(Packets.A6, Packets.B6, 58, Packets.echo(128, 1, new byte[8])));
        assertEquals(0, neighbours.pairs().size());
    }
}

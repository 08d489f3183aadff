package dev.halfway.match;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfway.decode.DecodedPacket;
import dev.halfway.decode.Decoder;
import dev.halfway.decode.Packets;
import dev.halfway.decode.PortSet;
import org.junit.jupiter.api.Test;

class LegTableTest {
    private static final String A = "10.0.0.1";
    private static final String B = "10.0.0.2";
    private static final int RAW = 101;
    private static final int PORTS = 60_000;

    private final LegTable legs = new LegTable(2);
    private final Decoder decoder = new Decoder(PortSet.of(179, 180));
    private final DecodedPacket packet = new DecodedPacket();
    private final byte[] segment = Packets.ipv4(A, B, 6, Packets.tcp(0, 179, Packets.ACK));

    private Leg legOf(byte[] bytes) {
        decoder.decode(bytes, 0, bytes.length, bytes.length, RAW, packet);
        return legs.of(packet);
    }

    /** So many connections, numbered. */
    private Leg leg(int number) {
        Packets.put16(segment, 20, number % PORTS + 1);
        Packets.put16(segment, 22, 179 + number / PORTS);
        return legOf(segment);
    }

    @Test
    void shouldGiveTheSameLegForTheSameFlowOneWay() {
        Leg leg = leg(7);
        assertSame(leg, leg(7));
        assertSame(leg, legs.find(leg.tuple));
        assertNull(legs.find(leg.tuple.reversed()));
        assertEquals(1, legs.size());
        assertEquals(Survey.tuple(Tuple.TCP, A, 8, B, 179), leg.tuple);
    }

    @Test
    void shouldTellLegsApartByAddressesPortsAndKind() {
        Leg leg = leg(7);
        assertNotSame(leg, leg(8));
        assertNotSame(leg, legOf(Packets.ipv4(B, A, 6, Packets.tcp(8, 179, Packets.ACK))));
        assertNotSame(leg, legOf(Packets.ipv4(A, "10.0.0.3", 6, Packets.tcp(8, 179, Packets.ACK))));
        Leg echo = legOf(Packets.ipv4(A, B, 1, Packets.echo(8, 1, new byte[8])));
        assertEquals(Survey.tuple(Tuple.ECHO, A, 19_809, B, 19_809), echo.tuple);
        Leg fragments = legOf(Packets.ipv4(A, B, 1, 5, 0x2000, new byte[0], Packets.echo(8, 1, new byte[8])));
        assertEquals(Survey.tuple(Tuple.FRAGMENTS, A, 1, B, 1), fragments.tuple, "by the protocol");
        assertEquals(6, legs.size());
    }

    @Test
    void shouldHoldManyLegs() {
        Leg[] all = new Leg[20_000];
        for (int i = 0; i < all.length; i++) {
            all[i] = leg(i);
        }
        assertEquals(all.length, legs.size());
        for (int i = 0; i < all.length; i++) {
            assertSame(all[i], leg(i));
            assertSame(all[i], legs.find(all[i].tuple));
        }
    }

    /** When it is full, those go that were not looked up since it was full before; or all, where these are too few. */
    @Test
    void shouldForgetLegsThatAreNotUsedWhenItIsFull() {
        int used = 100;
        Leg first = leg(0);
        for (int i = 1; i <= LegTable.MOST; i++) {
            leg(i);
        }
        assertTrue(legs.size() < LegTable.MOST, "all of them were new: they went");
        assertNull(legs.find(first.tuple));
        for (int i = 0; i < used; i++) {
            leg(i);
        }
        Leg kept = leg(1);
        for (int i = LegTable.MOST; legs.size() < LegTable.MOST && i < 2 * PORTS; i++) {
            leg(i);
        }
        assertSame(kept, leg(1));
    }
}

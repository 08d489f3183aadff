package dev.halfway.match;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TupleTest {
    /** 10.0.0.1 and 10.0.0.2, as IPv4 is held in the lower half. */
    private static final long ONE = 0xffff_0a00_0001L;

    private static final long TWO = 0xffff_0a00_0002L;

    private static Tuple tcp(long source, long destination, int sourcePort, int destinationPort) {
        return new Tuple(Tuple.TCP, 0, source, 0, destination, sourcePort, destinationPort);
    }

    @Test
    void shouldTurnRoundBothEnds() {
        Tuple there = new Tuple(Tuple.ECHO, 1, 2, 3, 4, 5, 6);
        assertEquals(new Tuple(Tuple.ECHO, 3, 4, 1, 2, 6, 5), there.reversed());
        assertEquals(there, there.reversed().reversed());
    }

    /** Both directions have one name: by the addresses, the upper halves first, else by the ports. */
    @Test
    void shouldNameBothDirectionsAlike() {
        for (Tuple each : new Tuple[] {
            tcp(ONE, TWO, 9, 5),
            tcp(ONE, ONE, 5, 9),
            new Tuple(Tuple.TCP, 1, 9, 2, 5, 7, 3),
            new Tuple(Tuple.TCP, 1, 5, 1, 9, 7, 3)
        }) {
            assertSame(each, each.undirected(), each::toString);
            assertEquals(each, each.reversed().undirected(), each::toString);
        }
        Tuple same = tcp(ONE, ONE, 5, 5);
        assertSame(same, same.undirected());
    }

    @Test
    void shouldBeOfOtherAddressesOrOfNoPorts() {
        Tuple tuple = new Tuple(Tuple.ECHO, 1, 2, 3, 4, 5, 6);
        assertEquals(new Tuple(Tuple.TCP, 1, 2, 3, 4, 0, 0), tuple.addresses());
        assertEquals(
                new Tuple(Tuple.ECHO, 7, 8, 9, 10, 5, 6), tuple.between(new Tuple(Tuple.TCP, 7, 8, 9, 10, 11, 12)));
        assertTrue(tcp(ONE, TWO, 1, 2).isIpv4());
        assertFalse(tuple.isIpv4());
    }

    /** Each part counts, for what is found again in another run and for what is spread over tables. */
    @Test
    void shouldTellApartWhatDiffersInAnyPart() {
        Set<Long> hashes = new HashSet<>();
        Set<Long> spreads = new HashSet<>();
        for (int part = 0; part < 7; part++) {
            for (int value = 0; value < 50; value++) {
                long[] p = {1, 2, 3, 4, 5, 6, 7};
                p[part] = 100 + value;
                Tuple tuple = new Tuple((int) p[0], p[1], p[2], p[3], p[4], (int) p[5], (int) p[6]);
                hashes.add(tuple.hash());
                spreads.add(tuple.spread());
            }
        }
        assertEquals(350, hashes.size());
        assertEquals(350, spreads.size());
        assertNotEquals(Tuple.places(1, 2, 3), Tuple.places(1, 3, 2));
        assertEquals(0x1_0002_0003L, Tuple.places(1, 2, 3));
    }

    @Test
    void shouldSayWhatItIsOf() {
        assertEquals(
                "10.0.0.1 port 51215 to 10.0.0.2 port 179",
                tcp(ONE, TWO, 51215, 179).words());
        assertEquals(
                "10.0.0.1 to 10.0.0.2 echo identifier 19809", new Tuple(Tuple.ECHO, 0, ONE, 0, TWO, 19809, 0).words());
        assertEquals("10.0.0.1 to 10.0.0.2", new Tuple(Tuple.FRAGMENTS, 0, ONE, 0, TWO, 0, 0).words());
    }
}

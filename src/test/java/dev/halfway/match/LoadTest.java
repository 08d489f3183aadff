package dev.halfway.match;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.halfway.decode.TypeP;
import org.junit.jupiter.api.Test;

/** What left just before a packet, as rates. */
class LoadTest {
    private static final long MILLI = 1_000_000;

    private final Load load = new Load();

    private Sighting add(long millis, TypeP typeP, int bytes) {
        Sighting s = Sightings.at(millis * MILLI);
        s.typeP = typeP;
        s.packetLength = bytes;
        load.add(s);
        return s;
    }

    /** One each 5 ms, of 100 bytes: 200 a second, whichever bucket is full. */
    @Test
    void shouldTellTheRateOfASteadyFlow() {
        Sighting first = add(0, TypeP.TCP_DATA, 100);
        assertEquals(0, first.shortPackets);
        assertEquals(0, first.longBytes);
        for (int i = 1; i < 1_000; i++) {
            Sighting s = add(i * 5, TypeP.TCP_DATA, 100);
            assertEquals(i, s.pathOrdinal);
            if (i >= 20) {
                assertEquals(200, s.shortPackets, 1, "packet " + i);
                assertEquals(20_000, s.shortBytes, 100, "packet " + i);
            }
            if (i >= 200) {
                assertEquals(200, s.longPackets, 1, "packet " + i);
                assertEquals(20_000, s.longBytes, 100, "packet " + i);
                assertEquals(200, s.longOfKind, 1, "packet " + i);
            }
        }
    }

    /** Of its own kind each packet has half of the others before it. */
    @Test
    void shouldCountKindsApart() {
        Sighting last = null;
        for (int i = 0; i <= 400; i++) {
            last = add(i * 5, i % 2 == 0 ? TypeP.TCP_DATA : TypeP.ICMP_ECHO_REPLY, 100);
        }
        assertEquals(200, last.longPackets, 2);
        assertEquals(100, last.longOfKind, 2);
    }

    /** Ten at once, and then nothing: in 100 ms they are half forgotten by 150 ms, in a second by 1.5 s. */
    @Test
    void shouldForgetABurst() {
        for (int i = 0; i < 10; i++) {
            add(0, TypeP.TCP_DATA, 50);
        }
        Sighting soon = add(99, TypeP.TCP_DATA, 50);
        assertEquals(100, soon.shortPackets, 1e-3);
        assertEquals(5_000, soon.shortBytes, 1e-3);
        Sighting later = add(150, TypeP.TCP_DATA, 50);
        assertEquals(55, later.shortPackets, 1e-3);
        assertEquals(2_750, later.shortBytes, 1e-2);
        assertEquals(11, later.longPackets, 1e-3);
        Sighting muchLater = add(350, TypeP.TCP_DATA, 50);
        assertEquals(0, muchLater.shortPackets, 1e-3);
        assertEquals(12, muchLater.longPackets, 1e-3);
        Sighting last = add(1_500, TypeP.TCP_DATA, 50);
        assertEquals(6.5, last.longPackets, 1e-3);
        assertEquals(6.5, last.longOfKind, 1e-3);
        assertEquals(0, add(3_500, TypeP.TCP_DATA, 50).longPackets, 1e-3);
    }
}

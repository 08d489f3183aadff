package dev.halfway.match;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfway.decode.TypeP;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StrayQueueTest {
    private final StrayQueue queue = new StrayQueue();

    private static Sighting stray(int length, int ipVersion, TypeP typeP, int checksum, int identification) {
        Sighting s = Sightings.at(7_001, 0, 1, 1);
        s.length = length;
        s.ipVersion = ipVersion;
        s.typeP = typeP;
        s.checksum = checksum;
        s.identification = identification;
        return s;
    }

    /** The same shape, and one of the two numbers: which of both must agree and what else is for {@link HeaderDamage} to say. */
    @ParameterizedTest
    @CsvSource({
        "1448, 4, TCP_DATA, 0xbeef, 0xface, true",
        "1448, 4, TCP_ACK, 0xbeef, 0x0001, true",
        "1448, 4, TCP_DATA, 0x0001, 0xface, true",
        "1448, 4, TCP_DATA, 0xbeee, 0xfacf, false",
        "1447, 4, TCP_DATA, 0xbeef, 0xface, false",
        "1448, 6, TCP_DATA, 0xbeef, 0xface, false",
        "1448, 4, ICMP_ECHO_REQUEST, 0xbeef, 0xface, false"
    })
    void shouldTellMostApart(
            int length, int ipVersion, TypeP typeP, String checksum, String identification, boolean mayBe) {
        queue.addLast(stray(1448, 4, TypeP.TCP_DATA, 0xbeef, 0xface));
        Sighting other = stray(length, ipVersion, typeP, Integer.decode(checksum), Integer.decode(identification));
        assertEquals(mayBe, queue.mayBe(0, StrayQueue.traits(other)));
    }

    @Test
    void shouldKeepTheirOrderHoweverManyComeAndGo() {
        ArrayDeque<Sighting> expected = new ArrayDeque<>();
        Random random = new Random(3);
        for (int i = 0; i < 5_003; i++) {
            if (random.nextInt(9) < 5 || expected.isEmpty()) {
                Sighting s = stray(i, 4, TypeP.TCP_DATA, i, i);
                expected.addLast(s);
                queue.addLast(s);
            } else {
                assertSame(expected.pollFirst(), queue.get(0));
                queue.removeFirst();
            }
        }
        assertEquals(expected.size(), queue.size());
        Iterator<Sighting> each = expected.iterator();
        for (int i = 0; i < queue.size(); i++) {
            Sighting s = each.next();
            assertSame(s, queue.get(i));
            assertTrue(queue.mayBe(i, StrayQueue.traits(s)));
        }
    }
}

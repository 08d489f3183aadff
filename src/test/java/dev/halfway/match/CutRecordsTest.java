package dev.halfway.match;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfway.clock.ClockMap;
import dev.halfway.decode.DecodedPacket;
import dev.halfway.decode.Decoder;
import dev.halfway.decode.Packets;
import dev.halfway.decode.PortSet;
import dev.halfway.decode.TypeP;
import org.junit.jupiter.api.Test;

/** Which packets of the other end records may be that are cut too short. */
class CutRecordsTest {
    private static final int RAW = 101;
    private static final int IPV4_HEADER = 20;

    private final CutRecords records = new CutRecords();
    private final Sighting sighting = sighting();

    private static Sighting sighting() {
        Sighting s = new Sighting();
        s.typeP = TypeP.ICMP_ECHO_REQUEST;
        s.leg = new Leg(
                new Tuple(
                        Tuple.ECHO,
                        decoded().sourceHigh(),
                        decoded().sourceLow(),
                        decoded().destinationHigh(),
                        decoded().destinationLow(),
                        7,
                        7),
                0);
        return s;
    }

    private static DecodedPacket decoded() {
        byte[] echo = Packets.ipv4(Packets.A4, Packets.B4, 1, Packets.echo(8, 1, new byte[8]));
        DecodedPacket packet = new DecodedPacket();
        new Decoder(PortSet.of(179)).decode(echo, 0, IPV4_HEADER + 2, echo.length, RAW, packet);
        return packet;
    }

    private void recorded(long... nanos) {
        for (long each : nanos) {
            records.note(decoded(), each);
        }
        records.putInOrder(ClockMap.identity());
    }

    private boolean claims(long likelyNanos) {
        return records.claim(sighting, likelyNanos - 10, likelyNanos, likelyNanos + 10);
    }

    @Test
    void shouldLayEachPacketToItsOwnRecordWhicheverClaimsFirst() {
        recorded(100, 106, 112);

        assertTrue(claims(112));
        assertTrue(claims(106));
        assertTrue(claims(100));
        assertEquals(0, records.unexplained());
    }

    @Test
    void shouldLayNoMorePacketsToRecordsThanThereAre() {
        recorded(100, 106);

        assertTrue(claims(104));
        assertTrue(claims(104));
        assertFalse(claims(104));
        assertTrue(records.mayHold(sighting, 94, 114), "one of the two may be it all the same");
        assertFalse(records.mayHold(sighting, 107, 200));
        assertFalse(claims(300));
    }

    @Test
    void shouldTakeTheNearestThatIsFree() {
        recorded(100, 103, 109);

        assertTrue(claims(103));
        assertTrue(claims(104), "100 and 109 are left, 100 is nearer");
        assertTrue(claims(115), "109");
        assertFalse(claims(105));
    }
}

package dev.halfway.diagnose;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfway.bgp.BgpBytes;
import dev.halfway.bgp.Budget;
import dev.halfway.bgp.Stamp;
import dev.halfway.bgp.TapConnection.Heard;
import dev.halfway.decode.DecodedPacket;
import dev.halfway.decode.Decoder;
import dev.halfway.decode.Packets;
import dev.halfway.decode.PortSet;
import dev.halfway.diagnose.Transmission.Kind;
import dev.halfway.match.Fate;
import dev.halfway.match.Sighting;
import dev.halfway.match.Sightings;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Connections between the same two ports, one after the other, as the tap at end 0 sees them. */
class TapFlowTest {
    private static final int SYN = Packets.SYN;
    private static final int ACK = Packets.ACK;
    private static final byte[] NOTHING = {};
    private static final byte[] NO_BGP = Packets.payload(40);
    private static final byte[] KEEPALIVE = BgpBytes.keepalive();
    private static final int RAW = 101;

    private final Decoder decoder = new Decoder(PortSet.of(179));
    private final DecodedPacket packet = new DecodedPacket();
    private Budget budget = new Budget(4_096);
    private TapFlow flow = flow();
    private byte[] bytes;
    private Sighting latest;

    private TapFlow flow() {
        TapFlow.Endpoint[] ends = {new TapFlow.Endpoint(0, 1, 40_000), new TapFlow.Endpoint(0, 2, 179)};
        return new TapFlow(0, "key", 0, 1, ends, budget, budget);
    }

    private void decode(int from, int flags, int sequence, byte[] payload) {
        byte[] tcp = Packets.tcp(from == 0 ? 40_000 : 179, from == 0 ? 179 : 40_000, flags, NOTHING, payload);
        ByteBuffer.wrap(tcp).putInt(4, sequence);
        bytes = Packets.ipv4(from == 0 ? Packets.A4 : Packets.B4, from == 0 ? Packets.B4 : Packets.A4, 6, tcp);
        decoder.decode(bytes, 0, bytes.length, bytes.length, RAW, packet);
    }

    private Heard glances(int from, int flags, int sequence, byte[] payload) {
        decode(from, flags, sequence, payload);
        return flow.glance(from, packet, bytes);
    }

    /** Glances at a segment that is to be taken in, and takes it in. */
    private boolean takes(int from, int flags, int sequence, byte[] payload) {
        assertEquals(Heard.TAKEN, glances(from, flags, sequence, payload));
        latest = Sightings.at(0);
        return flow.accept(from, latest, packet, bytes, new Stamp(0, 0, 1));
    }

    private Transmissions transmissions(int connection) {
        return flow.connections().get(connection).transmissions();
    }

    @Test
    void shouldFollowOneConnectionAfterTheOther() {
        assertTrue(takes(0, SYN, 100, NOTHING));
        assertTrue(takes(0, SYN, 100, NOTHING), "sent again");
        assertEquals(1, flow.connections().size());
        assertTrue(takes(0, SYN, 900, NOTHING));
        assertTrue(takes(0, ACK, 901, KEEPALIVE));
        assertEquals(2, flow.connections().size());
        assertEquals(2, transmissions(0).seen(0, Kind.SYN));
        assertEquals(1, transmissions(1).seen(0, Kind.SYN));
        assertFalse(flow.connections().get(0).connection().speaksBgp());
        assertTrue(flow.speaksBgp());
        assertFalse(flow.isForeign());
        assertEquals(0, flow.leftOut());
    }

    /** Met in mid-stream: what may not begin a message tells nothing. */
    @Test
    void shouldWaitForAMessageInMidStream() {
        assertEquals(Heard.NOTHING, glances(0, ACK, 500, NO_BGP));
        assertEquals(Heard.NOTHING, glances(0, ACK, 500, NOTHING));
        assertFalse(flow.isForeign());
        assertTrue(takes(0, ACK, 540, KEEPALIVE));
        assertTrue(flow.speaksBgp());
    }

    @Test
    void shouldNoticeThatAConnectionIsForeignWithoutTakingItIn() {
        Heard heard = Heard.NOTHING;
        for (int i = 0; i < 1_000 && heard == Heard.NOTHING; i++) {
            assertFalse(flow.isForeign());
            heard = glances(0, ACK, 1_400 * i, Packets.payload(1_400));
        }
        assertEquals(Heard.FOREIGN, heard);
        assertTrue(flow.isForeign());
    }

    /** It held a place among the connections, which another flow may have. */
    @Test
    void shouldGiveBackThePlaceOfWhatIsForeign() {
        budget = new Budget(4);
        flow = flow();
        assertTrue(takes(0, SYN, 100, NOTHING));
        assertFalse(budget.takeConnection());
        assertFalse(takes(0, ACK, 101, NO_BGP));
        assertTrue(flow.isForeign());
        assertTrue(budget.takeConnection());
        assertFalse(flow.speaksBgp());
    }

    /** The connection before spoke BGP: it is kept, and the next one that opens is followed. */
    @Test
    void shouldFollowTheNextConnectionAfterAForeignOne() {
        takes(0, SYN, 100, NOTHING);
        takes(0, ACK, 101, KEEPALIVE);
        takes(0, SYN, 900, NOTHING);
        assertTrue(takes(0, ACK, 901, NO_BGP));
        assertFalse(flow.isForeign());
        assertEquals(1, flow.connections().size());
        assertEquals(Heard.NOTHING, glances(0, ACK, 941, KEEPALIVE));
        assertEquals(1, flow.leftOut());
        assertTrue(takes(0, SYN, 2_000, NOTHING));
        assertEquals(2, flow.connections().size());
        assertTrue(takes(0, ACK, 2_001, KEEPALIVE));
        assertEquals(1, flow.leftOut());
    }

    @Test
    void shouldCountWhatThereIsNoRoomFor() {
        budget = new Budget(4);
        flow = flow();
        assertTrue(budget.takeConnection());
        assertEquals(Heard.NOTHING, glances(0, SYN, 100, NOTHING));
        assertEquals(1, flow.leftOut());
        budget.giveConnection();
        assertEquals(Heard.NOTHING, glances(0, ACK, 101, KEEPALIVE), "its beginning is not followed");
        assertEquals(2, flow.leftOut());
        assertTrue(takes(0, SYN, 900, NOTHING));
        assertEquals(2, flow.leftOut());
    }

    @Test
    void shouldCountConnectionsThatAreTooMany() {
        for (int i = 0; i < 256; i++) {
            takes(0, SYN, 1_000 * i, NOTHING);
        }
        assertEquals(256, flow.connections().size());
        assertEquals(0, flow.leftOut());
        assertTrue(takes(0, SYN, 999_000, NOTHING));
        assertEquals(1, flow.leftOut());
        assertEquals(Heard.NOTHING, glances(0, SYN, 999_500, NOTHING));
        assertEquals(256, flow.connections().size());
        assertEquals(2, flow.leftOut());
    }

    @Test
    void shouldGiveBackAllPlacesAtTheEnd() {
        budget = new Budget(8);
        flow = flow();
        takes(0, SYN, 100, NOTHING);
        takes(0, SYN, 900, NOTHING);
        assertFalse(budget.takeConnection());
        flow.close();
        assertEquals(0, flow.connections().size());
        assertTrue(budget.takeConnection() && budget.takeConnection());
    }

    /** Of what arrives, and of acknowledgments that leave, nobody needs to know what became; of a FIN that arrives, that it did. */
    @ParameterizedTest
    @CsvSource({
        "0, 16, true, true",
        "1, 16, true, false",
        "0, 16, false, false",
        "1, 17, false, true",
        "0, 4, false, true"
    })
    void shouldAskWhatBecomesOfWhatTellsSomething(int from, int flags, boolean data, boolean asks) {
        takes(0, SYN, 100, NOTHING);
        takes(1, SYN | ACK, 500, NOTHING);
        takes(from, flags, from == 0 ? 101 : 501, data ? KEEPALIVE : NOTHING);
        assertEquals(asks, Sightings.tell(latest, Fate.LOST));
        Kind kind = Kind.of(flags, data ? KEEPALIVE.length : 0);
        assertEquals(asks ? 1 : 0, transmissions(0).told(from, kind, Fate.LOST));
    }

    /** Data that left for the first time is kept only where it does not arrive; data sent again at once. */
    @Test
    void shouldKeepWhatIsSentAgain() {
        takes(0, SYN, 100, NOTHING);
        takes(0, ACK, 101, KEEPALIVE);
        assertEquals(0, transmissions(0).seen(0, Kind.DATA));
        takes(0, ACK, 101, KEEPALIVE);
        assertEquals(1, transmissions(0).seen(0, Kind.DATA));
        Transmission again = transmissions(0).kept().get(1);
        assertTrue(again.again);
        assertEquals(0, again.start);
        assertEquals(19, again.end);
        assertEquals(0, again.from);
    }
}

package dev.halfway.match;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfway.decode.DecodedPacket;
import dev.halfway.decode.Decoder;
import dev.halfway.decode.Packets;
import dev.halfway.decode.PortSet;
import org.junit.jupiter.api.Test;

/** What one direction of a connection shows of the other: 219 connects to port 179 of 231. */
class TcpAnswersTest {
    private static final int RAW = 101;
    private static final int SYN = Packets.SYN;
    private static final int ACK = Packets.ACK;

    private final Decoder decoder = new Decoder(PortSet.of(179));
    private final DecodedPacket packet = new DecodedPacket();
    private final TcpAnswers client = new TcpAnswers();
    private final TcpAnswers server = new TcpAnswers();

    TcpAnswersTest() {
        client.join(server);
    }

    /** Of either direction; what differs here is not where it goes. */
    private DecodedPacket segment(int flags, int sequence, int acknowledgment, int bytes) {
        byte[] tcp = Packets.tcp(40_000, 179, flags, new byte[0], Packets.payload(bytes));
        put32(tcp, 4, sequence);
        put32(tcp, 8, acknowledgment);
        byte[] whole = Packets.ipv4(Packets.A4, Packets.B4, 6, tcp);
        decoder.decode(whole, 0, whole.length, whole.length, RAW, packet);
        assertEquals(sequence, packet.sequence());
        return packet;
    }

    private static void put32(byte[] bytes, int at, int value) {
        System.arraycopy(Packets.u32(value), 0, bytes, at, 4);
    }

    @Test
    void shouldReactByTheHandshakeAndByAcknowledgingMore() {
        assertFalse(client.reacts(segment(SYN, 0, 0, 0)), "who asks reacts to nothing");
        assertTrue(server.reacts(segment(SYN | ACK, 0, 1, 0)));
        assertFalse(client.reacts(segment(ACK, 1, 1, 0)), "the first that is seen may be of before");
        assertFalse(client.reacts(segment(ACK, 1, 1, 0)), "the same again");
        assertTrue(client.reacts(segment(ACK, 1, 2, 0)));
        assertFalse(client.reacts(segment(ACK, 1, 1, 0)), "an older one, late");
        assertTrue(client.reacts(segment(ACK, 1, 3, 0)));
    }

    /** Devices on the way reset connections, with numbers that they have seen. */
    @Test
    void shouldNotTakeAResetForAReaction() {
        client.reacts(segment(ACK, 1, 1, 0));
        assertFalse(client.reacts(segment(Packets.RST | ACK, 1, 50, 0)));
        assertTrue(client.reacts(segment(ACK, 1, 50, 0)), "which is more than the last one");
        assertFalse(client.reacts(segment(Packets.RST, 1, 90, 0)));
    }

    @Test
    void shouldCountAcknowledgmentsRoundTheEnd() {
        client.reacts(segment(ACK, 1, -5, 0));
        assertTrue(client.reacts(segment(ACK, 1, 5, 0)));
        assertFalse(client.reacts(segment(ACK, 1, -1, 0)));
    }

    @Test
    void shouldTellARefusalFromOtherResets() {
        assertTrue(TcpAnswers.refuses(segment(Packets.RST | ACK, 0, 1, 0)));
        assertFalse(TcpAnswers.refuses(segment(Packets.RST | ACK, 7, 1, 0)));
        assertFalse(TcpAnswers.refuses(segment(Packets.RST, 0, 0, 0)));
        assertFalse(TcpAnswers.refuses(segment(ACK, 0, 1, 0)));
    }

    /** From a segment to the first that acknowledges just it, once. */
    @Test
    void shouldMeasureHowLongAnAnswerTakes() {
        assertEquals(Anchor.NO_GAP, client.answerGap(segment(ACK, 100, 1, 50), 1_000));
        assertEquals(Anchor.NO_GAP, server.answerGap(segment(ACK, 1, 149, 0), 1_100), "not all of it");
        assertEquals(200, server.answerGap(segment(ACK, 1, 150, 0), 1_200));
        assertEquals(Anchor.NO_GAP, server.answerGap(segment(ACK, 1, 150, 0), 1_300), "a second one");
    }

    /** A SYN and a FIN take a number each. */
    @Test
    void shouldMeasureTheAnswerToASynAndToAFin() {
        client.answerGap(segment(SYN, 100, 0, 0), 1_000);
        assertEquals(500, server.answerGap(segment(SYN | ACK, 700, 101, 0), 1_500));
        assertEquals(20, client.answerGap(segment(ACK, 101, 701, 0), 1_520));
        client.answerGap(segment(Packets.FIN | ACK, 101, 701, 10), 2_000);
        assertEquals(7, server.answerGap(segment(ACK, 701, 112, 0), 2_007));
        assertEquals(Anchor.NO_GAP, server.answerGap(segment(Packets.RST, 701, 112, 0), 2_008));
    }

    /** Sent again, it may be the first or the second that is acknowledged; a later segment tells again. */
    @Test
    void shouldNotMeasureTheAnswerToWhatWasSentTwice() {
        client.answerGap(segment(ACK, 100, 1, 50), 1_000);
        client.answerGap(segment(ACK, 100, 1, 50), 1_300);
        assertEquals(Anchor.NO_GAP, server.answerGap(segment(ACK, 1, 150, 0), 1_400));
        client.answerGap(segment(ACK, 150, 1, 50), 2_000);
        assertEquals(30, server.answerGap(segment(ACK, 1, 200, 0), 2_030));
        assertEquals(Anchor.NO_GAP, new TcpAnswers().answerGap(segment(ACK, 1, 200, 0), 5), "alone");
    }
}

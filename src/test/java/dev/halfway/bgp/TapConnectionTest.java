package dev.halfway.bgp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfway.decode.Packets;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TapConnectionTest {
    private static final long SECOND = 1_000_000_000L;
    private static final int FIN = Segments.FIN;
    private static final int SYN = Segments.SYN;
    private static final int RST = Segments.RST;
    private static final int ACK = Segments.ACK;
    private static final byte[] OPEN = BgpBytes.open(65000, 9, "10.0.0.1");

    private final Segments zero = new Segments(0);
    private final Segments one = new Segments(1);

    private static TcpState tcp(Segments segments) {
        return segments.tap.tcpState(3 * SECOND);
    }

    private static Optional<FsmState> fsm(Segments segments) {
        return segments.tap.fsmState(3 * SECOND);
    }

    /** The incident: the SYN-ACK is sent again and again, and only the tap of its sender sees it. */
    @Test
    void shouldTellALostSynAck() {
        for (int i = 0; i < 3; i++) {
            zero.segment(0, i * SECOND, SYN, 100, 0);
            one.segment(0, i * SECOND, SYN, 100, 0).segment(1, i * SECOND, SYN | ACK, 500, 101);
        }
        assertEquals(TcpState.SYN_SENT, tcp(zero));
        assertEquals(Optional.of(FsmState.CONNECT), fsm(zero));
        assertEquals(TcpState.SYN_RECV, tcp(one));
        assertEquals(Optional.of(FsmState.IDLE_OR_ACTIVE), fsm(one));
        assertEquals(TcpState.CLOSED, zero.tap.tcpState(60 * SECOND), "given up");
        assertEquals(TcpState.CLOSED, one.tap.tcpState(60 * SECOND), "given up");
    }

    @Test
    void shouldFollowASessionFromOpenToEstablished() {
        for (Segments tap : new Segments[] {zero, one}) {
            tap.opened(100, 500);
            assertEquals(TcpState.ESTABLISHED, tcp(tap));
            assertEquals(Optional.empty(), fsm(tap));
            tap.segment(0, 3, ACK, 101, 501, OPEN);
        }
        assertEquals(Optional.of(FsmState.OPEN_SENT), fsm(zero));
        for (Segments tap : new Segments[] {zero, one}) {
            tap.segment(1, 4, ACK, 501, 101 + OPEN.length, Packets.concat(OPEN, BgpBytes.keepalive()));
        }
        assertEquals(Optional.of(FsmState.OPEN_SENT), fsm(zero), "no KEEPALIVE has answered the OPEN yet");
        assertEquals(Optional.of(FsmState.OPEN_CONFIRM), fsm(one));
        for (Segments tap : new Segments[] {zero, one}) {
            tap.segment(0, 5, ACK, 101 + OPEN.length, 520 + OPEN.length, BgpBytes.keepalive());
            tap.segment(1, 6, ACK, 520 + OPEN.length, 120 + OPEN.length);
            assertEquals(Optional.of(FsmState.ESTABLISHED), fsm(tap));
            assertEquals(5, tap.tap.establishedNanos().getAsLong());
            assertEquals(0, tap.tap.opener());
        }
        one.segment(1, 6, ACK, 520 + OPEN.length, 501, BgpBytes.notification(4, 0));
        assertEquals(Optional.of(FsmState.IDLE_OR_ACTIVE), fsm(one));
    }

    /** It came as far as the tap, and the host behind it never took it in, as with GTSM. */
    @Test
    void shouldNotBeEstablishedByAKeepaliveThatIsNeverAcknowledged() {
        zero.opened(100, 500);
        zero.segment(0, 3, ACK, 101, 501, OPEN).segment(1, 4, ACK, 501, 101 + OPEN.length, OPEN);
        zero.segment(0, 5, ACK, 101 + OPEN.length, 501 + OPEN.length, BgpBytes.keepalive());
        zero.segment(1, 6, ACK, 501 + OPEN.length, 120 + OPEN.length, BgpBytes.keepalive());
        assertEquals(
                Optional.of(FsmState.ESTABLISHED), zero.tap.fsmState(SECOND / 2), "the acknowledgment may come yet");
        zero.segment(1, 2 * SECOND, ACK, 501 + OPEN.length, 120 + OPEN.length, BgpBytes.keepalive());
        assertEquals(Optional.of(FsmState.OPEN_CONFIRM), fsm(zero));
        assertTrue(zero.tap.establishedNanos().isEmpty());
        zero.segment(0, 2 * SECOND + 1, ACK, 120 + OPEN.length, 520 + OPEN.length);
        assertEquals(Optional.of(FsmState.ESTABLISHED), fsm(zero));
    }

    @Test
    void shouldInferEstablishedInMidSession() {
        zero.segment(0, 0, ACK, 1_000, 2_000, BgpBytes.keepalive());
        assertEquals(TcpState.ESTABLISHED, tcp(zero));
        assertEquals(Optional.empty(), fsm(zero), "it may be in OpenConfirm");
        zero.segment(1, 1, ACK, 2_000, 1_019, BgpBytes.keepalive());
        assertEquals(Optional.of(FsmState.ESTABLISHED), fsm(zero));
    }

    @Test
    void shouldNotKnowAnEndThatSendsNothing() {
        one.segment(0, 0, ACK, 1_000, 2_000, BgpBytes.keepalive());
        assertEquals(TcpState.UNKNOWN, tcp(one));
        assertEquals(Optional.empty(), fsm(one));
    }

    @Test
    void shouldFollowBothEndsThroughAClose() {
        for (Segments tap : new Segments[] {zero, one}) {
            tap.opened(100, 500).segment(0, 3, ACK | FIN, 101, 501);
        }
        assertEquals(TcpState.FIN_WAIT1, tcp(zero));
        assertEquals(TcpState.CLOSE_WAIT, tcp(one));
        for (Segments tap : new Segments[] {zero, one}) {
            tap.segment(1, 4, ACK, 501, 102);
        }
        assertEquals(TcpState.FIN_WAIT2, tcp(zero));
        for (Segments tap : new Segments[] {zero, one}) {
            tap.segment(1, 5, ACK | FIN, 501, 102);
        }
        assertEquals(TcpState.TIME_WAIT, tcp(zero));
        assertEquals(TcpState.LAST_ACK, tcp(one));
        for (Segments tap : new Segments[] {zero, one}) {
            tap.segment(0, 6, ACK, 102, 502);
        }
        assertEquals(TcpState.CLOSED, tcp(one));
        assertEquals(TcpState.CLOSED, zero.tap.tcpState(100 * SECOND));
    }

    @Test
    void shouldFollowASimultaneousClose() {
        zero.opened(100, 500).segment(0, 3, ACK | FIN, 101, 501).segment(1, 4, ACK | FIN, 501, 101);
        assertEquals(TcpState.CLOSING, tcp(zero));
        zero.segment(1, 5, ACK, 502, 102);
        assertEquals(TcpState.TIME_WAIT, tcp(zero));
    }

    @Test
    void shouldNotTakeAFinThatStandsBehindAHole() {
        one.opened(100, 500).segment(0, 3, ACK | FIN, 120, 501);
        assertEquals(TcpState.ESTABLISHED, tcp(one));
        one.segment(0, 4, ACK, 101, 501, BgpBytes.keepalive());
        assertEquals(TcpState.CLOSE_WAIT, tcp(one));
    }

    @Test
    void shouldCloseByAReset() {
        zero.opened(100, 500).segment(1, 3, RST, 501, 0);
        assertEquals(TcpState.CLOSED, tcp(zero));
        one.opened(100, 500).segment(1, 3, RST, 501, 0);
        assertEquals(TcpState.CLOSED, tcp(one));
        assertEquals(Optional.of(FsmState.IDLE_OR_ACTIVE), fsm(one));
    }

    @Test
    void shouldGoOnWhenAResetWasNotTaken() {
        zero.opened(100, 500).segment(1, 3, RST, 501 + (1 << 25), 0);
        assertEquals(TcpState.ESTABLISHED, tcp(zero), "far outside the window");
        zero.segment(1, 4, RST, 501, 0).segment(0, 5, ACK, 101, 501, BgpBytes.keepalive());
        assertEquals(TcpState.ESTABLISHED, tcp(zero), "it goes on sending");
    }

    @Test
    void shouldTellARefusal() {
        zero.segment(0, 0, SYN, 100, 0).segment(1, 1, RST | ACK, 0, 101);
        assertEquals(TcpState.CLOSED, tcp(zero));
    }

    @Test
    void shouldNotBeConnectedWhileTheSynAckIsSentAgain() {
        one.opened(100, 500).segment(1, SECOND, SYN | ACK, 500, 101);
        assertEquals(TcpState.SYN_RECV, tcp(one), "the ACK came as far as the tap, and the host did not take it");
    }

    @Test
    void shouldTellAnotherConnectionOnTheSamePorts() {
        zero.opened(100, 500).segment(0, 3, SYN, 100, 0);
        assertEquals(TapConnection.Heard.TAKEN, zero.heard);
        zero.segment(0, 4, SYN, 90_000, 0);
        assertEquals(TapConnection.Heard.ANOTHER, zero.heard);
    }

    @Test
    void shouldBearASimultaneousOpen() {
        zero.segment(0, 0, SYN, 100, 0).segment(1, 1, SYN, 500, 0);
        assertEquals(TapConnection.Heard.TAKEN, zero.heard);
        zero.segment(0, 2, SYN | ACK, 100, 501).segment(1, 3, ACK, 501, 101);
        assertEquals(TcpState.ESTABLISHED, tcp(zero));
    }

    @Test
    void shouldLeaveWhatIsNotBgp() {
        zero.opened(100, 500).segment(0, 3, ACK, 101, 501, (byte) 'G', (byte) 'E', (byte) 'T');
        assertEquals(TapConnection.Heard.FOREIGN, zero.heard);
        assertFalse(zero.tap.speaksBgp());
    }

    @Test
    void shouldPassOverWhatTellsNothingInMidStream() {
        byte[] bulk = new byte[1_000];
        for (int i = 0; i < 65; i++) {
            assertEquals(TapConnection.Heard.NOTHING, zero.glance(0, ACK, bulk), "segment " + i);
        }
        assertEquals(TapConnection.Heard.FOREIGN, zero.glance(0, ACK, bulk));
        assertEquals(TapConnection.Heard.NOTHING, one.glance(0, ACK));
        assertEquals(TapConnection.Heard.TAKEN, one.glance(0, ACK | RST));
        for (int before = 0; before < 40; before++) {
            byte[] update = Packets.concat(new byte[before], BgpBytes.update(50));
            assertEquals(TapConnection.Heard.TAKEN, one.glance(0, ACK, update), before + " bytes before");
            byte[] half = Packets.cut(update, before + 15);
            assertEquals(TapConnection.Heard.NOTHING, one.glance(0, ACK, half), before + " bytes before");
        }
    }

    @Test
    void shouldReadTheResponderWhoseSynAckAloneWasSeen() {
        one.segment(1, 0, SYN | ACK, 500, 101).segment(0, 1, ACK, 101, 501, OPEN);
        assertTrue(one.tap.stream(0).isFromStart());
        assertEquals(1, one.tap.stream(0).log().count(MessageType.OPEN));
        assertEquals(0, one.tap.opener());
    }

    @Test
    void shouldSeeAuthentication() {
        byte[] md5 = Packets.concat(new byte[] {1, 1, 19, 18}, new byte[16]);
        assertFalse(zero.segment(0, 0, SYN, 100, 0).tap.md5());
        assertTrue(zero.segment(0, 0, SYN, 100, 0, md5, new byte[0]).tap.md5());
        assertFalse(zero.tap.authenticated());
        byte[] ao = Packets.concat(new byte[] {29, 4, 1, 1});
        assertTrue(zero.segment(0, 0, SYN, 100, 0, ao, new byte[0]).tap.authenticated());
    }

    @Test
    void shouldReadThroughAShortSnapLength() {
        zero.snapLength(20 + 20 + 24);
        zero.opened(100, 500).segment(0, 3, ACK, 101, 501, BgpBytes.update(1_400));
        zero.segment(0, 4, ACK, 1_501, 501, BgpBytes.keepalive());
        assertEquals(1, zero.tap.stream(0).log().count(MessageType.UPDATE));
        assertEquals(1, zero.tap.stream(0).log().count(MessageType.KEEPALIVE));
        assertEquals(1_376, zero.tap.stream(0).cutBytes());
    }
}

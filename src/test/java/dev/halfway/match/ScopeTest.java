package dev.halfway.match;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfway.decode.DecodedPacket;
import dev.halfway.decode.Decoder;
import dev.halfway.decode.Packets;
import dev.halfway.decode.PortSet;
import dev.halfway.decode.TypeP;
import org.junit.jupiter.api.Test;

/** What a capture is seen to show, and what its first fragments tell of the others. */
class ScopeTest {
    private static final int RAW = 101;
    private static final Tuple BGP = new Tuple(Tuple.TCP, 0, 1, 0, 2, 40_000, 179);
    private static final Tuple BGP_BACK = new Tuple(Tuple.TCP, 0, 2, 0, 1, 179, 50_000);
    private static final Tuple PING = new Tuple(Tuple.ECHO, 0, 1, 0, 2, 5, 5);

    private final Decoder decoder = new Decoder(PortSet.of(179));
    private final DecodedPacket packet = new DecodedPacket();
    private final Scope scope = new Scope();
    private final FragmentHeads heads = new FragmentHeads();

    private int decode(byte[] bytes) {
        return decoder.decode(bytes, 0, bytes.length, bytes.length, RAW, packet);
    }

    private void note(byte[] bytes) {
        scope.note(packet, decode(bytes), DecodedPacket.MARK_NONE);
    }

    private static byte[] echo(int type) {
        return Packets.ipv4(Packets.A4, Packets.B4, 1, Packets.echo(type, 1, Packets.payload(56)));
    }

    private static byte[] tcp(int sourcePort, int destinationPort) {
        return Packets.ipv4(Packets.A4, Packets.B4, 6, Packets.tcp(sourcePort, destinationPort, Packets.ACK));
    }

    @Test
    void shouldShowAKindOnceItIsThereEitherWay() {
        assertFalse(scope.showsKind(PING, 4));
        note(echo(0));
        assertTrue(scope.showsKind(PING, 4), "replies show that requests would be there");
        assertFalse(scope.showsKind(PING, 6), "a filter for icmp leaves icmp6 out");
        assertFalse(scope.showsKind(BGP, 4));
        note(tcp(179, 33_333));
        assertTrue(scope.showsKind(BGP, 4), "a filter for a port takes both ways");
        assertTrue(scope.showsKind(BGP_BACK, 4));
    }

    /** Of a host that is known to speak TCP no capture shows only what others send it. */
    @Test
    void shouldShowNoTcpWhereNoneOfWhatAHostSentIsThere() {
        note(Packets.ipv4(Packets.A4, Packets.B4, 17, Packets.udp(53, new byte[8])));
        note(tcp(22, 33_333));
        note(Packets.ipv4(Packets.A4, Packets.B4, 89, new byte[44]));
        assertTrue(scope.showsKind(BGP, TypeP.TCP_SYN_ACK, 4));
        scope.noteSent(TypeP.TCP_RST);
        assertTrue(scope.showsKind(BGP, TypeP.TCP_SYN_ACK, 4), "anybody may have sent it");
        scope.noteSent(TypeP.TCP_DATA);
        assertFalse(scope.showsKind(BGP, TypeP.TCP_SYN_ACK, 4));
        assertTrue(scope.showsKind(PING, TypeP.ICMP_ECHO_REQUEST, 4));
    }

    @Test
    void shouldShowEveryKindWhenThereAreManyThatNobodyFiltersFor() {
        note(Packets.ipv4(Packets.A4, Packets.B4, 17, Packets.udp(53, new byte[8])));
        note(tcp(22, 33_333));
        assertFalse(scope.showsKind(PING, 4));
        note(Packets.ipv4(Packets.A4, Packets.B4, 89, new byte[44]));
        assertTrue(scope.showsKind(PING, 4));
        assertTrue(scope.showsKind(BGP, 4));
    }

    @Test
    void shouldShowTheAddressesOfAllPackets() {
        decode(echo(8));
        long high = packet.destinationHigh();
        long low = packet.destinationLow();
        assertFalse(scope.showsAddress(high, low));
        note(Packets.ipv4(Packets.B4, "192.0.2.1", 17, Packets.udp(53, new byte[8])));
        assertTrue(scope.showsAddress(high, low), "as a source, in a packet that is not in scope");
        assertFalse(scope.showsAddress(high, low + 1));
    }

    private static byte[] fragment(int protocol, int identification, int place, byte[] payload) {
        return Packets.ipv4(Packets.A4, Packets.B4, protocol, identification, place, new byte[0], payload);
    }

    private Role roleOf(byte[] bytes) {
        assertEquals(DecodedPacket.IN_SCOPE, decode(bytes));
        return heads.roleOf(packet);
    }

    @Test
    void shouldTellFragmentsByTheFirstOfTheirDatagram() {
        byte[] request = Packets.echo(8, 1, Packets.payload(40));
        byte[] reply = Packets.echo(0, 1, Packets.payload(40));
        assertEquals(Role.REQUEST, roleOf(fragment(1, 7, 0x2000, request)));
        assertEquals(Role.RESPONSE, roleOf(fragment(1, 8, 0x2000, reply)));
        assertEquals(Role.REQUEST, roleOf(fragment(1, 7, 6, new byte[8])));
        assertEquals(Role.RESPONSE, roleOf(fragment(1, 8, 6, new byte[8])));
        assertEquals(Role.UNKNOWN, roleOf(fragment(1, 9, 6, new byte[8])), "its first was not seen");
    }

    @Test
    void shouldNotTakeATcpFragmentWhoseFirstIsNotInScope() {
        assertEquals(DecodedPacket.IN_SCOPE, decode(fragment(6, 9, 6, new byte[8])));
        assertNull(heads.roleOf(packet));
        byte[] first = fragment(6, 10, 0x2000, Packets.tcp(40_000, 179, Packets.ACK, new byte[0], new byte[28]));
        assertEquals(Role.UNKNOWN, roleOf(first));
        assertEquals(Role.UNKNOWN, roleOf(fragment(6, 10, 6, new byte[8])));
    }
}

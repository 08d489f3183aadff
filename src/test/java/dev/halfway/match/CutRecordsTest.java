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

/** Records too short to tell whose they are: each may be one packet that seems to be lost, and no more than one. */
class CutRecordsTest {
    private static final int RAW = 101;
    private static final int IP_HEADER = 20;

    private final Decoder decoder = new Decoder(PortSet.of(179));
    private final DecodedPacket packet = new DecodedPacket();
    private final CutRecords cut = new CutRecords();

    private void note(long nanos, byte[] whole, int length) {
        byte[] bytes = Packets.cut(whole, length);
        decoder.decode(bytes, 0, bytes.length, whole.length, RAW, packet);
        cut.note(packet, nanos);
    }

    private static byte[] tcp() {
        return Packets.ipv4(Packets.A4, Packets.B4, 6, Packets.tcp(40_000, 179, Packets.ACK));
    }

    private static byte[] ping() {
        return Packets.ipv4(Packets.A4, Packets.B4, 1, Packets.echo(8, 1, Packets.payload(56)));
    }

    /** A segment from 219 to 231, or back. */
    private Sighting segment(boolean back, TypeP typeP) {
        byte[] whole = tcp();
        decoder.decode(whole, 0, whole.length, whole.length, RAW, packet);
        Tuple there = new Tuple(
                Tuple.TCP,
                packet.sourceHigh(),
                packet.sourceLow(),
                packet.destinationHigh(),
                packet.destinationLow(),
                40_000,
                179);
        Sighting s = Sightings.at(0);
        s.typeP = typeP;
        s.leg = new Leg(back ? there.reversed() : there, 5);
        s.leg.name = s.leg.tuple;
        return s;
    }

    private Sighting segment() {
        return segment(false, TypeP.TCP_DATA);
    }

    @Test
    void shouldHoldWhatFallsBetweenTheTwoMoments() {
        note(1_000, tcp(), IP_HEADER);
        cut.putInOrder(ClockMap.identity());
        assertTrue(cut.mayHold(segment(), 1_000, 1_000));
        assertTrue(cut.mayHold(segment(), 0, 5_000));
        assertFalse(cut.mayHold(segment(), 1_001, 5_000));
        assertFalse(cut.mayHold(segment(), 0, 999));
        assertFalse(new CutRecords().mayHold(segment(), 0, 5_000));
    }

    /** Of addresses and protocol that are there: no other packet is it. */
    @Test
    void shouldGoByWhatTheRecordShows() {
        note(1_000, tcp(), IP_HEADER);
        cut.putInOrder(ClockMap.identity());
        assertFalse(cut.mayHold(segment(true, TypeP.TCP_DATA), 0, 5_000), "the other way");
        assertFalse(cut.mayHold(segment(false, TypeP.ICMP_ECHO_REQUEST), 0, 5_000));
        assertFalse(cut.mayHold(segment(false, TypeP.FRAGMENT), 0, 5_000));
        CutRecordsTest other = new CutRecordsTest();
        other.note(1_000, ping(), IP_HEADER);
        other.cut.putInOrder(ClockMap.identity());
        assertTrue(other.cut.mayHold(segment(false, TypeP.ICMP_ECHO_REQUEST), 0, 5_000));
        assertFalse(other.cut.mayHold(segment(), 0, 5_000));
    }

    /** Cut before its addresses it may be any packet. */
    @Test
    void shouldTakeARecordWithoutAddressesForAnything() {
        note(1_000, tcp(), IP_HEADER - 6);
        cut.putInOrder(ClockMap.identity());
        assertTrue(cut.mayHold(segment(), 0, 5_000));
        assertTrue(cut.mayHold(segment(true, TypeP.ICMP_ECHO_REPLY), 0, 5_000));
        assertFalse(cut.claimOfKind(segment(), 0, 1_000, 5_000), "not for what it is");
        assertTrue(cut.claim(segment(), 0, 1_000, 5_000));
        assertFalse(cut.claim(segment(), 0, 1_000, 5_000), "once");
    }

    /** Three records explain three packets, each the one nearest to its likely moment, before it or behind. */
    @Test
    void shouldLayEachRecordToOnePacket() {
        note(3_000, tcp(), IP_HEADER);
        note(1_000, tcp(), IP_HEADER);
        note(2_000, tcp(), IP_HEADER);
        cut.putInOrder(ClockMap.identity());
        assertEquals(3, cut.unexplained());
        // 1,900 is nearest to 2,000; then 1,400 to 1,000; only 3,000 is left.
        assertTrue(cut.claim(segment(), 1_500, 1_900, 2_500));
        assertEquals(2, cut.unexplained());
        assertFalse(cut.claim(segment(), 1_500, 1_900, 2_500));
        assertTrue(cut.claim(segment(), 0, 1_400, 2_500));
        assertFalse(cut.claim(segment(), 0, 1_400, 2_999));
        assertTrue(cut.claim(segment(), 0, 0, 3_000));
        assertEquals(0, cut.unexplained());
        assertFalse(cut.claim(segment(), Long.MIN_VALUE, 0, Long.MAX_VALUE));
        assertTrue(cut.mayHold(segment(), 0, 5_000), "whatever other packet it is laid to");
    }

    /** As near before as behind, the earlier one; one outside the moments is no choice. */
    @Test
    void shouldChooseTheNearest() {
        note(1_000, tcp(), IP_HEADER);
        note(3_000, tcp(), IP_HEADER);
        cut.putInOrder(ClockMap.identity());
        assertTrue(cut.claim(segment(), 0, 2_000, 9_000));
        assertFalse(cut.claim(segment(), 0, 500, 2_999), "the earlier one is taken");
        assertTrue(cut.claim(segment(), 0, 500, 3_000));
        CutRecordsTest later = new CutRecordsTest();
        later.note(1_000, tcp(), IP_HEADER);
        later.note(3_000, tcp(), IP_HEADER);
        later.cut.putInOrder(ClockMap.identity());
        assertTrue(later.cut.claim(segment(), 0, 2_001, 9_000));
        assertTrue(later.cut.claim(segment(), 0, 500, 1_000), "the earlier one is left");
    }

    /** The reference clock's times, in order, whatever the host's clock showed. */
    @Test
    void shouldGoByTheReferenceClock() {
        note(1_000, tcp(), IP_HEADER);
        note(1_000, tcp(), IP_HEADER);
        cut.putInOrder(ClockMap.identity());
        assertTrue(cut.claim(segment(), 1_000, 1_000, 1_000));
        assertTrue(cut.claim(segment(), 1_000, 1_000, 1_000), "two at one moment");
        assertFalse(cut.claim(segment(), 1_000, 1_000, 1_000));
    }

    /** Behind so many records, any packet may be among those of which no time is kept. */
    @Test
    void shouldLeaveEverythingOpenWhereThereIsNoRoom() {
        byte[] bytes = Packets.cut(tcp(), IP_HEADER);
        decoder.decode(bytes, 0, bytes.length, 40, RAW, packet);
        for (int i = 0; i < 1 << 16; i++) {
            cut.note(packet, 1_000);
        }
        cut.note(packet, 9_000_000);
        cut.putInOrder(ClockMap.identity());
        assertEquals((1 << 16) + 1, cut.unexplained());
        assertTrue(cut.mayHold(segment(), 5_000, 6_000));
        assertTrue(cut.claim(segment(), 5_000, 5_500, 6_000));
        assertFalse(cut.mayHold(segment(true, TypeP.TCP_DATA), 5_000, 6_000));
    }

    private void recorded(long... nanos) {
        for (long each : nanos) {
            note(each, ping(), IP_HEADER + 2);
        }
        cut.putInOrder(ClockMap.identity());
    }

    private boolean claims(long likelyNanos) {
        Sighting request = segment(false, TypeP.ICMP_ECHO_REQUEST);
        return cut.claim(request, likelyNanos - 10, likelyNanos, likelyNanos + 10);
    }

    @Test
    void shouldLayEachPacketToItsOwnRecordWhicheverClaimsFirst() {
        recorded(100, 106, 112);

        assertTrue(claims(112));
        assertTrue(claims(106));
        assertTrue(claims(100));
        assertEquals(0, cut.unexplained());
    }

    @Test
    void shouldLayNoMorePacketsToRecordsThanThereAre() {
        recorded(100, 106);

        assertTrue(claims(104));
        assertTrue(claims(104));
        assertFalse(claims(104));
        Sighting request = segment(false, TypeP.ICMP_ECHO_REQUEST);
        assertTrue(cut.mayHold(request, 94, 114), "one of the two may be it all the same");
        assertFalse(cut.mayHold(request, 107, 200));
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

    /** What another host calls the flow; where that may be one of several, a record may be any packet. */
    @Test
    void shouldKnowRecordsByTheNameThatAllHostsAgreeOn() {
        note(1_000, tcp(), IP_HEADER);
        cut.rename(Tuple::reversed);
        cut.putInOrder(ClockMap.identity());
        assertFalse(cut.claimOfKind(segment(), 0, 1_000, 5_000));
        assertTrue(cut.claimOfKind(segment(true, TypeP.TCP_DATA), 0, 1_000, 5_000));
        CutRecordsTest several = new CutRecordsTest();
        several.note(1_000, tcp(), IP_HEADER);
        several.cut.rename(kind -> null);
        several.cut.putInOrder(ClockMap.identity());
        assertFalse(several.cut.claimOfKind(segment(), 0, 1_000, 5_000));
        assertTrue(several.cut.claim(segment(), 0, 1_000, 5_000));
    }
}

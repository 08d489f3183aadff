package dev.halfway.match;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfway.decode.TypeP;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What a sighting says of its packet to those who look at packets one by one. */
class SightingTest {
    private static final Tuple FLOW = Survey.tuple(Tuple.TCP, "10.0.0.1", 40_000, "10.0.0.2", 179);

    private final Flow flow = new Flow(Tuple.TCP, new Path(2, 5), new Path(5, 2), 7);

    /** From host 2 to host 5, of what host 2 began unless another is named. */
    private Sighting of(Tuple tuple, int initiator) {
        Sighting s = Sightings.at(0);
        s.leg = new Leg(tuple, 0);
        s.leg.name = tuple;
        s.leg.position = Leg.Position.SENDER;
        s.leg.lane = flow.forward;
        s.leg.from = 2;
        s.leg.to = 5;
        Role role = initiator == 2 ? Role.REQUEST : Role.RESPONSE;
        s.tally = new LossTally(new LossTally.Kind(2, 5, TypeP.TCP_DATA, role, initiator));
        s.ipVersion = 4;
        return s;
    }

    private Sighting data() {
        return of(FLOW, 2);
    }

    /** SYN and FIN take up a number each. */
    @ParameterizedTest
    @CsvSource({"16, 100, 1100", "2, 0, 1001", "1, 0, 1001", "1, 100, 1101", "3, 5, 1007"})
    void shouldEndBehindAllThatItTakesUp(int flags, int length, int end) {
        Sighting s = data();
        s.sequence = 1_000;
        s.flags = flags;
        s.length = length;
        assertEquals(end, s.sequenceEnd());
    }

    /** As the network card cuts it: by what the other end takes, with 20 bytes of TCP and 20 or 40 of IP. */
    @ParameterizedTest
    @CsvSource({
        "4, 1400, 1440, 1440",
        "4, 1400, 65000, 1440",
        "6, 1400, 65000, 1460",
        "4, 1400, 600, 600",
        "4, 0, 1500, 1500",
        "4, 0, 1501, -1",
    })
    void shouldSayHowLongItIsOnTheWire(int ipVersion, int maximumSegment, int packetLength, int bytes) {
        flow.backward.maximumSegment = maximumSegment;
        flow.forward.maximumSegment = 9_000; // what it takes itself
        Sighting s = data();
        s.ipVersion = ipVersion;
        s.length = packetLength - 40;
        s.packetLength = packetLength;
        assertEquals(bytes, s.wireBytes());
    }

    /** It is not cut: neither a segment without data nor a ping. */
    @ParameterizedTest
    @CsvSource({"TCP_ACK, 0", "ICMP_ECHO_REQUEST, 8000"})
    void shouldBeAsLongOnTheWireAsItIs(TypeP typeP, int length) {
        flow.backward.maximumSegment = 1_400;
        Sighting s = data();
        s.typeP = typeP;
        s.length = length;
        s.packetLength = 8_028;
        assertEquals(8_028, s.wireBytes());
    }

    private static Tuple tcp(String to, int fromPort, int toPort) {
        return Survey.tuple(Tuple.TCP, "10.0.0.1", fromPort, to, toPort);
    }

    /** The port of who was asked is the service's. */
    @Test
    void shouldBelongToTheServiceThatIsAsked() {
        long service = data().service();
        assertEquals(service, of(tcp("10.0.0.2", 40_001, 179), 2).service());
        assertNotEquals(service, of(tcp("10.0.0.2", 40_000, 180), 2).service());
        assertNotEquals(service, of(tcp("10.0.0.3", 40_000, 179), 2).service());
        long answers = of(tcp("10.0.0.2", 179, 40_000), 5).service();
        assertEquals(answers, of(tcp("10.0.0.2", 179, 40_001), 5).service());
        assertNotEquals(answers, of(tcp("10.0.0.2", 180, 40_000), 5).service());
        assertNotEquals(service, answers);
    }

    @Test
    void shouldTakeAllPingsForOneService() {
        Tuple one = Survey.tuple(Tuple.ECHO, "10.0.0.1", 7, "10.0.0.2", 7);
        Tuple other = Survey.tuple(Tuple.ECHO, "10.0.0.1", 8, "10.0.0.2", 8);
        assertEquals(of(one, 2).service(), of(other, 2).service());
        assertEquals(of(one, 5).service(), of(other, 5).service());
        assertNotEquals(of(one, 2).service(), data().service());
    }

    /** The same at every host and both ways, where it is between two of them. */
    @ParameterizedTest
    @EnumSource(Leg.Position.class)
    void shouldStandForItsFlow(Leg.Position position) {
        Sighting s = data();
        s.leg.position = position;
        boolean between = position == Leg.Position.SENDER || position == Leg.Position.RECEIVER;
        Sighting back = of(FLOW.reversed(), 5);
        assertEquals(between ? back.flowKey() : null, s.flowKey());
    }

    @Test
    void shouldSayWhereItGoes() {
        Sighting s = data();
        s.leg.sequenceShift = 12;
        assertEquals(2, s.fromHost());
        assertEquals(5, s.toHost());
        assertEquals(2, s.from());
        assertEquals(5, s.to());
        assertEquals(12, s.sequenceShift());
        assertEquals(7, s.flow());
        assertEquals("10.0.0.1 port 40000 to 10.0.0.2 port 179", s.flowWords());
        assertEquals(2, s.initiator());
        assertEquals(Role.REQUEST, s.role());
        assertEquals(TypeP.TCP_DATA, s.typeP());
    }

    @Test
    void shouldSayWhatIsKnownOfIt() {
        Sighting s = data();
        s.timeNanos = 1;
        s.ownNanos = 2;
        s.file = 3;
        s.frame = 4;
        s.fate = Fate.DELIVERED;
        s.reason = Reason.NO_COPY;
        s.ambiguous = true;
        s.delayNanos = 5;
        s.timeToLive = 255;
        s.trafficClass = 0xbb;
        s.flowOrdinal = 6;
        s.pathOrdinal = 7;
        s.idleNanos = 8;
        s.longestIdleNanos = 9;
        s.shortPackets = 10;
        s.shortBytes = 11;
        s.longPackets = 12;
        s.longBytes = 13;
        s.longOfKind = 14;
        assertEquals(1, s.timeNanos());
        assertEquals(2, s.ownNanos());
        assertEquals(3, s.file());
        assertEquals(4, s.frame());
        assertEquals(Fate.DELIVERED, s.fate());
        assertEquals(Reason.NO_COPY, s.reason());
        assertTrue(s.isAmbiguous());
        assertEquals(5, s.delayNanos());
        assertEquals(255, s.timeToLive());
        assertEquals(46, s.dscp(), "without ECN");
        assertEquals(6, s.flowOrdinal());
        assertEquals(7, s.directionOrdinal());
        assertEquals(8, s.idleNanos());
        assertEquals(9, s.longestIdleNanos());
        assertEquals(10, s.shortPacketRate());
        assertEquals(11, s.shortByteRate());
        assertEquals(12, s.longPacketRate());
        assertEquals(13, s.longByteRate());
        assertEquals(14, s.longKindRate());
        assertFalse(data().isAmbiguous());
    }

    /** It shows no ports. */
    @ParameterizedTest
    @CsvSource({"FRAGMENT, 0, false", "FRAGMENT, 1480, true", "TCP_DATA, 1480, false"})
    void shouldKnowLaterFragments(TypeP typeP, int offset, boolean later) {
        Sighting s = data();
        s.typeP = typeP;
        s.sequence = offset;
        assertEquals(later, s.isLaterFragment());
        assertEquals(typeP == TypeP.FRAGMENT, s.isFragment());
    }

    @Test
    void shouldRememberWhatItsReaderNotes() {
        Sighting s = data();
        assertNull(s.note());
        Object note = new Object();
        s.note(note);
        assertSame(note, s.note());
    }

    /** What another packet left behind is gone; the arrays are kept. */
    @Test
    void shouldBeReadyForAnotherPacket() {
        Sighting s = data();
        s.length = 100;
        s.covered = new ByteRanges();
        s.covered.add(0, 50);
        s.matches = new MatchList();
        s.matches.add(1, 0, 9, 5);
        s.ambiguous = true;
        s.orphan = true;
        s.uncover();
        s.clearPacket();
        s.forget();
        assertFalse(s.isAmbiguous());
        assertFalse(s.orphan);
        assertEquals(0, s.covered.total());
        assertEquals(0, s.matches.size());
        assertNull(s.leg);
    }
}

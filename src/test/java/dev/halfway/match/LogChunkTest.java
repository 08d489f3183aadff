package dev.halfway.match;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfway.decode.TypeP;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is packed of a packet is told of it again; each host's in the order of its frames. */
class LogChunkTest {
    private final HostView[] hosts = {view("a"), view("b"), view("c")};
    private final List<PacketFate> told = new ArrayList<>();
    private final PacketLog log = new PacketLog(told::add, hosts);
    private final Flow flow = new Flow(Tuple.TCP, new Path(0, 1), new Path(1, 0), 5);

    private static HostView view(String name) {
        return new HostView(name, new Scope(), new CutRecords());
    }

    private Sighting sighting(long frame) {
        Sighting s = Sightings.at(0, 0, 1, frame);
        s.leg.lane = flow.forward;
        s.leg.from = 0;
        s.leg.to = 1;
        s.fate = Fate.DELIVERED;
        s.reason = Reason.MATCHED;
        log.expect(s, s.host);
        return s;
    }

    private PacketFate told(Sighting s) {
        log.finish(s);
        return told.get(told.size() - 1);
    }

    /** The largest and the smallest that a field may hold do not run into the others. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldTellAllThatItTook(boolean negative) {
        int sign = negative ? -1 : 1;
        Sighting s = sighting(Long.MAX_VALUE);
        s.ownNanos = sign * 1_700_000_000_000_000_001L;
        s.timeNanos = sign * 1_700_000_000_000_000_002L;
        s.sequence = sign * Integer.MAX_VALUE;
        s.acknowledgment = sign * 0x7abcdef1;
        s.length = 65_535;
        s.file = 1_000_000;
        s.typeP = TypeP.TCP_DATA;
        s.confirmed = negative;
        s.ambiguous = !negative;
        flow.initiator = 1;
        Path path = flow.forward.path;
        log.matchElsewhere(s, path.to, 77, 1L << 40, -5);
        PacketFate fate = told(s);
        assertEquals("a", fate.host());
        assertEquals(1_000_000, fate.file());
        assertEquals(Long.MAX_VALUE, fate.frame());
        assertEquals(s.ownNanos, fate.timeNanos());
        assertEquals(s.timeNanos, fate.referenceNanos());
        assertEquals("a", fate.from());
        assertEquals("b", fate.to());
        assertEquals(TypeP.TCP_DATA, fate.typeP());
        assertEquals(Role.RESPONSE, fate.role());
        assertEquals("b", fate.initiator());
        assertEquals(negative, fate.confirmed());
        assertEquals(!negative, fate.ambiguous());
        assertEquals(List.of(new PacketFate.Match("b", 77, 1L << 40, -5)), fate.matches());
        assertEquals(OptionalLong.empty(), fate.copyOf());
        assertEquals(OptionalLong.empty(), fate.bytesLost());
        assertEquals(new PacketFate.FlowName(5, s.leg.tuple.words()), fate.flow());
        assertEquals(new PacketFate.Headers(s.sequence, s.acknowledgment, 65_535), fate.headers());
    }

    @ParameterizedTest
    @EnumSource(Fate.class)
    void shouldTellEachFate(Fate each) {
        Sighting s = sighting(1);
        s.fate = each;
        assertEquals(each, told(s).fate());
    }

    @ParameterizedTest
    @EnumSource(Reason.class)
    void shouldTellEachReason(Reason each) {
        Sighting s = sighting(1);
        s.reason = each;
        assertEquals(each, told(s).reason());
    }

    @ParameterizedTest
    @EnumSource(TypeP.class)
    void shouldTellEachKind(TypeP each) {
        Sighting s = sighting(1);
        s.typeP = each;
        assertEquals(each, told(s).typeP());
    }

    /** Of a copy, of which it is one; of a segment that is lost in part, how much. */
    @ParameterizedTest
    @CsvSource({
        "COPY, TCP_DATA, 9, -1",
        "LOST, TCP_DATA, -1, 30",
        "LOST, ICMP_ECHO_REQUEST, -1, -1",
        "DELIVERED, TCP_DATA, -1, -1"
    })
    void shouldTellCopiesAndLostBytes(Fate fate, TypeP typeP, long copyOf, long bytesLost) {
        Sighting s = sighting(1);
        s.fate = fate;
        s.typeP = typeP;
        s.copyOf = 9;
        s.bytesLost = 30;
        PacketFate one = told(s);
        assertEquals(copyOf, one.copyOf().orElse(-1));
        assertEquals(bytesLost, one.bytesLost().orElse(-1));
    }

    @Test
    void shouldTellNoBytesWhereNoneIsLost() {
        Sighting s = sighting(1);
        s.fate = Fate.LOST;
        assertEquals(OptionalLong.empty(), told(s).bytesLost());
    }

    @Test
    void shouldTellNobodyWhereAPacketIsNotBetweenHosts() {
        Sighting s = sighting(1);
        s.leg.from = Owners.NOBODY;
        s.leg.to = Owners.NOBODY;
        s.leg.lane = null;
        PacketFate fate = told(s);
        assertEquals(List.of("", "", ""), List.of(fate.from(), fate.to(), fate.initiator()));
        assertEquals(Role.UNKNOWN, fate.role());
        assertEquals(PacketFate.FlowName.NONE, fate.flow().number());
    }

    @Test
    void shouldTellWhoBeganAsItWasCounted() {
        Sighting s = sighting(1);
        s.tally = new LossTally(new LossTally.Kind(0, 1, s.typeP, Role.REQUEST, 0));
        flow.initiator = 1;
        assertEquals("a", told(s).initiator());
    }

    @Test
    void shouldTellAllMatchesOfASegmentInPieces() {
        Sighting s = sighting(1);
        for (int i = 0; i < 3; i++) {
            Sighting piece = Sightings.at(10 + i, 0, 1, 20 + i);
            piece.file = i;
            piece.host = 1;
            piece.leg.lane = flow.forward;
            log.match(s, piece);
            log.match(s, piece);
        }
        assertEquals(
                List.of(
                        new PacketFate.Match("b", 0, 20, 10),
                        new PacketFate.Match("b", 1, 21, 11),
                        new PacketFate.Match("b", 2, 22, 12)),
                told(s).matches(),
                "each once");
        assertEquals(List.of(), told(sighting(2)).matches());
    }

    /** Each waits for those before it at its host, through many stretches, and places are used again. */
    @Test
    void shouldTellInTheOrderOfFramesThroughMoreThanOneStretch() {
        int packets = 3 * LogChunk.PACKETS;
        for (int round = 0; round < 2; round++) {
            told.clear();
            List<Sighting> all = new ArrayList<>();
            for (int i = 0; i < packets; i++) {
                all.add(sighting(i));
            }
            assertEquals(packets, log.waiting());
            for (int i = packets - 1; i > 0; i--) {
                log.finish(all.get(i));
            }
            assertTrue(told.isEmpty());
            log.finish(all.get(0));
            assertEquals(0, log.waiting());
            for (int i = 0; i < packets; i++) {
                assertEquals(i, told.get(i).frame());
            }
        }
    }

    @Test
    void shouldNotWaitForPacketsOfOtherHosts() {
        sighting(1);
        Sighting other = Sightings.at(0, 0, 1, 1);
        other.host = 2;
        other.leg.lane = flow.forward;
        other.fate = Fate.ARRIVED;
        other.reason = Reason.MATCHED;
        log.expect(other, 2);
        assertEquals("c", told(other).host());
        assertEquals(1, log.waiting());
    }

    @Test
    void shouldDoNothingWhereNobodyAsks() {
        PacketLog off = new PacketLog(null, hosts);
        Sighting s = Sightings.at(0, 0, 1, 1);
        s.leg.lane = flow.forward;
        off.expect(s, 0);
        off.match(s, s);
        off.matchElsewhere(s, 1, 0, 1, 0);
        off.finish(s);
        assertFalse(off.isOn());
        assertEquals(0, off.waiting());
    }
}

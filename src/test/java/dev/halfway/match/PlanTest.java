package dev.halfway.match;

import static dev.halfway.match.Survey.identified;
import static dev.halfway.match.Survey.reply;
import static dev.halfway.match.Survey.request;
import static dev.halfway.match.Survey.segment;
import static dev.halfway.match.Survey.tuple;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfway.decode.AddressBlock;
import dev.halfway.decode.DecodedPacket;
import dev.halfway.decode.Packets;
import dev.halfway.decode.TypeP;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the first reading of the captures of a, b and perhaps c comes to, who own A, B and C. */
class PlanTest {
    private static final String A = "10.0.0.1";
    private static final String B = "10.0.0.2";
    private static final String C = "10.0.0.3";
    /** What a translator makes of A. */
    private static final String N = "192.0.2.7";

    private static final int BGP = 179;

    private final Survey a = new Survey("a");
    private final Survey b = new Survey("b");
    private final Survey c = new Survey("c");

    private static Plan plan(Survey... hosts) {
        List<HostSurvey> surveys = new ArrayList<>();
        List<List<AddressBlock>> owned = new ArrayList<>();
        for (int i = 0; i < hosts.length; i++) {
            surveys.add(hosts[i].host);
            owned.add(List.of(AddressBlock.parse(List.of(A, B, C).get(i))));
        }
        return new Plan(surveys, owned, Survey.SERVICES, OptionalLong.empty());
    }

    /** After about a millisecond: no two packets take the same time. */
    private void bothSee(double millis, byte[] atA, byte[] atB) {
        a.sees(millis, atA);
        b.sees(millis + 1 + millis / 100_000, atB);
    }

    private void bothSee(double millis, byte[] packet) {
        bothSee(millis, packet, packet);
    }

    private static HostAddress address(String text) {
        return Survey.address(text);
    }

    @Test
    void shouldKnowWhatIsGiven() {
        bothSee(0, request(A, B, 1));
        bothSee(10, request(A, B, 2));
        Plan plan = plan(a, b);
        assertEquals(0, plan.hostOf(address(A).high(), address(A).low()));
        assertEquals(1, plan.hostOf(address(B).high(), address(B).low()));
        assertTrue(plan.hostOf(address(C).high(), address(C).low()) < 0);
        assertTrue(plan.addressesGiven(0));
        assertEquals(List.of(A), plan.addresses(0));
        assertEquals(List.of(), plan.refusals());
        assertTrue(plan.anythingJoined());
        assertEquals(Optional.empty(), plan.stretch());
        plan.countsOnly("some");
        assertEquals(Optional.of("some"), plan.stretch());
        assertTrue(plan.isServicePort(BGP));
        assertFalse(plan.isServicePort(40_000));
        assertFalse(plan.anyFragments());
        assertTrue(plan.timestampsComparable() && plan.sackComparable());
    }

    /** Each moment at which one of two that share no packet was watching at least. */
    @ParameterizedTest
    @CsvSource({"100, true", "101, false"})
    void shouldKnowWhetherTheTimesThatTwoCapturesCoverOverlap(double beginMillis, boolean overlap) {
        a.sees(0, request(A, B, 1)).sees(100, request(A, B, 2));
        b.sees(beginMillis, request(A, B, 3)).sees(300, request(A, B, 4));
        Plan plan = plan(a, b);
        assertFalse(plan.anythingJoined());
        assertEquals(overlap, plan.windowsOverlap(0, 1));
        assertEquals(overlap, plan.windowsOverlap(1, 0));
        assertEquals(0, plan.coverageStartNanos(0));
        assertEquals(100 * Survey.MILLIS, plan.coverageEndNanos(0));
    }

    @ParameterizedTest
    @CsvSource({"100, 200, false", "101, 200, true", "-2, -1, true", "-2, 0, false"})
    void shouldRefuseATimeThatNoCaptureCovers(long fromMillis, long toMillis, boolean refused) {
        a.sees(0, request(A, B, 1)).sees(100, request(A, B, 2));
        b.sees(0, request(A, B, 3)).sees(100, request(A, B, 4));
        Plan plan = plan(a, b);
        plan.refuseOutside(fromMillis * Survey.MILLIS, toMillis * Survey.MILLIS, "nothing");
        assertEquals(refused ? List.of("nothing") : List.of(), plan.refusals());
    }

    @Test
    void shouldRefuseTheSameCaptureGivenTwice() {
        for (int i = 0; i < 3; i++) {
            a.sees(i + 0.25, request(A, B, i));
            b.sees(i + 0.25, request(A, B, i));
        }
        assertEquals(
                List.of("a and b are the same capture: give one from each host."),
                plan(a, b).refusals());
    }

    @Test
    void shouldRefuseTwoCapturesOfOneHost() {
        for (int i = 0; i < 20; i++) {
            double millis = 101.0373 * i + i % 7 * 0.3713;
            a.sees(millis, request(A, B, i)).sees(millis + 0.4177, Survey.reply(B, A, i));
            b.sees(millis, request(A, B, i)).sees(millis + 0.4177, Survey.reply(B, A, i));
        }
        a.sees(3_000.0373, request(A, B, 30));
        b.sees(3_000.0412, request(A, B, 30));
        assertEquals(
                List.of("a and b look like two captures of one host: capture at the other end."),
                plan(a, b).refusals());
    }

    @Test
    void shouldRefuseWhereNobodyCanTellWhoOwnsWhat() {
        bothSee(0, request(A, B, 1));
        bothSee(10, request(A, B, 2));
        Plan plan =
                new Plan(List.of(a.host, b.host), List.of(List.of(), List.of()), Survey.SERVICES, OptionalLong.empty());
        assertEquals(1, plan.refusals().size());
        String sentence = plan.refusals().get(0);
        assertTrue(sentence.startsWith("Which host owns ") && sentence.endsWith("."), sentence);
    }

    private void translated() {
        for (int i = 0; i < 3; i++) {
            bothSee(
                    100 * i,
                    segment(A, 40_000, B, BGP, Packets.SYN, i, 0, 0),
                    segment(N, 50_000, B, BGP, Packets.SYN, i, 0, 0));
        }
    }

    /** A host owns the address that it has behind a translator, too. */
    @Test
    void shouldOwnTheAddressThatATranslatorGives() {
        translated();
        Plan plan = plan(a, b);
        assertEquals(0, plan.hostOf(address(N).high(), address(N).low()));
        assertEquals(1, plan.inferred().size());
        Tuple atA = tuple(Tuple.TCP, A, 40_000, B, BGP);
        Tuple atB = tuple(Tuple.TCP, N, 50_000, B, BGP);
        assertEquals(atA, plan.names().canonical(1, atB));
        assertEquals(atB, plan.names().canonical(0, atB), "a does not know it by this name");
        assertEquals(atA.addresses(), plan.names().canonicalAddresses(1, atB.addresses()));
    }

    /** Both are at a third host under the same names: they are two flows, and none is the other translated. */
    @Test
    void shouldNotTakeForTranslatedWhatAThirdHostHasBothOf() {
        translated();
        c.sees(50, segment(A, 40_000, B, BGP, Packets.SYN, 0, 0, 0));
        c.sees(60, segment(N, 50_000, B, BGP, Packets.SYN, 1, 0, 0));
        assertEquals(List.of(), plan(a, b, c).inferred());
    }

    @Test
    void shouldTakeForTranslatedWhatAThirdHostHasOneOf() {
        translated();
        c.sees(50, segment(A, 40_000, B, BGP, Packets.SYN, 0, 0, 0));
        assertEquals(1, plan(a, b, c).inferred().size());
    }

    /** Two hosts that ping a third in the same way: both send them. */
    @Test
    void shouldNotTakeForTranslatedWhatBothSendThemselves() {
        for (int i = 0; i < 3; i++) {
            bothSee(
                    100 * i,
                    segment(A, 40_000, C, BGP, Packets.SYN, i, 0, 0),
                    segment(B, 40_000, C, BGP, Packets.SYN, i, 0, 0));
        }
        assertEquals(List.of(), plan(a, b).inferred());
    }

    @Test
    void shouldNotTakeForTranslatedWhatBothReceiveThemselves() {
        for (int i = 0; i < 3; i++) {
            bothSee(
                    100 * i,
                    segment(C, 40_000, A, BGP, Packets.SYN, i, 0, 0),
                    segment(C, 40_000, B, BGP, Packets.SYN, i, 0, 0));
        }
        assertEquals(List.of(), plan(a, b).inferred());
    }

    /** Echoes that tell nothing apart, and that the one host sends and the other receives. */
    @Test
    void shouldTakeForTranslatedWhatLeavesTheOneHostAndReachesTheOther() {
        for (int i = 0; i < 3; i++) {
            bothSee(100 * i, identified(request(A, C, i), 0), identified(request(N, B, i), 0));
        }
        assertEquals(1, plan(a, b).inferred().size());
    }

    /** What b received of a kind, and a's capture does not hold at all, a's filter leaves out. */
    @Test
    void shouldKnowTheKindsThatASendersCaptureLeavesOut() {
        bothSee(0, segment(A, 40_000, B, BGP, Packets.ACK, 1, 1, 0));
        b.sees(10, segment(A, 40_000, B, BGP, Packets.SYN, 0, 0, 0));
        b.sees(20, segment(A, 40_000, B, BGP, Packets.RST, 0, 0, 0));
        plan(a, b);
        Tuple tuple = tuple(Tuple.TCP, A, 40_000, B, BGP);
        assertFalse(a.host.scope.showsKind(tuple, TypeP.TCP_SYN, 4));
        assertTrue(a.host.scope.showsKind(tuple, TypeP.TCP_ACK, 4));
        assertTrue(a.host.scope.showsKind(tuple, TypeP.TCP_RST, 4), "no filter leaves these out alone");
    }

    /** Host a answers what its capture does not show arriving. */
    @Test
    void shouldKnowTheCapturesOfOneDirection() {
        for (int i = 0; i < 3; i++) {
            bothSee(100 * i, reply(A, B, i));
            b.sees(100 * i, request(B, A, i));
        }
        Plan plan = plan(a, b);
        assertFalse(plan.showsArrivals(0));
        assertTrue(plan.showsDepartures(0));
        assertTrue(plan.showsArrivals(1) && plan.showsDepartures(1));
        assertFalse(plan.leavesOutDepartures(0) || plan.leavesOutDepartures(1));
        assertEquals(1, plan.notes().size());
        assertTrue(plan.notes().get(0).startsWith("Direction not captured: a answers what its captures do not show"));
        Tuple requests = tuple(Tuple.ECHO, B, 19_809, A, 19_809);
        assertFalse(plan.directions().takesArrivals(0, requests));
        assertTrue(plan.directions().takesArrivals(1, requests.reversed()));
        assertTrue(plan.directions().takesDepartures(0, 1, requests.reversed()));
    }

    /** Host a's capture shows only what arrives, and b hears of a. */
    @Test
    void shouldKnowTheCapturesThatLeaveOutDepartures() {
        for (int i = 0; i < 3; i++) {
            a.sees(100 * i + 1, request(B, A, i));
            b.sees(100 * i, request(B, A, i)).sees(100 * i + 2, reply(A, B, i));
        }
        Plan plan = plan(a, b);
        assertTrue(plan.showsArrivals(0));
        assertFalse(plan.showsDepartures(0));
        assertTrue(plan.leavesOutDepartures(0));
        assertTrue(plan.notes().get(0).contains("a's captures show only what arrives there"));
        assertFalse(plan.directions().takesDepartures(0, 1, tuple(Tuple.ECHO, A, 19_809, B, 19_809)));
    }

    @Test
    void shouldKnowADirectionByTheMarksOfAnyPacket() {
        bothSee(0, request(A, B, 1));
        bothSee(10, request(A, B, 2));
        byte[] other = Packets.ipv4("192.0.2.1", "192.0.2.2", 17, Packets.udp(53, new byte[8]));
        assertFalse(plan(a, b).showsArrivals(0));
        a.marking(DecodedPacket.MARK_INBOUND).sees(5, other);
        assertTrue(plan(a, b).showsArrivals(0));
    }

    /** Of addresses to which a host sends, and from which nothing comes back, some are named. */
    @Test
    void shouldSayWhichAddressesNeverAnswer() {
        bothSee(0, request(A, B, 1));
        bothSee(10, reply(B, A, 1));
        for (int i = 0; i < 5; i++) {
            a.sees(20 + i, request(A, "10.9.0." + i, 1));
        }
        a.sees(30, request(A, "10.9.0.0", 2));
        a.sees(40, request(A, "10.8.0.0", 2)).sees(41, reply("10.8.0.0", A, 2));
        List<String> notes = plan(a, b).notes();
        assertEquals(4, notes.size());
        assertTrue(
                notes.get(0).startsWith("Not judged: 2 echo requests from a to 10.9.0.0, which never answers;"),
                notes.get(0));
        assertTrue(notes.get(1).startsWith("Not judged: 1 echo request from a to 10.9.0.1,"), notes.get(1));
        assertEquals("Not judged for the same reason: packets to 2 more addresses.", notes.get(3));
    }

    /** A mirror shows what leaves twice; the network never does. */
    @ParameterizedTest
    @CsvSource({"2, 3, true", "1, 1, false", "6, 10, false", "7, 10, true"})
    void shouldKnowACaptureThatTakesEachPacketTwice(int twice, int packets, boolean doubled) {
        for (int i = 0; i < packets; i++) {
            bothSee(100 * i, request(A, B, i));
            if (i < twice) {
                a.sees(100 * i + 0.01, request(A, B, i));
            }
        }
        Plan plan = plan(a, b);
        Tuple tuple = tuple(Tuple.ECHO, A, 19_809, B, 19_809);
        assertEquals(doubled ? 2 : 1, plan.records(0, tuple).each());
        assertEquals(doubled ? 2 : 1, plan.records(0, tuple.reversed()).each());
        assertEquals(1, plan.records(1, tuple).each());
        assertEquals(
                doubled, plan.notes().stream().anyMatch(each -> each.startsWith("a's captures take packets twice")));
    }

    @Test
    void shouldKnowWhatTellsPacketsApart() {
        bothSee(0, identified(request(A, B, 1), 9));
        bothSee(10, identified(request(A, B, 2), 9));
        bothSee(20, identified(reply(B, A, 1), 7));
        bothSee(30, identified(reply(B, A, 2), 8));
        Plan plan = plan(a, b);
        Tuple requests = tuple(Tuple.ECHO, A, 19_809, B, 19_809);
        assertTrue(plan.repeatsIdentifications(0, 1, requests));
        assertFalse(plan.repeatsIdentifications(1, 0, requests.reversed()));
        assertFalse(plan.repeatsIdentifications(0, 1, tuple(Tuple.ECHO, A, 1, C, 1)));
        assertFalse(plan.hasFineClock(0), "all at whole milliseconds");
        assertTrue(plan.hasFineClock(1));
        assertFalse(plan.takesRecordsTwice(0));
    }

    @Test
    void shouldKnowRecordsThatAreThereTwice() {
        bothSee(0, request(A, B, 1));
        bothSee(10, request(A, B, 2));
        a.sees(10, request(A, B, 2));
        assertTrue(plan(a, b).takesRecordsTwice(0));
    }

    /** At each of the two hosts, of each direction, for each protocol. */
    @Test
    void shouldTellWhatThePacketsOfADirectionShare() {
        a.sees(0, segment(A, 40_000, B, BGP, Packets.SYN, 1, 0, 0))
                .timeToLive(60)
                .sees(1, reply(B, A, 1));
        b.timeToLive(62).sees(1, segment(A, 40_000, B, BGP, Packets.SYN, 1, 0, 0));
        b.timeToLive(61).sees(5, segment(A, 40_000, B, BGP, Packets.ACK, 2, 0, 10));
        List<TraitRow> traits = plan(a, b).traits();
        assertEquals(3, traits.size());
        TraitRow leaving = traits.get(0);
        assertEquals(List.of("a", "a", "b"), List.of(leaving.seenAt(), leaving.from(), leaving.to()));
        assertTrue(leaving.tcp());
        assertEquals(new TraitRow.Range(64, 64), leaving.timesToLive());
        assertEquals(1, leaving.checksumsTried());
        assertEquals(0, leaving.checksumsInvalid());
        TraitRow echo = traits.get(1);
        assertEquals(List.of("a", "b", "a"), List.of(echo.seenAt(), echo.from(), echo.to()));
        assertFalse(echo.tcp());
        assertEquals(new TraitRow.Range(60, 60), echo.timesToLive());
        TraitRow arriving = traits.get(2);
        assertEquals(List.of("b", "a", "b"), List.of(arriving.seenAt(), arriving.from(), arriving.to()));
        assertEquals(new TraitRow.Range(61, 62), arriving.timesToLive());
        assertEquals(Optional.of(new TraitRow.Range(62, 62)), arriving.ofSyns());
        assertEquals(Optional.of(new TraitRow.Range(61, 61)), arriving.ofData());
    }

    /** Of packets that look alike only clocks could tell which is which: those that nothing ties together. */
    @ParameterizedTest
    @CsvSource({"5000, true", "500, false"})
    void shouldNotGoByClocksThatNothingTells(long apartMillis, boolean timeless) {
        for (int i = 0; i < 3; i++) {
            byte[] each = segment(A, 40_000 + i, B, BGP, Packets.ACK, 1, 1, 0);
            a.sees(100 * i, identified(each, 0)).sees(100 * i + 50, identified(each, 0));
            b.sees(apartMillis + 100 * i, identified(each, 0)).sees(apartMillis + 100 * i + 50, identified(each, 0));
        }
        HostView view = plan(a, b).views()[0];
        assertEquals(timeless, view.isTimeless(tuple(Tuple.TCP, A, 40_000, B, BGP), 1));
    }
}

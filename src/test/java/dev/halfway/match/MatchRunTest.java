package dev.halfway.match;

import static dev.halfway.match.Survey.identified;
import static dev.halfway.match.Survey.reply;
import static dev.halfway.match.Survey.request;
import static dev.halfway.match.Survey.segment;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.halfway.decode.AddressBlock;
import dev.halfway.decode.DecodedPacket;
import dev.halfway.decode.Packets;
import dev.halfway.decode.TypeP;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The second reading of the captures of a and b, who own A and B: what is matched, what is left aside, and what is counted. */
class MatchRunTest {
    private static final String A = "10.0.0.1";
    private static final String B = "10.0.0.2";
    private static final String OTHER = "10.0.0.9";
    private static final long THRESHOLD = 3_000 * Survey.MILLIS;
    private static final Bounds WIDE = new Bounds(1_000, 1_000, 1_000, 1_000, 1_000, 1_000);

    private final Survey a = new Survey("a");
    private final Survey b = new Survey("b");
    private final List<PacketFate> fates = new ArrayList<>();
    /** To those who asked what becomes of a packet. */
    private final List<Fate> told = new ArrayList<>();

    private Counting counting = (host, file, nanos) -> true;
    private Plan plan;

    private MatchRun run(Bounds bounds) {
        List<List<AddressBlock>> owned = List.of(List.of(AddressBlock.parse(A)), List.of(AddressBlock.parse(B)));
        plan = new Plan(List.of(a.host, b.host), owned, Survey.SERVICES, OptionalLong.empty());
        MatchRun run = new MatchRun(plan, THRESHOLD, counting, bounds, Optional.of(fates::add), Optional.empty());
        List<Sighting> all = new ArrayList<>();
        sightings(run, 0, a, all);
        sightings(run, 1, b, all);
        all.sort(Comparator.comparingLong(each -> each.timeNanos));
        for (Sighting each : all) {
            if (run.admit(each)) {
                run.accept(each);
            } else {
                run.giveBack(each);
            }
        }
        run.finish();
        return run;
    }

    private void sightings(MatchRun run, int host, Survey survey, List<Sighting> all) {
        SightingWriter writer = run.writer(host);
        DecodedPacket packet = new DecodedPacket();
        long frame = 0;
        for (Survey.Seen each : survey.seen) {
            if (survey.decode(each.bytes(), packet) == DecodedPacket.IN_SCOPE) {
                Sighting s = run.take();
                writer.write(packet, each.bytes(), 0, each.mark(), s);
                s.watch((one, note, heard, why) -> told.add(heard), 0);
                writer.place(s, 0, ++frame, each.nanos(), each.nanos());
                all.add(s);
            }
        }
    }

    /** After about a millisecond: no two packets take the same time. */
    private void delivered(double millis, byte[] packet, boolean fromA) {
        (fromA ? a : b).sees(millis, packet);
        (fromA ? b : a).sees(millis + 1 + millis / 100_000, packet);
    }

    private void pings(int count) {
        for (int i = 0; i < count; i++) {
            delivered(100 * i, request(A, B, i), true);
            delivered(100 * i + 10, reply(B, A, i), false);
        }
    }

    private static LossRow row(MatchRun run, TypeP typeP) {
        return run.losses().stream()
                .filter(each -> each.typeP() == typeP)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void shouldTellOfEachPacketOnce() {
        pings(5);
        a.sees(250, request(A, B, 50));
        MatchRun run = run(WIDE);
        LossRow requests = row(run, TypeP.ICMP_ECHO_REQUEST);
        assertEquals("a", requests.from());
        assertEquals("b", requests.to());
        assertEquals("a", requests.initiator());
        assertEquals(6, requests.sent());
        assertEquals(5, requests.delivered());
        assertEquals(1, requests.lost());
        assertEquals(5, row(run, TypeP.ICMP_ECHO_REPLY).delivered());
        assertEquals(21, fates.size());
        assertEquals(Map.of(), run.leftAside(0, 0));
        assertEquals(0, run.beyondBounds());
        assertEquals(1, run.flowsKept());
        assertEquals(OptionalDouble.empty(), run.missRate(1));
        assertEquals(Optional.empty(), run.longestPause(1));
    }

    @Test
    void shouldTellTheShareThatACaptureMissesOfWhatArrives() {
        pings(3);
        a.sees(150, request(A, B, 50));
        delivered(155, reply(B, A, 50), false);
        MatchRun run = run(WIDE);
        assertEquals(1, row(run, TypeP.ICMP_ECHO_REQUEST).missed(), "it was answered");
        assertEquals(OptionalDouble.of(0.25), run.missRate(1));
        assertEquals(OptionalDouble.empty(), run.missRate(0));
    }

    @Test
    void shouldTellOfPacketsThatWereNotSeenLeaving() {
        pings(3);
        b.sees(150, request(A, B, 50));
        MatchRun run = run(WIDE);
        assertEquals(1, run.appeared().size());
        assertEquals(1, run.appeared().get(0).count());
    }

    /** By why: what is between others is compared with nothing. */
    @Test
    void shouldLeaveAsideWhatIsNotBetweenTheTwo() {
        pings(2);
        a.sees(50, request(A, OTHER, 1)).sees(60, request(A, A, 2));
        MatchRun run = run(WIDE);
        assertEquals(
                Map.of(Reason.NOT_BETWEEN_HOSTS.words(""), 1L, Reason.WITHIN_HOST.words(""), 1L), run.leftAside(0, 0));
        assertEquals(10, fates.size());
        assertEquals(2, fates.stream().filter(each -> each.fate() == Fate.ASIDE).count());
    }

    /** All are matched, so that nothing is lost because its copy is not counted. */
    @Test
    void shouldCountNothingOutsideTheTimeAskedFor() {
        pings(4);
        a.sees(5, request(A, OTHER, 1));
        counting = (host, file, nanos) -> nanos >= 100 * Survey.MILLIS;
        MatchRun run = run(WIDE);
        assertEquals(3, row(run, TypeP.ICMP_ECHO_REQUEST).sent());
        assertEquals(Map.of(Reason.OUTSIDE_RANGE.words(""), 3L), run.leftAside(0, 0));
        assertEquals(Map.of(Reason.OUTSIDE_RANGE.words(""), 2L), run.leftAside(1, 0));
        assertEquals(3, run.outsideRange(0, 0));
        assertEquals(12, fates.size());
    }

    /** Where the captures cannot be compared nothing is matched. */
    @Test
    void shouldCompareNothingOfTheSameCaptureGivenTwice() {
        for (int i = 0; i < 3; i++) {
            a.sees(i + 0.25, request(A, B, i));
            b.sees(i + 0.25, request(A, B, i));
        }
        MatchRun run = run(WIDE);
        assertEquals(1, plan.refusals().size());
        assertEquals(List.of(), run.losses());
        assertEquals(Map.of(Reason.NOT_COMPARED.words(""), 3L), run.leftAside(1, 0));
    }

    /** What is beyond a bound is counted and told, and nothing that it may hide is called lost. */
    @ParameterizedTest
    @CsvSource({
        "2, 1000, 1000, 1000, 5, 5, more packets in flight than --max-in-flight 2",
        "1000, 1, 1000, 1000, 3, 3, more flows at once than --max-flows 1",
        "1000, 1000, 1, 1000, 4, 4, more packets alike at once than --max-copies 1",
        "1000, 1000, 1000, 4, 4, 4, more packets to be listed at once than --max-listed 4"
    })
    void shouldLeaveAsideWhatIsBeyondTheBounds(
            int inFlight, int flows, int copies, int listed, long atA, long atB, String words) {
        twoFlowsOfThreeAlike();
        MatchRun run = run(new Bounds(inFlight, flows, copies, listed, 1_000, 1_000));
        assertEquals(Map.of(words, atA), run.leftAside(0, 0));
        assertEquals(Map.of(words, atB), run.leftAside(1, 0));
        assertEquals(atA + atB, run.beyondBounds());
        assertEquals(0, run.losses().stream().mapToLong(LossRow::lost).sum());
    }

    /** In turn, each 2 ms under way: within the time that packets are waited for. */
    private void twoFlowsOfThreeAlike() {
        for (int i = 0; i < 6; i++) {
            byte[] bytes = identified(segment(A, 40_000 + i % 2, B, 179, Packets.ACK, 1, 1, 0), 100 + i);
            a.sees(20 * i, bytes);
            b.sees(20 * i + 2 + i / 1_000.0, bytes);
        }
    }

    /** Just as many as the bounds allow. */
    @Test
    void shouldLeaveNothingAsideWithinTheBounds() {
        twoFlowsOfThreeAlike();
        MatchRun run = run(new Bounds(12, 2, 3, 12, 1_000, 1_000));
        assertEquals(0, run.beyondBounds());
        assertEquals(6, row(run, TypeP.TCP_ACK).delivered());
    }

    /** What is not counted is beyond no bound either. */
    @Test
    void shouldNotCountWhatIsBeyondTheBoundsOutsideTheTimeAskedFor() {
        twoFlowsOfThreeAlike();
        counting = (host, file, nanos) -> host == 1;
        MatchRun run = run(new Bounds(1_000, 1, 1_000, 1_000, 1_000, 1_000));
        assertEquals(6, run.outsideRange(0, 0));
        assertEquals(0, run.outsideRange(1, 0));
        assertEquals(3, run.beyondBounds());
    }

    /** A ping that only a saw: what is left aside about that time may be its arrival. */
    @ParameterizedTest
    @CsvSource({"1000, 3, 1000, 1", "1000, 2, 1000, 0", "1000, 3, 1, 0", "3, 3, 1000, 0"})
    void shouldNotCallLostWhatMayBeAmongThatLeftAside(int inFlight, int flows, int copies, long lost) {
        a.sees(-20, request(A, B, 50)).sees(10_000, request(A, B, 51));
        b.sees(-25, request(A, B, 49)).sees(10_002, request(A, B, 51));
        twoFlowsOfThreeAlike();
        MatchRun run = run(new Bounds(inFlight, flows, copies, 1_000, 1_000, 1_000));
        assertEquals(
                lost,
                row(run, TypeP.ICMP_ECHO_REQUEST).lost(),
                () -> run.unjudged().toString());
    }

    @Test
    void shouldUseSightingsAgain() {
        pings(1);
        MatchRun run = run(WIDE);
        Sighting s = run.take();
        run.giveBack(s);
        assertSame(s, run.take());
    }

    /** Of each packet that is left aside the list tells, as long as there is room in it. */
    @Test
    void shouldListWhatIsLeftAside() {
        twoFlowsOfThreeAlike();
        run(new Bounds(1_000, 1, 1_000, 1_000, 1_000, 1_000));
        assertEquals(12, fates.size());
        assertEquals(
                6,
                fates.stream()
                        .filter(each -> each.reason() == Reason.TOO_MANY_FLOWS)
                        .count());
        assertEquals(
                3,
                fates.stream().filter(each -> each.fate() == Fate.UNOBSERVABLE).count());
        assertEquals(12, told.size(), "whoever asked is told");
    }

    /** Its clock is ten seconds ahead; all that came in a second was answered, and its capture shows none of it. */
    @Test
    void shouldTellHowLongACaptureStoodStill() {
        for (int i = 0; i < 100; i++) {
            boolean still = i >= 40 && i < 60;
            double millis = 50 * i;
            a.sees(millis, request(A, B, i)).sees(millis + 3, reply(B, A, i));
            if (!still) {
                b.sees(10_000 + millis + 1, request(A, B, i)).sees(10_000 + millis + 2, reply(B, A, i));
            }
        }
        CapturePause pause = run(WIDE).longestPause(1).orElseThrow();
        assertEquals(11_952 * Survey.MILLIS, pause.startNanos(), Survey.MILLIS);
        assertEquals(13_001 * Survey.MILLIS, pause.endNanos(), Survey.MILLIS);
    }

    /** Of a connection met in mid-stream: the end whose port is not the service's, of two services the one of a system port. */
    @ParameterizedTest
    @CsvSource({"40000, 179, a", "179, 40000, b", "40000, 8080, a", "8080, 179, a", "1023, 1024, b", "1023, 179, ''"})
    void shouldTellWhoBeganByThePortOfTheService(int portOfA, int portOfB, String initiator) {
        for (int i = 0; i < 3; i++) {
            delivered(100 * i, segment(A, portOfA, B, portOfB, Packets.ACK, i, 1, 0), true);
        }
        assertEquals(initiator, row(run(WIDE), TypeP.TCP_ACK).initiator());
    }

    /** An error may come from any router: it is about the packet that it quotes. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldCountErrorsAboutPacketsBetweenTheTwo(boolean between) {
        pings(2);
        byte[] quoted = request(A, between ? B : OTHER, 1);
        a.sees(120, Packets.ipv4("192.0.2.1", A, 1, Packets.icmp(11, 0, 0, Packets.cut(quoted, 28))));
        MatchRun run = run(WIDE);
        assertEquals(between ? 1 : 0, run.errors().size());
    }

    @Test
    void shouldTellWhatCameOfExchanges() {
        pings(4);
        assertEquals(1, run(WIDE).exchanges().size());
        assertEquals(List.of(), run(WIDE).notes());
        assertEquals(List.of(), run(WIDE).unjudged());
        assertEquals(0, run(WIDE).cutShort(0));
    }
}

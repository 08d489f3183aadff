package dev.halfway.diagnose;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfway.bgp.BgpBytes;
import dev.halfway.decode.AddressBlock;
import dev.halfway.decode.DecodedPacket;
import dev.halfway.decode.Decoder;
import dev.halfway.decode.Packets;
import dev.halfway.decode.PortSet;
import dev.halfway.match.Bounds;
import dev.halfway.match.HostSurvey;
import dev.halfway.match.MatchRun;
import dev.halfway.match.Plan;
import dev.halfway.match.Sighting;
import dev.halfway.match.SightingWriter;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which flows are followed through the second reading of the captures of a and b, who own A and B. */
class BgpCollectorTest {
    private static final String A = Packets.A4;
    private static final String B = Packets.B4;
    private static final String OTHER = "10.39.1.9";
    private static final List<String> HOSTS = List.of("a", "b");
    private static final PortSet SERVICES = PortSet.of(179, 8080);
    private static final byte[] NOTHING = {};
    private static final byte[] NO_BGP = Packets.payload(40);
    private static final byte[] KEEPALIVE = BgpBytes.keepalive();
    private static final byte[] OPEN = BgpBytes.open(65_000, 90, "10.0.0.1");
    private static final int SYN = Packets.SYN;
    private static final int ACK = Packets.ACK;
    private static final int RAW = 101;
    private static final int TCP = 6;
    private static final int ICMP = 1;
    private static final int MANY = 32_768;

    private record Seen(int host, long nanos, byte[] bytes) {}

    private final List<Seen> seen = new ArrayList<>();
    private final Decoder decoder = new Decoder(SERVICES);
    private final DecodedPacket packet = new DecodedPacket();
    private long nanos;

    /** Who asks begins with 101, who answers with 501. */
    private static byte[] segment(
            String from, int fromPort, String to, int toPort, int flags, int sequence, byte[] payload) {
        byte[] tcp = Packets.tcp(fromPort, toPort, flags, NOTHING, payload);
        int acknowledgment = toPort == 179 || toPort == 8080 ? 501 : 101;
        ByteBuffer.wrap(tcp).putInt(4, sequence).putInt(8, acknowledgment);
        return Packets.ipv4(from, to, TCP, tcp);
    }

    private void atHost(int host, byte[] bytes) {
        nanos += 1_000_000;
        seen.add(new Seen(host, nanos, bytes));
    }

    /** From a client at A to B's service, and seen by both. */
    private void asks(int port, int service, int flags, int sequence, byte[] payload) {
        byte[] bytes = segment(A, port, B, service, flags, sequence, payload);
        atHost(0, bytes);
        atHost(1, bytes);
    }

    private void answers(int port, int service, int flags, int sequence, byte[] payload) {
        byte[] bytes = segment(B, service, A, port, flags, sequence, payload);
        atHost(1, bytes);
        atHost(0, bytes);
    }

    private void session(int port, int service) {
        asks(port, service, SYN, 100, NOTHING);
        answers(port, service, SYN | ACK, 500, NOTHING);
        asks(port, service, ACK, 101, OPEN);
        answers(port, service, ACK, 501, OPEN);
        answers(port, service, ACK, 501 + OPEN.length, KEEPALIVE);
    }

    private BgpCollector collect(int messages) {
        // What tells whose clock and address is whose.
        byte[] ping = Packets.ipv4(A, B, ICMP, Packets.echo(8, 1, Packets.payload(56)));
        atHost(0, ping);
        atHost(1, ping);
        List<HostSurvey> surveys = new ArrayList<>();
        for (String name : HOSTS) {
            surveys.add(new HostSurvey(name, HostSurvey.Settings.USUAL, 2));
        }
        for (Seen each : seen) {
            HostSurvey survey = surveys.get(each.host());
            survey.covers(each.nanos());
            survey.note(packet, decode(each), each.bytes(), 0, DecodedPacket.MARK_NONE, each.nanos());
        }
        List<List<AddressBlock>> owned = List.of(List.of(AddressBlock.parse(A)), List.of(AddressBlock.parse(B)));
        Plan plan = new Plan(surveys, owned, SERVICES, OptionalLong.empty());
        Bounds wide = new Bounds(MANY, MANY, MANY, MANY, MANY, MANY);
        MatchRun run =
                new MatchRun(plan, 3_000_000_000L, (host, file, at) -> true, wide, Optional.empty(), Optional.empty());
        BgpCollector collector = new BgpCollector(plan, HOSTS, messages);
        List<SightingWriter> writers = List.of(run.writer(0), run.writer(1));
        List<Sighting> all = new ArrayList<>();
        long frame = 0;
        for (Seen each : seen) {
            decode(each);
            SightingWriter writer = writers.get(each.host());
            Sighting s = run.take();
            writer.write(packet, each.bytes(), 0, DecodedPacket.MARK_NONE, s);
            writer.place(s, 0, ++frame, each.nanos(), each.nanos());
            collector.accept(each.host(), s, packet, each.bytes());
            all.add(s);
        }
        all.sort(Comparator.comparingLong(Sighting::timeNanos));
        for (Sighting each : all) {
            if (run.admit(each)) {
                run.accept(each);
            } else {
                run.giveBack(each);
            }
        }
        run.finish();
        return collector;
    }

    private int decode(Seen each) {
        return decoder.decode(each.bytes(), 0, each.bytes().length, each.bytes().length, RAW, packet);
    }

    private static List<String> messages(BgpSession.End end) {
        return end.messages().stream()
                .map(each -> each.kind() + " " + each.sent() + " " + each.delivered())
                .toList();
    }

    @ParameterizedTest
    @ValueSource(ints = {179, 8080})
    void shouldFollowASessionAtBothTaps(int service) {
        session(40_000, service);
        BgpCollector collector = collect(1_000);
        List<BgpPeering> peerings = collector.peerings();
        assertEquals(1, peerings.size());
        assertEquals(1, peerings.get(0).sessions().size());
        BgpSession session = peerings.get(0).sessions().get(0);
        assertEquals(OptionalInt.of(0), session.opener());
        assertEquals(Optional.of("a"), session.ends().get(0).host());
        assertEquals(40_000, session.ends().get(0).port());
        assertEquals(A, session.ends().get(0).address());
        assertEquals(Optional.of("b"), session.ends().get(1).host());
        assertEquals(service, session.ends().get(1).port());
        assertEquals(List.of("OPEN 1 1"), messages(session.ends().get(0)));
        assertEquals(
                List.of("OPEN 1 1", "KEEPALIVE 1 1"), messages(session.ends().get(1)));
        assertEquals(List.of(), collector.notes());
    }

    /** End 0 is the one with a capture, whoever began. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldFollowASessionWithAHostWithoutCapture(boolean began) {
        String from = began ? B : OTHER;
        String to = began ? OTHER : B;
        atHost(1, segment(from, 40_000, to, 179, SYN, 100, NOTHING));
        atHost(1, segment(to, 179, from, 40_000, SYN | ACK, 500, NOTHING));
        atHost(1, segment(from, 40_000, to, 179, ACK, 101, OPEN));
        BgpSession session = collect(1_000).peerings().get(0).sessions().get(0);
        assertEquals(OptionalInt.of(began ? 0 : 1), session.opener());
        assertEquals(Optional.of("b"), session.ends().get(0).host());
        assertEquals(Optional.empty(), session.ends().get(1).host());
        assertEquals(OTHER, session.ends().get(1).address());
        assertEquals(1, session.ends().get(began ? 0 : 1).messages().size());
    }

    /** The tap is at neither end of them. */
    @Test
    void shouldNotFollowWhatPasses() {
        atHost(1, segment(OTHER, 40_000, "10.39.1.8", 179, SYN, 100, NOTHING));
        atHost(1, segment(OTHER, 40_000, "10.39.1.8", 179, ACK, 101, OPEN));
        atHost(0, segment(B, 40_000, OTHER, 179, SYN, 100, NOTHING));
        atHost(0, segment(B, 40_000, OTHER, 179, ACK, 101, OPEN));
        BgpCollector collector = collect(1_000);
        assertEquals(List.of(), collector.peerings());
        assertEquals(List.of(), collector.notes());
    }

    /** Whatever comes behind it on that flow. */
    @Test
    void shouldForgetWhatDoesNotSpeakBgp() {
        asks(40_000, 8080, SYN, 100, NOTHING);
        answers(40_000, 8080, SYN | ACK, 500, NOTHING);
        asks(40_000, 8080, ACK, 101, NO_BGP);
        asks(40_000, 8080, ACK, 141, OPEN);
        answers(40_000, 8080, ACK, 501, OPEN);
        BgpCollector collector = collect(1_000);
        assertEquals(List.of(), collector.peerings());
        assertEquals(List.of(), collector.notes());
    }

    /** Beside a session: who looks for it under BGP finds out why it is not there. */
    @ParameterizedTest
    @CsvSource({"179, 1", "8080, 0"})
    void shouldSayHowManyConnectionsOfItsPortDoNotSpeakBgp(int service, int notes) {
        session(40_001, 179);
        asks(40_000, service, SYN, 100, NOTHING);
        answers(40_000, service, SYN | ACK, 500, NOTHING);
        asks(40_000, service, ACK, 101, NO_BGP);
        BgpCollector collector = collect(1_000);
        assertEquals(1, collector.peerings().size());
        assertEquals(
                List.of("1 connection of port 179 says something else than BGP, and is not told of under BGP.")
                        .subList(0, notes),
                collector.notes());
    }

    @Test
    void shouldFollowFlowsApart() {
        session(40_000, 179);
        session(40_001, 179);
        atHost(0, segment(A, 40_002, OTHER, 179, SYN, 100, NOTHING));
        atHost(0, segment(A, 40_002, OTHER, 179, ACK, 101, OPEN));
        List<BgpPeering> peerings = collect(1_000).peerings();
        assertEquals(
                List.of(2, 1),
                peerings.stream().map(each -> each.sessions().size()).toList());
    }

    private static List<String> leftOut(int atA, int atB) {
        List<String> notes = new ArrayList<>();
        if (atA > 0) {
            notes.add("BGP at a: there are more connections than are followed; " + atA + " were left out.");
        }
        if (atB > 0) {
            notes.add("BGP at b: there are more connections than are followed; " + atB + " were left out.");
        }
        return notes;
    }

    /** Of flows on other ports of which no one has said anything yet: those that are BGP's own are followed all the same. */
    @ParameterizedTest
    @CsvSource({"1024, 0", "1025, 1", "1030, 6"})
    void shouldFollowSoManyFlowsThatSayNothing(int flows, int leftOut) {
        for (int i = 0; i < flows; i++) {
            atHost(0, segment(A, 10_000 + i, OTHER, 8080, SYN, 100, NOTHING));
        }
        session(40_000, 179);
        BgpCollector collector = collect(MANY);
        assertEquals(leftOut(leftOut, 0), collector.notes());
        assertTrue(collector.peerings().stream()
                .anyMatch(each -> each.speakers().get(1).host().equals(Optional.of("b"))));
    }

    /** They speak BGP: there is room for others that may. */
    @Test
    void shouldNotCountThoseThatSpeakBgpAmongTheSilent() {
        for (int i = 0; i < 1_100; i++) {
            atHost(0, segment(A, 10_000 + i, OTHER, 8080, SYN, 100, NOTHING));
            atHost(0, segment(A, 10_000 + i, OTHER, 8080, ACK, 101, OPEN));
        }
        BgpCollector collector = collect(MANY);
        assertEquals(List.of(), collector.notes());
        assertEquals(1_100, collector.peerings().get(0).sessions().size());
    }

    /** What has shown that it is none of BGP's makes room as well. */
    @Test
    void shouldNotCountThoseThatAreForeignAmongTheSilent() {
        for (int i = 0; i < 1_100; i++) {
            atHost(0, segment(A, 10_000 + i, OTHER, 8080, SYN, 100, NOTHING));
            atHost(0, segment(A, 10_000 + i, OTHER, 8080, ACK, 101, NO_BGP));
        }
        assertEquals(List.of(), collect(MANY).notes());
    }

    @Test
    void shouldFollowSoManyFlowsInAll() {
        for (int i = 0; i < 4_099; i++) {
            atHost(1, segment(B, 10_000 + i, OTHER, 179, SYN, 100, NOTHING));
        }
        assertEquals(leftOut(0, 3), collect(MANY).notes());
    }

    /** Of a message budget of eight, two connections: all segments of the third are left out. */
    @Test
    void shouldCountConnectionsThatThereIsNoRoomFor() {
        for (int i = 0; i < 3; i++) {
            asks(40_000 + i, 179, SYN, 100, NOTHING);
            answers(40_000 + i, 179, SYN | ACK, 500, NOTHING);
        }
        assertEquals(leftOut(2, 2), collect(8).notes());
    }
}

package dev.halfway.diagnose;

import static dev.halfway.diagnose.BgpTap.ACK;
import static dev.halfway.diagnose.BgpTap.FIN;
import static dev.halfway.diagnose.BgpTap.FIRST;
import static dev.halfway.diagnose.BgpTap.KEEPALIVE;
import static dev.halfway.diagnose.BgpTap.SECOND;
import static dev.halfway.diagnose.BgpTap.SYN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.halfway.bgp.BgpBytes;
import dev.halfway.match.Fate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the connections between two BGP speakers come to: a, end 0, opens them to port 179 of b, end 1. */
class BgpStoryTest {
    private static final int HOLD_SECONDS = 90;

    private final BgpTalk talk = new BgpTalk();

    private static BgpPeering peering(BgpTalk... talks) {
        List<JoinedConnection> connections = new ArrayList<>();
        for (BgpTalk each : talks) {
            connections.add(each.joined());
        }
        List<BgpPeering> peerings = new BgpStory(BgpTalk.plan(60), List.of("a", "b"), connections).peerings();
        assertEquals(1, peerings.size());
        return peerings.get(0);
    }

    private BgpSession session() {
        return peering(talk).sessions().get(0);
    }

    private BgpSession.End end(int end) {
        return session().ends().get(end);
    }

    private void opened() {
        talk.zero.opened();
        talk.one.opened();
        talk.opened(1, HOLD_SECONDS).says(0, 2, KEEPALIVE).says(1, 3, KEEPALIVE);
    }

    private static BgpSession.Count count(List<BgpSession.Count> counts, String kind) {
        return counts.stream()
                .filter(each -> each.kind().equals(kind))
                .findFirst()
                .orElseThrow();
    }

    /** Each end acknowledges all that the other has said. */
    private void acknowledged(double second) {
        talk.acknowledges(0, second).acknowledges(1, second);
    }

    /** What loses comes before what is only closed, and that before what is as it should be. */
    @Test
    void shouldRankByWhatIsLost() {
        BgpTalk losing = new BgpTalk();
        for (double second : new double[] {0, 1, 3}) {
            losing.zero.sees(0, second, SYN, 100, 0, Fate.DELIVERED);
            losing.one.sees(0, second, SYN, 100, 0, Fate.ARRIVED);
            losing.one.sees(1, second, SYN | ACK, 500, 101, Fate.LOST);
        }
        assertEquals(0, peering(losing).rank());
        opened();
        acknowledged(59);
        assertEquals(2, peering(talk).rank());
        closed(talk, 1, 60);
        assertEquals(1, peering(talk).rank());
    }

    @Test
    void shouldTellASessionThatIsUp() {
        opened();
        acknowledged(59);
        BgpSession session = session();
        assertEquals(OptionalInt.of(0), session.opener());
        assertEquals(0, session.firstNanos());
        assertEquals(59 * SECOND, session.lastNanos());
        assertEquals(OptionalLong.of(3 * SECOND), session.establishedNanos(), "when the later of the two was");
        assertEquals(OptionalInt.of(HOLD_SECONDS), session.holdTimeSeconds());
        assertFalse(session.md5() || session.tcpAo());
        assertEquals(Optional.empty(), session.closing());
        for (BgpSession.End end : session.ends()) {
            assertEquals(Optional.of("ESTABLISHED"), end.tcpState());
            assertEquals(0, end.unacknowledgedBytes());
            assertEquals(List.of(), end.malformed());
            assertEquals(0, end.unreadBytes());
        }
        assertEquals(Optional.of("a"), session.ends().get(0).host());
        assertEquals(40_000, session.ends().get(0).port());
        assertEquals(179, session.ends().get(1).port());
    }

    @Test
    void shouldTellWhatTheOpensSay() {
        opened();
        BgpSession.Open open = end(0).open().orElseThrow();
        assertEquals(4, open.version());
        assertEquals(65_000, open.as());
        assertEquals(HOLD_SECONDS, open.holdTimeSeconds());
        assertEquals("10.0.0.1", open.identifier());
        assertEquals(List.of(), open.capabilities());
    }

    @Test
    void shouldCountSegmentsByWhatBecameOfThem() {
        for (double second : new double[] {0, 1, 3}) {
            talk.zero.sees(0, second, SYN, 100, 0, Fate.DELIVERED);
            talk.one.sees(0, second, SYN, 100, 0, Fate.ARRIVED);
            talk.one.sees(1, second, SYN | ACK, 500, 101, second == 3 ? Fate.UNOBSERVABLE : Fate.LOST);
        }
        BgpSession.Count syns = count(end(0).segments(), "SYN");
        assertEquals(new BgpSession.Count("SYN", 3, 3, 0, 0, 0, 0), syns);
        assertEquals(new BgpSession.Count("SYN-ACK", 3, 0, 2, 0, 1, 0), count(end(1).segments(), "SYN-ACK"));
        assertEquals(1, end(0).segments().size());
        assertEquals(Optional.of("SYN_SENT"), sent(talk).tcpState());
    }

    /** As netstat shows it five seconds on. */
    private BgpSession.End sent(BgpTalk other) {
        return new BgpStory(BgpTalk.plan(5), List.of("a", "b"), List.of(other.joined()))
                .peerings()
                .get(0)
                .sessions()
                .get(0)
                .ends()
                .get(0);
    }

    @Test
    void shouldCountMessagesByWhatBecameOfThem() {
        opened();
        talk.says(1, 4, KEEPALIVE, Fate.LOST)
                .says(1, 5, KEEPALIVE, Fate.MISSED)
                .says(1, 6, BgpBytes.update(60), Fate.UNOBSERVABLE);
        List<BgpSession.Count> counts = end(1).messages();
        assertEquals(new BgpSession.Count("OPEN", 1, 1, 0, 0, 0, 0), count(counts, "OPEN"));
        assertEquals(new BgpSession.Count("KEEPALIVE", 3, 1, 1, 1, 0, 0), count(counts, "KEEPALIVE"));
        assertEquals(new BgpSession.Count("UPDATE", 1, 0, 0, 0, 1, 0), count(counts, "UPDATE"));
        assertEquals(3, counts.size());
    }

    /** From one to the next. */
    @Test
    void shouldTellHowFarApartKeepalivesAre() {
        talk.opened(0, HOLD_SECONDS).says(0, 1, KEEPALIVE);
        assertEquals(Optional.empty(), end(0).keepalive());
        BgpTalk more = new BgpTalk().opened(0, HOLD_SECONDS);
        for (double second : new double[] {1, 5, 7, 10}) {
            more.says(0, second, KEEPALIVE);
        }
        assertEquals(
                Optional.of(new BgpSession.Cadence(2 * SECOND, 3 * SECOND, 4 * SECOND)),
                peering(more).sessions().get(0).ends().get(0).keepalive());
    }

    @Test
    void shouldTellWhatIsNotAcknowledged() {
        opened();
        assertEquals(talk.said[1], end(1).unacknowledgedBytes());
    }

    private void closed(BgpTalk each, int end, double second) {
        for (BgpTap tap : List.of(each.zero, each.one)) {
            tap.sees(
                    end,
                    second,
                    ACK | FIN,
                    FIRST[end] + each.said[end],
                    FIRST[1 - end] + each.said[1 - end],
                    tap.flow.own == end ? Fate.DELIVERED : Fate.ARRIVED);
        }
    }

    @Test
    void shouldTellWhoClosedASession() {
        opened();
        closed(talk, 1, 5);
        assertEquals(
                Optional.of(new BgpSession.Closing(1, "FIN", "", 5 * SECOND, BgpSession.Origin.LEFT, false)),
                session().closing());
    }

    private BgpTalk connecting(double second) {
        BgpTalk again = new BgpTalk();
        for (BgpTap tap : List.of(again.zero, again.one)) {
            tap.sees(0, second, SYN, 900, 0, Fate.DELIVERED);
        }
        return again;
    }

    /** A session that was connected and has ended; one that never was is none. */
    @Test
    void shouldCountFlaps() {
        opened();
        closed(talk, 1, 5);
        BgpPeering peering = peering(talk, connecting(20));
        assertEquals(1, peering.flaps());
        assertEquals(2, peering.sessions().size());
        assertEquals(
                List.of(Optional.of("a"), Optional.of("b")),
                peering.speakers().stream().map(BgpPeering.Speaker::host).toList());
    }

    /** The state that goes farthest of all connections, at either end. */
    @Test
    void shouldTellTheStateOfEachSpeaker() {
        opened();
        acknowledged(59);
        assertEquals(
                List.of(Optional.of("Established"), Optional.of("Established")),
                states(peering(connecting(0.5), talk)).toList());
    }

    private static Stream<Optional<String>> states(BgpPeering peering) {
        return peering.speakers().stream().map(BgpPeering.Speaker::fsmState);
    }

    /** A speaker opens another connection only while it is not Established on this one (RFC 4271 section 8.2.2). */
    @Test
    void shouldNotBeEstablishedOnceItConnectsAgain() {
        opened();
        acknowledged(5);
        Optional<String> state =
                peering(talk, connecting(11)).sessions().get(0).ends().get(0).fsmState();
        assertEquals(Optional.of("Idle or Active"), state);
    }
}

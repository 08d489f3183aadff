package dev.halfway.match;

import static dev.halfway.match.Survey.reply;
import static dev.halfway.match.Survey.request;
import static dev.halfway.match.Survey.segment;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfway.decode.AddressBlock;
import dev.halfway.decode.DecodedPacket;
import dev.halfway.decode.Packets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which of two or more hosts owns which address, by each kind of evidence alone. Host a owns X and host b owns Y. */
class OwnerVotesTest {
    private static final String X = "10.0.0.1";
    private static final String Y = "10.0.0.2";
    private static final String Z = "10.0.0.3";
    private static final int ROUTED = Survey.TIME_TO_LIVE - 2;

    private final Survey a = new Survey("a");
    private final Survey b = new Survey("b");
    private final List<List<AddressBlock>> given = new ArrayList<>(List.of(List.of(), List.of()));
    private OwnerVotes votes;

    private Owners count(Survey... hosts) {
        List<HostSurvey> surveys = new ArrayList<>();
        List<Alignment> alignments = new ArrayList<>();
        for (Survey each : hosts) {
            surveys.add(each.host);
        }
        for (int g = 0; g < hosts.length; g++) {
            for (int h = g + 1; h < hosts.length; h++) {
                alignments.add(Survey.align(g, h, surveys));
            }
        }
        votes = new OwnerVotes(surveys, alignments, given);
        return votes.count();
    }

    /** Whichever of the two captures is given first. */
    private void assertTold() {
        Owners owners = count(a, b);
        assertEquals(Optional.empty(), votes.problem());
        assertEquals(0, owners.of(Survey.address(X)));
        assertEquals(1, owners.of(Survey.address(Y)));
        Owners swapped = count(b, a);
        assertEquals(1, swapped.of(Survey.address(X)));
        assertEquals(0, swapped.of(Survey.address(Y)));
    }

    private void assertOpen() {
        Owners owners = count(a, b);
        assertEquals(Owners.NOBODY, owners.of(Survey.address(X)));
        assertEquals(Owners.NOBODY, owners.of(Survey.address(Y)));
        assertTrue(votes.problem()
                .orElseThrow()
                .startsWith("which host owns " + X + " and which " + Y + " cannot be told ("));
    }

    /** The same packet, that much apart, and nothing that tells who sent it. */
    private void bothSee(double millis, byte[] packet) {
        a.sees(millis, packet);
        b.sees(millis + 1, packet);
    }

    @Test
    void shouldTellNothingByPacketsThatLookTheSameAtBoth() {
        for (int i = 0; i < 3; i++) {
            bothSee(100 * i, request(X, Y, i));
        }
        assertOpen();
        assertTrue(votes.problem().orElseThrow().contains("(nothing in the packets that are looked at tells"));
        assertTrue(votes.problem().orElseThrow().endsWith("say it with --address HOST=" + X));
    }

    @Test
    void shouldGoByTheTimeToLiveThatRoutersTake() {
        a.sees(0, request(X, Y, 1)).timeToLive(ROUTED).sees(10, reply(Y, X, 1));
        b.timeToLive(ROUTED)
                .sees(1, request(X, Y, 1))
                .timeToLive(Survey.TIME_TO_LIVE)
                .sees(9, reply(Y, X, 1));
        assertTold();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldGoByTheDirectionsThatTheCapturesMark(boolean onlyB) {
        if (!onlyB) {
            a.marking(DecodedPacket.MARK_OUTBOUND);
        }
        a.sees(0, request(X, Y, 1));
        b.marking(DecodedPacket.MARK_INBOUND).sees(1, request(X, Y, 1));
        b.marking(DecodedPacket.MARK_OUTBOUND).sees(2, reply(Y, X, 1));
        assertTold();
    }

    /** An answer follows sooner where it is given. */
    @Test
    void shouldGoByTheTimeFromRequestToAnswerOfPacketsInCommon() {
        a.sees(0, request(X, Y, 1)).sees(10, reply(Y, X, 1));
        b.sees(5, request(X, Y, 1)).sees(5.1, reply(Y, X, 1));
        assertTold();
    }

    @Test
    void shouldGoByTheShortestAnswersWithoutAnyPacketInCommon() {
        a.sees(0, request(X, Y, 1)).sees(10, reply(Y, X, 1));
        b.sees(0, request(X, Y, 2)).sees(0.1, reply(Y, X, 2));
        assertTold();
    }

    /** Of a few answers the quickest may be a slow one: then only what differs plainly counts. */
    @ParameterizedTest
    @CsvSource({"9, 0.3, false", "9, 0.31, true", "10, 0.11, true"})
    void shouldNotGoByFewAnswersThatAreHardlySooner(int pings, double millis, boolean told) {
        for (int i = 0; i < pings; i++) {
            double asked = 100 * i + i * i * 0.137;
            a.sees(asked, request(X, Y, i)).sees(asked + millis, reply(Y, X, i));
            b.sees(asked, request(X, Y, 100 + i)).sees(asked + 0.1, reply(Y, X, 100 + i));
        }
        if (told) {
            assertTold();
        } else {
            assertOpen();
        }
    }

    /** Something on the way may have sent it in a host's name, and then its receiver alone holds it. */
    @Test
    void shouldNotGoByResetsThatOnlyOneHolds() {
        for (int i = 0; i < 9; i++) {
            bothSee(100 * i, segment(X, 40_000 + i, Y, 179, Packets.SYN, 1, 0, 0));
            a.sees(100 * i + 50, segment(X, 40_000 + i, Y, 179, Packets.RST, 2, 0, 0));
        }
        assertOpen();
    }

    /** A packet cannot arrive without having left: one that only a capture holds was taken at its sender's. */
    @Test
    void shouldGoByPacketsThatOnlyOneHolds() {
        for (int i = 0; i < 9; i++) {
            bothSee(100 * i, request(X, Y, i));
        }
        a.sees(450, request(X, Y, 20));
        assertTold();
    }

    /** Segmentation offload shows data otherwise at the other end; and what no capture of the kind shows was filtered. */
    @Test
    void shouldNotGoByDataThatOnlyOneHoldsNorByKindsThatTheOtherLeavesOut() {
        for (int i = 0; i < 9; i++) {
            bothSee(100 * i, request(X, Y, i));
        }
        a.sees(450, segment(X, 40_000, Y, 179, Packets.ACK, 1, 1, 0));
        assertOpen();
        bothSee(460, segment(X, 40_001, Y, 179, Packets.SYN, 1, 0, 0));
        assertTold();
    }

    @Test
    void shouldNotGoByDataThatOnlyOneHolds() {
        for (int i = 0; i < 9; i++) {
            bothSee(100 * i, segment(X, 40_000 + i, Y, 179, Packets.SYN, 1, 0, 0));
        }
        a.sees(450, segment(X, 40_000, Y, 179, Packets.ACK, 2, 1, 100));
        assertOpen();
    }

    /** Requests that b lacks altogether, and answers: its capture takes one direction only. */
    @Test
    void shouldNotGoByPacketsThatTheOtherLeavesOutThoughItsHostAnswersThem() {
        for (int i = 0; i < 9; i++) {
            a.sees(100 * i, request(X, Y, i));
            bothSee(100 * i + 5, reply(Y, X, i));
        }
        assertOpen();
        assertTrue(votes.problem().orElseThrow().contains("; b holds only packets from " + Y), "it says why");
    }

    /** What it takes of TCP shows that; the replies, to which nobody reacts, are left out with the rest. */
    @Test
    void shouldNotGoByRepliesThatOnlyOneHoldsWhereTheOtherLeavesOutAllOfThatDirection() {
        for (int i = 0; i < 3; i++) {
            a.sees(100 * i, segment(X, 40_000 + i, Y, 179, Packets.SYN, 1, 0, 0));
            bothSee(100 * i + 1, segment(Y, 179, X, 40_000 + i, Packets.SYN | Packets.ACK, 5, 2, 0));
        }
        for (int i = 0; i < 9; i++) {
            bothSee(1_000 + 100 * i, request(Y, X, i));
            a.sees(1_002 + 100 * i, reply(X, Y, i));
        }
        assertOpen();
    }

    /** A forwards, and its capture is of all its interfaces: it marks each packet twice, the one way and the other. */
    @Test
    void shouldGoByTheMarksOfOneWhereThoseOfTheOtherTellNothing() {
        for (int i = 0; i < 9; i++) {
            a.marking(DecodedPacket.MARK_INBOUND).sees(100 * i, request(X, Y, i));
            a.marking(DecodedPacket.MARK_OUTBOUND).sees(100 * i + 0.01, request(X, Y, i));
            b.marking(DecodedPacket.MARK_INBOUND).sees(100 * i + 1, request(X, Y, i));
        }
        assertTold();
    }

    @Test
    void shouldGoByChecksumsLeftToTheNetworkCardOfTheSender() {
        for (int i = 0; i < 2; i++) {
            byte[] syn = segment(X, 40_000 + i, Y, 179, Packets.SYN, 1, 0, 0);
            a.sees(100 * i, Survey.withoutChecksum(syn, X, Y));
            b.sees(100 * i + 1, syn);
        }
        assertTold();
    }

    @Test
    void shouldNotGoByChecksumsThatBothSendersLeaveOut() {
        byte[] syn = segment(X, 40_000, Y, 179, Packets.SYN, 1, 0, 0);
        bothSee(0, Survey.withoutChecksum(syn, X, Y));
        assertOpen();
    }

    /** Each host sends its own replies at once, the others' come after a round trip: three times as long at least. */
    @ParameterizedTest
    @CsvSource({"3.1, true", "3, false"})
    void shouldGoByWhoAnswersSoonerAtOneHost(double otherMillis, boolean told) {
        a.sees(0, request(X, Y, 1)).sees(otherMillis, reply(Y, X, 1));
        a.sees(100, request(Y, X, 2)).sees(101, reply(X, Y, 2));
        bothSee(200, segment(X, 40_000, Y, 179, Packets.SYN, 1, 0, 0));
        if (told) {
            assertTold();
        } else {
            assertOpen();
        }
    }

    /** What is lost on the way is in the captures of its sender only. */
    @Test
    void shouldGoByWhoShowsWhatWithoutAnyPacketInCommon() {
        a.sees(0, request(X, Y, 1)).sees(1, request(X, Y, 2));
        b.sees(0, request(Y, X, 1)).sees(1, request(Y, X, 2));
        assertTold();
    }

    /** Each takes what arrives only, and its host answers what its capture does not show. */
    @Test
    void shouldNotGoByWhoShowsWhatWhereAHostAnswersTheUnseen() {
        a.sees(0, request(X, Y, 1)).sees(1, request(X, Y, 2));
        b.sees(0, reply(Y, X, 1)).sees(1, reply(Y, X, 2));
        assertOpen();
    }

    @Test
    void shouldNotGoByCountsWhereBothShowBothWays() {
        a.sees(0, request(X, Y, 1)).sees(1, request(Y, X, 2));
        b.sees(0, request(Y, X, 3)).sees(1, request(X, Y, 4));
        assertOpen();
    }

    private void give(int host, String address) {
        given.set(host, List.of(AddressBlock.parse(address)));
    }

    @Test
    void shouldTakeTheOtherAddressForTheOthersWhereOneIsGiven() {
        give(0, X);
        bothSee(0, request(X, Y, 1));
        assertEquals(1, count(a, b).of(Survey.address(Y)));
    }

    /** Three packets stand against what the user says. */
    @ParameterizedTest
    @CsvSource({"2, false", "3, true"})
    void shouldStopWherePacketsContradictWhatIsGiven(int packets, boolean contradicts) {
        give(0, Y);
        for (int i = 0; i < packets; i++) {
            a.sees(100 * i, request(X, Y, i));
        }
        b.timeToLive(ROUTED);
        for (int i = 0; i < packets; i++) {
            b.sees(100 * i + 1, request(X, Y, i));
        }
        count(a, b);
        assertEquals(
                contradicts
                        ? Optional.of("the captures contradict --address: it says that a owns " + Y
                                + ", and by the packets that is at b, seen by TTL (3); leave --address out, say --address b="
                                + Y + ", or, if the captures have each other's names, exchange these")
                        : Optional.empty(),
                votes.problem());
        assertEquals(List.of(), votes.notes());
    }

    /** X is nearer to a than to b by one pair of captures, and nearer to c than to a by another. */
    @Test
    void shouldStopWhereTheCapturesContradictEachOther() {
        given.add(List.of());
        a.marking(DecodedPacket.MARK_OUTBOUND).sees(0, request(X, Y, 1));
        b.marking(DecodedPacket.MARK_INBOUND).sees(1, request(X, Y, 1));
        Survey c = new Survey("c").marking(DecodedPacket.MARK_OUTBOUND).sees(0, request(X, Y, 2));
        count(a, b, c);
        assertTrue(
                votes.problem().orElseThrow().startsWith("the captures contradict each other on which host owns " + X));
    }

    /** Nothing tells of X and Z but that X is at a: then Z is at b, or behind it. */
    @Test
    void shouldConcludeFromTheOtherEnd() {
        a.marking(DecodedPacket.MARK_OUTBOUND).sees(0, request(X, Y, 1)).marking(DecodedPacket.MARK_NONE);
        b.sees(1, request(X, Y, 1));
        bothSee(10, request(X, Z, 1));
        Owners owners = count(a, b);
        assertEquals(1, owners.of(Survey.address(Z)));
        assertEquals(List.of(), votes.notes());
    }

    /** Of many pairs that nothing tells of a few are named. */
    /** That it is no host's own no option settles. */
    @Test
    void shouldAskForTheOwnerOfNoAddressOfAll() {
        a.marking(DecodedPacket.MARK_OUTBOUND).sees(0, request(X, Y, 1)).marking(DecodedPacket.MARK_NONE);
        b.sees(1, request(X, Y, 1));
        for (int i = 0; i < 5; i++) {
            bothSee(10 + 100 * i, request("10.1.0.7", "224.0.0.5", i));
        }
        count(a, b);
        assertEquals(List.of(), votes.notes());
    }

    @Test
    void shouldNameAFewOfThePairsThatAreNotJudged() {
        a.marking(DecodedPacket.MARK_OUTBOUND).sees(0, request(X, Y, 1)).marking(DecodedPacket.MARK_NONE);
        b.sees(1, request(X, Y, 1));
        for (int i = 0; i < 5; i++) {
            bothSee(10, request("10.1.0." + i, "10.2.0." + i, 1));
        }
        Owners owners = count(a, b);
        assertEquals(Optional.empty(), votes.problem(), "something is told");
        assertEquals(4, votes.notes().size());
        assertTrue(
                votes.notes().get(0).startsWith("Not judged, packets between 10.1.0.0 and 10.2.0.0: which host owns"));
        assertEquals(
                "Not judged for the same reason: packets of 2 more pairs of addresses.",
                votes.notes().get(3));
        assertTrue(owners.isOpen(Survey.address("10.1.0.4"), Survey.address("10.2.0.4")));
    }

    /** A knows itself by another address than B does, and takes what comes in only, all alike; B answers. */
    private void translatedAndOneSided() {
        String outside = "192.0.2.7";
        for (int i = 0; i < 6; i++) {
            int sent = 1_000 + 100 * i;
            b.marking(DecodedPacket.MARK_INBOUND)
                    .sees(100 * i, segment(outside, 179, Y, 5_000, Packets.ACK, 7, sent, 0));
            b.marking(DecodedPacket.MARK_OUTBOUND)
                    .sees(100 * i + 10, segment(Y, 5_000, outside, 179, Packets.ACK, sent, 8 + i, 0));
            a.sees(100 * i + 11, segment(Y, 5_000, X, 179, Packets.ACK, sent, 8 + i, 0));
        }
    }

    /** B's capture says which of them it sends, of the flow by its other name. */
    @Test
    void shouldHearMarksOfWhatIsTranslated() {
        translatedAndOneSided();
        Owners owners = count(a, b);
        assertEquals(Optional.empty(), votes.problem());
        assertEquals(0, owners.of(Survey.address(X)));
        assertEquals(1, owners.of(Survey.address(Y)));
    }

    /** B answers, by its own capture and the flow's other name, what A's capture leaves out: that was not sent by B. */
    @Test
    void shouldNotHearWhatACaptureOfOneDirectionLacksOfWhatIsTranslated() {
        String outside = "192.0.2.7";
        for (int i = 0; i < 4; i++) {
            int port = 5_001 + i;
            bothSeeTranslated(100 * i, port, outside);
            b.sees(100 * i + 10, segment(outside, 179, Y, port, Packets.SYN | Packets.ACK, 7, 901 + i, 0));
            b.sees(100 * i + 20, segment(Y, port, outside, 179, Packets.ACK, 901 + i, 8, 19));
            b.sees(100 * i + 30, segment(Y, port, outside, 179, Packets.ACK, 920 + i, 27, 19));
        }
        assertOpen();
    }

    private void bothSeeTranslated(double millis, int port, String outside) {
        int sequence = 900 + port - 5_001;
        b.sees(millis, segment(Y, port, outside, 179, Packets.SYN, sequence, 0, 0));
        a.sees(millis + 1, segment(Y, port, X, 179, Packets.SYN, sequence, 0, 0));
    }
}

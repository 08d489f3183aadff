package dev.halfway.diagnose;

import static dev.halfway.decode.TypeP.ICMP_ECHO_REPLY;
import static dev.halfway.decode.TypeP.ICMP_ECHO_REQUEST;
import static dev.halfway.decode.TypeP.TCP_ACK;
import static dev.halfway.decode.TypeP.TCP_DATA;
import static dev.halfway.decode.TypeP.TCP_SYN;
import static dev.halfway.decode.TypeP.TCP_SYN_ACK;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfway.decode.TypeP;
import dev.halfway.diagnose.Decider.Sample;
import dev.halfway.match.ErrorRow;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** How much it takes for a cause to be named, or to be sure of it: one packet less, and it is not. */
class CauseLimitsTest {
    private static final long MILLI = 1_000_000;

    private static Sample lost(long lost, long judged) {
        return new Sample(judged, lost);
    }

    private static Support support(Rule rule, Trouble trouble) {
        return rule.of(trouble.loss()).map(Explanation::support).orElse(null);
    }

    // What is all, and what is nothing

    @Test
    void shouldTakeNineOfTenForAllAndOneOfTwentyForNothing() {
        assertTrue(Loss.isTotal(lost(9, 10)));
        assertFalse(Loss.isTotal(lost(89, 100)));
        assertFalse(Loss.isTotal(lost(0, 0)));
        assertTrue(Loss.isAll(lost(3, 3)));
        assertFalse(Loss.isAll(lost(2, 3)));
        assertFalse(Loss.isAll(lost(0, 0)));
        assertTrue(Loss.passes(lost(1, 20)));
        assertFalse(Loss.passes(lost(1, 19)));
        assertFalse(Loss.passes(lost(0, 0)), "nothing was tried");
    }

    /** Ten lost of ten, and of ten others none: one less, or one the other way, and it is no clean cut. */
    @Test
    void shouldAskForTenOnEachSideOfACleanCut() {
        assertTrue(isCleanCut(lost(10, 10), lost(0, 10)));
        assertFalse(isCleanCut(lost(9, 9), lost(0, 10)));
        assertFalse(isCleanCut(lost(10, 10), lost(0, 9)));
        assertFalse(isCleanCut(lost(10, 11), lost(0, 10)));
        assertFalse(isCleanCut(lost(10, 10), lost(1, 10)));
    }

    private static boolean isCleanCut(Sample inside, Sample outside) {
        return Loss.isCleanCut(new Decider(Feature.KIND, "", "", inside, outside, 1e-9, List.of()));
    }

    /** Five losses in a row, at the end and for a second: a way that is gone, as far as anybody knows. */
    @Test
    void shouldSeeAWayThatIsGoneByItsLastPackets() {
        assertTrue(requests(60, 5).pattern(60, 5, 1, 5, false).loss().isOneRunToTheEnd());
        assertFalse(requests(60, 4).pattern(60, 4, 1, 4, false).loss().isOneRunToTheEnd());
        assertFalse(requests(60, 6).pattern(60, 6, 2, 5, false).loss().isOneRunToTheEnd(), "one more before");
        assertFalse(requests(60, 5).pattern(60, 5, 1, 5, true).loss().isOneRunToTheEnd(), "it is back");
        assertFalse(requests(5, 5).pattern(5, 5, 1, 5, false).loss().isOneRunToTheEnd(), "nothing else is known");
    }

    private static Trouble requests(long sent, long lost) {
        return new Trouble().row(ICMP_ECHO_REQUEST, "a", sent, lost);
    }

    /** SYNs, of which some are lost, and of 1,000 others nothing. */
    @Test
    void shouldSeeWhatIsConfinedToTheOpeningsOfConnections() {
        for (TypeP opening : List.of(TCP_SYN, TCP_SYN_ACK)) {
            Trouble some = new Trouble().row(opening, "a", 20, 10).row(TCP_DATA, "a", 1_000, 0);
            assertEquals(Optional.of(opening), some.loss().openings());
        }
        assertEquals(
                Optional.empty(),
                openings(new Trouble().row(TCP_ACK, "a", 20, 10).row(TCP_DATA, "a", 1_000, 0)));
        assertEquals(
                Optional.empty(),
                openings(new Trouble().row(TCP_SYN, "a", 20, 20).row(TCP_DATA, "a", 1_000, 0)));
        assertEquals(
                Optional.empty(),
                openings(new Trouble().row(TCP_SYN, "a", 20, 10).row(TCP_DATA, "a", 1_000, 1)));
        // Of five SYNs two: with five others that is chance.
        assertEquals(
                Optional.empty(), openings(new Trouble().row(TCP_SYN, "a", 5, 2).row(TCP_DATA, "a", 5, 0)));
    }

    private static Optional<TypeP> openings(Trouble trouble) {
        return trouble.loss().openings();
    }

    /** What began at a is sent again from there; what b began, from b. */
    @Test
    void shouldSendAgainWhatWasLostFromWhereItBegan() {
        Trouble pings = new Trouble().asks(0, 1, 9, 9, 1, 0, 0).row(ICMP_ECHO_REQUEST, "a", 20, 10);
        assertEquals("on a: ping -c 50 -i 0.2 10.0.0.2", pings.loss().again());
        Trouble replies = new Trouble().asks(0, 1, 9, 9, 1, 0, 0).row(ICMP_ECHO_REPLY, "b", 20, 10);
        assertEquals("on b: ping -c 50 -i 0.2 10.0.0.1", replies.loss().again());
        Trouble syns = new Trouble().asks(443, 1, 9, 9, 1, 0, 0).row(TCP_SYN, "a", 20, 10);
        assertEquals(
                "on a: for i in $(seq 50); do nc -z -w 1 10.0.0.2 443 && echo $i; sleep 0.2; done",
                syns.loss().again());
        Trouble answers = new Trouble().asks(443, 1, 9, 9, 1, 0, 0).row(TCP_SYN_ACK, "b", 20, 10);
        assertTrue(answers.loss().again().startsWith("on b: for i in $(seq 50); do nc -z"), answers.loss()::again);
        Trouble data = new Trouble().asks(443, 1, 9, 9, 1, 0, 0).row(TCP_DATA, "a", 20, 10);
        assertEquals(
                "on a: for i in $(seq 50); do echo $i; sleep 0.2; done | nc -w 2 10.0.0.2 443",
                data.loss().again());
    }

    // Outage and dead path

    private static Trouble inARow(long lost, long periods, long longest) {
        return new Trouble()
                .row(ICMP_ECHO_REQUEST, "a", 30, lost / 2)
                .row(TCP_DATA, "b", 30, lost - lost / 2)
                .pattern(60, lost, periods, longest, true);
    }

    private static Trouble decidedByTime(Trouble trouble, long lost) {
        return trouble.decidedBy(Feature.TIME, "", "", lost(lost, lost), lost(0, 60 - lost));
    }

    @Test
    void shouldCallAnOutageWhatIsNearlyAllInOneRun() {
        assertEquals(Support.DECISIVE, support(new Outage(), decidedByTime(inARow(10, 1, 10), 10)));
        assertEquals(Support.STRONG, support(new Outage(), inARow(10, 1, 10)), "its time does not decide");
        assertEquals(Support.STRONG, support(new Outage(), decidedByTime(inARow(9, 1, 9), 9)), "nine are not enough");
        assertEquals(Support.STRONG, support(new Outage(), inARow(5, 1, 5)));
        assertEquals(null, support(new Outage(), inARow(4, 1, 4)));
        assertEquals(Support.STRONG, support(new Outage(), inARow(20, 3, 18)));
        assertEquals(null, support(new Outage(), inARow(20, 3, 17)));
        assertEquals(
                List.of("2 more are lost at other times"),
                new Outage().of(inARow(20, 3, 18).loss()).orElseThrow().evidenceAgainst());
    }

    @Test
    void shouldNotBeSureOfAnOutageThatACaptureMayHaveHad() {
        Trouble missed = decidedByTime(inARow(10, 1, 10), 10).row("a", "b", TCP_ACK, "a", 10, 0, 1, 0);
        assertEquals(Support.STRONG, support(new Outage(), missed));
        assertEquals(
                List.of("the capture at b lacks 1 packet known to have been there"),
                new Outage().of(missed.loss()).orElseThrow().evidenceAgainst());
        Trouble oneKind = decidedByTime(requests(60, 10).pattern(60, 10, 1, 10, true), 10);
        assertEquals(Support.STRONG, support(new Outage(), oneKind));
        assertTrue(new Outage()
                .of(oneKind.loss())
                .orElseThrow()
                .evidenceAgainst()
                .toString()
                .contains("of one kind"));
    }

    /** Five of each role and each protocol must be gone to say that all is. */
    @Test
    void shouldAskForFiveOfEachKindOnADeadPath() {
        assertEquals(Support.DECISIVE, support(new DeadPath(), gone(5, 5, 10)));
        assertEquals(Support.STRONG, support(new DeadPath(), gone(4, 6, 10)));
        assertEquals(Support.STRONG, support(new DeadPath(), gone(5, 4, 9)));
    }

    private static Trouble gone(long requests, long data, long inside) {
        return new Trouble()
                .row(ICMP_ECHO_REQUEST, "a", 20, requests)
                .row(TCP_DATA, "b", 20, data)
                .decidedBy(Feature.TIME, "22:13:30", "sent from 22:13:30 on", lost(inside, inside), lost(0, 30))
                .pattern(40, inside, 1, inside, false);
    }

    // Delay before losses

    private static boolean rises(long medianNanos, long usualNanos, double p) {
        return Congestion.delayRises(requests(60, 10)
                .pattern(60, 10, 8, 2, true, Optional.of(new LossPattern.DelayBefore(medianNanos, usualNanos, p)))
                .loss());
    }

    @Test
    void shouldSeeAQueueByDelaysThatRise() {
        assertTrue(rises(3 * MILLI, MILLI, 0.0099));
        assertFalse(rises(3 * MILLI, MILLI, 0.01), "chance");
        assertTrue(rises(400_000, 100_000, 0));
        assertFalse(rises(399_999, 100_000, 0), "less than a host takes to be scheduled");
        assertTrue(rises(3 * MILLI + 1, 2 * MILLI, 0));
        assertFalse(rises(3 * MILLI, 2 * MILLI, 0), "no more than half of the usual delay");
    }

    // Limits on ICMP

    private static Trouble icmp(long lostReplies, long judgedTcp, long lostTcp) {
        return new Trouble()
                .row(ICMP_ECHO_REPLY, "b", 100, lostReplies)
                .row(TCP_DATA, "b", judgedTcp, lostTcp)
                .pattern(100 + judgedTcp, lostReplies + lostTcp, lostReplies / 2, 7, true)
                .sparingOthers();
    }

    @Test
    void shouldAskForCleanTcpBesideALimitOnIcmp() {
        assertEquals(Support.STRONG, support(new IcmpRateLimit(), icmp(50, 60, 0)));
        assertEquals(Support.STRONG, support(new IcmpRateLimit(), icmp(50, 60, 3)));
        assertEquals(null, support(new IcmpRateLimit(), icmp(50, 60, 4)), "one of twenty is lost of TCP");
        assertEquals(null, support(new IcmpRateLimit(), icmp(90, 60, 0)), "nearly all is no limit");
        assertEquals(null, support(new IcmpRateLimit(), icmp(4, 60, 0)));
        assertEquals(null, support(new IcmpRateLimit(), icmp(50, 9, 0)));
    }

    // Errors that name the lost packets

    private static ErrorRow error(int version, int type, int code) {
        return new ErrorRow("a", "192.0.2.7", "", version, type, code, 0, "a", "b", 3, 3);
    }

    private static void assertMeans(Predicate<ErrorRow> meaning, String words, int[][] typesAndCodes) {
        for (int[] each : typesAndCodes) {
            ErrorRow error = error(each[0], each[1], each[2]);
            assertTrue(meaning.test(error), error::toString);
            assertEquals("router 192.0.2.7 says \"" + words + "\" of 3 lost packets", IcmpErrors.words(error));
            // The same numbers mean something else in the other version of ICMP, and another code does.
            assertFalse(meaning.test(error(10 - each[0], each[1], each[2])), error::toString);
            assertFalse(meaning.test(error(each[0], each[1], each[2] + 40)), error::toString);
            assertFalse(meaning.test(error(each[0], each[1] + 40, each[2])), error::toString);
        }
    }

    /** Types and codes of RFC 792, RFC 1812 and RFC 4443. */
    @Test
    void shouldReadTheErrorsOfBothVersions() {
        assertMeans(IcmpErrors::isTooBig, "fragmentation needed", new int[][] {{4, 3, 4}});
        assertMeans(IcmpErrors::isTooBig, "packet too big", new int[][] {{6, 2, 0}});
        assertMeans(IcmpErrors::isTtlExceeded, "time exceeded in transit", new int[][] {{4, 11, 0}, {6, 3, 0}});
        assertMeans(IcmpErrors::isProhibited, "administratively prohibited", new int[][] {
            {4, 3, 13}, {4, 3, 9}, {4, 3, 10}, {6, 1, 1}, {6, 1, 5}, {6, 1, 6}
        });
        assertMeans(IcmpErrors::isPortUnreachable, "port unreachable", new int[][] {{4, 3, 3}, {6, 1, 4}});
        assertMeans(IcmpErrors::isHostUnreachable, "host unreachable", new int[][] {{4, 3, 1}, {6, 1, 3}});
        assertMeans(IcmpErrors::isNoRoute, "network unreachable", new int[][] {{4, 3, 0}, {6, 1, 0}});
        assertEquals(
                "b (10.0.0.2) says \"ICMP type 12 code 1\" of packets from a, 3 times",
                IcmpErrors.words(new ErrorRow("a", "10.0.0.2", "b", 4, 12, 1, 0, "a", "b", 3, 0)));
    }

    /** Half of what is lost, or three packets where all of a kind is. */
    @Test
    void shouldBelieveErrorsThatQuoteHalf() {
        assertEquals(Support.SAID, support(new Prohibited(), quoted(100, 42, 21)));
        assertEquals(Support.FAIR, support(new Prohibited(), quoted(100, 42, 20)));
        assertEquals(Support.SAID, support(new Prohibited(), quoted(42, 42, 3)));
        assertEquals(Support.FAIR, support(new Prohibited(), quoted(42, 42, 2)));
        Trouble ofAKind = quoted(100, 42, 3).decidedBy(Feature.SIZE, "", "", lost(42, 42), lost(0, 58));
        assertEquals(Support.SAID, support(new Prohibited(), ofAKind));
    }

    private static Trouble quoted(long sent, long lost, long quoted) {
        return new Trouble().row(TCP_DATA, "a", sent, lost).error(3, 13, "", 0, quoted);
    }

    // Neighbours

    private static Optional<Finding> neighbour(Trouble trouble) {
        return new NeighbourFindings(trouble.symptoms()).all(List.of()).stream().findFirst();
    }

    /** More than half, three at least, and asked by the host itself on its own link. */
    @Test
    void shouldTellOfANeighbourThatIsNotFound() {
        assertTrue(neighbour(new Trouble().neighbour("a", "a", "b", 5, 3)).isPresent());
        assertEquals(Optional.empty(), neighbour(new Trouble().neighbour("a", "a", "b", 2, 2)));
        assertEquals(Optional.empty(), neighbour(new Trouble().neighbour("a", "a", "b", 6, 3)));
        assertEquals(Optional.empty(), neighbour(new Trouble().neighbour("b", "a", "b", 5, 5)));
        assertEquals(Optional.empty(), neighbour(new Trouble().neighbour("a", "a", "a", 5, 5)));
        assertEquals(
                Optional.empty(),
                neighbour(new Trouble().neighbour("a", "a", "b", 5, 5).withoutArrivals("a")),
                "its capture shows nothing arriving: no answers either");
    }

    /** The capture at the other end tells where requests or answers end. */
    @Test
    void shouldTellWhereARequestForANeighbourEnds() {
        Trouble asked = new Trouble().neighbour("a", "a", "b", 5, 5);
        assertNeighbour("unknown", Grade.LIKELY, "the capture at b shows no such requests", asked);
        asked.neighbour("b", "b", "a", 3, 0);
        assertNeighbour("between-taps", Grade.CERTAIN, "the requests do not reach b", asked);
        Trouble silent = new Trouble().neighbour("a", "a", "b", 5, 5).neighbour("b", "a", "b", 5, 3);
        assertNeighbour("host:b", Grade.CERTAIN, "the requests reach b, which does not answer", silent);
        Trouble answered = new Trouble().neighbour("a", "a", "b", 6, 6).neighbour("b", "a", "b", 6, 3);
        assertNeighbour("between-taps", Grade.CERTAIN, "b answers, and the answers do not come back", answered);
    }

    private static void assertNeighbour(String place, Grade grade, String words, Trouble trouble) {
        Finding finding = neighbour(trouble).orElseThrow();
        assertEquals(place, finding.place());
        assertEquals(grade, finding.grade());
        assertTrue(finding.sentence().contains(words), finding::sentence);
    }

    /** What was found already between the two is not told again. */
    @Test
    void shouldNotTellTwiceOfTheSameTwoHosts() {
        Trouble asked = new Trouble().neighbour("a", "a", "b", 5, 5);
        Finding found = neighbour(asked).orElseThrow();
        assertEquals(List.of(), new NeighbourFindings(asked.symptoms()).all(List.of(found)));
    }

    // What a capture does not hold

    private static List<Finding> gaps(long sent, long missed, long unseen) {
        Trouble trouble = new Trouble().row("a", "b", TCP_DATA, "a", sent, 0, missed, 0);
        Trouble both = unseen == 0 ? trouble : trouble.unseenLeaving(TCP_ACK, unseen);
        return new GapFindings(both.symptoms()).all(List.of());
    }

    /** Three packets, and more than one in a hundred. */
    @Test
    void shouldTellOfACaptureThatMissesPackets() {
        assertEquals(1, gaps(299, 3, 0).size());
        assertEquals(0, gaps(300, 3, 0).size());
        assertEquals(0, gaps(10, 2, 0).size());
        assertEquals(1, gaps(10, 2, 1).size());
        assertEquals(
                "The capture at b lacks packets that b handled: 3 of 10 that reached it.",
                gaps(10, 3, 0).get(0).sentence());
        assertEquals(
                "The capture at b lacks packets that b handled: 2 of 10 that reached it and 1 of 1 that it sent.",
                gaps(10, 2, 1).get(0).sentence());
        assertEquals(
                "The capture at b lacks packets that b handled: 3 of 3 that it sent.",
                gaps(10, 0, 3).get(0).sentence());
        assertEquals("capture:b", gaps(10, 3, 0).get(0).place());
        Trouble told = new Trouble().row("a", "b", TCP_DATA, "a", 10, 0, 3, 0);
        assertEquals(List.of(), new GapFindings(told.symptoms()).all(gaps(10, 3, 0)), "once");
    }

    // Devices that keep state, and filters that keep none

    private static Trouble answers(long replies, long synAcks, long requests, long syns) {
        return new Trouble()
                .row(ICMP_ECHO_REPLY, "b", replies, replies)
                .row(TCP_SYN_ACK, "b", synAcks, synAcks)
                .row(ICMP_ECHO_REQUEST, "a", requests, 0)
                .row(TCP_SYN, "a", syns, 0)
                .decidedBy(
                        Feature.INITIATOR,
                        "b",
                        "of exchanges that b began",
                        lost(replies + synAcks, replies + synAcks),
                        lost(0, requests + syns));
    }

    /** Ten answers of both protocols lost, and ten packets of both that pass: less, and something else may be it. */
    @Test
    void shouldAskForBothProtocolsOnBothSidesOfAStatefulDevice() {
        assertEquals(Support.DECISIVE, support(new StatefulDevice(), answers(5, 5, 5, 5)));
        assertEquals(Support.STRONG, support(new StatefulDevice(), answers(5, 4, 5, 5)));
        assertEquals(Support.STRONG, support(new StatefulDevice(), answers(5, 5, 5, 4)));
        assertEquals(Support.STRONG, support(new StatefulDevice(), answers(10, 0, 5, 5)));
        assertEquals(Support.STRONG, support(new StatefulDevice(), answers(5, 5, 10, 0)));
        assertEquals(Support.FAIR, support(new StatefulDevice(), answers(10, 0, 4, 0)));
        Explanation sure = new StatefulDevice().of(answers(5, 5, 5, 5).loss()).orElseThrow();
        assertEquals(
                List.of(
                        "10 of 10 responses of a to what b began are lost",
                        "of what a began, 10 of 10 packets pass the same way"),
                sure.evidenceFor());
        assertEquals(List.of(), sure.evidenceAgainst());
        assertEquals(
                List.of("of one protocol only: a filter on these packets alone, without a memory, would look the same"),
                new StatefulDevice()
                        .of(answers(10, 0, 5, 5).loss())
                        .orElseThrow()
                        .evidenceAgainst());
    }

    /** For a while nothing arrives of what one of the two began: a memory that is lost drops responses, not initiations. */
    @Test
    void shouldNotCallInitiationsResponses() {
        assertTrue(new StatefulDevice().of(meanwhile(0, 10, "b").loss()).isPresent());
        assertTrue(new StatefulDevice().of(meanwhile(10, 0, "a").loss()).isEmpty());
    }

    private static Trouble meanwhile(long requests, long replies, String initiator) {
        return new Trouble()
                .row(ICMP_ECHO_REQUEST, "a", 300, requests)
                .row(ICMP_ECHO_REPLY, "b", 300, replies)
                .decidedBy(
                        Feature.INITIATOR,
                        initiator,
                        "of exchanges that " + initiator + " began",
                        lost(10, 10),
                        lost(0, 590));
    }

    private static String tries(Feature feature, String value, Trouble trouble) {
        trouble.decidedBy(feature, value, "of this class", lost(20, 20), lost(0, 20));
        return new AccessList()
                .of(trouble.loss())
                .orElseThrow()
                .nextExperiment()
                .orElseThrow();
    }

    private static String noteOnThePort(Trouble trouble, Sample inside) {
        trouble.decidedBy(Feature.KIND, "tcp-syn", "that are SYNs", inside, lost(3, 100));
        return new AccessList()
                .of(trouble.loss())
                .orElseThrow()
                .evidenceAgainst()
                .toString();
    }

    /** Pings that are lost as well do not matter; connections to that port that go on do. */
    @Test
    void shouldNameThePortWhereNoConnectionToItGoesOn() {
        String note = "a rule about the port asked for, 443, would look the same";
        Trouble pings = new Trouble()
                .asks(443, 1, 9, 0, 0, 0, 0)
                .row(TCP_SYN, "a", 12, 12)
                .row(ICMP_ECHO_REPLY, "b", 40, 3);
        assertTrue(noteOnThePort(pings, lost(12, 12)).contains(note));
        Trouble opened = new Trouble().asks(443, 4, 9, 4, 4, 0, 0).row(TCP_SYN, "a", 16, 15);
        assertFalse(noteOnThePort(opened, lost(15, 16)).contains(note));
        Trouble goesOn = new Trouble()
                .asks(443, 4, 9, 4, 4, 0, 0)
                .row(TCP_SYN, "a", 12, 12)
                .row(TCP_DATA, "a", 30, 0);
        assertFalse(noteOnThePort(goesOn, lost(12, 12)).contains(note));
    }

    /** Another port tells nothing where it may be the flow: other source ports do. */
    @Test
    void shouldTryOtherFlowsWhereSynsMayBeLostByTheirFlow() {
        Trouble syns = new Trouble()
                .asks(443, 1, 9, 9, 1, 0, 0)
                .row(TCP_SYN, "a", 20, 20)
                .decidedBy(Feature.KIND, "tcp-syn", "that are SYNs", lost(20, 20), lost(0, 20))
                .orBy(Feature.FIVE_TUPLE, "1 of 4 flows", "3 packets");
        String next =
                new AccessList().of(syns.loss()).orElseThrow().nextExperiment().orElseThrow();
        assertTrue(next.startsWith("on a: for p in $(seq 40000 40015); do nc -vz -w 2 -p $p 10.0.0.2 443; done"), next);
    }

    /** The same with and without what is filtered by. */
    @Test
    void shouldTryWhatAFilterGoesBy() {
        Trouble data = new Trouble().asks(443, 1, 9, 9, 1, 0, 0).row(TCP_DATA, "a", 40, 20);
        assertEquals(
                "on a: ping -c 20 -Q 184 10.0.0.2 (and without -Q: does that pass?)", tries(Feature.DSCP, "46", data));
        assertEquals(
                "on a: ping -c 20 -s 3000 10.0.0.2 (and -s 1000: does that pass?)",
                tries(Feature.FRAGMENT, ByFragment.LATER, data));
        assertEquals("on a: traceroute -n -T -p 443 10.0.0.2", tries(Feature.KIND, "tcp-data", data));
        Trouble answers = new Trouble().asks(443, 1, 9, 9, 1, 0, 0).row(TCP_SYN_ACK, "b", 37, 20);
        assertEquals(
                "on b: for i in $(seq 50); do nc -z -w 1 10.0.0.1 443 && echo $i; sleep 0.2; done; meanwhile at each hop from"
                        + " a to b: tcpdump -n -i IFACE 'tcp[tcpflags] & (tcp-syn|tcp-ack) == (tcp-syn|tcp-ack)' (how"
                        + " far do the SYN-ACKs come?)",
                tries(Feature.KIND, "tcp-syn-ack", answers));
        Trouble pings = new Trouble().asks(443, 1, 9, 9, 1, 0, 0).row(ICMP_ECHO_REPLY, "b", 40, 20);
        assertEquals("on a: traceroute -n -I 10.0.0.2", tries(Feature.KIND, "icmp-echo-reply", pings), "TCP passes");
        Trouble syns = new Trouble().asks(443, 1, 9, 9, 1, 0, 0).row(TCP_SYN, "a", 40, 20);
        assertTrue(tries(Feature.KIND, "tcp-syn", syns).startsWith("on a: nc -vz -w 3 10.0.0.2 22 (another port"));
        Trouble ssh = new Trouble().asks(22, 1, 9, 9, 1, 0, 0).row(TCP_SYN, "a", 40, 20);
        assertTrue(tries(Feature.KIND, "tcp-syn", ssh).startsWith("on a: nc -vz -w 3 10.0.0.2 80 (another port"));
        Trouble ports = new Trouble()
                .asks(443, 1, 9, 9, 1, 0, 0)
                .asks(80, 1, 9, 9, 1, 0, 0)
                .row(TCP_SYN, "a", 40, 20);
        assertTrue(
                tries(Feature.KIND, "tcp-syn", ports).startsWith("on a: traceroute -n -T"), "two ports are asked for");
        Trouble rivals = new Trouble()
                .asks(443, 1, 9, 9, 1, 0, 0)
                .row(TCP_DATA, "a", 40, 20)
                .decidedBy(Feature.KIND, "tcp", "of TCP", lost(20, 20), lost(0, 20))
                .orBy(Feature.DSCP, "46", "3 packets more");
        assertEquals(
                "open TCP from a to b:443: nc -vz 10.0.0.2 443 (TCP of another flow, without a mark: if that passes, it does"
                        + " not go by TCP, but by dscp 46)",
                new AccessList()
                        .of(rivals.loss())
                        .orElseThrow()
                        .nextExperiment()
                        .orElseThrow());
    }
}

package dev.halfway.diagnose;

import static dev.halfway.decode.TypeP.ICMP_ECHO_REQUEST;
import static dev.halfway.decode.TypeP.TCP_DATA;
import static dev.halfway.decode.TypeP.TCP_SYN;
import static dev.halfway.decode.TypeP.TCP_SYN_ACK;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfway.diagnose.Decider.Sample;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How sure it is that one of several paths is bad, where flows fare differently, and what is said for and against it. */
class EqualCostMemberTest {
    private static Trouble trouble(long lost, long judged, long lostOutside) {
        return new Trouble()
                .asks(179, 8, 50, 50, 5, 0, 0)
                .row(TCP_SYN, "a", 80, 30)
                .decidedBy(
                        Feature.FIVE_TUPLE,
                        "3 of 8 flows",
                        "of 3 of 8 flows",
                        new Sample(judged, lost),
                        new Sample(50, lostOutside));
    }

    private static Explanation explained(Trouble trouble) {
        return new EqualCostMember().of(trouble.loss()).orElseThrow();
    }

    /** New flows to one port, of which some lose all from their first packet and others nothing: no filter does that. */
    @Test
    void shouldBeDecisiveWhereOnlyAHashExplainsIt() {
        Explanation sure = explained(trouble(30, 30, 0).withinOneService());
        assertEquals(Support.DECISIVE, sure.support());
        assertEquals(0, sure.evidenceAgainst().size(), sure.evidenceAgainst().toString());
        assertEquals(1, sure.rulesOut().size());
        assertEquals(
                "3 of 8 flows lose everything, the others nothing",
                sure.evidenceFor().get(0));
    }

    /** Twelve that are new and none that is old: that is no hash, but what lets nothing new through. */
    @Test
    void shouldNotBlameAPathWhereNothingNewPasses() {
        assertEquals(
                "likely: ACL or anti-spoofing",
                ofNewFlows("12 of 15 flows").withinOneServiceOfOldFlows().causeOfLoss());
        assertEquals(
                "likely: ECMP or LAG member",
                ofNewFlows("3 of 5 flows").withinOneServiceOfOldFlows().causeOfLoss(),
                "ten ways to choose them");
        assertEquals(
                "certain: ECMP or LAG member",
                ofNewFlows("12 of 15 flows").withinOneService().causeOfLoss());
    }

    private static Trouble ofNewFlows(String value) {
        return new Trouble()
                .asks(179, 8, 50, 50, 5, 0, 0)
                .row(TCP_SYN, "a", 80, 30)
                .decidedBy(Feature.FIVE_TUPLE, value, "of " + value, new Sample(30, 30), new Sample(50, 0));
    }

    /** Pings are what fares differently: other ports would show nothing. */
    @Test
    void shouldTryPingsWherePingsAloneAreLost() {
        Explanation explained = explained(new Trouble()
                .asks(179, 16, 50, 50, 5, 0, 0)
                .row(ICMP_ECHO_REQUEST, "a", 240, 60)
                .row(TCP_SYN, "a", 16, 0)
                .decidedBy(
                        Feature.FIVE_TUPLE,
                        "2 of 24 flows",
                        "of 2 of 24 flows",
                        new Sample(60, 60),
                        new Sample(1_124, 0))
                .withinOneService());
        assertTrue(explained.nextExperiment().orElseThrow().contains("do ping -c 3"));
        assertEquals(
                "flows to one and the same address fare differently",
                explained.evidenceFor().get(1));
    }

    /** Nearly all SYNs are lost and nothing else: so it is where hardly any connection may begin. */
    @Test
    void shouldNotBeDecisiveWhereNearlyAllSynsAreLostAlone() {
        Explanation explained = explained(new Trouble()
                .asks(179, 24, 50, 50, 5, 0, 0)
                .row(TCP_SYN, "a", 61, 57)
                .row(TCP_DATA, "a", 91, 0)
                .decidedBy(Feature.FIVE_TUPLE, "20 of 24", "of 20 of 24", new Sample(57, 57), new Sample(95, 0))
                .withinOneService());
        assertEquals(Support.STRONG, explained.support());
        assertTrue(explained.evidenceAgainst().get(0).startsWith("nearly all SYNs are lost, and nothing else"));
    }

    /** What flows lose, of so many; what the others lose; whether flows to one port are among both. */
    @ParameterizedTest
    @CsvSource({
        "30, 30, 1, true, STRONG, 'lose everything, the others hardly anything'",
        "15, 30, 0, true, STRONG, 'lose packets, the others nothing'",
        "30, 30, 0, false, FAIR, 'lose everything, the others nothing'",
        "15, 30, 0, false, WEAK, 'lose packets, the others nothing'"
    })
    void shouldBeLessSureWhereLessSpeaksForIt(
            long lost, long judged, long lostOutside, boolean split, Support support, String words) {
        Trouble trouble = trouble(lost, judged, lostOutside);
        Explanation explained = explained(split ? trouble.withinOneService() : trouble);
        assertEquals(support, explained.support());
        assertEquals("3 of 8 flows " + words, explained.evidenceFor().get(0));
        assertEquals(split ? 1 : 0, explained.rulesOut().size());
        assertEquals(
                !split,
                explained.evidenceAgainst().stream().anyMatch(each -> each.startsWith("no port is seen of which")));
        assertEquals(
                lost < judged,
                explained.evidenceAgainst().stream().anyMatch(each -> each.startsWith("the bad flows do not lose")));
    }

    /** A table with only some of the connections looks the same: none fails from its beginning, or no new one passes. */
    @Test
    void shouldNotBeDecisiveWhereATableOfConnectionsFits() {
        Explanation noneFromBirth = explained(new Trouble()
                .asks(179, 8, 50, 50, 5, 0, 0)
                .row(TCP_DATA, "a", 80, 30)
                .decidedBy(Feature.FIVE_TUPLE, "3 of 8", "of 3 of 8", new Sample(30, 30), new Sample(50, 0))
                .withinOneService());
        assertEquals(Support.STRONG, noneFromBirth.support());
        assertTrue(noneFromBirth.evidenceAgainst().get(0).startsWith("no connection is seen that failed from its"));
        Explanation noneNew = explained(trouble(30, 30, 0).withinOneServiceOfOldFlows());
        assertEquals(Support.STRONG, noneNew.support());
        assertTrue(noneNew.evidenceAgainst().get(0).startsWith("no new flow is seen to pass while others fail"));
    }

    /** SYN-ACKs that are lost are a connection that failed from its beginning as well. */
    @Test
    void shouldTakeALostSynAckForABeginning() {
        Explanation sure = explained(new Trouble()
                .asks(179, 8, 50, 50, 5, 0, 0)
                .row(TCP_SYN_ACK, "b", 80, 30)
                .decidedBy(Feature.FIVE_TUPLE, "3 of 8", "of 3 of 8", new Sample(30, 30), new Sample(50, 0))
                .withinOneService());
        assertEquals(Support.DECISIVE, sure.support());
    }

    /** All that one of the two asks is lost, and nothing that it answers: who began it explains that as well. */
    @Test
    void shouldNotBeDecisiveWhereTheRoleExplainsIt() {
        Trouble byRole = new Trouble()
                .asks(179, 8, 50, 50, 5, 0, 0)
                .row(TCP_SYN, "a", 30, 30)
                .row(TCP_SYN_ACK, "b", 50, 0)
                .decidedBy(Feature.FIVE_TUPLE, "3 of 8", "of 3 of 8", new Sample(30, 30), new Sample(50, 0))
                .withinOneService();
        assertEquals(Support.STRONG, explained(byRole).support());
    }

    @Test
    void shouldNotBeDecisiveWhereSomethingElseFitsAsWell() {
        Trouble rival = trouble(30, 30, 0).withinOneService().orBy(Feature.DSCP, "48", "3 packets");
        assertEquals(Support.STRONG, explained(rival).support());
    }

    /** Other source ports where TCP is seen; other pings where there is none. */
    @Test
    void shouldSayHowToVaryTheFlow() {
        assertTrue(explained(trouble(30, 30, 0)).nextExperiment().orElseThrow().contains("nc -vz -w 2 -p $p"));
        Explanation pings = explained(new Trouble()
                .asks(0, 8, 50, 50, 5, 0, 0)
                .row(ICMP_ECHO_REQUEST, "a", 80, 30)
                .decidedBy(Feature.FIVE_TUPLE, "3 of 8", "of 3 of 8", new Sample(30, 30), new Sample(50, 0)));
        assertTrue(pings.nextExperiment().orElseThrow().contains("ping -c 3 -W 1"));
    }

    @Test
    void shouldSayNothingWhereNothingGoesByFlow() {
        assertFalse(new EqualCostMember()
                .of(new Trouble().row(ICMP_ECHO_REQUEST, "a", 80, 30).loss())
                .isPresent());
    }
}

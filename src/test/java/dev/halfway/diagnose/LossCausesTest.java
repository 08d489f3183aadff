package dev.halfway.diagnose;

import static dev.halfway.decode.TypeP.ICMP_ECHO_REPLY;
import static dev.halfway.decode.TypeP.ICMP_ECHO_REQUEST;
import static dev.halfway.decode.TypeP.TCP_ACK;
import static dev.halfway.decode.TypeP.TCP_DATA;
import static dev.halfway.decode.TypeP.TCP_RST;
import static dev.halfway.decode.TypeP.TCP_SYN;
import static dev.halfway.decode.TypeP.TCP_SYN_ACK;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfway.diagnose.Decider.Sample;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Each cause of loss where it must be named, and where it must not. */
class LossCausesTest {
    private static Sample lost(long lost, long judged) {
        return new Sample(judged, lost);
    }

    private static Trouble incident() {
        return new Trouble()
                .row(ICMP_ECHO_REPLY, "b", 30, 30)
                .row(TCP_SYN_ACK, "b", 12, 12)
                .row(ICMP_ECHO_REQUEST, "a", 30, 0)
                .row(TCP_SYN, "a", 3, 0)
                .row(TCP_DATA, "a", 20, 0)
                .decidedBy(Feature.INITIATOR, "b", "of exchanges that b began", lost(42, 42), lost(0, 53));
    }

    @Test
    void shouldNameTheStatefulDeviceForCertainWhereBothProtocolsSaySo() {
        assertEquals("certain: stateful device without the state", incident().causeOfLoss());
        Explanation explanation = new StatefulDevice()
                .of(incident().asks(0, 1, 30, 30, 1, 0, 0).loss())
                .orElseThrow();
        assertTrue(
                explanation.rulesOut().toString().contains("routing"),
                explanation.rulesOut().toString());
    }

    @Test
    void shouldNotBeSureOfTheStatefulDeviceByOneProtocol() {
        Trouble pings = new Trouble()
                .row(ICMP_ECHO_REPLY, "b", 30, 30)
                .row(ICMP_ECHO_REQUEST, "a", 30, 0)
                .decidedBy(Feature.INITIATOR, "b", "of exchanges that b began", lost(30, 30), lost(0, 30));
        assertEquals("likely: stateful device without the state", pings.causeOfLoss());
        assertTrue(new StatefulDevice()
                .of(pings.loss()).orElseThrow().evidenceAgainst().stream()
                        .anyMatch(each -> each.contains("one protocol")));
    }

    @Test
    void shouldNotBlameAStatefulDeviceForInitiationsOrForAShare() {
        Trouble initiations = new Trouble()
                .row(ICMP_ECHO_REQUEST, "a", 30, 30)
                .row(ICMP_ECHO_REPLY, "b", 30, 0)
                .decidedBy(Feature.INITIATOR, "a", "of exchanges that a began", lost(30, 30), lost(0, 30));
        assertTrue(new StatefulDevice().of(initiations.loss()).isEmpty());
        assertEquals("likely: ACL or anti-spoofing", initiations.causeOfLoss());
        Trouble share = new Trouble().row(ICMP_ECHO_REPLY, "b", 42, 10).row(ICMP_ECHO_REQUEST, "a", 42, 0);
        assertTrue(new StatefulDevice().of(share.loss()).isEmpty());
    }

    @Test
    void shouldLeaveOpenWhatNobodyTriedFromTheOtherSide() {
        Trouble replies = new Trouble().row(ICMP_ECHO_REPLY, "b", 30, 30);
        Loss loss = replies.loss();
        Causes.Choice choice = Causes.choose(rule -> rule.of(loss)).orElseThrow();
        assertEquals(Grade.LIKELY, choice.grade());
        assertEquals(Support.FAIR, choice.best().support());
        assertEquals(
                List.of("stateful device without the state", "ACL or anti-spoofing", "dead path one way"),
                List.of(
                        choice.best().name(),
                        choice.rivals().get(0),
                        choice.rivals().get(1)));
    }

    @Test
    void shouldNameTheAccessListWhereOneProtocolIsLostInBothRoles() {
        Trouble icmp = new Trouble()
                .row(ICMP_ECHO_REQUEST, "a", 20, 20)
                .row(ICMP_ECHO_REPLY, "b", 20, 20)
                .row(TCP_DATA, "a", 20, 0)
                .row(TCP_ACK, "b", 20, 0)
                .decidedBy(Feature.KIND, "ICMP echo", "of ICMP echo", lost(40, 40), lost(0, 40))
                .asks(179, 35, 35, 35, 35, 0, 0);
        assertEquals("certain: ACL or anti-spoofing", icmp.causeOfLoss());
        Trouble replies = new Trouble().row(ICMP_ECHO_REPLY, "b", 20, 20).row(TCP_DATA, "a", 20, 0);
        assertFalse(replies.causeOfLoss().startsWith("certain"), replies.causeOfLoss());
    }

    @Test
    void shouldTellADeadPathFromAnOutageByItsEnd() {
        Trouble dead = timed().pattern(60, 30, 1, 30, false);
        assertEquals("certain: dead path one way", dead.causeOfLoss());
        Trouble outage = timed().pattern(60, 30, 1, 30, true);
        assertEquals("certain: outage", outage.causeOfLoss());
        assertTrue(new DeadPath().of(outage.loss()).isEmpty());
        assertTrue(new Outage().of(dead.loss()).isEmpty());
    }

    private static Trouble timed() {
        return new Trouble()
                .row(ICMP_ECHO_REQUEST, "a", 30, 15)
                .row(TCP_DATA, "b", 30, 15)
                .back(TCP_ACK, "b", 30, 0)
                .decidedBy(Feature.TIME, "22:13:30", "sent from 22:13:30 on", lost(30, 30), lost(0, 30));
    }

    @Test
    void shouldNotCallItADeadPathOnceAnythingPasses() {
        Trouble passing = new Trouble().row(ICMP_ECHO_REQUEST, "a", 30, 30).row(TCP_DATA, "b", 30, 0);
        assertTrue(new DeadPath().of(passing.loss()).isEmpty());
    }

    @Test
    void shouldNotCallAnOutageWhatAlsoLosesAtOtherTimes() {
        Trouble more = timed().pattern(60, 30, 3, 28, true);
        assertEquals("likely: outage", more.causeOfLoss());
        assertEquals(
                1, new Outage().of(more.loss()).orElseThrow().evidenceAgainst().size());
        Trouble few = new Trouble().row(ICMP_ECHO_REQUEST, "a", 60, 4).pattern(60, 4, 1, 4, true);
        assertTrue(new Outage().of(few.loss()).isEmpty());
    }

    @Test
    void shouldNameTheBadMemberWhereFlowsFareDifferently() {
        Trouble flows = new Trouble()
                .asks(179, 8, 50, 50, 5, 0, 0)
                .withinOneService()
                .row(TCP_SYN, "a", 80, 30)
                .decidedBy(Feature.FIVE_TUPLE, "3 of 8 flows", "of 3 of 8 flows", lost(30, 30), lost(0, 50));
        assertEquals("certain: ECMP or LAG member", flows.causeOfLoss());
        assertTrue(new EqualCostMember()
                .of(flows.loss())
                .orElseThrow()
                .nextExperiment()
                .orElseThrow()
                .contains("-p"));
        flows.decidedBy(Feature.FIVE_TUPLE, "3 of 8 flows", "of 3 of 8 flows", lost(15, 30), lost(0, 50));
        assertEquals("likely: ECMP or LAG member", flows.causeOfLoss());
    }

    @Test
    void shouldNotBlameAMemberWhereWholePortsAreDead() {
        Trouble ports = new Trouble()
                .asks(179, 8, 50, 50, 8, 0, 0)
                .asks(443, 6, 0, 0, 0, 0, 0)
                .row(TCP_SYN, "a", 80, 30)
                .decidedBy(Feature.FIVE_TUPLE, "6 of 14 flows", "of 6 of 14 flows", lost(30, 30), lost(0, 50));
        assertEquals("likely: ACL or anti-spoofing", ports.causeOfLoss());
    }

    @Test
    void shouldNotBeSureWhereSomethingElseFitsAsWell() {
        Trouble rivals = new Trouble()
                .row(ICMP_ECHO_REQUEST, "a", 35, 12)
                .decidedBy(Feature.SIZE, "over 1400 bytes", "longer than 1,400 bytes", lost(12, 12), lost(0, 23))
                .orBy(Feature.FIVE_TUPLE, "1 of 2 flows", "3 packets more");
        assertEquals("likely: MTU black hole", rivals.causeOfLoss());
    }

    /** Pings of 84 bytes are too long for no link. */
    @Test
    void shouldNotBlameAnMtuThatNoLinkHas() {
        Trouble small = new Trouble()
                .row(ICMP_ECHO_REQUEST, "a", 130, 130)
                .row(TCP_SYN, "a", 34, 0)
                .decidedBy(Feature.SIZE, "over 40 bytes", "longer than 40 bytes", lost(130, 130), lost(0, 34))
                .betweenBytes(40, 576);
        assertEquals(Optional.empty(), new MtuBlackHole().of(small.loss()));
        assertTrue(new MtuBlackHole().of(small.betweenBytes(40, 577).loss()).isPresent());
    }

    @Test
    void shouldBlameAFlowOrAFilterByTheTimeOfTheOthers() {
        Trouble began = new Trouble()
                .asks(0, 4, 60, 4, 2, 0, 0)
                .row(ICMP_ECHO_REQUEST, "a", 32, 30)
                .row(ICMP_ECHO_REPLY, "b", 31, 29)
                .row(TCP_SYN, "a", 40, 0)
                .decidedBy(Feature.FIVE_TUPLE, "2 of 14 flows", "of 2 of 14 flows", lost(59, 59), lost(0, 44));
        assertEquals("likely: ACL or anti-spoofing", began.causeOfLoss());
    }

    @Test
    void shouldTellCorruptionFromRandomLoss() {
        Trouble noisy = new Trouble().row(ICMP_ECHO_REPLY, "b", 1000, 62).pattern(1000, 62, 56, 2, true);
        assertEquals("likely: random loss", noisy.causeOfLoss());
        noisy.growingWithSize();
        assertEquals("likely: random corruption", noisy.causeOfLoss());
        noisy.decidedBy(Feature.SIZE, "over 1000 bytes", "longer than 1,000 bytes", lost(60, 60), lost(2, 940));
        assertEquals("likely: MTU black hole", noisy.causeOfLoss());
    }

    /** What is lost besides, with everything else in one stretch of time, keeps neither fault from being told. */
    @Test
    void shouldTellAnOutageApartFromTheDeviceThatHasNoState() {
        String time = "from 2023-11-14T22:13:35Z to 2023-11-14T22:13:37Z";
        Decider outage = new Decider(Feature.TIME, time, "sent " + time, lost(18, 18), lost(0, 188), 1e-9, List.of());
        Trouble both = new Trouble()
                .row(ICMP_ECHO_REPLY, "b", 148, 148)
                .row(ICMP_ECHO_REQUEST, "a", 150, 10)
                .row(TCP_DATA, "a", 56, 8)
                .pattern(354, 166, 139, 28, true)
                .decidedBy(Feature.INITIATOR, "b", "of exchanges that b began", lost(148, 148), lost(18, 206))
                .losing(
                        Map.of(ICMP_ECHO_REPLY, 148L),
                        Optional.of(
                                new Decider.Rest(Map.of(ICMP_ECHO_REQUEST, 10L, TCP_DATA, 8L), Optional.of(outage))));
        assertEquals("likely: stateful device without the state", both.causeOfLoss());
        Finding finding = new LossFindings(both.symptoms(), 0).all().get(0);
        assertTrue(
                finding.sentence().contains("all of them sent from 22:13:35.000 to 22:13:37.000, when nothing arrives"),
                finding::sentence);
        assertTrue(finding.remaining().toString().contains("gone for that time"), finding::toString);
    }

    /** Where not as many of the shorter ones are lost as their bits would have it. */
    @Test
    void shouldNotTakeForCorruptionWhatIsNotByTheBit() {
        Trouble longest = new Trouble()
                .row(ICMP_ECHO_REQUEST, "a", 860, 70)
                .pattern(860, 70, 65, 2, true)
                .growingWithSize(1e-9);
        assertEquals("likely: random loss", longest.causeOfLoss());
        longest.decidedBy(Feature.SIZE, "over 860 bytes", "longer than 860 bytes", lost(70, 250), lost(0, 610));
        assertTrue(new RandomCorruption().of(longest.loss()).isEmpty());
    }

    /** All flows to one port lose some packets each, and no other does: that is no member that flows are hashed to. */
    @Test
    void shouldNotTakeAServiceThatLosesAPartForABadMember() {
        Trouble port = new Trouble()
                .row(TCP_DATA, "a", 500, 100)
                .pattern(500, 100, 80, 3, true)
                .decidedBy(
                        Feature.FIVE_TUPLE,
                        "1 of 3 services",
                        "of TCP port 443 of b (1 of 3 services)",
                        lost(100, 400),
                        lost(0, 100));
        assertTrue(new EqualCostMember().of(port.loss()).isEmpty());
    }

    @Test
    void shouldNotCallRandomWhatSparesAllOthers() {
        Trouble half = new Trouble()
                .row(TCP_SYN, "a", 59, 30)
                .row(ICMP_ECHO_REPLY, "b", 345, 0)
                .decidedBy(Feature.KIND, "tcp-syn", "that are SYNs", lost(30, 59), lost(0, 345))
                .pattern(404, 30, 30, 1, true);
        Explanation random = new RandomLoss().of(half.loss()).orElseThrow();
        assertEquals(Support.WEAK, random.support());
        assertTrue(random.evidenceAgainst().toString().contains("spares all others"));
    }

    @Test
    void shouldTellTheBlackHoleFromTheRouterThatSaysSo() {
        Trouble large = new Trouble()
                .row(ICMP_ECHO_REQUEST, "a", 35, 12)
                .decidedBy(Feature.SIZE, "over 1400 bytes", "longer than 1,400 bytes", lost(12, 12), lost(0, 23));
        assertEquals("certain: MTU black hole", large.causeOfLoss());
        large.error(3, 4, "", 1400, 12);
        assertEquals("certain: packet too big, said by a router", large.causeOfLoss());
        Explanation said = new PacketTooBig().of(large.loss()).orElseThrow();
        assertTrue(
                said.evidenceFor().toString().contains("router 192.0.2.7"),
                said.evidenceFor().toString());
        assertTrue(
                said.evidenceFor().toString().contains("1,400"),
                said.evidenceFor().toString());
    }

    @Test
    void shouldTakeLossThatOnlyGrowsWithSizeForCorruption() {
        Trouble growing = new Trouble()
                .row(TCP_DATA, "a", 200, 20)
                .decidedBy(Feature.SIZE, "over 700 bytes", "longer than 700 bytes", lost(18, 100), lost(2, 100));
        assertEquals("likely: random corruption", growing.causeOfLoss());
        assertTrue(new MtuBlackHole().of(growing.loss()).isEmpty());
    }

    @Test
    void shouldTellAPolicerFromCongestionByTheDelay() {
        Trouble fast = new Trouble()
                .row(ICMP_ECHO_REPLY, "b", 180, 98)
                .decidedBy(Feature.RATE, "over 20/s", "sent at more than 20 a second", lost(98, 120), lost(0, 60))
                .pattern(180, 98, 40, 5, true);
        assertEquals("likely: policer", fast.causeOfLoss());
        fast.pattern(180, 98, 40, 5, true, Optional.of(new LossPattern.DelayBefore(30_000_000, 1_000_000, 1e-6)));
        assertEquals("likely: congestion", fast.causeOfLoss());
        fast.pattern(180, 98, 40, 5, true, Optional.of(new LossPattern.DelayBefore(1_010_000, 1_000_000, 1e-6)));
        assertEquals("likely: policer", fast.causeOfLoss());
    }

    /** A queue that is full all the time: what is lost comes behind packets hardly slower than all that wait in it. */
    @Test
    void shouldNameCongestionWhereTheQueueStands() {
        Trouble full = new Trouble()
                .row(ICMP_ECHO_REQUEST, "a", 561, 77)
                .pattern(
                        561,
                        77,
                        71,
                        3,
                        true,
                        Optional.of(new LossPattern.DelayBefore(312_000_000, 301_000_000, 1e-20, 13_000)));
        assertEquals("likely: congestion", full.causeOfLoss());
        full.pattern(
                561, 77, 71, 3, true, Optional.of(new LossPattern.DelayBefore(312_000_000, 301_000_000, 0.2, 13_000)));
        assertEquals("likely: random loss", full.causeOfLoss(), "no slower than others");
        full.pattern(
                561,
                77,
                71,
                3,
                true,
                Optional.of(new LossPattern.DelayBefore(312_000_000, 301_000_000, 1e-20, 300_000_000)));
        assertEquals("likely: random loss", full.causeOfLoss(), "the way is as long as that");
    }

    /** On asymmetric routes a device sees what opens, and no more that follows it than it let begin. */
    @Test
    void shouldNameTheStatefulDeviceWhereOnlyWhatOpensPasses() {
        Trouble oneWay = new Trouble()
                .row(ICMP_ECHO_REQUEST, "a", 40, 0)
                .row(TCP_SYN, "a", 3, 0)
                .row(ICMP_ECHO_REPLY, "b", 40, 40)
                .row(TCP_SYN_ACK, "b", 48, 48)
                .row(TCP_DATA, "a", 7, 7)
                .row(TCP_ACK, "a", 4, 4)
                .decidedBy(
                        Feature.KIND,
                        "icmp-echo-reply,tcp-syn-ack,tcp-data,tcp-ack",
                        "that are",
                        lost(99, 99),
                        lost(0, 43));
        assertEquals("likely: stateful device without the state", oneWay.causeOfLoss());
        Explanation explanation = new StatefulDevice().of(oneWay.loss()).orElseThrow();
        assertTrue(
                explanation.remaining().toString().contains("asymmetric routes"),
                explanation.remaining().toString());
        assertEquals(
                "likely: ACL or anti-spoofing",
                new Trouble()
                        .row(ICMP_ECHO_REQUEST, "a", 40, 0)
                        .row(TCP_SYN, "a", 3, 0)
                        .row(ICMP_ECHO_REPLY, "b", 40, 0)
                        .row(TCP_DATA, "a", 17, 17)
                        .decidedBy(Feature.KIND, "tcp-data", "that are data", lost(17, 17), lost(0, 83))
                        .causeOfLoss(),
                "a response passes");
    }

    /** They passed before, pings go on, and nothing else is lost: a table that is cleared, or a rule that came. */
    @Test
    void shouldNameTheTableThatIsClearedWhereConnectionsEndAtOneMoment() {
        Trouble ended = new Trouble()
                .row(TCP_DATA, "a", 70, 14)
                .row(TCP_ACK, "a", 58, 0)
                .row(TCP_SYN, "a", 2, 0)
                .row(ICMP_ECHO_REQUEST, "a", 60, 0)
                .decidedBy(Feature.KIND, "tcp-data", "that are data segments", lost(14, 14), lost(0, 176))
                .pattern(190, 14, 7, 2, false);
        assertEquals("likely: ACL or anti-spoofing", ended.causeOfLoss());
        assertEquals(
                "likely: stateful device without the state",
                ended.endingOldOnes().causeOfLoss());
        assertFalse(
                ended.row(TCP_SYN, "a", 2, 2).causeOfLoss().contains("stateful"), "new connections do not pass either");
    }

    /** To the other host a router names the MTU that lies between what arrives and what does not. */
    @Test
    void shouldNameTheMtuThatARouterTellsTheOtherHost() {
        Trouble replies = new Trouble()
                .row(ICMP_ECHO_REPLY, "b", 39, 39)
                .row(TCP_DATA, "b", 135, 0)
                .decidedBy(Feature.KIND, "icmp", "of ICMP", lost(39, 39), lost(0, 135))
                .orBySize(252, 1428);
        assertEquals("likely: ACL or anti-spoofing", replies.causeOfLoss());
        assertEquals("likely: MTU black hole", replies.errorBack(3, 4, 1300).causeOfLoss());
        assertFalse(replies.orBySize(252, 1290).causeOfLoss().contains("MTU"), "what is lost is shorter than that");
    }

    @Test
    void shouldPreferTheRateToOneFlowOfMany() {
        Trouble pings = new Trouble()
                .row(ICMP_ECHO_REPLY, "b", 180, 98)
                .decidedBy(Feature.FIVE_TUPLE, "1 of 3 flows", "of 1 of 3 flows", lost(97, 150), lost(1, 30))
                .orBy(Feature.RATE, "over 20/s", "3 packets more")
                .pattern(180, 98, 49, 3, true);
        assertEquals("likely: policer", pings.causeOfLoss());
    }

    @Test
    void shouldTakeRegularRunsForALimit() {
        Trouble limited = new Trouble().row(ICMP_ECHO_REPLY, "b", 200, 150).pattern(200, 150, 50, 3, true);
        assertEquals("likely: policer", limited.causeOfLoss());
        Trouble chance = new Trouble().row(ICMP_ECHO_REPLY, "b", 200, 150).pattern(200, 150, 38, 14, true);
        assertEquals("likely: random loss", chance.causeOfLoss());
    }

    @Test
    void shouldNameTheIcmpLimitWhereTcpIsClean() {
        Trouble limited = new Trouble()
                .row(ICMP_ECHO_REPLY, "b", 200, 150)
                .row(TCP_DATA, "b", 60, 0)
                .decidedBy(Feature.KIND, "echo reply", "that are echo replies", lost(150, 200), lost(0, 60))
                .pattern(260, 150, 50, 3, true);
        assertEquals("likely: ICMP rate limit", limited.causeOfLoss());
        Trouble tcpToo = new Trouble()
                .row(ICMP_ECHO_REPLY, "b", 200, 150)
                .row(TCP_DATA, "b", 60, 20)
                .pattern(260, 170, 60, 3, true);
        assertTrue(new IcmpRateLimit().of(tcpToo.loss()).isEmpty());
    }

    /** That no TCP is lost shows a limit on ICMP alone only where TCP leaves while pings are lost. */
    @Test
    void shouldNotLimitTheLimitToIcmpWhereNothingElseLeavesMeanwhile() {
        Trouble limited = new Trouble()
                .row(ICMP_ECHO_REPLY, "b", 300, 43)
                .row(TCP_DATA, "b", 126, 0)
                .decidedBy(Feature.RATE, "over 90/s", "sent at more than 90 a second", lost(43, 57), lost(0, 369))
                .pattern(426, 43, 11, 9, true);
        assertEquals("likely: policer", limited.causeOfLoss());
        assertEquals(List.of("ICMP rate limit"), limited.rivalsOfLoss());
        assertEquals("likely: ICMP rate limit", limited.sparingOthers().causeOfLoss());
        Trouble undecided = new Trouble()
                .row(ICMP_ECHO_REPLY, "b", 266, 23)
                .row(TCP_DATA, "b", 114, 0)
                .pattern(380, 23, 22, 2, true);
        assertEquals("likely: random loss", undecided.causeOfLoss());
        assertEquals("likely: ICMP rate limit", undecided.sparingOthers().causeOfLoss());
    }

    /** What follows lost pings may be nothing, or sooner or later than any ping does. */
    @Test
    void shouldSayWhyNothingShowsThatOthersAreSpared() {
        assertEquals(
                List.of("hardly anything else leaves while pings are lost: what drops all alike may spare it, too"),
                againstALimit(new Decider.Sample(9, 0)));
        assertEquals(
                List.of(
                        "behind lost pings no others are seen to fare better than pings that follow as soon: what drops all"
                                + " alike may spare them, too"),
                againstALimit(new Decider.Sample(10, 0)));
    }

    private static List<String> againstALimit(Decider.Sample others) {
        Trouble limited = new Trouble()
                .row(ICMP_ECHO_REPLY, "b", 200, 150)
                .row(TCP_DATA, "b", 60, 0)
                .decidedBy(Feature.KIND, "echo reply", "that are echo replies", lost(150, 200), lost(0, 60))
                .pattern(260, 150, 50, 3, true)
                .behindPings(new BehindPings(new Decider.Sample(149, 110), others, 0));
        return new IcmpRateLimit().of(limited.loss()).orElseThrow().evidenceAgainst();
    }

    /** Of TCP few are lost, each where the pings are too many: a limit on ICMP alone would not be there for them. */
    @Test
    void shouldPreferThePolicerWhereTcpIsLostAboveTheRateToo() {
        Trouble policed = new Trouble()
                .row(ICMP_ECHO_REPLY, "b", 660, 188)
                .row(TCP_DATA, "b", 100, 5)
                .decidedBy(Feature.RATE, "over 49/s", "sent at more than 49 a second", lost(193, 535), lost(0, 225))
                .pattern(760, 193, 187, 2, true);
        assertEquals("likely: policer", policed.causeOfLoss());
        Explanation icmp = new IcmpRateLimit().of(policed.loss()).orElseThrow();
        assertEquals(Support.FAIR, icmp.support());
        assertFalse(
                icmp.remaining().toString().contains("harmless"),
                icmp.remaining().toString());
    }

    @Test
    void shouldTellBurstsFromChance() {
        Trouble bursts = new Trouble().row(TCP_DATA, "a", 400, 40).pattern(400, 40, 8, 7, true);
        assertEquals("likely: bursts of loss", bursts.causeOfLoss());
        Trouble chance = new Trouble().row(TCP_DATA, "a", 400, 40).pattern(400, 40, 36, 2, true);
        assertEquals("likely: random loss", chance.causeOfLoss());
        assertTrue(new Bursts().of(chance.loss()).isEmpty());
        assertTrue(new RandomLoss().of(bursts.loss()).isEmpty());
    }

    @Test
    void shouldNotBeSureOfChanceByFewLosses() {
        Explanation few = new RandomLoss()
                .of(new Trouble().row(TCP_DATA, "a", 115, 4).loss())
                .orElseThrow();
        assertEquals(Support.FAIR, few.support());
        assertEquals(1, few.evidenceAgainst().size());
        assertTrue(new RandomLoss()
                .of(new Trouble().row(TCP_DATA, "a", 20, 20).loss())
                .isEmpty());
    }

    @Test
    void shouldBelieveTheRouterThatProhibits() {
        assertEquals(
                "certain: administratively prohibited",
                incident().error(3, 13, "", 0, 42).causeOfLoss());
        assertEquals("certain: TTL exceeded", incident().error(11, 0, "", 0, 42).causeOfLoss());
        Trouble unreachable = new Trouble().row(TCP_SYN, "a", 20, 20).row(ICMP_ECHO_REPLY, "b", 20, 20);
        assertEquals(
                "certain: ARP or ND failure", unreachable.error(3, 1, "", 0, 40).causeOfLoss());
        assertFalse(incident().error(3, 13, "", 0, 2).causeOfLoss().contains("prohibited"), "of 2 of 42 only");
    }

    @Test
    void shouldNameAddressResolutionWhereTheFirstPacketsOfFlowsAreLost() {
        Trouble first = new Trouble()
                .row(TCP_SYN, "a", 200, 12)
                .decidedBy(
                        Feature.FIRST_OF_FLOW, "first", "that are the first of their flow", lost(12, 12), lost(0, 188))
                .neighbour("a", "a", "b", 12, 11);
        assertEquals("likely: ARP or ND failure", first.causeOfLoss());
        Trouble answered = new Trouble().row(TCP_SYN, "a", 200, 12).neighbour("a", "a", "b", 12, 0);
        assertTrue(new NeighbourFailure().of(answered.loss()).isEmpty());
    }

    /** Between the packets of other kinds SYNs that are sent again follow each other: no bursts. */
    @Test
    void shouldConfineLossToWhatBeginsConnections() {
        Trouble half = new Trouble()
                .row(TCP_SYN, "a", 270, 130)
                .row(TCP_DATA, "a", 900, 0)
                .row(TCP_ACK, "a", 1_000, 0)
                .pattern(2_170, 130, 99, 5, true);
        assertEquals("likely: random loss", half.causeOfLoss());
        Explanation explanation = new RandomLoss().of(half.loss()).orElseThrow();
        assertEquals(
                List.of("confined to SYNs: 130 of 270 are lost, of all other packets 0 of 1,900"),
                explanation.evidenceFor());
        assertTrue(explanation.nextExperiment().orElseThrow().contains("nc -z"), "TCP, not ping");
        Trouble all = new Trouble()
                .row(TCP_SYN, "a", 270, 130)
                .row(TCP_DATA, "a", 900, 40)
                .pattern(1_170, 170, 99, 5, true);
        assertEquals("likely: bursts of loss", all.causeOfLoss());
    }

    @Test
    void shouldNameTheIdleTimeout() {
        Trouble idle = new Trouble()
                .row(TCP_DATA, "a", 200, 12)
                .decidedBy(
                        Feature.IDLE_GAP, "over 60 s", "after a pause of more than 60 s", lost(12, 12), lost(0, 188));
        assertEquals("likely: conntrack or NAT idle timeout", idle.causeOfLoss());
    }

    @Test
    void shouldBlameTheCaptureForNoMoreThanItMissesElsewhere() {
        Trouble asMuch = new Trouble().row(TCP_ACK, "a", 100, 9).row("a", "b", TCP_DATA, "a", 100, 0, 10, 0);
        assertEquals("likely: capture gap", asMuch.causeOfLoss());
        Trouble more = new Trouble().row(TCP_ACK, "a", 100, 60).row("a", "b", TCP_DATA, "a", 100, 0, 10, 0);
        assertTrue(new CaptureGap().of(more.loss()).isEmpty());
        Trouble confirmed = new Trouble().confirmed(TCP_DATA, "a", 100, 9).row("a", "b", TCP_ACK, "a", 100, 0, 10, 0);
        assertTrue(new CaptureGap().of(confirmed.loss()).isEmpty());
    }

    /** Others send them in the host's name: that its capture does not hold them says nothing of what it misses. */
    @Test
    void shouldNotBlameTheCaptureForResetsFromTheWay() {
        Trouble data = new Trouble().row(TCP_DATA, "a", 100, 9).back(TCP_ACK, "a", 80, 0);
        assertTrue(Misses.of(data.unseenLeaving(TCP_ACK, 12).loss()).isAlike());
        Trouble resets = new Trouble().row(TCP_DATA, "a", 100, 9).back(TCP_ACK, "a", 80, 0);
        Misses misses = Misses.of(resets.unseenLeaving(TCP_RST, 12).loss());
        assertFalse(misses.isAlike());
        assertEquals("", misses.besides());
    }
}

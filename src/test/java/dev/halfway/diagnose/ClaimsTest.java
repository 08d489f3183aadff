package dev.halfway.diagnose;

import static dev.halfway.decode.TypeP.ICMP_ECHO_REPLY;
import static dev.halfway.decode.TypeP.ICMP_ECHO_REQUEST;
import static dev.halfway.decode.TypeP.TCP_ACK;
import static dev.halfway.decode.TypeP.TCP_DATA;
import static dev.halfway.decode.TypeP.TCP_RST;
import static dev.halfway.decode.TypeP.TCP_SYN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfway.diagnose.Decider.Sample;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** No claim is stronger than what the packets exclude: causes that look the same keep a cause from being certain. */
class ClaimsTest {
    private static Sample lost(long lost, long judged) {
        return new Sample(judged, lost);
    }

    private static Trouble withoutIcmp(long connections) {
        return new Trouble()
                .row(ICMP_ECHO_REQUEST, "a", 20, 20)
                .row(ICMP_ECHO_REPLY, "b", 20, 20)
                .row(TCP_DATA, "a", 20, 0)
                .row(TCP_ACK, "b", 20, 0)
                .decidedBy(Feature.KIND, "icmp", "of ICMP", lost(40, 40), lost(0, 40))
                .asks(179, connections, connections, connections, connections, 0, 0);
    }

    @Test
    void shouldNotTellAFilterFromABadPathByOneConnection() {
        assertEquals("likely: ACL or anti-spoofing", withoutIcmp(1).causeOfLoss());
        assertEquals("likely: ACL or anti-spoofing", withoutIcmp(34).causeOfLoss(), "all of ICMP may take one path");
        assertEquals("certain: ACL or anti-spoofing", withoutIcmp(35).causeOfLoss());
        assertEquals(List.of("ECMP or LAG member"), withoutIcmp(34).rivalsOfLoss());
        assertEquals(List.of(), withoutIcmp(35).rivalsOfLoss());
        Explanation one = new AccessList().of(withoutIcmp(1).loss()).orElseThrow();
        assertTrue(one.evidenceAgainst().toString().contains("equal paths"), one.evidenceAgainst()::toString);
        assertEquals(List.of("routing and ARP from a to b: other packets take the same way"), one.rulesOut());
    }

    @Test
    void shouldNotTellADeadPathFromAFilterByOneProtocol() {
        Trouble pings = new Trouble()
                .row(ICMP_ECHO_REQUEST, "a", 30, 15)
                .row(ICMP_ECHO_REPLY, "b", 30, 15)
                .decidedBy(Feature.TIME, "22:13:30", "sent from 22:13:30 on", lost(30, 30), lost(0, 30))
                .pattern(60, 30, 1, 30, false);
        assertEquals("likely: dead path one way", pings.causeOfLoss());
        assertTrue(new DeadPath()
                .of(pings.loss())
                .orElseThrow()
                .evidenceAgainst()
                .toString()
                .contains("one protocol"));
    }

    @Test
    void shouldNotTellAnOutageByOneKindForCertain() {
        Trouble requests = new Trouble()
                .row(ICMP_ECHO_REQUEST, "a", 60, 30)
                .decidedBy(Feature.TIME, "22:13:30", "sent from 22:13:30 to 22:13:33", lost(30, 30), lost(0, 30))
                .pattern(60, 30, 1, 30, true);
        assertEquals("likely: outage", requests.causeOfLoss());
    }

    @Test
    void shouldNotTellABadMemberFromATableThatHasOnlyOldConnections() {
        Trouble table = new Trouble()
                .asks(179, 8, 50, 50, 5, 0, 0)
                .row(TCP_SYN, "a", 30, 30)
                .row(TCP_DATA, "a", 50, 0)
                .decidedBy(Feature.FIVE_TUPLE, "3 of 8 flows", "of 3 of 8 flows", lost(30, 30), lost(0, 50))
                .withinOneServiceOfOldFlows();
        assertEquals("likely: ECMP or LAG member", table.causeOfLoss());
        Trouble forgotten = new Trouble()
                .asks(179, 8, 50, 50, 5, 0, 0)
                .row(TCP_DATA, "a", 80, 30)
                .decidedBy(Feature.FIVE_TUPLE, "3 of 8 flows", "of 3 of 8 flows", lost(30, 30), lost(0, 50))
                .withinOneService();
        assertEquals("likely: ECMP or LAG member", forgotten.causeOfLoss());
    }

    @Test
    void shouldNotRuleOutWhatGoesByPortWhereNoPortIsCutAcross() {
        Trouble services = new Trouble()
                .row(TCP_SYN, "a", 80, 30)
                .decidedBy(Feature.FIVE_TUPLE, "3 of 8 flows", "of 3 of 8 flows", lost(30, 30), lost(0, 50));
        assertEquals(
                List.of(),
                new EqualCostMember().of(services.loss()).orElseThrow().rulesOut());
    }

    @Test
    void shouldRuleOutQueuesOnlyWhereSomethingCounts() {
        Trouble resets = new Trouble().appeared(TCP_RST, 3, 0, 0);
        Oddity unsure = new Oddity(
                resets.symptoms(),
                Oddity.Kind.INJECTION,
                "a",
                "b",
                List.of(),
                resets.symptoms().appeared());
        assertEquals(List.of(), new Injected().of(unsure).orElseThrow().rulesOut());
    }

    @Test
    void shouldNotStretchATimeOverALossThatIsNotOfIt() {
        Trouble more = new Trouble()
                .row(ICMP_ECHO_REQUEST, "a", 64, 16)
                .row(ICMP_ECHO_REPLY, "b", 64, 15)
                .decidedBy(
                        Feature.TIME,
                        "2023-11-14T22:13:28.079Z to 2023-11-14T22:13:33.828Z",
                        "sent from 2023-11-14T22:13:28.079Z to 2023-11-14T22:13:33.828Z",
                        lost(30, 30),
                        lost(1, 98))
                .losing(Map.of(ICMP_ECHO_REQUEST, 15L, ICMP_ECHO_REPLY, 15L), Optional.empty())
                .pattern(128, 31, 2, 30, true);
        assertEquals(
                "From 22:13:28.079 to 22:13:33.828 none of the 30 packets that leave a reaches b (15 echo requests and"
                        + " 15 echo replies); at other times 97 of 98 arrive.",
                new LossFindings(more.symptoms(), 0).all().get(0).sentence());
    }

    @Test
    void shouldHoldAShareLostForATimeAgainstThePacketsOfThatTime() {
        Trouble half = new Trouble()
                .row(ICMP_ECHO_REQUEST, "a", 64, 22)
                .row(ICMP_ECHO_REPLY, "b", 64, 23)
                .decidedBy(
                        Feature.TIME,
                        "2023-11-14T22:13:30Z to 2023-11-14T22:13:33Z",
                        "sent from 2023-11-14T22:13:30Z to 2023-11-14T22:13:33Z",
                        lost(45, 70),
                        lost(0, 58))
                .pattern(128, 45, 17, 6, true);
        assertTrue(Runs.areBursts(half.loss().pattern().orElseThrow()), "among all packets");
        assertEquals("likely: random loss", half.causeOfLoss());
        Explanation explanation = new RandomLoss().of(half.loss()).orElseThrow();
        assertEquals(Support.STRONG, explanation.support());
        assertEquals(List.of(), explanation.evidenceAgainst());
    }

    @Test
    void shouldNotBlameChecksumsOfAHostThatResetsOrAnswersElsewhere() {
        Trouble refusing = new Trouble().asks(179, 5, 5, 0, 0, 0, 5).segments("a", "b", 0, 64, 20, 20);
        assertTrue(
                new BadChecksum().of(refusing.silence(Silence.Manner.REFUSAL)).isEmpty());
    }

    @Test
    void shouldNotNameACauseThatIsKnownNotToFit() {
        Trouble some = new Trouble()
                .row(TCP_SYN, "a", 52, 24)
                .row(TCP_DATA, "a", 260, 0)
                .decidedBy(Feature.KIND, "tcp-syn", "that are SYNs", lost(24, 52), lost(0, 260))
                .pattern(312, 24, 23, 2, true);
        Finding finding = new LossFindings(some.symptoms(), 0).all().get(0);
        assertTrue(finding.cause().isEmpty(), finding::toString);
        assertTrue(finding.remaining().get(0).contains("connection table"), finding::toString);
        assertTrue(Conclusion.of(List.of(finding), new Coverage(some.symptoms()), java.util.Optional.empty(), 0)
                .sentence()
                .contains("No known cause fits well."));
    }

    @Test
    void shouldNotSayThatAHostAnswersWhatItHasStoppedToAnswer() {
        Trouble silent = new Trouble().asks(179, 5, 5, 0, 0, 5, 0).asks(0, 1, 60, 12, 1, 1, 0);
        Silence silence = new Silence(
                silent.symptoms(),
                "a",
                "b",
                Silence.Manner.NOTHING,
                silent.symptoms().exchanges().subList(0, 1));
        assertTrue(silence.answering().isEmpty());
        Trouble sound = new Trouble().asks(179, 5, 5, 0, 0, 5, 0).asks(0, 1, 60, 60, 1, 0, 0);
        Silence one = new Silence(
                sound.symptoms(),
                "a",
                "b",
                Silence.Manner.NOTHING,
                sound.symptoms().exchanges().subList(0, 1));
        Explanation explanation = new HostSilent().of(one).orElseThrow();
        assertEquals(List.of("netfilter or the service on b"), explanation.remaining());
        assertTrue(explanation.rulesOut().toString().contains("rp_filter"), explanation.rulesOut()::toString);
    }
}

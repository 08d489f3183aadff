package dev.halfway.diagnose;

import static dev.halfway.decode.TypeP.ICMP_ECHO_REPLY;
import static dev.halfway.decode.TypeP.ICMP_ECHO_REQUEST;
import static dev.halfway.decode.TypeP.TCP_ACK;
import static dev.halfway.decode.TypeP.TCP_DATA;
import static dev.halfway.decode.TypeP.TCP_SYN_ACK;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfway.match.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** From findings to the one answer. */
class ConclusionTest {
    private static Conclusion of(Trouble trouble) {
        return of(trouble, 0);
    }

    private static Conclusion of(Trouble trouble, double maxLossPercent) {
        Symptoms symptoms = trouble.symptoms();
        LossFindings losses = new LossFindings(symptoms, maxLossPercent);
        List<Finding> findings = new ArrayList<>(losses.all());
        findings.addAll(new SilenceFindings(symptoms).all());
        findings.addAll(new OddityFindings(symptoms, maxLossPercent).all());
        findings.addAll(new GapFindings(symptoms).all(findings));
        return Conclusion.of(findings, new Coverage(symptoms), losses.whyTooLittle(), maxLossPercent);
    }

    @Test
    void shouldFindNothingInAHealthyPair() {
        Conclusion healthy = of(new Trouble().row(ICMP_ECHO_REQUEST, "a", 50, 0).back(ICMP_ECHO_REPLY, "a", 50, 0));
        assertEquals(Verdict.NO_LOSS, healthy.verdict());
        assertEquals(0, healthy.exitCode());
    }

    @Test
    void shouldAllowWhatTheUserAllows() {
        Trouble trouble = new Trouble().row(ICMP_ECHO_REQUEST, "a", 200, 1).back(ICMP_ECHO_REPLY, "a", 199, 0);
        assertEquals(Verdict.ONE_WAY_LOSS, of(trouble).verdict());
        Conclusion allowed = of(trouble, 1);
        assertEquals(Verdict.NO_LOSS, allowed.verdict());
        assertTrue(
                allowed.sentence().startsWith("Loss stays within the 1 % allowed: 1 of 200 packets a -> b"),
                allowed.sentence());
    }

    /** A kind of few packets loses by chance a larger share than all of the direction; all of a kind is no chance. */
    @Test
    void shouldHoldTheDirectionAgainstWhatIsAllowed() {
        Trouble trouble = new Trouble()
                .row(ICMP_ECHO_REQUEST, "a", 618, 8)
                .row(TCP_DATA, "a", 30, 3)
                .back(ICMP_ECHO_REPLY, "a", 610, 0);
        Conclusion allowed = of(trouble, 5);
        assertEquals(Verdict.NO_LOSS, allowed.verdict());
        assertTrue(
                allowed.sentence().startsWith("Loss stays within the 5 % allowed: 11 of 648 packets a -> b"),
                allowed.sentence());
        assertEquals(Verdict.ONE_WAY_LOSS, of(trouble, 1.5).verdict());
        assertTrue(
                of(trouble, 1.5).sentence().contains("8 of 618"),
                of(trouble, 1.5).sentence());
        Trouble dead = new Trouble()
                .row(ICMP_ECHO_REQUEST, "a", 618, 0)
                .row(TCP_SYN_ACK, "b", 9, 9)
                .back(ICMP_ECHO_REPLY, "a", 618, 0);
        assertEquals(Verdict.ONE_WAY_LOSS, of(dead, 5).verdict());
    }

    /** What else is found does not make known what a capture does not hold. */
    @Test
    void shouldNotCallAGapNoLossForWhatIsFoundBesides() {
        Trouble missed =
                new Trouble().row("a", "b", TCP_ACK, "a", 100, 0, 10, 0).back(ICMP_ECHO_REPLY, "a", 60, 0);
        Conclusion alone = of(missed);
        assertEquals(Verdict.INCONCLUSIVE, alone.verdict());
        Conclusion besides = of(missed.odd(ICMP_ECHO_REQUEST, 60, 6, 0));
        assertEquals(Verdict.INCONCLUSIVE, besides.verdict());
        assertTrue(besides.sentence().endsWith("Of what it does hold nothing is lost."), besides.sentence());
    }

    /** Somebody looks for the way: what is to run out of TTL does, and that is no fault. */
    @Test
    void shouldNotCallATracerouteALoss() {
        Trouble trace = new Trouble()
                .row(ICMP_ECHO_REQUEST, "a", 188, 52)
                .back(ICMP_ECHO_REPLY, "a", 136, 0)
                .decidedBy(
                        Feature.TTL,
                        "1 to 2",
                        "with TTL 1 to 2",
                        new Decider.Sample(52, 52),
                        new Decider.Sample(136, 0))
                .error(11, 0, "", 0, 26);
        assertEquals(Verdict.ONE_WAY_LOSS, of(trace).verdict(), "none is seen to count it up");
        Conclusion counted = of(trace.betweenBytes(3, 1));
        assertEquals(Verdict.NO_LOSS, counted.verdict());
        assertEquals(0, counted.exitCode());
        assertTrue(
                counted.sentence().contains("52 packets a -> b left with TTL 1 to 2, as a traceroute sends them"),
                counted.sentence());
    }

    @Test
    void shouldNotTellBySinglePacketsThatNothingConfirms() {
        Conclusion few = of(new Trouble().row(ICMP_ECHO_REPLY, "b", 3, 1).back(ICMP_ECHO_REQUEST, "b", 50, 0));
        assertEquals(Verdict.INCONCLUSIVE, few.verdict());
        assertEquals(3, few.exitCode());
        assertTrue(few.sentence().contains("too few packets"), few.sentence());
        Conclusion confirmed = of(new Trouble().confirmed(TCP_DATA, "a", 3, 1).back(ICMP_ECHO_REQUEST, "b", 50, 0));
        assertEquals(Verdict.ONE_WAY_LOSS, confirmed.verdict());
    }

    @Test
    void shouldNotCallLossWhatTheCaptureMissesAnyway() {
        Conclusion gap = of(new Trouble()
                .row(TCP_ACK, "a", 100, 9)
                .row("a", "b", TCP_DATA, "a", 100, 0, 10, 0)
                .back(TCP_ACK, "a", 100, 0));
        assertEquals(Verdict.INCONCLUSIVE, gap.verdict());
        assertEquals(3, gap.exitCode());
        assertTrue(gap.sentence().contains("cannot be told"), gap.sentence());
        assertTrue(gap.sentence().startsWith("Cannot tell: ACKs (9 of 100)"), gap.sentence());
    }

    @Test
    void shouldSayLossBothWaysOnce() {
        Conclusion both = of(new Trouble().row(ICMP_ECHO_REQUEST, "a", 60, 10).back(ICMP_ECHO_REPLY, "a", 50, 8));
        assertEquals(Verdict.LOSS_BOTH_WAYS, both.verdict());
        assertEquals(
                "Loss both ways. Echo requests (10 of 60) leave a and never reach b. Most likely: random loss. Echo replies"
                        + " (8 of 50) leave b and never reach a. Most likely: random loss.",
                both.sentence());
    }

    /** What arrives the other way says nothing of what was not judged. */
    @Test
    void shouldSayThatTheOtherWayCannotBeTold() {
        Trouble trouble = new Trouble()
                .row(ICMP_ECHO_REQUEST, "a", 60, 10)
                .row("b", "a", ICMP_ECHO_REPLY, "a", 50, 0, 0, 18)
                .unjudged("b", "a", Reason.CLOCK_UNSURE, 18)
                .unjudged("b", "a", Reason.CLOCK_STEPPED, 7);
        Conclusion open = of(trouble);
        assertEquals(Verdict.ONE_WAY_LOSS, open.verdict());
        assertTrue(
                open.sentence()
                        .endsWith(
                                " Whether packets are lost the other way, too, cannot be told: 18 packets b -> a could not be"
                                        + " judged: about then the clock of a or the other was set, and whether before it or behind"
                                        + " cannot be told."),
                open.sentence());
        Conclusion sameWay = of(new Trouble()
                .row(ICMP_ECHO_REQUEST, "a", 60, 10)
                .back(ICMP_ECHO_REPLY, "a", 50, 0)
                .unjudged("a", "b", Reason.CLOCK_UNSURE, 18));
        assertFalse(sameWay.sentence().contains("the other way"), sameWay.sentence());
    }

    /** Damage on the way is no loss, and no less than one. */
    @Test
    void shouldTellOfDamageInTheFirstSentence() {
        Conclusion alone = of(new Trouble().odd(ICMP_ECHO_REQUEST, 60, 6, 0).back(ICMP_ECHO_REPLY, "a", 60, 0));
        assertTrue(
                alone.sentence()
                        .startsWith(
                                "Damaged on the way, not lost: 6 echo requests (of 60) from a arrive at b with other"
                                        + " content than they left with."),
                alone.sentence());
        assertEquals(1, alone.exitCode());
        Conclusion besides =
                of(new Trouble().row(ICMP_ECHO_REQUEST, "a", 60, 10).odd(TCP_DATA, 50, 3, 0));
        assertTrue(
                besides.sentence().endsWith(" There is one more finding: packets that arrive damaged."),
                besides.sentence());
        Conclusion both = of(new Trouble()
                .row(ICMP_ECHO_REQUEST, "a", 60, 10)
                .back(ICMP_ECHO_REPLY, "a", 50, 8)
                .odd(TCP_DATA, 50, 3, 0));
        assertTrue(
                both.sentence().endsWith(" There is one more finding: packets that arrive damaged."), both.sentence());
    }

    @Test
    void shouldTellWhatElseThereIs() {
        Conclusion two = of(new Trouble()
                .row(ICMP_ECHO_REQUEST, "a", 60, 10)
                .back(ICMP_ECHO_REPLY, "a", 50, 0)
                .asks(179, 4, 12, 0, 0, 4, 0));
        assertEquals(Verdict.ONE_WAY_LOSS, two.verdict());
        assertTrue(
                two.sentence().endsWith(" There is one more finding: TCP port 179 unanswered a -> b."), two.sentence());
    }

    @Test
    void shouldNameNoMoreThanTwoOfSeveral() {
        List<Finding> findings = new ArrayList<>(List.of(lost("a", "b"), lost("a", "c")));
        findings.add(Finding.of("capture-gap", Grade.CERTAIN, "It lacks packets.")
                .at("capture:b")
                .build());
        assertTrue(
                sentence(findings).endsWith(" There are 2 more findings: one-way loss a -> c and capture gap at b."),
                sentence(findings));
        findings.add(lost("a", "d"));
        findings.add(lost("a", "e"));
        assertTrue(
                sentence(findings)
                        .endsWith(" There are 4 more findings: one-way loss a -> c, one-way loss a -> d and 2 more."),
                sentence(findings));
    }

    /** Whatever its place among the findings, and of whichever kind the loss is. */
    @Test
    void shouldTellWhatAHostDoesOfItsOwnAccordBehindEveryLoss() {
        Precedence precedence =
                new Precedence(new Trouble().row(TCP_DATA, "a", 14, 14).symptoms());
        Finding doubled =
                Finding.of("duplication", Grade.CERTAIN, "Some come twice.").build();
        Finding loss = lost("a", "b");
        assertEquals(List.of(loss, shutDown(), doubled), precedence.order(List.of(shutDown(), loss, doubled)));
        Finding apart =
                Finding.of("no-neighbour", Grade.CERTAIN, "None is found.").build();
        assertEquals(List.of(doubled, apart, shutDown()), precedence.order(List.of(shutDown(), doubled, apart)));
        assertEquals(List.of(shutDown(), doubled), precedence.order(List.of(shutDown(), doubled)));
    }

    /** It answers no question about packets. */
    @Test
    void shouldNotBeKeptFromCannotTellByWhatAHostDoesOfItsOwnAccord() {
        Coverage few =
                new Coverage(new Trouble().row(ICMP_ECHO_REPLY, "b", 3, 0).symptoms());
        Conclusion open = Conclusion.of(List.of(shutDown()), few, Optional.empty(), 0);
        assertEquals(Verdict.INCONCLUSIVE, open.verdict());
        assertEquals(3, open.exitCode());
        assertTrue(open.sentence().startsWith("Cannot tell"), open.sentence());
        assertTrue(open.sentence().endsWith(" Found all the same: a shuts it down."), open.sentence());
        Coverage all = new Coverage(new Trouble()
                .row(ICMP_ECHO_REQUEST, "a", 60, 0)
                .back(ICMP_ECHO_REPLY, "a", 60, 0)
                .symptoms());
        Conclusion known = Conclusion.of(List.of(shutDown()), all, Optional.empty(), 0);
        assertEquals(Verdict.NO_LOSS, known.verdict());
        assertEquals(1, known.exitCode());
        assertTrue(known.sentence().startsWith("a shuts it down. No loss"), known.sentence());
    }

    private static Finding shutDown() {
        return Finding.of("bgp", Grade.CERTAIN, "a shuts it down.")
                .lasting(true)
                .ofOwnAccord(true)
                .between("b", "a")
                .at("host:a")
                .build();
    }

    private static String sentence(List<Finding> findings) {
        Coverage coverage =
                new Coverage(new Trouble().row(TCP_DATA, "a", 14, 14).symptoms());
        return Conclusion.of(findings, coverage, Optional.empty(), 0).sentence();
    }

    @Test
    void shouldNotBeSureWhereTheFarCaptureShowsNothingArriving() {
        Symptoms symptoms = new Trouble()
                .row(ICMP_ECHO_REQUEST, "a", 60, 60)
                .withoutArrivals("b")
                .symptoms();
        Finding finding = new LossFindings(symptoms, 0).all().get(0);
        assertEquals(Grade.LIKELY, finding.grade());
        assertEquals(Grade.LIKELY, finding.cause().orElseThrow().grade());
        assertTrue(finding.remaining().toString().contains("one direction only"));
    }

    @Test
    void shouldNotReadAsCertainWhatIsLikely() {
        Conclusion likely = of(new Trouble().row(ICMP_ECHO_REQUEST, "a", 60, 60).withoutArrivals("b"));
        assertEquals(Verdict.ONE_WAY_LOSS, likely.verdict());
        assertTrue(likely.sentence().startsWith("Likely, not certain: Echo requests (60 of 60)"), likely.sentence());
        Conclusion certain =
                of(new Trouble().row(ICMP_ECHO_REQUEST, "a", 60, 60).back(ICMP_ECHO_REQUEST, "b", 900, 0));
        assertTrue(certain.sentence().startsWith("Echo requests (60 of 60)"), certain.sentence());
    }

    @Test
    void shouldSayWhichOfTwoWaysIsLikely() {
        Conclusion both = of(new Trouble()
                .row(ICMP_ECHO_REQUEST, "a", 60, 10)
                .back(ICMP_ECHO_REPLY, "a", 50, 8)
                .withoutArrivals("b"));
        assertTrue(both.sentence().startsWith("Likely loss both ways. "), both.sentence());
        assertTrue(both.sentence().contains("Likely, not certain: Echo requests (10 of 60)"), both.sentence());
        assertTrue(both.sentence().contains(". Echo replies (8 of 50)"), both.sentence());
    }

    @Test
    void shouldNotMakeAPatternOfOnePacket() {
        Conclusion one =
                of(new Trouble().confirmed(ICMP_ECHO_REQUEST, "a", 50, 1).back(ICMP_ECHO_REPLY, "a", 49, 0));
        assertEquals(Verdict.ONE_WAY_LOSS, one.verdict());
        assertTrue(
                one.sentence().startsWith("1 echo request of 50 leaves a and never reaches b, too few to say how. "),
                one.sentence());
        assertFalse(one.sentence().contains("random"), one.sentence());
        assertFalse(one.sentence().contains("cause"), one.sentence());
        Conclusion two =
                of(new Trouble().confirmed(ICMP_ECHO_REQUEST, "a", 50, 2).back(ICMP_ECHO_REPLY, "a", 48, 0));
        assertTrue(
                two.sentence().startsWith("Echo requests (2 of 50) leave a and never reach b, too few to say how. "),
                two.sentence());
        Conclusion said = of(new Trouble()
                .confirmed(ICMP_ECHO_REQUEST, "a", 50, 1)
                .back(ICMP_ECHO_REPLY, "a", 49, 0)
                .error(3, 13, "", 0, 1));
        assertTrue(said.sentence().contains("administratively prohibited"), said.sentence());
        assertFalse(said.sentence().contains("too few"), said.sentence());
    }

    /** What a capture lacks is a finding too, below what it is about. */
    @Test
    void shouldCountWhatIsFoundOfCaptures() {
        Conclusion loss = of(new Trouble()
                .confirmed(ICMP_ECHO_REQUEST, "a", 100, 60)
                .row("a", "b", TCP_DATA, "a", 100, 0, 10, 0)
                .back(TCP_ACK, "a", 100, 0));
        assertEquals(Verdict.ONE_WAY_LOSS, loss.verdict());
        assertTrue(loss.sentence().endsWith(" There is one more finding: capture gap at b."), loss.sentence());
    }

    /** One packet lost of one is all of them, and less than 30 of 60. */
    @Test
    void shouldTellFirstWhatLosesMost() {
        List<Finding> findings = new LossFindings(
                        new Trouble()
                                .confirmed(TCP_DATA, "a", 1, 1)
                                .back(ICMP_ECHO_REPLY, "a", 60, 30)
                                .symptoms(),
                        0)
                .all();
        assertEquals(
                List.of(Optional.of("b"), Optional.of("a")),
                findings.stream().map(Finding::from).toList());
    }

    private static Finding lost(String from, String to) {
        return Finding.of(
                        "one-way-loss",
                        Grade.CERTAIN,
                        "TCP packets (14 of 14) leave " + from + " and never reach " + to + ".")
                .between(from, to)
                .of(List.of(TCP_DATA))
                .decidedBy(Optional.of(new Decider(
                        Feature.KIND,
                        "tcp",
                        "of TCP",
                        new Decider.Sample(14, 14),
                        new Decider.Sample(130, 0),
                        1e-9,
                        List.of(new Decider.Rival(Feature.DSCP, "48", "3 packets")))))
                .at("between-taps")
                .by(new Finding.Cause("ACL or anti-spoofing", Grade.LIKELY, List.of(), List.of()))
                .build();
    }

    @Test
    void shouldSayOfBothWaysWhatMayDecideAsWell() {
        Coverage coverage =
                new Coverage(new Trouble().row(TCP_DATA, "a", 14, 14).symptoms());
        assertEquals(
                "Loss both ways, alike. TCP packets (14 of 14) leave a and never reach b. TCP packets (14 of 14) leave b and"
                        + " never reach a. What decides may as well be the DSCP. Most likely, both ways: ACL or"
                        + " anti-spoofing.",
                Conclusion.of(List.of(lost("a", "b"), lost("b", "a")), coverage, Optional.empty(), 0)
                        .sentence());
    }

    @Test
    void shouldNameEveryCauseThatFitsAsWell() {
        assertEquals(
                "Likely, not certain: TCP packets (14 of 14) leave a and never reach b. What decides may as well be the DSCP"
                        + " or the flow (five-tuple). Most likely: outage, or as likely ARP or ND failure.",
                withRivals(List.of("ARP or ND failure")));
    }

    /** Three, and how many more. */
    @Test
    void shouldNotNameMoreThanThreeThatFitAsWell() {
        String sentence = withRivals(List.of("bursts of loss", "policer", "congestion", "random loss", "ACL"));
        assertTrue(
                sentence.endsWith(
                        "outage, or as likely bursts of loss, or as likely policer, or as likely congestion, or as"
                                + " likely one of 2 more."),
                sentence);
    }

    private static String withRivals(List<String> rivals) {
        Finding.Cause cause = new Finding.Cause("outage", Grade.LIKELY, List.of(), List.of(), rivals);
        Decider decider = new Decider(
                Feature.KIND,
                "tcp",
                "of TCP",
                new Decider.Sample(14, 14),
                new Decider.Sample(130, 0),
                1e-9,
                List.of(
                        new Decider.Rival(Feature.DSCP, "48", "3 packets"),
                        new Decider.Rival(Feature.FIVE_TUPLE, "1 of 3 flows", "3 packets")));
        Finding finding = Finding.of("one-way-loss", Grade.LIKELY, "TCP packets (14 of 14) leave a and never reach b.")
                .between("a", "b")
                .of(List.of(TCP_DATA))
                .decidedBy(Optional.of(decider))
                .at("between-taps")
                .by(cause)
                .build();
        Coverage coverage =
                new Coverage(new Trouble().row(TCP_DATA, "a", 14, 14).symptoms());
        return Conclusion.of(List.of(finding), coverage, Optional.empty(), 0).sentence();
    }
}

package dev.halfway.diagnose;

import static dev.halfway.decode.TypeP.ICMP_ECHO_REPLY;
import static dev.halfway.decode.TypeP.ICMP_ECHO_REQUEST;
import static dev.halfway.decode.TypeP.TCP_ACK;
import static dev.halfway.decode.TypeP.TCP_DATA;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
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
        assertTrue(allowed.sentence().startsWith("Loss stays within the 1 % allowed: 1 of 399"), allowed.sentence());
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

    @Test
    void shouldTellWhatElseThereIs() {
        Conclusion two = of(new Trouble()
                .row(ICMP_ECHO_REQUEST, "a", 60, 10)
                .back(ICMP_ECHO_REPLY, "a", 50, 0)
                .asks(179, 4, 12, 0, 0, 4, 0));
        assertEquals(Verdict.ONE_WAY_LOSS, two.verdict());
        assertTrue(two.sentence().endsWith("There is one more finding."), two.sentence());
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
}

package dev.halfway.diagnose;

import static dev.halfway.decode.TypeP.ICMP_ECHO_REPLY;
import static dev.halfway.decode.TypeP.ICMP_ECHO_REQUEST;
import static dev.halfway.decode.TypeP.TCP_DATA;
import static dev.halfway.decode.TypeP.TCP_SYN;
import static dev.halfway.decode.TypeP.TCP_SYN_ACK;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfway.match.Reason;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What "no loss" may be said of. */
class CoverageTest {
    private static Trouble pings(long there, long back) {
        return new Trouble().row(ICMP_ECHO_REQUEST, "a", there, 0).back(ICMP_ECHO_REPLY, "a", back, 0);
    }

    @Test
    void shouldGiveTheBoundEachWay() {
        Coverage even = new Coverage(pings(12_500, 12_500).symptoms());
        assertTrue(even.isRepresentative());
        assertEquals("No loss in 25,000 packets; below 0.024 % each way.", even.sentence(0));
        Coverage uneven = new Coverage(pings(300, 100).symptoms());
        assertEquals("No loss in 400 packets; below 1.0 % a -> b, below 3.0 % b -> a.", uneven.sentence(0));
    }

    @Test
    void shouldNotSpeakForAWayThatHardlyAnythingWent() {
        Coverage few = new Coverage(pings(300, 4).symptoms());
        assertFalse(few.isRepresentative());
        assertEquals("Cannot tell: too few packets, 300 a -> b, 4 b -> a.", few.whyNot());
    }

    @Test
    void shouldNameTheKindThatCouldNotBeJudged() {
        Trouble trouble = pings(50, 50)
                .row("a", "b", TCP_SYN, "a", 12, 0, 0, 12)
                .back(TCP_SYN_ACK, "a", 12, 0)
                .unjudged("a", "b", Reason.KIND_NOT_CAPTURED, 12);
        Coverage coverage = new Coverage(trouble.symptoms());
        assertTrue(coverage.isRepresentative(), "the SYNs were answered");
        assertEquals(
                "No loss in what could be judged, 112 packets; below 6.0 % a -> b, below 4.8 % b -> a; 12 SYNs a -> b could"
                        + " not be judged: the capture at b shows nothing of this kind, in either direction.",
                coverage.sentence(0));
    }

    /** They may be the ones that are lost. */
    @Test
    void shouldNotSayNoLossWhereTooManyMayBeRewritten() {
        Coverage many = new Coverage(pings(50, 50)
                .row("a", "b", TCP_DATA, "a", 50, 48, 0, 2)
                .unjudged("a", "b", Reason.REWRITTEN, 2)
                .symptoms());
        assertFalse(many.isRepresentative());
        assertTrue(many.whyNot().contains("2 packets a -> b could not be judged"), many.whyNot());
        Coverage few = new Coverage(
                pings(500, 500).unjudged("a", "b", Reason.REWRITTEN, 2).symptoms());
        assertTrue(few.isRepresentative());
    }

    @Test
    void shouldNotSayNoLossWhereTheUnjudgedStayUnanswered() {
        Trouble trouble = pings(50, 50).row("a", "b", TCP_SYN, "a", 12, 0, 0, 12);
        Coverage coverage = new Coverage(trouble.symptoms());
        assertFalse(coverage.isRepresentative());
        assertTrue(coverage.whyNot().contains("12 SYNs a -> b could not be judged"), coverage.whyNot());
    }

    @Test
    void shouldNotSayNoLossWhereAWholeWayOrMostCouldNotBeJudged() {
        Trouble oneWay =
                new Trouble().row(ICMP_ECHO_REQUEST, "a", 50, 0).row("b", "a", ICMP_ECHO_REPLY, "a", 40, 0, 0, 40);
        assertFalse(new Coverage(oneWay.symptoms()).isRepresentative());
        Trouble most =
                pings(20, 20).row("a", "b", TCP_DATA, "a", 100, 0, 0, 100).row("b", "a", TCP_DATA, "a", 100, 0, 0, 100);
        assertFalse(new Coverage(most.symptoms()).isRepresentative());
    }

    @Test
    void shouldNotMindThePacketsAtTheEdges() {
        Trouble edges =
                new Trouble().row("a", "b", ICMP_ECHO_REQUEST, "a", 50, 0, 0, 2).back(ICMP_ECHO_REPLY, "a", 48, 0);
        assertTrue(new Coverage(edges.symptoms()).isRepresentative());
    }

    @Test
    void shouldNameThePartThatCouldNotBeJudged() {
        Trouble cutShort = new Trouble()
                .row("a", "b", ICMP_ECHO_REQUEST, "a", 100, 0, 0, 40)
                .back(ICMP_ECHO_REPLY, "a", 60, 0)
                .unjudged("a", "b", Reason.OUTSIDE_WINDOW, 40);
        Coverage coverage = new Coverage(cutShort.symptoms());
        assertTrue(coverage.isRepresentative());
        assertEquals(
                "No loss in 120 packets; below 5.0 % each way; another 40 packets a -> b could not be judged: outside the"
                        + " time that the capture at b covers.",
                coverage.sentence(0));
    }

    @Test
    void shouldNotSayNoLossWhereMostOfAWayCouldNotBeJudged() {
        Trouble cutShort = new Trouble()
                .row("a", "b", ICMP_ECHO_REQUEST, "a", 1_259, 0, 0, 783)
                .back(ICMP_ECHO_REPLY, "a", 477, 0)
                .unjudged("a", "b", Reason.OUTSIDE_WINDOW, 783);
        Coverage coverage = new Coverage(cutShort.symptoms());
        assertFalse(coverage.isRepresentative());
        assertEquals(
                "Cannot tell: no loss in the 953 packets that could be judged, but another 783 packets a -> b could not be"
                        + " judged: outside the time that the capture at b covers.",
                coverage.whyNot());
    }

    @Test
    void shouldSayWhichPartOfTheTimeWasCounted() {
        Coverage part =
                new Coverage(pings(300, 300).symptoms(), Optional.of("between 21:42:34.000 and 21:42:36.000 UTC"));
        assertEquals(
                "No loss in 600 packets between 21:42:34.000 and 21:42:36.000 UTC; below 1.0 % each way.",
                part.sentence(0));
    }

    /** Of packets that may be among those cut short, one for ten that were judged may be lost unseen. */
    @Test
    void shouldNotSayNoLossWhereTheSnapLengthLeavesMuchOpen() {
        Trouble few = pings(50, 50).row("a", "b", TCP_DATA, "a", 54, 0, 0, 10).unjudged("a", "b", Reason.CUT_SHORT, 9);
        assertTrue(new Coverage(few.symptoms()).isRepresentative());
        Trouble many =
                pings(50, 50).row("a", "b", TCP_DATA, "a", 54, 0, 0, 10).unjudged("a", "b", Reason.CUT_SHORT, 10);
        Coverage coverage = new Coverage(many.symptoms());
        assertFalse(coverage.isRepresentative(), "10 of them, 94 judged");
        assertTrue(coverage.whyNot()
                .startsWith("Cannot tell: no loss in the 144 packets that could be judged, but 10"
                        + " packets a -> b could not be judged"));
    }
}

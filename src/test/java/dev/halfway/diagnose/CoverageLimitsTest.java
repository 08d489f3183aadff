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

import dev.halfway.match.Reason;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** How much may be left open for "no loss" to be said: one packet more, and it is not. */
class CoverageLimitsTest {
    private static Trouble pings(long there, long back) {
        return new Trouble().row(ICMP_ECHO_REQUEST, "a", there, 0).back(ICMP_ECHO_REPLY, "a", back, 0);
    }

    private static boolean speaks(Trouble trouble) {
        return new Coverage(trouble.symptoms()).isRepresentative();
    }

    private static Coverage leftAside(Trouble trouble, long count) {
        return new Coverage(trouble.symptoms(), Optional.empty(), count, Map.of());
    }

    private static Coverage cutShort(Trouble trouble, Map<String, Long> records) {
        return new Coverage(trouble.symptoms(), Optional.empty(), 0, records);
    }

    @Test
    void shouldNeedFivePacketsEachWay() {
        assertTrue(speaks(pings(300, 5)));
        assertFalse(speaks(pings(300, 4)));
        assertFalse(speaks(pings(4, 300)));
    }

    /** What the capture missed is known to have arrived, and so is judged. */
    @Test
    void shouldCountWhatWasMissedAsJudged() {
        assertTrue(speaks(pings(300, 0).row("b", "a", TCP_ACK, "a", 5, 0, 5, 0)));
        assertFalse(speaks(pings(300, 0).row("b", "a", TCP_ACK, "a", 5, 0, 4, 1)));
    }

    /** Of one way half may be open, of a kind that is judged for the rest. */
    @Test
    void shouldNeedHalfOfEachWay() {
        assertTrue(speaks(pings(300, 300).row("a", "b", TCP_DATA, "a", 700, 0, 0, 500)));
        assertTrue(speaks(pings(300, 300).row("a", "b", TCP_DATA, "a", 1_000, 0, 0, 650)));
        assertFalse(speaks(pings(300, 300).row("a", "b", TCP_DATA, "a", 1_000, 0, 0, 651)));
    }

    /** Kinds of which nothing was judged: five packets, and a twentieth of the way. */
    @Test
    void shouldAllowKindsAtTheEdges() {
        assertTrue(speaks(pings(20, 20).row("a", "b", TCP_DATA, "a", 4, 0, 0, 4)));
        assertFalse(speaks(pings(20, 20).row("a", "b", TCP_DATA, "a", 5, 0, 0, 5)));
        assertTrue(speaks(pings(95, 95).row("a", "b", TCP_DATA, "a", 5, 0, 0, 5)));
        assertFalse(speaks(pings(94, 94).row("a", "b", TCP_DATA, "a", 5, 0, 0, 5)));
        assertFalse(speaks(pings(94, 200).row("b", "a", TCP_DATA, "a", 11, 0, 0, 11)));
    }

    /** Requests that are answered did arrive, whichever of their answers is seen. */
    @Test
    void shouldTakeAnAnswerForAnArrival() {
        Trouble syns = pings(50, 50).row("a", "b", TCP_SYN, "a", 1, 0, 0, 1);
        assertFalse(speaks(syns));
        assertTrue(speaks(syns.back(TCP_SYN_ACK, "a", 1, 0)));
        Trouble appeared = pings(50, 50).row("a", "b", TCP_SYN, "a", 1, 0, 0, 1).unseenLeaving(TCP_SYN_ACK, 1);
        assertTrue(speaks(appeared));
        Trouble otherWay = pings(50, 50).row("b", "a", TCP_SYN, "b", 1, 0, 0, 1).back(TCP_SYN_ACK, "a", 1, 0);
        assertFalse(speaks(otherWay), "an answer to the other side's");
        Trouble echo = new Trouble()
                .row(TCP_DATA, "a", 50, 0)
                .back(TCP_DATA, "a", 50, 0)
                .row("a", "b", ICMP_ECHO_REQUEST, "a", 1, 0, 0, 1);
        assertFalse(speaks(echo));
        assertTrue(speaks(echo.back(ICMP_ECHO_REPLY, "a", 1, 0)));
    }

    /** One in a hundred that have no copy where a clock was set, one in ten that the snap length cut. */
    @Test
    void shouldAllowFewWithoutACopy() {
        for (Reason reason : new Reason[] {Reason.CLOCK_STEPPED, Reason.CLOCK_UNSURE, Reason.CLOCK_UNKNOWN}) {
            assertTrue(speaks(pings(300, 300).unjudged("a", "b", reason, 3)), reason.name());
            assertFalse(speaks(pings(300, 300).unjudged("a", "b", reason, 4)), reason.name());
        }
        assertTrue(speaks(pings(300, 300).unjudged("a", "b", Reason.CUT_SHORT, 30)));
        assertFalse(speaks(pings(300, 300).unjudged("a", "b", Reason.CUT_SHORT, 31)));
        assertTrue(speaks(pings(300, 300).unjudged("a", "b", Reason.OUTSIDE_WINDOW, 31)));
        assertFalse(speaks(pings(300, 300).unjudged("a", "b", Reason.ADDRESS_NOT_CAPTURED, 1)));
        assertEquals(
                "Cannot tell: no loss in the 600 packets that could be judged, but 31 packets a -> b could not be judged: "
                        + Reason.CUT_SHORT.words("b") + ".",
                new Coverage(pings(300, 300)
                                .unjudged("a", "b", Reason.CUT_SHORT, 31)
                                .symptoms())
                        .whyNot());
    }

    /** Under way at the ends of a capture are few: five packets, and a twentieth of the way. */
    @Test
    void shouldAllowFewWithoutACopyAtTheEdges() {
        assertTrue(speaks(pings(20, 20).unjudged("a", "b", Reason.NEAR_EDGE, 4)));
        assertFalse(speaks(pings(20, 20).unjudged("a", "b", Reason.NEAR_EDGE, 5)));
        assertTrue(speaks(pings(200, 20).unjudged("a", "b", Reason.NEAR_EDGE, 10)));
        assertFalse(speaks(pings(200, 20).unjudged("a", "b", Reason.NEAR_EDGE, 11)));
    }

    /** One packet for ten judged, whether it was left aside before it was matched or after. */
    @Test
    void shouldAllowOneInTenLeftAside() {
        assertTrue(leftAside(pings(50, 50), 10).isRepresentative());
        assertFalse(leftAside(pings(50, 50), 11).isRepresentative());
        assertFalse(leftAside(pings(50, 50).unjudged("a", "b", Reason.TOO_MANY_AT_ONCE, 1), 10)
                .isRepresentative());
        assertTrue(leftAside(pings(50, 50).unjudged("a", "b", Reason.OUTSIDE_WINDOW, 1), 10)
                .isRepresentative());
        assertEquals(
                "Cannot tell: of 11 packets the fate is open, as " + Reason.TOO_MANY_AT_ONCE.words("")
                        + "; no loss in the 100 packets that could be judged.",
                leftAside(pings(50, 50), 11).whyNot());
    }

    @Test
    void shouldAllowOneInTenCutShortAtEachHost() {
        assertTrue(cutShort(pings(50, 50), Map.of("a", 10L, "b", 10L)).isRepresentative());
        Coverage cut = cutShort(pings(50, 50), Map.of("b", 11L));
        assertFalse(cut.isRepresentative());
        assertEquals(
                "Cannot tell: no loss in the 100 packets that could be judged, but 11 packets in the capture at b could not"
                        + " be told: the snap length cut them too short, or they are damaged.",
                cut.whyNot());
    }

    /** A good part of a way that could not be judged is told, its edges are not. */
    @Test
    void shouldTellWhatElseCouldNotBeJudged() {
        Trouble edges = pings(50, 95).row("a", "b", TCP_DATA, "a", 50, 0, 0, 5);
        assertEquals("No loss in 190 packets; below 3.2 % each way.", sentence(edges));
        Trouble part = pings(50, 94)
                .row("a", "b", TCP_DATA, "a", 50, 0, 0, 6)
                .unjudged("a", "b", Reason.KIND_NOT_CAPTURED, 2)
                .unjudged("a", "b", Reason.OUTSIDE_WINDOW, 4)
                .unjudged("b", "a", Reason.CUT_SHORT, 1);
        assertEquals(
                "No loss in 188 packets; below 3.2 % each way; another 6 packets a -> b could not be judged: "
                        + Reason.OUTSIDE_WINDOW.words("b") + ", or " + Reason.KIND_NOT_CAPTURED.words("b") + ".",
                sentence(part));
    }

    /** Few packets of which nobody knows whether they are lost are told all the same. */
    @Test
    void shouldTellWhatMayBeLostHoweverFew() {
        assertEquals(
                "No loss in 600 packets; below 1.0 % each way; 1 packet a -> b is left open: "
                        + Reason.CLOCK_UNKNOWN.words("b") + "; 5 packets b -> a are left open: "
                        + Reason.REWRITTEN.words("a") + ", or " + Reason.SAME_MOMENT.words("a") + ".",
                sentence(pings(300, 300)
                        .unjudged("a", "b", Reason.CLOCK_UNKNOWN, 1)
                        .unjudged("a", "b", Reason.NEAR_EDGE, 4)
                        .unjudged("b", "a", Reason.REWRITTEN, 4)
                        .unjudged("b", "a", Reason.SAME_MOMENT, 1)));
    }

    /** All of a kind may be lost for all that the clocks tell, however much else passes. */
    @Test
    void shouldNotSpeakForAKindThatOnlyClocksCouldTellOf() {
        for (Reason reason : new Reason[] {Reason.CLOCK_UNKNOWN, Reason.CLOCK_UNSURE}) {
            assertFalse(speaks(someOfAKind(3).unjudged("a", "b", reason, 3)), reason.name());
            assertTrue(speaks(someOfAKind(3).unjudged("a", "b", reason, 2)), "outside the captures, some of them");
            assertTrue(speaks(someOfAKind(2).unjudged("a", "b", reason, 2)), reason.name());
            assertTrue(speaks(someOfAKind(3).unjudged("b", "a", reason, 3)), "the other way");
        }
    }

    private static Trouble someOfAKind(long count) {
        return pings(1_000, 1_000).row("a", "b", TCP_DATA, "a", count, 0, 0, count);
    }

    private static String sentence(Trouble trouble) {
        return new Coverage(trouble.symptoms()).sentence(0);
    }

    @Test
    void shouldSayHowMuchLossIsAllowed() {
        Coverage lossy = new Coverage(
                pings(100, 100).row("a", "b", TCP_DATA, "a", 100, 1, 0, 0).symptoms());
        assertFalse(lossy.isLossFree());
        assertEquals("Loss stays within the 1 % allowed: 1 of 200 packets a -> b.", lossy.sentence(1));
        assertEquals("Loss stays within the 0.5 % allowed: 1 of 200 packets a -> b.", lossy.sentence(0.5));
        assertTrue(new Coverage(pings(100, 100).symptoms()).isLossFree());
    }

    /** What is told to be open of a way is told once: the packets of a kind apart, others as others. */
    @Test
    void shouldCountWhatIsOpenOnce() {
        Trouble few = pings(300, 300)
                .row("a", "b", TCP_DATA, "a", 3, 0, 0, 3)
                .row("a", "b", TCP_ACK, "a", 50, 0, 0, 2)
                .unjudged("a", "b", Reason.REWRITTEN, 5);
        String sentence = new Coverage(few.symptoms()).sentence(0);
        assertTrue(sentence.contains("3 data segments a -> b could not be judged"), sentence);
        assertTrue(sentence.contains("; another 2 packets a -> b are left open"), sentence);
        Trouble partly = pings(300, 300)
                .row("a", "b", TCP_ACK, "a", 100, 0, 0, 51)
                .unjudged("a", "b", Reason.OUTSIDE_WINDOW, 50)
                .unjudged("a", "b", Reason.CLOCK_UNSURE, 1);
        sentence = new Coverage(partly.symptoms()).sentence(0);
        assertTrue(sentence.contains("another 51 packets a -> b could not be judged"), sentence);
        assertFalse(sentence.contains("left open"), sentence);
    }
}

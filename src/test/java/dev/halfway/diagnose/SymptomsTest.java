package dev.halfway.diagnose;

import static dev.halfway.decode.TypeP.ICMP_ECHO_REQUEST;
import static dev.halfway.decode.TypeP.TCP_ACK;
import static dev.halfway.decode.TypeP.TCP_DATA;
import static dev.halfway.decode.TypeP.TCP_RST;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfway.match.ExchangeRow;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is asked of the symptoms, summed up by host and direction. */
class SymptomsTest {
    private static final int UNREACHABLE = 3;

    @Test
    void shouldSumUpWhatArrivesAndWhatIsMissed() {
        Symptoms symptoms = new Trouble()
                .row("a", "b", TCP_DATA, "a", 100, 10, 7, 3)
                .row("a", "b", TCP_RST, "a", 5, 0, 0, 0)
                .back(TCP_ACK, "a", 50, 1)
                .symptoms();
        assertEquals(7, symptoms.missed("b"));
        assertEquals(0, symptoms.missed("a"));
        assertEquals(85, symptoms.arrived("b"));
        assertEquals(49, symptoms.arrived("a"));
        assertEquals(80, symptoms.arrivedAnswered("b"), "nobody answers a reset");
        assertEquals(105, symptoms.left("a"));
        assertEquals(50, symptoms.left("b"));
        assertEquals(85, symptoms.leftAndArrived("a"));
        assertEquals(49, symptoms.leftAndArrived("b"));
        assertTrue(symptoms.showsDepartures("a") && symptoms.showsDepartures("b"));
        assertFalse(symptoms.showsDepartures("c"));
    }

    @Test
    void shouldTellRowsOfOneDirectionInWhichSomethingWasJudged() {
        Symptoms symptoms = new Trouble()
                .row(TCP_DATA, "a", 100, 10)
                .row("a", "b", TCP_ACK, "a", 5, 0, 0, 5)
                .back(TCP_ACK, "a", 50, 1)
                .symptoms();
        assertEquals(1, symptoms.judged("a", "b").size());
        assertEquals(TCP_DATA, symptoms.judged("a", "b").get(0).typeP());
        assertEquals(1, symptoms.judged("b", "a").size());
        assertEquals(0, symptoms.judged("a", "a").size());
        assertEquals(0, symptoms.judged("b", "b").size());
    }

    /** Without those that could not be there, and those that somebody else has sent. */
    @Test
    void shouldCountWhatASendersCaptureLacks() {
        Symptoms symptoms = new Trouble()
                .appeared(TCP_DATA, 10, 2, 1)
                .appeared(TCP_RST, 6, 1, 2)
                .unseenLeaving(TCP_DATA, 4)
                .symptoms();
        assertEquals(10, symptoms.unseen("a"));
        assertEquals(3, symptoms.unseenResets("a"));
        assertEquals(4, symptoms.unseen("b"));
        assertEquals(0, symptoms.unseenResets("b"));
    }

    /** TCP before echo, then the one with the most connections. */
    @Test
    void shouldKnowTheServiceThatIsUsedMost() {
        Symptoms symptoms = new Trouble()
                .asks(0, 90, 1, 1, 1, 0, 0)
                .asks(80, 2, 1, 1, 1, 0, 0)
                .asks(443, 3, 1, 1, 1, 0, 0)
                .symptoms();
        assertEquals(Optional.of(443), symptoms.service("a", "b").map(ExchangeRow::port));
        assertEquals(Optional.empty(), symptoms.service("b", "a"));
        assertEquals(3, symptoms.exchanges("a", "b").size());
        assertEquals(0, symptoms.exchanges("b", "a").size());
        assertEquals(0, symptoms.exchanges("a", "a").size());
        assertEquals(5, symptoms.connections("a", "b"), "pings are none");
        assertEquals(5, symptoms.connections("b", "a"), "whoever opened them");
        assertEquals(0, symptoms.connections("a", "c"));
    }

    @Test
    void shouldTellErrorsAndTraitsOfOneDirection() {
        Symptoms symptoms = new Trouble()
                .error(UNREACHABLE, 1, "", 0, 2)
                .segments("a", "b", 0, 64, 5, 0)
                .pings("a", "b", 5, 0)
                .symptoms();
        assertEquals(1, symptoms.errors("a", "b").size());
        assertEquals(0, symptoms.errors("b", "a").size());
        assertEquals(0, symptoms.errors("a", "a").size());
        assertTrue(symptoms.traits("b", "a", "b", true).orElseThrow().tcp());
        assertFalse(symptoms.traits("b", "a", "b", false).orElseThrow().tcp());
        assertTrue(symptoms.traits("a", "a", "b", true).isEmpty());
        assertTrue(symptoms.traits("b", "b", "b", true).isEmpty());
        assertTrue(symptoms.traits("b", "a", "a", true).isEmpty());
    }

    /** Of what both began, the one's pings go where the other's come from; where nothing is known it may be so. */
    @Test
    void shouldKnowWhetherAllIsBetweenTheSameAddresses() {
        assertTrue(new Trouble().symptoms().isBetweenOnePairOfAddresses("a", "b"));
        assertTrue(new Trouble().asks(80, 1, 1, 1, 1, 0, 0).symptoms().isBetweenOnePairOfAddresses("a", "b"));
    }

    @Test
    void shouldTellNoPauseWhereACaptureDidNotStandStill() {
        Symptoms symptoms = new Trouble().row(ICMP_ECHO_REQUEST, "a", 5, 0).symptoms();
        assertEquals("", symptoms.pause("a"));
        assertFalse(symptoms.isOnAnyInterface("a"));
        assertEquals(Optional.empty(), symptoms.evidence("a", "b"));
    }
}

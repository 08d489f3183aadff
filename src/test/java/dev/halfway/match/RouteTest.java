package dev.halfway.match;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** What one capture shows from one address to another, and of those who react there. */
class RouteTest {
    private final Route there = Route.pair(new HostAddress(1, 2), new HostAddress(3, 4));
    private final Route back = there.reverse;

    private static Talk talk(Route route) {
        Talk talk = new Talk();
        talk.reverse = new Talk();
        talk.reverse.reverse = talk;
        route.talks.add(talk);
        return talk;
    }

    @Test
    void shouldHaveAWayBack() {
        assertSame(there, back.reverse);
        assertEquals(1, there.sourceHigh);
        assertEquals(2, there.sourceLow);
        assertEquals(3, there.destinationHigh);
        assertEquals(4, there.destinationLow);
        assertEquals(3, back.sourceHigh);
        assertEquals(4, back.sourceLow);
        assertEquals(1, back.destinationHigh);
        assertEquals(2, back.destinationLow);
    }

    /** Two reactions, or refusals: one may answer to something from before, and the same one again is no second. */
    @Test
    void shouldReactByTwoReactions() {
        Talk talk = talk(there);
        assertFalse(there.reacts());
        talk.react(7);
        talk.react(7);
        assertFalse(there.reacts());
        talk.refuse();
        assertTrue(there.reacts());
        assertFalse(talk.reactsItself(), "a refusal may be forged");
        talk.react(8);
        assertTrue(talk.reactsItself());
        assertFalse(back.reacts());
        Talk refusing = talk(back);
        refusing.refuse();
        refusing.refuse();
        assertTrue(back.reacts());
    }

    /** Its source reacts, and the capture holds nothing that it could react to. */
    @Test
    void shouldSeeAnswersToWhatIsNotThere() {
        Talk talk = talk(there);
        assertFalse(there.answersUnseen());
        talk.react(1);
        talk.react(2);
        assertTrue(there.answersUnseen());
        talk.reverse.packets = 1;
        assertFalse(there.answersUnseen());
    }

    /** Resets of connection attempts alone bring nothing: a firewall may forge them. */
    @Test
    void shouldBringMoreThanRefusals() {
        Talk talk = talk(there);
        assertFalse(there.brings());
        talk.packets = 1;
        assertTrue(there.brings());
        talk.refuse();
        assertFalse(there.brings());
        talk.packets = 2;
        assertTrue(there.brings());
    }

    private boolean repeats(int[]... identificationSequenceAcknowledgment) {
        Route route = Route.pair(new HostAddress(1, 2), new HostAddress(3, 4));
        for (int[] each : identificationSequenceAcknowledgment) {
            route.noteIdentification(each[0], each[1], each[2]);
        }
        return route.repeatsIdentifications();
    }

    /** Packets that differ in what they say have one IP ID; the same one sent again, or zero, says nothing. */
    @Test
    void shouldKnowASourceThatGivesAllOneIpId() {
        assertFalse(repeats());
        assertTrue(repeats(new int[] {9, 1, 1}, new int[] {9, 2, 1}));
        assertTrue(repeats(new int[] {9, 1, 1}, new int[] {9, 1, 2}));
        assertFalse(repeats(new int[] {9, 1, 1}, new int[] {9, 1, 1}), "the same again");
        assertFalse(repeats(new int[] {0, 1, 1}, new int[] {0, 2, 1}));
        assertFalse(repeats(new int[] {9, 1, 1}, new int[] {9, 2, 1}, new int[] {8, 3, 1}), "as often another");
        assertTrue(repeats(new int[] {9, 1, 1}, new int[] {9, 2, 1}, new int[] {9, 3, 1}, new int[] {8, 4, 1}));
        assertTrue(repeats(new int[] {9, 1, 1}, new int[] {9, 2, 1}, new int[] {0, 3, 1}, new int[] {8, 4, 1}));
    }
}

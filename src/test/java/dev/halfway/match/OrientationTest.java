package dev.halfway.match;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** Which of two addresses is at which host, by votes of several kinds. */
class OrientationTest {
    private final Orientation orientation = new Orientation();

    private OrientationTest votes(Evidence evidence, long straight, long crossed) {
        orientation.vote(evidence, true, straight);
        orientation.vote(evidence, false, crossed);
        return this;
    }

    private static OrientationTest of(Evidence evidence, long straight, long crossed) {
        return new OrientationTest().votes(evidence, straight, crossed);
    }

    private int decided() {
        return orientation.decided();
    }

    private int shown() {
        return orientation.shown();
    }

    /** Eight to one: single packets are missed, mirrored or spoofed. */
    @Test
    void shouldDecideByAMajorityOfEightToOne() {
        assertEquals(0, new OrientationTest().decided());
        assertEquals(1, of(Evidence.TIME_TO_LIVE, 1, 0).decided());
        assertEquals(-1, of(Evidence.TIME_TO_LIVE, 0, 1).decided());
        assertEquals(1, of(Evidence.TIME_TO_LIVE, 16, 2).decided());
        assertEquals(0, of(Evidence.TIME_TO_LIVE, 15, 2).decided());
        assertEquals(-1, of(Evidence.TIME_TO_LIVE, 2, 16).decided());
        assertEquals(0, of(Evidence.TIME_TO_LIVE, 2, 15).decided());
    }

    /** What is the strongest of all that decide, however many the weaker ones are; where it is undecided, the next one. */
    @Test
    void shouldGoByTheStrongestEvidence() {
        Evidence[] all = Evidence.values();
        for (int i = 0; i + 1 < all.length; i++) {
            if (all[i] != Evidence.EXCLUSIVE) {
                assertEquals(1, of(all[i], 1, 0).votes(all[i + 1], 0, 90).decided(), all[i].name());
            }
            assertEquals(-1, of(all[i], 3, 3).votes(all[i + 1], 0, 90).decided(), all[i].name());
        }
    }

    /** A packet that only one capture holds left there, or the other has missed it: who answers soonest tells. */
    @Test
    void shouldNotGoByWhatOneCaptureHoldsAgainstWhoAnswersSoonest() {
        assertEquals(1, of(Evidence.EXCLUSIVE, 9, 0).decided());
        assertEquals(
                1,
                of(Evidence.EXCLUSIVE, 9, 0).votes(Evidence.OWN_ANSWERS, 1, 0).decided());
        assertEquals(
                0,
                of(Evidence.EXCLUSIVE, 9, 0).votes(Evidence.OWN_ANSWERS, 0, 1).decided());
        assertEquals(
                0,
                of(Evidence.EXCLUSIVE, 0, 9).votes(Evidence.OWN_ANSWERS, 1, 0).decided());
    }

    /** Three packets stand against what the user says, if nothing else stands against them. */
    @Test
    void shouldShowByThreePacketsThatNothingFeigns() {
        for (Evidence strong : new Evidence[] {Evidence.MARKS, Evidence.TIME_TO_LIVE, Evidence.ANSWER_TIME}) {
            assertEquals(0, of(strong, 2, 0).shown(), strong.name());
            assertEquals(1, of(strong, 3, 0).shown(), strong.name());
            assertEquals(-1, of(strong, 0, 3).shown(), strong.name());
            assertEquals(0, of(strong, 23, 3).shown(), strong.name());
        }
        for (Evidence weak : new Evidence[] {Evidence.GIVEN, Evidence.OWN_ANSWERS, Evidence.COUNTS}) {
            assertEquals(0, of(weak, 90, 0).shown(), weak.name());
        }
        assertEquals(
                1, of(Evidence.MARKS, 3, 0).votes(Evidence.TIME_TO_LIVE, 3, 0).shown());
        assertEquals(
                0, of(Evidence.MARKS, 3, 0).votes(Evidence.TIME_TO_LIVE, 0, 3).shown());
        assertEquals(
                1, of(Evidence.MARKS, 3, 0).votes(Evidence.TIME_TO_LIVE, 0, 2).shown());
    }

    /** A capture of one direction only lacks what it does not take. */
    @Test
    void shouldShowByWhatOneCaptureHoldsOnlyWhereBothTakeBothWays() {
        OrientationTest exclusive = of(Evidence.EXCLUSIVE, 9, 0);
        assertEquals(0, exclusive.shown());
        assertEquals("", exclusive.orientation.shownBy());
        exclusive.orientation.bothWays = true;
        assertEquals(1, exclusive.shown());
        assertEquals(Evidence.EXCLUSIVE.words() + " (9)", exclusive.orientation.shownBy());
    }

    private static final long TICKS_NANOS = 2_000_000;

    /** Of how much sooner answers follow where they would if X is at g; the last one alike so often. */
    private OrientationTest answers(int times, long... sooner) {
        for (int i = 0; i < sooner.length + times - 1; i++) {
            orientation.noteAnswer(sooner[Math.min(i, sooner.length - 1)], TICKS_NANOS);
        }
        orientation.voteByAnswers();
        return this;
    }

    /** Where the way takes less than ticks tell, those few by which a clock was set are not the ones to go by. */
    @Test
    void shouldNotGoByFewAnswersThatSpanAStepOfACoarseClock() {
        assertEquals(
                0,
                new OrientationTest().answers(57, -315_000_017, -315_000_017, 0).decided());
        assertEquals(
                1, new OrientationTest().answers(57, -315_000_017, 0, 1_000_000).decided(), "what the ticks come to");
        assertEquals(1, new OrientationTest().answers(1, 31_000_000).decided(), "a long way");
        assertEquals(
                -1, new OrientationTest().answers(9, 1_000_000, 0, -31_000_000).decided(), "most of them");
    }

    /** Too little to decide by itself is enough to doubt what the other capture may have missed. */
    @Test
    void shouldNotGoByWhatOneCaptureHoldsAgainstWhatTheTimesOfAnswersComeTo() {
        for (int side : new int[] {1, -1}) {
            OrientationTest leaning = new OrientationTest().answers(7, side * 700_000);
            assertEquals(0, leaning.decided(), "by themselves");
            leaning.orientation.bothWays = true;
            leaning.orientation.vote(Evidence.EXCLUSIVE, side < 0, 5);
            assertEquals(0, leaning.decided());
            assertEquals(0, leaning.shown());
            assertEquals("", leaning.orientation.shownBy());
            assertTrue(leaning.orientation.words().endsWith("; the time from request to answer speaks against it"));
        }
        assertEquals(-1, answers(2, 700_000).votes(Evidence.EXCLUSIVE, 0, 5).decided(), "two answers say nothing");
    }

    /** Within a tick an answer may stand before what it answers: those that are timed are then the slow ones. */
    @Test
    void shouldNotGoByTheAnswersThatTicksMadeSlow() {
        for (int untimed = 0; untimed <= 80; untimed += 20) {
            OrientationTest some = new OrientationTest();
            for (int i = 0; i < untimed; i++) {
                some.orientation.noteUntimedAnswer(-800_000, TICKS_NANOS);
            }
            assertEquals(untimed == 0 ? 1 : 0, some.answers(20, 200_000).decided(), untimed + " untimed");
        }
        for (int i = 0; i < 20; i++) {
            orientation.noteUntimedAnswer(800_000, TICKS_NANOS);
        }
        assertEquals(1, answers(20, 200_000).decided(), "all of one mind");
    }

    @Test
    void shouldSayWhatTheVotesAre() {
        assertEquals("nothing in the packets that are looked at tells", orientation.words());
        votes(Evidence.MARKS, 0, 4).votes(Evidence.TIME_TO_LIVE, 12, 1);
        assertEquals(
                Evidence.MARKS.words() + " 0 to 4, " + Evidence.TIME_TO_LIVE.words() + " 12 to 1", orientation.words());
        assertEquals(
                Evidence.MARKS.words() + " (4), " + Evidence.TIME_TO_LIVE.words() + " (12)", orientation.shownBy());
    }
}

package dev.halfway.clock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfway.clock.TimeUnwrapper.Jump;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/**
 * A clock is set while packets go both ways, and the records of the two captures must tell which clock it was, between which
 * records, and by how much.
 */
class JumpFinderTest {
    private static final long MILLI = 1_000_000;
    private static final long SECOND = 1_000 * MILLI;
    private static final long DELAY = MILLI;

    /** What B's clock shows more than A's, before either is set. */
    private static final long OFFSET = 7 * SECOND;

    /** From A to B and back in turn, one each 100 ms of true time; both captures hold each. */
    private static final int PACKETS = 400;

    private record Setting(long trueNanos, long byNanos) {}

    /** A capture's record: what the clock showed, as unwrapped. */
    private static final class Host {
        final List<Setting> settings = new ArrayList<>();
        final Leaps leaps = new Leaps();
        final long[] times = new long[PACKETS];

        void set(long trueNanos, long byNanos) {
            settings.add(new Setting(trueNanos, byNanos));
        }

        long shows(long trueNanos) {
            return trueNanos
                    + settings.stream()
                            .filter(each -> trueNanos >= each.trueNanos())
                            .mapToLong(Setting::byNanos)
                            .sum();
        }
    }

    private final Host a = new Host();
    private final Host b = new Host();

    private static long leaves(int packet) {
        return packet * 100 * MILLI;
    }

    private static boolean isForward(int packet) {
        return packet % 2 == 0;
    }

    private static long atA(int packet) {
        return leaves(packet) + (isForward(packet) ? 0 : DELAY);
    }

    private static long atB(int packet) {
        return leaves(packet) + (isForward(packet) ? DELAY : 0);
    }

    /** Both captures, as a first reading takes them. */
    private List<JumpFinder.Found> find() {
        TimeUnwrapper ofA = new TimeUnwrapper(List.of(), a.leaps);
        TimeUnwrapper ofB = new TimeUnwrapper(List.of(), b.leaps);
        ClockSamples samples = new ClockSamples(new Resolution(1, 1));
        for (int i = 0; i < PACKETS; i++) {
            a.times[i] = ofA.unwrap(a.shows(atA(i)));
            b.times[i] = ofB.unwrap(b.shows(atB(i)) + OFFSET);
            if (isForward(i)) {
                samples.addForward(a.times[i], b.times[i]);
            } else {
                samples.addBackward(a.times[i], b.times[i]);
            }
        }
        JumpFinder finder = new JumpFinder(samples.estimateRobustly(), a.leaps, b.leaps);
        for (int i = 0; i < PACKETS; i++) {
            finder.add(a.times[i], b.times[i]);
        }
        return finder.find();
    }

    /** With what was found taken back, the second reading shows every packet at the time of a clock that was never set. */
    private void assertTakenBack() {
        List<Jump> ofA = new ArrayList<>();
        List<Jump> ofB = new ArrayList<>();
        find().forEach(each -> (each.atB() ? ofB : ofA).add(each.jump()));
        assertEquals(a.settings.size(), ofA.size(), "of A: " + ofA);
        assertEquals(b.settings.size(), ofB.size(), "of B: " + ofB);
        TimeUnwrapper unwrapA = new TimeUnwrapper(ofA);
        TimeUnwrapper unwrapB = new TimeUnwrapper(ofB);
        for (int i = 0; i < PACKETS; i++) {
            assertEquals(atA(i), unwrapA.unwrap(a.shows(atA(i))), 3 * DELAY, "packet " + i + " at A");
            assertEquals(atB(i) + OFFSET, unwrapB.unwrap(b.shows(atB(i)) + OFFSET), 3 * DELAY, "packet " + i + " at B");
        }
        assertEquals(0, unwrapA.stepCount());
        assertEquals(0, unwrapB.stepCount());
    }

    @Test
    void shouldFindNothingWhereNoClockWasSet() {
        assertEquals(List.of(), find());
    }

    @Test
    void shouldTakeBackWhatEitherClockWasSetBy() {
        for (long by :
                new long[] {-3_600 * SECOND, -5 * SECOND, -500 * MILLI, 400 * MILLI, 5 * SECOND, 86_400 * SECOND}) {
            for (boolean atB : new boolean[] {false, true}) {
                JumpFinderTest trial = new JumpFinderTest();
                (atB ? trial.b : trial.a).set(20 * SECOND - 50 * MILLI, by);
                trial.assertTakenBack();
            }
        }
    }

    @Test
    void shouldTakeBackEachOfSeveral() {
        a.set(10 * SECOND - 50 * MILLI, 5 * SECOND);
        b.set(20 * SECOND - 50 * MILLI, -700 * MILLI);
        a.set(30 * SECOND - 50 * MILLI, -40 * SECOND);
        assertTakenBack();
    }

    /** The records on both sides of it: {@code unwrap} is told the number of the one behind, and what puts it right. */
    @Test
    void shouldNameTheRecordBehind() {
        b.set(20 * SECOND - 50 * MILLI, 5 * SECOND);
        JumpFinder.Found found = find().get(0);
        assertTrue(found.atB());
        assertEquals(200, found.jump().record());
        assertEquals(-5 * SECOND, found.jump().nanos(), DELAY);
    }

    /** Times that run back are no accident, a pause may be one; of two pauses either may. */
    @Test
    void shouldNotGuessBetweenTwoThatFit() {
        ClockEstimate estimate = stepped(400 * MILLI);
        Leaps ofA = new Leaps();
        ofA.note(7, 10 * SECOND, 10 * SECOND - 350 * MILLI); // A set back, or B set forwards
        Leaps ofB = new Leaps();
        ofB.note(7, 10 * SECOND, 10 * SECOND + 500 * MILLI);
        JumpFinder finder = new JumpFinder(estimate, ofA, ofB);
        assertEquals(List.of(new JumpFinder.Found(false, new Jump(7, 400 * MILLI))), finder.find());

        Leaps twoOfB = new Leaps();
        twoOfB.note(7, 10 * SECOND, 10 * SECOND + 500 * MILLI);
        twoOfB.note(9, 10 * SECOND + 600 * MILLI, 11 * SECOND + 100 * MILLI);
        assertEquals(List.of(), new JumpFinder(estimate, new Leaps(), twoOfB).find());
    }

    /** Where packets between two such pauses tell how the clock stood there, only one of them can be it. */
    @Test
    void shouldGoByThePacketsBetween() {
        Leaps ofB = new Leaps();
        ofB.note(7, 10 * SECOND, 10 * SECOND + 500 * MILLI);
        ofB.note(9, 10 * SECOND + 600 * MILLI, 11 * SECOND + 100 * MILLI);
        JumpFinder finder = new JumpFinder(stepped(400 * MILLI), new Leaps(), ofB);
        finder.add(10 * SECOND + 550 * MILLI, 10 * SECOND + 550 * MILLI);
        assertEquals(List.of(new JumpFinder.Found(true, new Jump(9, -400 * MILLI))), finder.find());
    }

    /** In a stretch in which one direction alone is heard a clock may have been set twice, and only the sum of both is found. */
    @Test
    void shouldNotTellWhereDelaysInBetweenAreLongerThanAnyBeside() {
        for (int late = 2; late <= 3; late++) {
            Leaps ofB = new Leaps();
            ofB.note(7, 10 * SECOND, 10 * SECOND + 500 * MILLI);
            JumpFinder finder = new JumpFinder(stepped(400 * MILLI), new Leaps(), ofB);
            finder.add(9 * SECOND, 9 * SECOND + DELAY);
            finder.add(12 * SECOND, 12 * SECOND + 400 * MILLI + DELAY);
            for (int i = 0; i < late; i++) {
                long time = 10 * SECOND + (100 + i) * MILLI;
                finder.add(time, time + 426 * MILLI);
            }
            assertEquals(late < 3 ? 1 : 0, finder.find().size());
        }
    }

    @Test
    void shouldLeaveOutPausesThatAreTooShortOrElsewhere() {
        long step = 400 * MILLI;
        assertEquals(1, foundIn(step, 10 * SECOND, step - MILLI));
        assertEquals(0, foundIn(step, 10 * SECOND, step - MILLI - 1));
        // Between 10 and 11 s it was, and a second to either side the samples may miss it.
        assertEquals(1, foundIn(step, 9 * SECOND, step));
        assertEquals(0, foundIn(step, 9 * SECOND - 1, step));
        assertEquals(1, foundIn(step, 12 * SECOND + step, step));
        assertEquals(0, foundIn(step, 12 * SECOND + step + 1, step));
    }

    @Test
    void shouldLeaveOutTimesThatRunBackByMoreThanTheClockWasSetBack() {
        long step = -400 * MILLI;
        assertEquals(1, foundIn(step, 10 * SECOND, step - MILLI));
        assertEquals(0, foundIn(step, 10 * SECOND, step - MILLI - 1));
        assertEquals(1, foundIn(step, 10 * SECOND, -MILLI), "nearly as long had nothing come");
        assertEquals(0, foundIn(step, 10 * SECOND, 50 * MILLI), "a pause is none set back");
        // What was unwrapped has run back by far more than the step that is left.
        assertEquals(1, foundIn(step, 10 * SECOND, -SECOND - 1));
        assertEquals(0, foundIn(step, 10 * SECOND, -SECOND));
    }

    /** Pauses at B. */
    private static int foundIn(long step, long beforeNanos, long leap) {
        Leaps ofB = new Leaps();
        ofB.note(7, beforeNanos, beforeNanos + leap);
        return new JumpFinder(stepped(step), new Leaps(), ofB).find().size();
    }

    /** Of more pauses than are kept, any that is not may be the one. */
    @Test
    void shouldNotTellWhereNotAllPausesAreKnown() {
        Leaps ofB = new Leaps();
        ofB.note(7, 10 * SECOND, 10 * SECOND + 500 * MILLI);
        for (int i = 0; i < 1_023; i++) {
            ofB.note(10 + i, (100 + i) * SECOND, (101 + i) * SECOND);
        }
        assertEquals(
                1, new JumpFinder(stepped(400 * MILLI), new Leaps(), ofB).find().size());
        ofB.note(2_000, 2_000 * SECOND, 2_001 * SECOND);
        assertEquals(
                0, new JumpFinder(stepped(400 * MILLI), new Leaps(), ofB).find().size());
    }

    /** A packet behind the next step says nothing of this one. */
    @Test
    void shouldHearOnlyThePacketsBesideTheStep() {
        Leaps ofB = new Leaps();
        ofB.note(7, 10 * SECOND, 10 * SECOND + 500 * MILLI);
        JumpFinder finder = new JumpFinder(stepped(400 * MILLI), new Leaps(), ofB);
        finder.add(-1, 400 * MILLI - 1);
        finder.add(20 * SECOND + 1, 20 * SECOND + 1);
        assertEquals(1, finder.find().size());
        finder.add(0, 400 * MILLI); // and one beside it that is on the wrong side
        assertEquals(0, finder.find().size());
    }

    /** B's clock as A's up to 10 s, and ahead by so much from 11 s to 20 s. */
    private static ClockEstimate stepped(long step) {
        return new ClockEstimate(
                Basis.BOTH_WAYS,
                0,
                List.of(
                        new Segment(0, 10 * SECOND, 0, OptionalLong.of(MILLI), 0),
                        new Segment(11 * SECOND, 20 * SECOND, step, OptionalLong.of(MILLI), 0)),
                OptionalDouble.empty(),
                Optional.empty(),
                10,
                10,
                OptionalLong.of(MILLI));
    }
}

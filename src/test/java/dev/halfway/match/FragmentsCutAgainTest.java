package dev.halfway.match;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfway.decode.TypeP;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Fragments of one IP ID that are divided anew on the way. */
class FragmentsCutAgainTest {
    private static final long MOST = 1_000_000;
    private static final long USUAL = 10;
    /** So much the clocks may be wrong. */
    private static final long LEAST = -5;

    private final FragmentsCutAgain fragments = new FragmentsCutAgain();
    private final Lane lane = new Flow(Tuple.FRAGMENTS, new Path(0, 1), new Path(1, 0), 0).forward;

    private Sighting piece(long nanos, int start, int end) {
        Sighting s = Sightings.at(nanos);
        s.ipVersion = 4;
        s.identification = 77;
        s.leg = new Leg(new Tuple(Tuple.FRAGMENTS, 0, 1, 0, 2, 1, 1), 5);
        s.leg.lane = lane;
        s.leg.name = s.leg.tuple;
        s.typeP = TypeP.FRAGMENT;
        s.sequence = start;
        s.length = end - start;
        s.transportLength = end - start;
        s.moreFragments = true;
        s.key = 1_000_000 * nanos + 1_000 * start + end;
        return s;
    }

    private Sighting left(long nanos, int start, int end) {
        Sighting s = piece(nanos, start, end);
        fragments.note(s, true, LEAST, MOST);
        return s;
    }

    private Sighting arrived(long nanos, int start, int end) {
        Sighting s = piece(nanos, start, end);
        fragments.note(s, false, LEAST, MOST);
        return s;
    }

    private static int arrivedOf(Sighting s) {
        return FragmentsCutAgain.arrivedOf(s, (file, frame, delayNanos) -> {});
    }

    /** While one ID goes on, what is held does not grow, nor does what is held keep what was given up. */
    @Test
    void shouldHoldABoundedNumberOfPieces() throws IllegalAccessException {
        for (int i = 0; i < 20 * FragmentsCutAgain.MOST; i++) {
            int start = 1_480 * (i % 40);
            left(i, start, start + 1_480);
            arrived(i + USUAL, start, start + 1_240);
            arrived(i + USUAL, start + 1_240, start + 1_480);
        }
        int most = 2 * FragmentsCutAgain.MOST;
        int held = reachable(fragments);
        assertTrue(held <= most, held + " pieces");
    }

    /** What arrives as it left takes no room, so that losses among it are told. */
    @Test
    void shouldNotHoldWhatArrivedAsItLeft() {
        Sighting lost = left(0, 0, 1_480);
        Sighting whole = left(1, 1_480, 2_960);
        for (int i = 0; i < FragmentsCutAgain.MOST; i++) {
            Sighting same = piece(USUAL, 1_480, 2_960);
            same.key = whole.key;
            fragments.note(same, false, LEAST, MOST);
        }
        assertFalse(FragmentsCutAgain.isForgotten(lost));
    }

    /** What is given up may have arrived. */
    @Test
    void shouldNotForgetThatItForgot() {
        Sighting early = left(0, 0, 1_480);
        arrived(USUAL, 0, 1_240);
        for (int i = 0; i < FragmentsCutAgain.MOST; i++) {
            arrived(USUAL, 1_480, 2_000);
        }
        assertTrue(FragmentsCutAgain.isForgotten(early), "what left");
        assertTrue(arrivedOf(early) > 0, "part of it is known");
        assertTrue(
                FragmentsCutAgain.isForgotten(left(USUAL + 4, 0, 1_480)),
                "what arrived, before it left by wrong clocks");
    }

    @ParameterizedTest
    @CsvSource({"5, -1", "6, 0"})
    void shouldNotTakeForItsOwnWhatCameBeforeTheClocksAllow(long nanos, int expected) {
        arrived(0, 0, 1_240);
        arrived(0, 1_240, 1_480);
        assertEquals(expected, arrivedOf(left(nanos, 0, 1_480)));
    }

    /** What arrived as it left is no piece of another, whichever of the two is seen first. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldNotTakeForItsOwnWhatLeftAsItArrived(boolean ahead) {
        Sighting lost = left(0, 0, 1_000);
        Sighting other = piece(100, 0, 1_480);
        Sighting same = piece(ahead ? 98 : 110, 0, 1_480);
        same.key = other.key;
        for (Sighting each : ahead ? List.of(same, other) : List.of(other, same)) {
            fragments.note(each, each == other, LEAST, MOST);
        }
        assertEquals(0, arrivedOf(lost));
        assertFalse(FragmentsCutAgain.isContested(lost));
    }

    /** What is matched with a packet that left whole is none of the fragments of its ID. */
    @ParameterizedTest
    @CsvSource({"1480, false, -1", "1480, true, 0", "1481, false, 0", "1479, false, 0"})
    void shouldTakeAWholePacketForTheFragmentsThatItHolds(int length, boolean leftWhole, int expected) {
        Sighting first = left(0, 0, 800);
        Sighting last = piece(1, 800, 1_480);
        last.moreFragments = false;
        fragments.note(last, true, LEAST, MOST);
        Sighting whole = piece(USUAL, 0, length);
        whole.typeP = TypeP.ICMP_ECHO_REQUEST;
        whole.sequence = 9;
        whole.leg = new Leg(new Tuple(Tuple.ECHO, 0, 1, 0, 2, 501, 501), 5);
        whole.leg.name = whole.leg.tuple;
        fragments.note(whole, false, LEAST, MOST);
        if (leftWhole) {
            FragmentsCutAgain.leftAlike(whole);
        }
        assertEquals(expected, arrivedOf(last));
        assertEquals(expected < 0, FragmentsCutAgain.isPutTogether(last));
    }

    /** How many pieces a collector would have to keep. */
    private static int reachable(Object root) throws IllegalAccessException {
        Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        Deque<Object> open = new ArrayDeque<>();
        open.add(root);
        int pieces = 0;
        while (!open.isEmpty()) {
            Object o = open.pop();
            if (!seen.add(o)) {
                continue;
            }
            pieces += o instanceof FragmentsCutAgain.Piece ? 1 : 0;
            if (o instanceof Object[] all) {
                Arrays.stream(all).filter(each -> each != null).forEach(open::add);
            } else if (o instanceof Iterable<?> all) {
                all.forEach(open::add);
            } else if (o instanceof FragmentsCutAgain.Piece || o == root) {
                for (Field field : o.getClass().getDeclaredFields()) {
                    field.setAccessible(true);
                    boolean isStatic = Modifier.isStatic(field.getModifiers());
                    Object value = isStatic || field.getType().isPrimitive() ? null : field.get(o);
                    if (value != null) {
                        open.add(value);
                    }
                }
            }
        }
        return pieces;
    }
}

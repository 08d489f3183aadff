package dev.halfway.match;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Fragments of one IP ID that are divided anew on the way. */
class FragmentsCutAgainTest {
    private static final int HEADER = 20;
    private static final long MOST = 1_000_000;
    private static final long USUAL = 10;

    private final FragmentsCutAgain fragments = new FragmentsCutAgain();
    private final Lane lane = new Flow(Tuple.FRAGMENTS, new Path(0, 1), new Path(1, 0), 0).forward;

    private Sighting piece(long nanos, int start, int end) {
        Sighting s = Sightings.at(nanos);
        s.ipVersion = 4;
        s.identification = 77;
        s.leg = new Leg(new Tuple(Tuple.FRAGMENTS, 0, 1, 0, 2, 1, 1), 5);
        s.leg.lane = lane;
        s.sequence = start;
        s.length = end - start;
        s.packetLength = end - start + HEADER;
        return s;
    }

    private Sighting left(long nanos, int start, int end) {
        Sighting s = piece(nanos, start, end);
        fragments.note(s, true, MOST);
        return s;
    }

    private Sighting arrived(long nanos, int start, int end) {
        Sighting s = piece(nanos, start, end);
        fragments.note(s, false, MOST);
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

    /** What is given up may have arrived. */
    @Test
    void shouldNotForgetThatItForgot() {
        Sighting early = left(0, 0, 1_480);
        arrived(USUAL, 0, 1_240);
        for (int i = 0; i < FragmentsCutAgain.MOST; i++) {
            arrived(USUAL + i, 1_480, 2_000);
        }
        assertTrue(FragmentsCutAgain.isForgotten(early), "what left");
        assertTrue(arrivedOf(early) > 0, "part of it is known");
        assertTrue(
                FragmentsCutAgain.isForgotten(left(USUAL, 0, 1_480)), "what arrived, before it left by wrong clocks");
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

package dev.halfway.match;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class GroupTableTest {
    private final GroupTable table = new GroupTable();

    @Test
    void shouldKeepAGroupUntilItsLastSightingLeaves() {
        KeyGroup group = table.findOrAdd(5);
        group.references += 2;
        assertSame(group, table.findOrAdd(5));
        table.release(group);
        assertSame(group, table.find(5));
        table.release(group);
        assertNull(table.find(5));
    }

    @Test
    void shouldForgetWhatAGroupWasWhenItIsUsedAgain() {
        KeyGroup group = table.findOrAdd(5);
        group.references = 1;
        group.lastMatchSentNanos = 4;
        group.lastMatchFrame = 3;
        group.lastMatchIdentification = 2;
        group.matchedBefore = true;
        table.release(group);
        KeyGroup again = table.findOrAdd(6);
        assertSame(group, again, "from the pool");
        assertEquals(6, again.key);
        assertEquals(0, again.references + again.lastMatchFrame + again.lastMatchIdentification);
        assertEquals(Long.MIN_VALUE, again.lastMatchSentNanos);
        assertFalse(again.matchedBefore);
        assertNull(table.find(5));
    }

    @Test
    void shouldHoldWhatAHashMapHolds() {
        long seed = 231;
        Random random = new Random(seed);
        Map<Long, KeyGroup> truth = new HashMap<>();
        for (int i = 0; i < 20_000; i++) {
            long key = key(random);
            KeyGroup group = truth.get(key);
            if (group != null && random.nextInt(3) == 0) {
                table.release(truth.remove(key));
                assertNull(table.find(key), "seed " + seed);
            } else if (group != null) {
                assertSame(group, table.find(key), "seed " + seed);
            } else {
                assertNull(table.find(key), "seed " + seed);
                group = table.findOrAdd(key);
                group.references = 1;
                truth.put(key, group);
            }
        }
        truth.forEach((key, group) -> assertSame(group, assertNotNullGroup(key)));
    }

    /** Half of them share the bits by which a table finds its place. */
    private static long key(Random random) {
        long key = random.nextInt(4_000);
        return random.nextBoolean() ? key : key << 40;
    }

    private KeyGroup assertNotNullGroup(long key) {
        KeyGroup group = table.find(key);
        assertNotNull(group);
        assertEquals(key, group.key);
        return group;
    }
}

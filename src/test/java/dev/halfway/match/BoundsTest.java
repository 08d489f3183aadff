package dev.halfway.match;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BoundsTest {
    private static final long LAUNCHER_HEAP = 212L << 20;

    @ParameterizedTest
    @CsvSource({"8192, 8, 2, 8192", "8192, 8, 8, 8192", "8192, 8, 9, 4096", "8192, 8, 60, 1024", "4, 1, 60, 1"})
    void shouldShareAmongManyHosts(int most, int few, int hosts, int each) {
        assertEquals(each, Bounds.ofEach(most, few, hosts));
    }

    /** Enough for a mesh: a flow each way between each two. */
    @Test
    void shouldLeaveSixtyHostsAFlowForEachTwo() {
        Bounds bounds = Bounds.fitting(LAUNCHER_HEAP, 60);
        assertTrue(bounds.flows() > 60 * 59, () -> "flows: " + bounds.flows());
        assertTrue(bounds.packetsInFlight() > 60 * 59, () -> "packets: " + bounds.packetsInFlight());
    }
}

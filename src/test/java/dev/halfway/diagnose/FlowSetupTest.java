package dev.halfway.diagnose;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FlowSetupTest {
    private static final long MILLI = 1_000_000L;

    private final Judged judged = new Judged();

    private void arrived(long millis, long source, long destination, long delayMillis) {
        judged.arrived(1, each -> at(each, millis, source, destination).delayNanos = delayMillis * MILLI);
    }

    private void lost(long millis) {
        judged.lost(1, each -> at(each, millis, 17, 23));
    }

    private static Observed at(Observed packet, long millis, long source, long destination) {
        packet.timeNanos = Trouble.EPOCH + millis * MILLI;
        packet.source = source;
        packet.destination = destination;
        return packet;
    }

    /** Of packets from 17 to 23 that left at 313 ms and are lost at a later time. */
    @ParameterizedTest
    @CsvSource({
        "1313, 17, 23, 3, true",
        "1314, 17, 23, 3, false",
        "320, 17, 23, 6, true",
        "320, 17, 23, 7, false",
        "320, 17, 29, 3, false",
        "320, 19, 23, 3, false"
    })
    void shouldAskForAPacketThatHasJustArrivedBetweenTheSameAddresses(
            long lostAt, long source, long destination, long delayMillis, boolean soon) {
        arrived(313, source, destination, delayMillis);
        lost(lostAt);
        assertEquals(soon, FlowSetup.followsOthers(judged.trials()));
    }

    @Test
    void shouldAskForMostOfTheLost() {
        arrived(313, 17, 23, 3);
        lost(705);
        lost(1_709);
        assertFalse(FlowSetup.followsOthers(judged.trials()), "one of two");
        arrived(2_111, 17, 23, 3);
        lost(2_707);
        assertTrue(FlowSetup.followsOthers(judged.trials()));
    }
}

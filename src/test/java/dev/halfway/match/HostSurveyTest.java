package dev.halfway.match;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class HostSurveyTest {
    private static final int REPORT_COUNT = 100_000;

    /** A capture that drops for hours says so more often than can be kept. */
    @Test
    void shouldForgetNoDropsAndStayNearThemInTime() {
        HostSurvey survey = new HostSurvey("a", HostSurvey.Settings.USUAL);
        for (int i = 0; i < REPORT_COUNT; i++) {
            survey.dropped(i * 1_000L, i * 1_000L + 10, 3);
        }

        assertTrue(survey.drops().size() <= 1 << 14, "bounded");
        assertEquals(
                3L * REPORT_COUNT,
                survey.drops().stream().mapToLong(HostSurvey.DropReport::count).sum());
        for (HostSurvey.DropReport each : survey.drops()) {
            long reports = each.count() / 3;
            assertEquals((reports - 1) * 1_000 + 10, each.endNanos() - each.startNanos(), "no more than it tells of");
            assertTrue(reports <= 16, "none takes in all the rest");
        }
    }
}

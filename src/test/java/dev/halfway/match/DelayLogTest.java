package dev.halfway.match;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfway.decode.TypeP;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the log comes to as HdrHistogram's own reader reads it. */
class DelayLogTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long MILLIS = 1_000_000L;
    private static final long START = 1_700_000_000L * SECOND + 250 * MILLIS;

    private final DelayLog log = new DelayLog();

    private void packet(String from, String to, TypeP typeP, String initiator, Fate fate, long nanos, long... delays) {
        List<PacketFate.Match> matches = new ArrayList<>();
        for (long delay : delays) {
            matches.add(new PacketFate.Match(to, 0, 1, delay));
        }
        log.onPacket(new PacketFate(
                from,
                0,
                1,
                START + nanos,
                START + nanos,
                from,
                to,
                typeP,
                Role.REQUEST,
                initiator,
                fate,
                false,
                false,
                Reason.MATCHED,
                matches,
                OptionalLong.empty(),
                OptionalLong.empty(),
                new PacketFate.FlowName(0, "a flow"),
                new PacketFate.Headers(0, 0, 0)));
    }

    private void ping(Fate fate, long nanos, long... delays) {
        packet("a", "b", TypeP.ICMP_ECHO_REQUEST, "a", fate, nanos, delays);
    }

    private List<Histogram> read() {
        HistogramLogReader reader = new HistogramLogReader(
                new ByteArrayInputStream((String.join("\n", log.lines()) + "\n").getBytes(StandardCharsets.UTF_8)));
        List<Histogram> all = new ArrayList<>();
        // Its hasNext() is true of comments, too.
        Histogram next = (Histogram) reader.nextIntervalHistogram();
        while (next != null) {
            all.add(next);
            next = (Histogram) reader.nextIntervalHistogram();
        }
        return all;
    }

    private List<String> tags() {
        return read().stream().map(Histogram::getTag).toList();
    }

    @Test
    void shouldHoldTheDelayOfEachThatArrives() {
        ping(Fate.DELIVERED, 0, 2 * MILLIS);
        ping(Fate.LATE, SECOND, 4 * SECOND);
        Histogram histogram = read().get(0);
        assertEquals(2, histogram.getTotalCount());
        assertEquals(2.0 * MILLIS, histogram.getMinValue(), 0.02 * MILLIS);
        assertEquals(4.0 * SECOND, histogram.getMaxValue(), 0.04 * SECOND);
    }

    /** What has no delay is not there, as if it had one of 0. */
    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"DELIVERED", "LATE"})
    void shouldHoldNothingElse(Fate fate) {
        ping(fate, 0, 2 * MILLIS);
        assertEquals(List.of(), read());
    }

    @Test
    void shouldHoldNothingOfWhatHasNoSightingAtTheOtherEnd() {
        ping(Fate.DELIVERED, 0);
        assertEquals(List.of(), read());
    }

    /** A segment that arrives in several has the delay of the first. */
    @Test
    void shouldTakeTheFirstSighting() {
        ping(Fate.DELIVERED, 0, 7 * MILLIS, 90 * MILLIS);
        assertEquals(1, read().get(0).getTotalCount());
        assertEquals(7.0 * MILLIS, read().get(0).getMaxValue(), 0.07 * MILLIS);
    }

    /** Directions, kinds and who began, each in a histogram of its own, whatever came first. */
    @Test
    void shouldTellApartWhatRowsTellApart() {
        packet("b", "a", TypeP.TCP_DATA, "b", Fate.DELIVERED, 0, 1);
        packet("a", "c", TypeP.TCP_DATA, "a", Fate.DELIVERED, 0, 1);
        packet("a", "b", TypeP.TCP_DATA, "b", Fate.DELIVERED, 0, 1);
        packet("a", "b", TypeP.TCP_DATA, "a", Fate.DELIVERED, 0, 1);
        packet("a", "b", TypeP.ICMP_ECHO_REQUEST, "a", Fate.DELIVERED, 0, 1);
        packet("a", "b", TypeP.TCP_DATA, "", Fate.DELIVERED, 0, 1);
        packet("a", "b", TypeP.TCP_DATA, "a", Fate.DELIVERED, 5, 1);
        assertEquals(
                List.of(
                        "a->b/icmp-echo-request/by-a",
                        "a->b/tcp-data",
                        "a->b/tcp-data/by-a",
                        "a->b/tcp-data/by-b",
                        "a->c/tcp-data/by-a",
                        "b->a/tcp-data/by-b"),
                tags());
        assertEquals(
                List.of(1L, 1L, 2L, 1L, 1L, 1L),
                read().stream().map(Histogram::getTotalCount).toList());
    }

    /** A comma would be the end of the tag, a line break of the line. */
    @Test
    void shouldWriteNamesThatATagCannotHold() {
        packet("a,1", "b\n\u202e2", TypeP.TCP_SYN, "a,1", Fate.DELIVERED, 0, 1);
        assertEquals(List.of("a_1->b__2/tcp-syn/by-a_1"), tags());
    }

    /** From when to when packets left, of each, from the first of all. */
    @Test
    void shouldTellWhenTheyLeft() {
        ping(Fate.DELIVERED, 3 * SECOND, 1);
        ping(Fate.DELIVERED, 2 * SECOND, 1);
        ping(Fate.DELIVERED, 7 * SECOND, 1);
        packet("b", "a", TypeP.ICMP_ECHO_REPLY, "a", Fate.DELIVERED, SECOND, 1);
        packet("b", "a", TypeP.ICMP_ECHO_REPLY, "a", Fate.DELIVERED, 5 * SECOND, 1);
        assertTrue(
                log.lines().stream()
                        .anyMatch(each -> each.contains("[StartTime: 1700000001.250 (seconds since epoch)]")),
                log.lines().toString());
        List<Histogram> all = read();
        assertEquals(1_700_000_002_250L, all.get(0).getStartTimeStamp());
        assertEquals(1_700_000_007_250L, all.get(0).getEndTimeStamp());
        assertEquals(1_700_000_001_250L, all.get(1).getStartTimeStamp());
        assertEquals(1_700_000_005_250L, all.get(1).getEndTimeStamp());
    }

    @Test
    void shouldBeALogWithNothingInItWhereNothingArrived() {
        assertTrue(
                log.lines().get(0).startsWith("#[Histogram log format version"),
                log.lines().toString());
        assertEquals(List.of(), read());
    }
}

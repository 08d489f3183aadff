package dev.halfway.diagnose;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfway.capture.ObservationPoint;
import dev.halfway.capture.SourceSummary;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InputFactsTest {
    private static final int ETHERNET = 1;
    private static final int USER0 = 147;
    private static final int USB = 195;

    static InputFacts input(long stepBackNanos, List<String> warnings, InputFacts.OtherTcp otherTcp, Integer... links) {
        SourceSummary summary = new SourceSummary(
                "a.pcap",
                "pcap",
                Arrays.stream(links)
                        .map(link -> new SourceSummary.Interface(link, 0, "", "", ""))
                        .toList(),
                100,
                10_000,
                OptionalLong.empty(),
                OptionalLong.empty(),
                OptionalLong.empty(),
                OptionalLong.empty(),
                OptionalLong.empty(),
                OptionalLong.empty(),
                0,
                stepBackNanos,
                warnings);
        return new InputFacts(
                new ObservationPoint("a", 0, summary),
                80,
                70,
                4,
                Map.of(InputFacts.MALFORMED, 2L, "cut", 3L),
                Map.of("ARP", 15L),
                Map.of("outside the range", 4L),
                OptionalLong.empty(),
                OptionalLong.empty(),
                List.of(),
                false,
                OptionalLong.empty(),
                OptionalDouble.empty(),
                Optional.ofNullable(otherTcp),
                List.of());
    }

    private static InputFacts running(long stepBackNanos) {
        return input(stepBackNanos, List.of(), null, ETHERNET);
    }

    @Test
    void shouldCountEachPacketOnce() {
        InputFacts input = running(0);
        assertEquals(10, input.leftAside());
        assertEquals(5, input.undecodedCount());
        assertEquals(2, input.malformed());
        assertEquals(Map.of("ARP", 15L, "outside the range", 4L), input.ignored());
    }

    @Test
    void shouldSayByHowMuchTimesRunBack() {
        assertEquals(Optional.empty(), running(0).stepBack());
        assertEquals(
                Optional.of("a.pcap: timestamps run back by up to 1.000000 s; put in order."),
                running(1_000_000_000).stepBack());
        assertTrue(
                running(1_500_000_000)
                        .stepBack()
                        .orElseThrow()
                        .startsWith(
                                "a.pcap: timestamps run back by up to 1.500000 s; this is taken for a clock that was set: if none"));
        assertEquals(
                Optional.of("a.pcap: timestamps run back by up to 0.000000 s; put in order."),
                running(1).stepBack());
    }

    /** Less than a millisecond is no news. */
    @ParameterizedTest
    @CsvSource({"0, false", "999999, true", "1000000, false"})
    void shouldKnowASlightStepBack(long nanos, boolean slight) {
        assertEquals(slight, running(nanos).slightStepBack().isPresent());
    }

    @Test
    void shouldNameLinkTypesThatAreNotRead() {
        assertEquals(Optional.empty(), running(0).unreadLinkTypes());
        assertEquals(
                Optional.of("link type 147"),
                input(0, List.of(), null, ETHERNET, USER0).unreadLinkTypes());
        assertEquals(
                Optional.of("link types 147 and 195"),
                input(0, List.of(), null, USB, ETHERNET, USER0).unreadLinkTypes());
    }

    @ParameterizedTest
    @CsvSource({"10, 10, all on port 80", "10, 6, most on port 80", "10, 5, some on port 80"})
    void shouldSayWhereOtherTcpIs(long packets, long commonest, String where) {
        assertEquals(where, new InputFacts.OtherTcp(packets, 80, commonest).where());
    }

    /** Of two captures: the same port in both, or the one with more of it. */
    @ParameterizedTest
    @CsvSource({"80, 4, 80, 3, 80, 7", "80, 4, 22, 3, 80, 4", "80, 3, 22, 4, 22, 4", "80, 4, 22, 4, 80, 4"})
    void shouldJoinOtherTcpOfTwoCaptures(
            int port, long most, int otherPort, long otherMost, int joined, long together) {
        assertEquals(
                new InputFacts.OtherTcp(30, joined, together),
                new InputFacts.OtherTcp(10, port, most).and(new InputFacts.OtherTcp(20, otherPort, otherMost)));
    }
}

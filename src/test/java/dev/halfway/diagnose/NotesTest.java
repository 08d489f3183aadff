package dev.halfway.diagnose;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.halfway.decode.TypeP;
import dev.halfway.match.LossRow;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NotesTest {
    private static final long SECOND = 1_000_000_000L;

    private static InputFacts input(long stepBackNanos, List<String> warnings, InputFacts.OtherTcp otherTcp) {
        return InputFactsTest.input(stepBackNanos, warnings, otherTcp, 1, 147);
    }

    private static List<String> ofInputs(InputFacts... inputs) {
        return new Notes(List.of(inputs), List.of(), List.of(), List.of()).all();
    }

    private static List<String> ofClock(String basis, OptionalLong bound, List<LossRow> losses) {
        ClockFacts clock =
                new ClockFacts("a", "b", 5, bound, OptionalDouble.empty(), List.of(), basis, List.of(), List.of());
        return new Notes(List.of(), List.of(clock), losses, List.of()).all();
    }

    private static List<LossRow> losses(Trouble trouble) {
        return trouble.symptoms().losses();
    }

    /** First what each capture says itself, then what is not read of it, then its order; what others say is last. */
    @Test
    void shouldTellOfEachCaptureInOrder() {
        List<InputFacts> inputs = List.of(input(SECOND, List.of("cut off."), null));
        assertEquals(
                List.of(
                        "cut off.",
                        "a.pcap: packets of link type 147 are not read.",
                        "a.pcap: timestamps run back by up to 1.000000 s; put in order.",
                        "More."),
                new Notes(inputs, List.of(), List.of(), List.of("More.")).all());
    }

    @Test
    void shouldKeepSilentOnASlightStepBack() {
        assertEquals(
                List.of("a.pcap: packets of link type 147 are not read."), ofInputs(input(999_999, List.of(), null)));
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1, '1 packet, all on port 443; --tcp-port 443 analyses them.'",
        "2000, 1500, '2,000 packets, most on port 443; --tcp-port 443 analyses those.'"
    })
    void shouldSayWhichPortWouldBringInMost(long packets, long commonest, String told) {
        List<String> notes = ofInputs(input(0, List.of(), new InputFacts.OtherTcp(packets, 443, commonest)));
        assertEquals("TCP on other ports was left aside: " + told, notes.get(1));
    }

    /** Of all captures together, in one sentence. */
    @Test
    void shouldAddUpOtherTcp() {
        InputFacts.OtherTcp one = new InputFacts.OtherTcp(3, 443, 2);
        List<String> notes = ofInputs(input(0, List.of(), one), input(0, List.of(), one));
        assertEquals(
                "TCP on other ports was left aside: 6 packets, most on port 443; --tcp-port 443 analyses those.",
                notes.get(2));
    }

    /** Where packets alike are in both it is said that none tells which it is. */
    @ParameterizedTest
    @CsvSource({"10, 10, ''", "10, 4, 'that can be told from all others '"})
    void shouldSayThatClocksAreTakenToAgree(long sent, long lost, String which) {
        List<LossRow> losses = losses(new Trouble().row(TypeP.TCP_DATA, "a", sent, lost));
        assertEquals(
                List.of("No packet " + which
                        + "is in both a's and b's captures: their clocks are taken to agree, and all"
                        + " timing between them is unsynchronised."),
                ofClock("wall-clock", OptionalLong.empty(), losses));
    }

    /** What is matched between others says nothing of these two. */
    @Test
    void shouldNotTakeForTheirsWhatOtherHostsShare() {
        for (String[] way : new String[][] {{"a", "c"}, {"c", "b"}}) {
            List<LossRow> losses = losses(new Trouble().row(way[0], way[1], TypeP.TCP_DATA, "a", 10, 0, 0, 0));
            assertEquals(
                    true,
                    ofClock("wall-clock", OptionalLong.empty(), losses).get(0).startsWith("No packet is in both"));
        }
    }

    @Test
    void shouldSayThatDelaysAreRelative() {
        assertEquals(
                List.of(
                        "Packets matched one way only between a and b: the offset of their clocks has a bound on one side"
                                + " only, and delays are relative."),
                ofClock("one-way", OptionalLong.empty(), List.of()));
    }

    @Test
    void shouldSayThatABoundIsNotTold() {
        assertEquals(
                List.of("How far the clocks of a and b may be off is not told: one of them was set, or may have been,"
                        + " where too few packets went both ways."),
                ofClock("both-ways", OptionalLong.empty(), List.of()));
        assertEquals(List.of(), ofClock("both-ways", OptionalLong.of(7), List.of()));
    }
}

package dev.halfway;

import static dev.halfway.Scenario.A;
import static dev.halfway.Scenario.B;
import static dev.halfway.Scenario.DELAY;
import static dev.halfway.Scenario.MILLIS;
import static dev.halfway.Scenario.SECOND;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfway.Scenario.Result;
import dev.halfway.decode.TypeP;
import dev.halfway.diagnose.InputFacts;
import dev.halfway.diagnose.Verdict;
import dev.halfway.match.Fate;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** a asks an address that never answers and that b's capture does not show: it may be b's, or a third machine's. */
class DeafAddressScenarioTest {
    private static final String STATION_OF_A = "02000000003a";
    private static final String STATION_OF_B = "02000000005b";
    private static final String ANOTHER = "020000000077";
    /** Shared by routers (RFC 9568). */
    private static final String SHARED = "00005e000107";

    private static final String DEAF = "10.0.0.73";
    private static final int SYN = 2;

    @TempDir
    Path directory;

    private Scenario scenario;

    @BeforeEach
    void setUp() {
        scenario = new Scenario(directory).inferringOwners();
    }

    /** Both ways each second, all well. */
    private void pings(String stationOfB) {
        for (int second = 0; second < 20; second++) {
            ping(second * SECOND + 7_919, Packet.request(A, B, 41, second), STATION_OF_A, stationOfB);
            ping(second * SECOND + 311 * MILLIS, Packet.request(B, A, 43, second), stationOfB, STATION_OF_A);
        }
    }

    private void ping(long nanos, Packet request, String from, String to) {
        scenario.delivered(nanos, request.inFrame(from, to));
        scenario.delivered(nanos + 2 * DELAY, request.answer().inFrame(to, from));
    }

    /** Seven pings and four SYNs. */
    private void asksInVain(String from, String to, String station) {
        for (int i = 0; i < 7; i++) {
            asks(2 * SECOND + i * 809 * MILLIS, Packet.request(from, to, 47, i), station);
        }
        for (int i = 0; i < 4; i++) {
            asks(9 * SECOND + i * 1_103 * MILLIS, Packet.tcp(from, 40_001 + i, to, 179, SYN), station);
        }
    }

    private void asks(long nanos, Packet packet, String station) {
        scenario.seenAt(scenario.a, nanos, packet.timeToLive(64).inFrame(STATION_OF_A, station), true, 1);
    }

    private Result assertHealthy(String note) throws IOException {
        Result result = scenario.run();
        assertEquals(0, result.diagnosis.exitCode(), result.diagnosis.sentence());
        assertEquals(List.of(note), result.diagnosis.notes());
        return result;
    }

    private static String left(String packets, String address) {
        return "Not judged: " + packets + " from a to " + address + ", which never answers; the captures do not show"
                + " whose address it is. If another host here owns it, say --address HOST=" + address + ".";
    }

    private static void assertCannotTell(Result result) {
        assertEquals(
                Verdict.INCONCLUSIVE,
                result.diagnosis.verdict(),
                result.diagnosis.sentence() + result.diagnosis.notes());
        assertEquals(3, result.diagnosis.exitCode());
        assertTrue(
                result.diagnosis
                        .sentence()
                        .endsWith(" a -> b could not be judged: the capture at b never shows this address."),
                result.diagnosis.sentence());
        assertEquals(11, result.count(Fate.UNOBSERVABLE));
        assertEquals(0, result.count(Fate.LOST));
    }

    /** From a second address of a's, too, or of the other IP version. */
    @ParameterizedTest
    @CsvSource({"10.0.0.1, 10.0.0.73", "10.0.0.9, 10.0.0.73", "2001:db8::9, 2001:db8::73"})
    void shouldNotTellOfNoLossWhereFramesForTheHostShowUpNowhere(String from, String to) throws IOException {
        pings(STATION_OF_B);
        asksInVain(from, to, STATION_OF_B);
        Result result = scenario.run();
        assertCannotTell(result);
        assertEquals(4, result.count(Fate.UNOBSERVABLE, TypeP.TCP_SYN));
        assertEquals(
                List.of("Not judged: 11 packets (7 echo requests, 4 SYNs) from a to " + to
                        + ", which never answers and is taken for b's: the frames are for the link address of b,"
                        + " 02:00:00:00:00:5b, and the capture there shows none of them. --address b=" + to
                        + " says that it is, --address b=10.0.0.2 that it is not."),
                result.diagnosis.notes());
        assertEquals(
                List.of(B),
                result.diagnosis.inputs().stream()
                        .filter(input -> input.point().host().equals("b"))
                        .map(InputFacts::addresses)
                        .findFirst()
                        .orElseThrow());
    }

    /** A station is a guess at whose the address is, however much the capture there takes. */
    @Test
    void shouldCallNothingLostOnTheWayToAnAddressThatIsGuessed() throws IOException {
        pings(STATION_OF_B);
        asksInVain(A, DEAF, STATION_OF_B);
        scenario.b.seesUdp(Scenario.EPOCH + 3 * SECOND);
        scenario.b.seesArp(Scenario.EPOCH + 4 * SECOND, 1, B, A);
        scenario.seenAt(scenario.b, 5 * SECOND, Packet.tcp("192.0.2.7", 5_001, "192.0.2.9", 22, 16), true, 1);
        assertCannotTell(scenario.run());
    }

    @Test
    void shouldLeaveTheVerdictWhereAThirdMachineIsDown() throws IOException {
        pings(STATION_OF_B);
        asksInVain(A, DEAF, ANOTHER);
        assertHealthy(left("11 packets (7 echo requests, 4 SYNs)", DEAF));
    }

    /** What leaves it without an answer, where a router says so; errors about other addresses say nothing of it. */
    @Test
    void shouldSayWhoSendsErrorsAboutAThirdMachine() throws IOException {
        pings(STATION_OF_B);
        asksInVain(A, DEAF, ANOTHER);
        for (int i = 0; i < 5; i++) {
            Packet request = Packet.request(A, i < 3 ? DEAF : "10.0.0.74", 47, i);
            scenario.seenAt(
                    scenario.a, 12 * SECOND + i * SECOND, Packet.error("10.0.0.254", 3, 1, 0, request), false, 1);
        }
        assertHealthy(left("11 packets (7 echo requests, 4 SYNs)", DEAF)
                .replace(
                        "whose address it is.",
                        "whose address it is, and 10.0.0.254 sends ICMP errors about it (3 of type 3, code 1)."));
    }

    /** Of an address of a's that nobody else shows, by its station. */
    @Test
    void shouldTellOfWhatASecondAddressSendsToAThirdMachine() throws IOException {
        pings(STATION_OF_B);
        asksInVain("2001:db8::9", "2001:db8::73", ANOTHER);
        assertHealthy(left("11 packets (7 echo requests, 4 SYNs)", "2001:db8::73"));
    }

    /** b is a router, too, and its capture leaves out what it passes on. */
    @Test
    void shouldLeaveTheVerdictWhereAnotherMachineAnswersBehindTheStation() throws IOException {
        pings(STATION_OF_B);
        asksInVain(A, DEAF, STATION_OF_B);
        Packet request = Packet.request(A, "10.0.0.99", 53, 5);
        asks(6 * SECOND, request, STATION_OF_B);
        scenario.seenAt(
                scenario.a, 6 * SECOND + 2 * DELAY, request.answer().inFrame(STATION_OF_B, STATION_OF_A), false, 1);
        assertHealthy(left("11 packets (7 echo requests, 4 SYNs)", DEAF));
    }

    /** All that goes there is for the router between the two. */
    @Test
    void shouldLeaveTheVerdictWhereARouterIsBetween() throws IOException {
        for (int second = 0; second < 20; second++) {
            Packet request = Packet.request(A, B, 41, second);
            long nanos = second * SECOND + 7_919;
            scenario.leaves(nanos, request.inFrame(STATION_OF_A, ANOTHER));
            scenario.arrives(nanos + DELAY, request.timeToLive(63).inFrame("020000000078", STATION_OF_B));
            scenario.leaves(nanos + 2 * DELAY, request.answer().inFrame(STATION_OF_B, "020000000078"));
            scenario.arrives(nanos + 3 * DELAY, request.answer().timeToLive(63).inFrame(ANOTHER, STATION_OF_A));
        }
        asksInVain(A, DEAF, ANOTHER);
        assertHealthy(left("11 packets (7 echo requests, 4 SYNs)", DEAF));
    }

    /** The packets may go to the other router. */
    @Test
    void shouldLeaveTheVerdictWhereTheStationIsSeveralRouters() throws IOException {
        pings(SHARED);
        asksInVain(A, DEAF, SHARED);
        assertHealthy(left("11 packets (7 echo requests, 4 SYNs)", DEAF));
    }

    @Test
    void shouldLeaveTheVerdictWhereFewPacketsAskedForAnAnswer() throws IOException {
        pings(STATION_OF_B);
        asks(2 * SECOND, Packet.request(A, DEAF, 47, 1), STATION_OF_B);
        asks(3 * SECOND, Packet.request(A, DEAF, 47, 2), STATION_OF_B);
        assertHealthy(left("2 echo requests", DEAF));
    }

    /** What the user says of b's addresses is all. */
    @Test
    void shouldLeaveTheVerdictWhereTheUserSaysWhatTheHostOwns() throws IOException {
        scenario.owning("b", B);
        pings(STATION_OF_B);
        asksInVain(A, DEAF, STATION_OF_B);
        assertHealthy(left("11 packets (7 echo requests, 4 SYNs)", DEAF));
    }

    /** Neither capture shows the other's host, and both show b's address. */
    @Test
    void shouldSayWhichAddressBothCapturesShow() throws IOException {
        asksInVain(A, B, STATION_OF_B);
        for (int second = 0; second < 20; second++) {
            Packet request = Packet.request("10.0.0.61", B, 41, second);
            scenario.seenAt(scenario.b, second * SECOND, request.inFrame(ANOTHER, STATION_OF_B), false, 1);
            scenario.seenAt(
                    scenario.b, second * SECOND + 41_000, request.answer().inFrame(STATION_OF_B, ANOTHER), true, 1);
        }
        assertEquals(
                "Cannot tell: the captures have no pair of addresses in common. Both show 10.0.0.2: at a 7 echo requests"
                        + " and 4 SYNs to its port 179 from 10.0.0.1 have no answer, at b it talks with others. If it is"
                        + " b's, say --address a=10.0.0.1 --address b=10.0.0.2.",
                scenario.run().diagnosis.sentence());
    }

    /** Both talk with one machine, which answers both: these are no two ends. */
    @Test
    void shouldNotSayItOfAThirdMachineThatAnswersBoth() throws IOException {
        for (int second = 0; second < 20; second++) {
            Packet ofA = Packet.request(A, DEAF, 41, second);
            Packet ofB = Packet.request(B, DEAF, 43, second);
            scenario.seenAt(scenario.a, second * SECOND, ofA, true, 1);
            scenario.seenAt(scenario.a, second * SECOND + DELAY, ofA.answer(), false, 1);
            scenario.seenAt(scenario.b, second * SECOND, ofB, true, 1);
            scenario.seenAt(scenario.b, second * SECOND + DELAY, ofB.answer(), false, 1);
        }
        String sentence = scenario.run().diagnosis.sentence();
        assertTrue(
                sentence.startsWith(
                        "Cannot tell: the captures have no pair of addresses in common; they do not look like"),
                sentence);
    }
}

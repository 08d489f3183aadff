package dev.halfway.match;

import static dev.halfway.match.Survey.address;
import static dev.halfway.match.Survey.segment;
import static dev.halfway.match.Survey.tuple;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfway.decode.Packets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What g and h call flows of which a device translates the client's address, at g, to another one, at h. */
class FlowNamesTest {
    private static final String CLIENT = "10.0.0.1";
    private static final String OUTSIDE = "192.0.2.7";
    private static final String SERVER = "198.51.100.9";
    private static final int PORT = 8080;

    private final Survey g = new Survey("g");
    private final Survey h = new Survey("h");
    private int sent;

    private void translated(String client, int portAtG, int portAtH, int packets) {
        for (int i = 0; i < packets; i++) {
            sent++;
            g.sees(100 * sent, segment(client, portAtG, SERVER, PORT, Packets.ACK, 1_000 * sent, 7, 100));
            h.sees(100 * sent + 1, segment(OUTSIDE, portAtH, SERVER, PORT, Packets.ACK, 1_000 * sent, 7, 100));
        }
    }

    private FlowNames names() {
        List<HostSurvey> surveys = List.of(g.host, h.host);
        return new FlowNames(surveys, List.of(Survey.align(0, 1, surveys)));
    }

    /** @param owned by g; h owns the server */
    private FlowNames doubting(String... owned) {
        List<HostSurvey> surveys = List.of(g.host, h.host);
        List<Alignment> alignments = List.of(Survey.align(0, 1, surveys));
        Owners owners = new Owners(List.of(List.of(), List.of()));
        owners.infer(address(SERVER), 1);
        for (String each : owned) {
            owners.infer(address(each), 0);
        }
        FlowNames names = new FlowNames(surveys, alignments);
        names.doubt(surveys, alignments, owners);
        return names;
    }

    private static Tuple atG(String client, int port) {
        return tuple(Tuple.TCP, client, port, SERVER, PORT);
    }

    private static Tuple atH(int port) {
        return tuple(Tuple.TCP, OUTSIDE, port, SERVER, PORT);
    }

    @Test
    void shouldNameFlowsAsTheFirstHostDoes() {
        translated(CLIENT, 40_000, 50_000, 3);
        FlowNames names = names();
        assertEquals(atG(CLIENT, 40_000), names.canonical(1, atH(50_000)));
        assertEquals(
                atG(CLIENT, 40_000).reversed(), names.canonical(1, atH(50_000).reversed()));
        assertEquals(atG(CLIENT, 40_000), names.canonical(0, atG(CLIENT, 40_000)));
        assertEquals(atH(50_000), names.canonical(0, atH(50_000)), "g has no other name for it");
        assertEquals(1, names.inferred().size());
    }

    /** Their addresses are those of all others between the two, and their ports what they are. */
    @Test
    void shouldNameOtherFlowsByTheirAddressesWherePortsAreKept() {
        translated(CLIENT, 40_000, 40_000, 3);
        assertEquals(atG(CLIENT, 41_000), names().canonical(1, atH(41_000)));
        Tuple others = tuple(Tuple.TCP, OUTSIDE, 41_000, "198.51.100.10", PORT);
        assertEquals(others, names().canonical(1, others));
    }

    /** Of another flow it is not known what its port is made of; fragments have none. */
    @Test
    void shouldNotNameOtherFlowsWherePortsAreTranslatedToo() {
        translated(CLIENT, 40_000, 50_000, 3);
        assertEquals(atH(51_000), names().canonical(1, atH(51_000)));
        Tuple fragments = tuple(Tuple.FRAGMENTS, OUTSIDE, 0, SERVER, 0);
        assertEquals(tuple(Tuple.FRAGMENTS, CLIENT, 0, SERVER, 0), names().canonical(1, fragments));
    }

    /** Two clients have one address outside. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldNotNameAddressesThatAreSeveral(boolean several) {
        translated(CLIENT, 40_000, 50_000, 3);
        if (several) {
            translated("10.0.0.2", 40_000, 50_001, 3);
        }
        Tuple fragments = tuple(Tuple.FRAGMENTS, OUTSIDE, 0, SERVER, 0);
        Tuple name = tuple(Tuple.FRAGMENTS, CLIENT, 0, SERVER, 0);
        assertEquals(several ? null : name, names().canonicalAddresses(1, fragments));
        assertEquals(fragments, names().canonicalAddresses(0, fragments));
    }

    @Test
    void shouldTellWhichFlowsMayBeRewritten() {
        translated(CLIENT, 40_000, 50_000, 2);
        FlowNames names = doubting(CLIENT, OUTSIDE);
        assertTrue(names.isDoubtful(0, 1, atG(CLIENT, 40_000)));
        assertTrue(names.isDoubtful(1, 0, atH(50_000)));
        assertFalse(names.isDoubtful(1, 0, atG(CLIENT, 40_000)));
        assertFalse(names.isDoubtful(0, 2, atG(CLIENT, 40_000)), "between others");
        assertEquals(List.of(), names.inferred());
    }

    /** What is not between two hosts is not judged: nobody asks. */
    @Test
    void shouldNotDoubtFlowsThatAreNotBetweenTheTwo() {
        translated(CLIENT, 40_000, 50_000, 2);
        FlowNames names = doubting(CLIENT);
        assertTrue(names.isDoubtful(0, 1, atG(CLIENT, 40_000)));
        assertFalse(names.isDoubtful(1, 0, atH(50_000)));
    }

    @Test
    void shouldTellByHowMuchSequenceNumbersAreShifted() {
        for (int i = 0; i < 3; i++) {
            g.sees(100 * i, segment(CLIENT, 40_000, SERVER, PORT, Packets.ACK, 50, 7, 10 + i));
            h.sees(100 * i + 1, segment(CLIENT, 40_000, SERVER, PORT, Packets.ACK, 62, 7, 10 + i));
        }
        assertEquals(12, names().sequenceShift(1, atG(CLIENT, 40_000)));
        assertEquals(0, names().sequenceShift(0, atG(CLIENT, 40_000)));
        assertEquals(0, names().sequenceShift(1, atH(40_000)));
    }
}

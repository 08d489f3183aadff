package dev.halfway.match;

import static dev.halfway.match.Survey.tuple;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfway.decode.AddressBlock;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KnownFlowsTest {
    private static final String A = "10.0.0.1";
    private static final String B = "10.0.0.2";
    private static final String C = "10.0.0.3";

    private final Survey a = new Survey("a");
    private final Survey b = new Survey("b");
    private final Survey c = new Survey("c");

    private FlowKnowledge between(Survey... surveys) {
        List<HostSurvey> hosts = Stream.of(surveys).map(each -> each.host).toList();
        List<List<AddressBlock>> given =
                List.of(List.of(AddressBlock.parse(A)), List.of(AddressBlock.parse(B)), List.of());
        return new KnownFlows(hosts, new Owners(given.subList(0, surveys.length))).between(0, 1);
    }

    @Test
    void shouldKnowWhatAThirdHostShowsEitherWay() {
        Tuple toC = tuple(Tuple.ECHO, A, 7, C, 7);
        Tuple toB = tuple(Tuple.ECHO, A, 7, B, 7);
        a.sees(0, Survey.request(A, C, 1));
        c.sees(1, Survey.request(A, C, 1));
        a.sees(2, Survey.request(A, B, 1));
        b.sees(3, Survey.request(A, B, 1));
        FlowKnowledge knowledge = between(a, b, c);
        assertTrue(knowledge.isElsewhere(toC));
        assertTrue(knowledge.isElsewhere(toC.reversed()));
        assertFalse(knowledge.isElsewhere(toB), "at these two only");
        assertFalse(knowledge.isElsewhere(tuple(Tuple.ECHO, B, 7, C, 7)), "nowhere");
    }

    @Test
    void shouldKnowOfNoThirdHostWhereThereAreTwo() {
        a.sees(0, Survey.request(A, C, 1));
        b.sees(1, Survey.request(A, C, 1));
        assertFalse(between(a, b).isElsewhere(tuple(Tuple.ECHO, A, 7, C, 7)));
    }

    /** By the addresses that the user gives: at a, and at b. */
    @ParameterizedTest
    @CsvSource({
        "10.0.0.1, 9.9.9.9, 10.0.0.2, 9.9.9.9, true, false",
        "9.9.9.9, 10.0.0.1, 9.9.9.9, 10.0.0.2, true, false",
        "10.0.0.1, 9.9.9.9, 9.9.9.9, 10.0.0.2, false, true",
        "9.9.9.9, 10.0.0.1, 10.0.0.2, 9.9.9.9, false, true",
        "10.0.0.1, 9.9.9.9, 9.9.9.9, 9.9.9.8, false, false"
    })
    void shouldTellWhoSendsAndWhoReceives(
            String fromAtA, String toAtA, String fromAtB, String toAtB, boolean areTwo, boolean endAtBoth) {
        FlowKnowledge knowledge = between(a, b);
        Tuple atA = tuple(Tuple.TCP, fromAtA, 40_000, toAtA, 179);
        Tuple atB = tuple(Tuple.TCP, fromAtB, 40_000, toAtB, 179);
        assertEquals(areTwo, knowledge.areTwo(atA, atB));
        assertEquals(endAtBoth, knowledge.endAtBoth(atA, atB));
    }
}

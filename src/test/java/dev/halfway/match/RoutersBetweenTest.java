package dev.halfway.match;

import static dev.halfway.match.Survey.address;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoutersBetweenTest {
    private static final String A = "10.0.0.1";
    private static final String B = "10.0.0.2";

    private final Survey a = new Survey("a");
    private final Survey b = new Survey("b");
    private int sent;

    /** A request from a, which arrives at b with so much, or does not where that is negative. */
    private void request(int leaves, int arrives) {
        sent++;
        byte[] request = Survey.request(A, B, sent);
        a.timeToLive(leaves).sees(1_000 * sent, request);
        if (arrives >= 0) {
            b.timeToLive(arrives).sees(1_000 * sent + 1, request);
        }
    }

    private RoutersBetween routers() {
        List<HostSurvey> surveys = List.of(a.host, b.host);
        List<Alignment> alignments = List.of(Survey.align(0, 1, surveys));
        Owners owners = new Owners(List.of(List.of(), List.of()));
        owners.infer(address(A), 0);
        owners.infer(address(B), 1);
        return new RoutersBetween(surveys, alignments, new FlowNames(surveys, alignments), owners);
    }

    /** Of those with the largest none arrives: the others do not come from farther for that. */
    @Test
    void shouldGoByPacketsThatAreAtBothEnds() {
        for (int i = 0; i < 5; i++) {
            request(70, -1);
            request(60, 57);
        }
        assertEquals(OptionalInt.of(3), routers().on(0, 1));
        assertEquals(OptionalInt.empty(), routers().on(1, 0));
    }

    /** Of ways of several lengths the shortest. */
    @Test
    void shouldTakeTheShortestWay() {
        request(64, 60);
        request(255, 253);
        request(64, 61);
        assertEquals(OptionalInt.of(2), routers().on(0, 1));
    }

    @Test
    void shouldTellTheWayBackToo() {
        byte[] reply = Survey.reply(B, A, 1);
        b.timeToLive(64).sees(1, reply);
        a.timeToLive(59).sees(2, reply);
        assertEquals(OptionalInt.of(5), routers().on(1, 0));
        assertEquals(OptionalInt.empty(), routers().on(0, 1));
    }

    /** No routers take so many, or give some. */
    @ParameterizedTest
    @CsvSource({"64, 64, 0", "64, 32, 32", "64, 31, -1", "64, 65, -1"})
    void shouldNotHearWhatNoRoutersDo(int leaves, int arrives, int routers) {
        request(leaves, arrives);
        assertEquals(
                routers < 0 ? OptionalInt.empty() : OptionalInt.of(routers),
                routers().on(0, 1));
    }
}

package dev.halfway.match;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.halfway.decode.TypeP;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class StandstillsTest {
    private static final long SECOND = 1_000_000_000L;
    /** What the clock of the host that is asked shows more than the reference clock. */
    private static final long AHEAD = 500 * SECOND;

    private static final int A = 0;
    private static final int B = 1;
    private static final int C = 2;

    private final Standstills standstills = new Standstills(new String[] {"a", "b", "c"});

    private void note(int from, int to, boolean leaving, TypeP typeP, double second, int records) {
        Sighting s = Sightings.at((long) (second * SECOND));
        s.leg = new Leg(new Tuple(Tuple.ECHO, 0, from, 0, to, 3, 4), 5);
        s.leg.from = from;
        s.leg.to = to;
        s.leg.position = leaving ? Leg.Position.SENDER : Leg.Position.RECEIVER;
        s.leg.recordsOfEach = records;
        s.typeP = typeP;
        s.ownNanos = s.timeNanos + AHEAD;
        standstills.note(s);
    }

    private void sends(int host, int to, double second) {
        note(host, to, true, TypeP.ICMP_ECHO_REPLY, second, 1);
    }

    /** A host is asked so often, once a second. */
    private void asked(int host, int asker, double fromSecond, int times) {
        for (int i = 0; i < times; i++) {
            note(asker, host, false, TypeP.ICMP_ECHO_REQUEST, fromSecond + i, 1);
        }
    }

    private static Standstill standstill(
            String host, String asker, double start, double end, double lastCame, long requests) {
        return new Standstill(
                host,
                asker,
                (long) (start * SECOND) + AHEAD,
                end < 0 ? OptionalLong.empty() : OptionalLong.of((long) (end * SECOND) + AHEAD),
                (long) (lastCame * SECOND) + AHEAD,
                requests,
                0,
                0);
    }

    @Test
    void shouldTellTheLongestForEachWhoAsked() {
        sends(C, A, 1);
        asked(C, A, 1.25, 6);
        asked(C, B, 1.5, 5);
        sends(C, B, 8); // to whomever it sends: it does not stand still
        asked(C, A, 8.5, 9);
        sends(C, B, 20);
        asked(C, A, 20.5, 7);
        sends(C, B, 30);
        assertEquals(
                List.of(standstill("c", "a", 8, 20, 16.5, 9), standstill("c", "b", 1, 8, 5.5, 5)), standstills.all());
    }

    @Test
    void shouldTellOneThatLastsToTheEnd() {
        sends(B, A, 1);
        asked(B, A, 2, 5);
        assertEquals(List.of(standstill("b", "a", 1, -1, 6, 5)), standstills.all());
    }

    @Test
    void shouldTellNothingBeforeTheFirstPacketThatAHostSends() {
        asked(B, A, 0, 9);
        sends(B, A, 10);
        assertEquals(List.of(), standstills.all());
    }

    @Test
    void shouldTellNothingOfFewOrOfAShortTime() {
        sends(B, A, 1);
        asked(B, A, 2, 4);
        sends(B, A, 7);
        for (int i = 0; i < 9; i++) {
            asked(B, A, 7 + i * 0.1, 1);
        }
        sends(B, A, 8);
        assertEquals(List.of(), standstills.all());
    }

    /** What its own capture missed shows at the other host: from then on it counts again. */
    @Test
    void shouldCountWhatOnlyTheOtherEndShowsLeaving() {
        sends(B, A, 1);
        asked(B, A, 1.5, 4);
        note(B, A, false, TypeP.ICMP_ECHO_REPLY, 6, 1);
        asked(B, A, 6.5, 6);
        sends(B, A, 14);
        assertEquals(List.of(standstill("b", "a", 6, 14, 11.5, 6)), standstills.all());
    }

    @Test
    void shouldNotCountRecordsOfWhichThereAreSeveralForEachPacket() {
        sends(B, A, 1);
        for (int i = 0; i < 9; i++) {
            note(A, B, false, TypeP.ICMP_ECHO_REQUEST, 2 + i, 2);
        }
        sends(B, A, 14);
        assertEquals(List.of(), standstills.all());
    }

    @Test
    void shouldTellKindsApart() {
        sends(B, A, 1);
        asked(B, A, 2, 2);
        note(A, B, false, TypeP.TCP_SYN, 4, 1);
        note(A, B, false, TypeP.TCP_DATA, 5, 1);
        note(A, B, false, TypeP.TCP_DATA, 6, 1);
        note(A, B, false, TypeP.TCP_ACK, 7, 1);
        Standstill told = standstills.all().get(0);
        assertEquals(List.of(2L, 1L, 2L), List.of(told.requests(), told.syns(), told.segments()));
    }
}

package dev.halfway.match;

import static dev.halfway.match.Survey.reply;
import static dev.halfway.match.Survey.request;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How many records a's captures take of each packet: by what leaves it, to the same address or to all, else by what arrives. */
class DoublingTest {
    private static final String A = "10.0.0.1";
    private static final String B = "10.0.0.2";
    private static final String C = "10.0.0.3";
    private static final String D = "10.0.0.4";
    private static final Tuple THERE = Survey.tuple(Tuple.ECHO, A, 19_809, B, 19_809);

    private final Survey a = new Survey("a");
    private int sequence;

    /** Packets, each that often within moments. */
    private DoublingTest leave(String to, int packets, int records) {
        for (int i = 0; i < packets; i++) {
            see(request(A, to, ++sequence), records);
        }
        return this;
    }

    private DoublingTest arrive(String from, int packets, int records) {
        for (int i = 0; i < packets; i++) {
            see(reply(from, A, ++sequence), records);
        }
        return this;
    }

    private void see(byte[] packet, int records) {
        for (int k = 0; k < records; k++) {
            a.sees(100 * sequence + 0.001 * k, packet);
        }
    }

    private Doubling doubling() {
        Owners owners = new Owners(List.of(List.of(), List.of()));
        owners.infer(Survey.address(A), 0);
        owners.infer(Survey.address(B), 1);
        return new Doubling(a.host, owners, 0);
    }

    private void assertRecords(int records) {
        assertEquals(records, doubling().records(THERE).each());
        assertEquals(records, doubling().records(THERE.reversed()).each(), "both ways alike");
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "2, 2", "3, 3", "8, 8", "9, 8"})
    void shouldCountTheRecordsOfWhatLeaves(int records, int each) {
        leave(B, 10, records);
        assertRecords(each);
    }

    /** No host sends two packets alike within moments; but one may be chance. */
    @ParameterizedTest
    @CsvSource({"1, 1", "2, 2"})
    void shouldNeedTwoThatLeaveTwice(int twice, int each) {
        leave(B, twice, 2);
        assertRecords(each);
    }

    /** The capture may miss one in three of the second records. */
    @ParameterizedTest
    @CsvSource({"6, 3, 2", "5, 4, 1"})
    void shouldAllowForRecordsThatAreMissed(int twice, int once, int each) {
        leave(B, twice, 2).leave(B, once, 1);
        assertRecords(each);
    }

    /** Eight that leave once show that it takes what leaves there once, whatever arrives, and whatever leaves for others. */
    @ParameterizedTest
    @CsvSource({"8, 1", "7, 2"})
    void shouldHearWhatLeavesForOthersWhereTooLittleLeaves(int once, int each) {
        leave(B, once, 1).leave(C, 60, 2).arrive(B, 20, 2);
        assertRecords(each);
    }

    /** Something leaves, for others as well, and too little: what arrives decides, where that is many. */
    @ParameterizedTest
    @CsvSource({"4, 3, 7, 1", "4, 3, 8, 2", "4, 4, 8, 1"})
    void shouldHearWhatArrivesWhereTooLittleLeaves(int leaving, int others, int arriving, int each) {
        leave(B, leaving, 1).leave(C, others, 1).arrive(B, arriving, 2);
        assertRecords(each);
    }

    /** A capture may take what leaves twice, and what arrives once. */
    @ParameterizedTest
    @CsvSource({"1, false", "2, true"})
    void shouldNotSayThatItTakesAsManyOfAllThatArrivesWhereOnlyWhatLeavesShowsThat(int records, boolean always) {
        leave(B, 60, 2).arrive(B, 20, records);
        assertTrue(doubling().records(THERE).always());
        assertEquals(always, doubling().records(THERE.reversed()).always());
    }

    /** What is within the host, or only passes it, does not leave it. */
    @Test
    void shouldNotHearWhatDoesNotLeave() {
        for (int i = 0; i < 20; i++) {
            see(request(A, A, ++sequence), 2);
            see(request(C, D, ++sequence), 2);
        }
        leave(B, 3, 1);
        assertRecords(1);
    }

    @Test
    void shouldTakeEachOnceWhereNothingIsKnown() {
        assertRecords(1);
        assertEquals(List.of(), doubling().notes());
    }

    @ParameterizedTest
    @CsvSource({"2, twice", "3, 3 times"})
    void shouldTellTheUser(int records, String words) {
        leave(B, 20, 1).leave(C, 20, records);
        assertEquals(
                List.of("a's captures take packets " + words
                        + " (a mirror of both directions, a bond and its member, or such"
                        + " captures merged): further sightings are left aside, and are no duplicates."),
                doubling().notes());
    }

    @Test
    void shouldTellNothingWhereEachIsTakenOnce() {
        leave(B, 20, 1);
        assertEquals(List.of(), doubling().notes());
    }
}

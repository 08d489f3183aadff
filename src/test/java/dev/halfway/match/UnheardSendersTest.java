package dev.halfway.match;

import static dev.halfway.match.Survey.reply;
import static dev.halfway.match.Survey.request;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Addresses whose packets to b are in a's capture alone. */
class UnheardSendersTest {
    private static final String A = "10.0.0.1";
    private static final String B = "10.0.0.2";
    private static final String SECOND = "10.0.0.9";

    private final Survey a = new Survey("a");
    private final Survey b = new Survey("b");
    private final Owners owners = new Owners(List.of(List.of(), List.of()));

    @BeforeEach
    void owned() {
        owners.infer(Survey.address(A), 0);
        owners.infer(Survey.address(B), 1);
    }

    private List<String> settle() {
        UnheardSenders senders = new UnheardSenders(List.of(a.host, b.host), owners);
        senders.settle();
        return senders.notes();
    }

    private int owner() {
        return owners.of(Survey.address(SECOND));
    }

    private void pings(String from, String to) {
        for (int i = 0; i < 4; i++) {
            a.sees(i, request(from, to, i));
        }
    }

    @Test
    void shouldOwnASecondAddressOfWhichTheOtherHostHearsNothing() {
        pings(SECOND, B);
        assertEquals(List.of(), settle());
        assertEquals(0, owner());
    }

    /** Behind a router of which a is one, or near which it listens. */
    @Test
    void shouldTellOfWhatHasPassedARouter() {
        a.timeToLive(63);
        pings(SECOND, B);
        assertEquals(
                List.of("Not judged: 4 packets from " + SECOND + " to " + B
                        + ", which the capture at a shows and no other, and which nothing answers; the captures do not show"
                        + " whose address " + SECOND + " is. If it is a's, say --address a=" + SECOND + "."),
                settle());
        assertEquals(Owners.NOBODY, owner());
    }

    /** Somebody whom a does not show reaches b: it may be the same, translated. */
    @Test
    void shouldNotOwnWhatMayArriveTranslated() {
        pings(SECOND, B);
        b.sees(1, request("192.0.2.7", B, 1));
        assertEquals(1, settle().size());
        assertEquals(Owners.NOBODY, owner());
    }

    /** What comes from the address goes on from a's own, which b hears: a translates it. */
    @Test
    void shouldNotOwnWhatGoesOnFromAnAddressOfItsOwn() {
        for (int i = 0; i < 7; i++) {
            a.timeToLive(64).sees(11 * i, request(SECOND, B, i));
            a.timeToLive(63).sees(11 * i + 0.02, request(A, B, i));
            b.timeToLive(63).sees(11 * i + 0.3, request(A, B, i));
        }
        assertEquals(
                List.of("Not judged: 7 packets from " + SECOND + " to " + B
                        + ", which the capture at a shows and no other, and which nothing answers; they go on from another"
                        + " address, as where it is translated, and count by that."),
                settle());
        assertEquals(Owners.NOBODY, owner());
    }

    /** One program after the other, or by two addresses: all count from 1 and send the same. */
    @ParameterizedTest
    @CsvSource({"311, 0", "0.02, 7"})
    void shouldOwnAnAddressThatPingsAsAnotherOneDoes(double laterMillis, int identification) {
        for (int i = 0; i < 7; i++) {
            byte[] own = request(A, B, i);
            a.sees(1_009 * i, own);
            b.sees(1_009 * i + 0.3, own);
            byte[] second = request(SECOND, B, i);
            second[5] = (byte) identification;
            a.sees(1_009 * i + laterMillis, second);
        }
        assertEquals(List.of(), settle());
        assertEquals(0, owner());
    }

    /** What is answered, what b shows, what goes to nobody here, and what a itself receives. */
    @Test
    void shouldSayNothingOfOthers() {
        pings(SECOND, B);
        a.sees(9, reply(B, SECOND, 1));
        pings("10.0.0.8", B);
        b.sees(9, request("10.0.0.8", B, 1));
        pings("10.0.0.7", "10.0.0.5");
        pings("10.0.0.6", A);
        assertEquals(List.of(), settle());
        assertEquals(Owners.NOBODY, owner());
    }
}

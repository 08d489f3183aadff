package dev.halfway.match;

import static dev.halfway.match.Survey.reply;
import static dev.halfway.match.Survey.request;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Addresses that a and b send to and that never answer. */
class DeafAddressesTest {
    private static final String A = "10.0.0.1";
    private static final String B = "10.0.0.2";

    private final Survey a = new Survey("a");
    private final Survey b = new Survey("b");

    private List<String> notes() {
        Owners owners = new Owners(List.of(List.of(), List.of()));
        owners.infer(Survey.address(A), 0);
        owners.infer(Survey.address(B), 1);
        return new DeafAddresses(List.of(a.host, b.host), owners, new StrayFrames(List.of(a.host, b.host), owners))
                .notes();
    }

    private static String told(String packets, String host, String address) {
        return "Not judged: " + packets + " from " + host + " to " + address
                + ", which never answers; the captures do not show whose address it is. If another host here owns it, say"
                + " --address HOST=" + address + ".";
    }

    @Test
    void shouldTellOfAddressesThatNeverAnswer() {
        a.sees(0, request(A, "10.0.0.9", 1));
        b.sees(0, request(B, "10.0.0.9", 1)).sees(1, request(B, "10.0.0.9", 2));
        assertEquals(
                List.of(told("1 echo request", "a", "10.0.0.9"), told("2 echo requests", "b", "10.0.0.9")), notes());
    }

    /** What answers is another machine; what is sent to a host here is judged; what others send is not this host's. */
    @Test
    void shouldTellOfNoOthers() {
        a.sees(0, request(A, "10.0.0.9", 1)).sees(1, reply("10.0.0.9", A, 1));
        a.sees(2, request(A, B, 2));
        a.sees(3, request("10.0.0.7", "10.0.0.8", 3));
        a.sees(4, request("10.0.0.6", A, 3));
        b.sees(4, request(A, "10.0.0.5", 4));
        assertEquals(List.of(), notes());
    }

    @Test
    void shouldTellOfThreeAndCountTheOthers() {
        for (int i = 9; i > 4; i--) {
            a.sees(i, request(A, "10.0.0." + i, 1));
        }
        assertEquals(
                List.of(
                        told("1 echo request", "a", "10.0.0.5"),
                        told("1 echo request", "a", "10.0.0.6"),
                        told("1 echo request", "a", "10.0.0.7"),
                        "Not judged for the same reason: packets to 2 more addresses."),
                notes());
    }
}

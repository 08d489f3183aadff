package dev.halfway.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Runs libpcap. */
class PacketFilterTest {
    /** 192.0.2.1 -> 192.0.2.2, echo request without payload. */
    private static final String IP_PACKET =
            "4500001c000000004001" + "0000" + "c0000201" + "c0000202" + "0800000000000000";
    /** Linux SLL (LINKTYPE_LINUX_SLL), incoming, IPv4. */
    private static final String SLL = "0000" + "0001" + "0006" + "0200000000010000" + "0800";
    /** Linux SLL2: IPv4, interface 2, Ethernet, incoming. */
    private static final String SLL2 = "0800" + "0000" + "00000002" + "0001" + "00" + "06" + "0200000000010000";

    private static final String ETHERNET = "020000000001" + "020000000002" + "0800";

    @ParameterizedTest
    @CsvSource({
        "icmp, true",
        "icmp[icmptype] == icmp-echo, true",
        "src host 192.0.2.1 and dst host 192.0.2.2, true",
        "tcp port 179, false",
        "dst host 192.0.2.1, false",
        "icmp or tcp port 179, true",
    })
    void shouldDecideAlikeOnEveryLinkType(String expression, boolean passes) throws IOException {
        try (PacketFilter filter = PacketFilter.compile(expression)) {
            assertEquals(passes, filter.matches(frame(1, ETHERNET + IP_PACKET)), "Ethernet");
            assertEquals(passes, filter.matches(frame(101, IP_PACKET)), "raw IP");
            assertEquals(passes, filter.matches(frame(113, SLL + IP_PACKET)), "SLL");
            assertEquals(passes, filter.matches(frame(276, SLL2 + IP_PACKET)), "SLL2");
        }
    }

    @Test
    void shouldGoByTheOriginalLengthToo() throws IOException {
        Frame frame = frame(1, ETHERNET + IP_PACKET);
        frame.originalLength = 1_500;
        try (PacketFilter filter = PacketFilter.compile("greater 1000")) {
            assertTrue(filter.matches(frame));
        }
    }

    @Test
    void shouldNotPassWhatIsCutTooShortToTell() throws IOException {
        try (PacketFilter filter = PacketFilter.compile("icmp")) {
            assertFalse(filter.matches(frame(1, ETHERNET)));
            assertFalse(filter.matches(frame(1, "")));
        }
    }

    @ParameterizedTest
    @CsvSource({"icmp and", "port 99999", "no such word", "icmp("})
    void shouldSayThatItIsNoExpression(String expression) {
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> PacketFilter.compile(expression));
        assertTrue(e.getMessage().startsWith("'" + expression + "' is no filter for link type 1: "), e.getMessage());
    }

    @Test
    void shouldSayThatItHasNoMeaningOnALinkType() throws IOException {
        try (PacketFilter filter = PacketFilter.compile("ether host 02:00:00:00:00:01")) {
            assertTrue(filter.matches(frame(1, ETHERNET + IP_PACKET)));
            UncheckedIOException e =
                    assertThrows(UncheckedIOException.class, () -> filter.matches(frame(101, IP_PACKET)));
            assertTrue(e.getCause().getMessage().contains("is no filter for link type 101"), e.getMessage());
        }
    }

    /** At an offset in its buffer, as a reader hands it over. */
    private static Frame frame(int linkType, String hex) {
        Frame frame = new Frame();
        frame.buffer = HexFormat.of().parseHex("ffffff" + hex + "ffff");
        frame.offset = 3;
        frame.capturedLength = hex.length() / 2;
        frame.originalLength = frame.capturedLength;
        frame.linkType = linkType;
        return frame;
    }
}

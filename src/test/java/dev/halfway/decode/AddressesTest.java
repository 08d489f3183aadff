package dev.halfway.decode;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressesTest {
    /** The examples of RFC 5952 sections 1 and 4, RFC 4291 section 2.2, and IPv4. */
    @ParameterizedTest
    @CsvSource({
        "10.39.1.219, 10.39.1.219",
        "255.255.255.255, 255.255.255.255",
        "0.0.0.0, 0.0.0.0",
        "::ffff:192.0.2.1, 192.0.2.1",
        "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
        "2001:0db8::1, 2001:db8::1",
        "2001:db8:0:0:0:0:2:1, 2001:db8::2:1",
        "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
        "2001:0:0:1:0:0:0:1, 2001:0:0:1::1",
        "2001:DB8:0:0:8:800:200C:417A, 2001:db8::8:800:200c:417a",
        "FF01:0:0:0:0:0:0:101, ff01::101",
        "::1, ::1",
        "::, ::",
        "1::, 1::",
        "0:0:0:0:0:0:13.1.68.3, ::d01:4403",
        "64:ff9b::192.0.2.33, 64:ff9b::c000:221",
        "1:2:3:4:5:6:7::, 1:2:3:4:5:6:7:0",
        "::2:3:4:5:6:7:8, 0:2:3:4:5:6:7:8"
    })
    void shouldReadAndWriteCanonically(String text, String canonical) {
        long[] address = Addresses.parse(text);
        assertEquals(canonical, Addresses.format(address[0], address[1]));
    }

    @Test
    void shouldReadBackWhatItWrites() {
        Random random = new Random(5952);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = new byte[16];
            for (int group = 0; group < 8; group++) {
                if (random.nextBoolean()) {
                    bytes[2 * group + 1] = (byte) random.nextInt();
                    bytes[2 * group] = (byte) (random.nextBoolean() ? random.nextInt() : 0);
                }
            }
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            long[] address = {buffer.getLong(), buffer.getLong()};
            String text = Addresses.format(address[0], address[1]);
            assertArrayEquals(address, Addresses.parse(text), text);
            if (!Addresses.isIpv4(address[0], address[1])) {
                assertArrayEquals(bytes, Packets.address(text), text);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'', names are not looked up",
        "node-219, names are not looked up",
        "10.0.0, four numbers",
        "10.0.0.1.2, four numbers",
        "10.0.0.256, 0 to 255",
        "10.0.0.-1, 0 to 255",
        "10.0.0., 0 to 255",
        "10.0.0.1111, 0 to 255",
        "10.0.0.010, octal",
        "1:2:3:4:5:6:7, has 7 groups",
        "1:2:3:4:5:6:7:8:9, more than 8 groups",
        "1::2::3, more than once",
        ":::, more than once",
        "1:2:3:4::5:6:7:8, no group left",
        "1:2:3:4:5:6:7:, single",
        "12345::, more than 4 digits",
        "fe80::1%eth0, hexadecimal digit",
        "::1.2.3.4:5, hexadecimal digit",
        "1.2.3.4::1.2.3.4, hexadecimal digit",
        "::g, hexadecimal digit"
    })
    void shouldSayWhatIsWrong(String text, String reason) {
        String message = assertThrows(IllegalArgumentException.class, () -> Addresses.parse(text))
                .getMessage();
        assertTrue(message.contains(reason) && message.contains("\"" + text + "\""), message);
    }
}

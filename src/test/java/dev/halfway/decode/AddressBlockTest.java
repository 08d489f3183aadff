package dev.halfway.decode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressBlockTest {
    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.255.255.255, true",
        "10.0.0.0/8, 11.0.0.0, false",
        "10.39.1.219, 10.39.1.219, true",
        "10.39.1.219, 10.39.1.218, false",
        "10.39.1.218/31, 10.39.1.219, true",
        "0.0.0.0/0, 203.0.113.9, true",
        "0.0.0.0/0, 2001:db8::1, false",
        "::/0, 2001:db8::1, true",
        "::/0, 203.0.113.9, false",
        "2001:db8::/32, 2001:db8:ffff::1, true",
        "2001:db8::/32, 2001:db9::, false",
        "2001:db8:0:1::/64, 2001:db8:0:1:ffff::, true",
        "2001:db8:0:1::/64, 2001:db8:0:2::, false",
        "2001:db8::8/125, 2001:db8::f, true",
        "2001:db8::8/125, 2001:db8::10, false"
    })
    void shouldContain(String block, String address, boolean expected) {
        long[] pair = Addresses.parse(address);
        assertEquals(expected, AddressBlock.parse(block).contains(pair[0], pair[1]));
    }

    @ParameterizedTest
    @CsvSource({"10.0.0.0/8", "10.39.1.219", "0.0.0.0/0", "::/0", "2001:db8::/32", "2001:db8::1"})
    void shouldWriteWhatItReads(String text) {
        assertEquals(text, AddressBlock.parse(text).toString());
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/33, 0 to 32",
        "2001:db8::/129, 0 to 128",
        "10.0.0.0/, expected 0 to 32",
        "10.0.0.0/x, expected 0 to 32",
        "10.0.0.0/-1, expected 0 to 32",
        "10.0.0.0/8/8, expected 0 to 32",
        "10.0.0.1/8, the block is 10.0.0.0/8",
        "2001:db8::1/64, the block is 2001:db8::/64",
        "/8, names are not looked up"
    })
    void shouldSayWhatIsWrong(String text, String reason) {
        String message = assertThrows(IllegalArgumentException.class, () -> AddressBlock.parse(text))
                .getMessage();
        assertTrue(message.contains(reason), message);
    }

    @Test
    void shouldRefusePrefixesOutOfRange() {
        assertThrows(IllegalArgumentException.class, () -> new AddressBlock(0, 0, 129));
        assertThrows(IllegalArgumentException.class, () -> new AddressBlock(0, 0, -1));
    }
}

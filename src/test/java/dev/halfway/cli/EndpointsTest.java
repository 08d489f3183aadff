package dev.halfway.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** As it can be typed: Java's own words have a slash before the address, or a name and an address. */
class EndpointsTest {
    @ParameterizedTest
    @CsvSource({
        "10.9.1.1, 10.9.1.1:57013",
        "localhost, 127.0.0.1:57013",
        "2001:db8::1, [2001:db8:0:0:0:0:0:1]:57013",
    })
    void shouldTellAnAddressAndItsPort(String given, String words) throws UnknownHostException {
        assertEquals(words, Endpoints.words(new InetSocketAddress(InetAddress.getByName(given), 57013)));
    }
}

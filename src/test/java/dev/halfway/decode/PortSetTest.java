package dev.halfway.decode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class PortSetTest {
    @Test
    void shouldContainThePortsGivenAndNoOther() {
        PortSet ports = PortSet.of(0, 179, 443, 65_535);
        PortSet all = PortSet.all();
        int count = 0;
        for (int port = 0; port <= 65_535; port++) {
            count += ports.contains(port) ? 1 : 0;
            assertTrue(all.contains(port));
        }
        assertEquals(4, count);
        assertTrue(ports.contains(0) && ports.contains(179) && ports.contains(443) && ports.contains(65_535));
    }

    @Test
    void shouldRefuseWhatIsNoPort() {
        assertThrows(IllegalArgumentException.class, () -> PortSet.of(65_536));
        assertThrows(IllegalArgumentException.class, () -> PortSet.of(-1));
    }
}

package dev.halfway.bgp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.halfway.decode.Packets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What OPEN and NOTIFICATION say. */
class ContentTest {
    private static final Stamp NOW = new Stamp(0, 0, 1);

    private static Message only(byte[] bytes) {
        List<Message> found = new ArrayList<>();
        MessageParser parser = new MessageParser(found::add);
        parser.begin(true);
        parser.feed(bytes, 0, bytes.length, NOW);
        assertEquals(1, found.size());
        return found.get(0);
    }

    private static OpenMessage open(byte[] bytes) {
        return only(bytes).open().get();
    }

    private static Notification notification(int code, int subcode, byte... data) {
        return only(BgpBytes.notification(code, subcode, data)).notification().get();
    }

    @Test
    void shouldReadAnOpen() {
        OpenMessage open = open(BgpBytes.open(
                23456,
                180,
                "192.0.2.7",
                BgpBytes.capability(1, (byte) 0, (byte) 2, (byte) 0, (byte) 128),
                BgpBytes.capability(2),
                BgpBytes.capability(65, (byte) 0xff, (byte) 0xff, (byte) 0, (byte) 1),
                BgpBytes.capability(70),
                BgpBytes.capability(6),
                BgpBytes.capability(200)));
        assertEquals(4, open.version());
        assertEquals(4_294_901_761L, open.as());
        assertEquals(180, open.holdTimeSeconds());
        assertEquals("192.0.2.7", open.identifier());
        assertEquals(
                List.of(
                        "multiprotocol IPv6 VPN",
                        "route refresh",
                        "4-octet AS",
                        "enhanced route refresh",
                        "extended message",
                        "capability 200"),
                open.capabilities());
        assertTrue(open.extendedMessages());
        assertEquals("", open.problem());
    }

    @Test
    void shouldReadAnOpenWithoutParameters() {
        OpenMessage open = open(BgpBytes.open(65000, 0, "10.0.0.1"));
        assertEquals(65000, open.as());
        assertEquals(0, open.holdTimeSeconds());
        assertEquals(List.of(), open.capabilities());
        assertFalse(open.extendedMessages());
    }

    /** RFC 9072: lengths of two bytes behind 255, 255. */
    @Test
    void shouldReadExtendedParameters() {
        byte[] capability = BgpBytes.capability(2);
        byte[] parameters = Packets.concat(new byte[] {2}, Packets.u16(capability.length), capability);
        OpenMessage open = open(BgpBytes.message(
                1,
                new byte[] {4},
                Packets.u16(65000),
                Packets.u16(9),
                Packets.address("10.0.0.1"),
                new byte[] {(byte) 255, (byte) 255},
                Packets.u16(parameters.length),
                parameters));
        assertEquals(List.of("route refresh"), open.capabilities());
        assertEquals("", open.problem());
    }

    @Test
    void shouldReadAnOpenCutAnywhere() {
        byte[] whole = BgpBytes.open(
                65000, 9, "10.0.0.1", BgpBytes.capability(64, (byte) 0, (byte) 1), BgpBytes.capability(2));
        for (int length = 19; length < whole.length; length++) {
            List<Message> found = new ArrayList<>();
            MessageParser parser = new MessageParser(found::add);
            parser.begin(true);
            parser.feed(Arrays.copyOf(whole, length), 0, length, NOW);
            parser.skip(whole.length - length, NOW);
            Optional<OpenMessage> open = found.get(0).open();
            assertEquals(length >= 29, open.isPresent());
            if (open.isPresent()) {
                assertEquals(9, open.get().holdTimeSeconds());
                assertEquals("cut off by the capture", open.get().problem());
            }
            assertEquals(0, parser.faults(Fault.PARAMETERS));
        }
    }

    @Test
    void shouldCountAnOpenThatContradictsItself() {
        byte[] bytes = BgpBytes.open(65000, 9, "10.0.0.1", BgpBytes.capability(64, (byte) 0, (byte) 1));
        for (int at = 28; at < bytes.length; at++) {
            byte[] spoiled = bytes.clone();
            spoiled[at] = (byte) 0xfe;
            List<Message> found = new ArrayList<>();
            MessageParser parser = new MessageParser(found::add);
            parser.begin(true);
            parser.feed(spoiled, 0, spoiled.length, NOW);
            assertEquals(1, found.size());
            boolean length = at == 28 || at == 30 || at == 32;
            assertEquals(length ? 1 : 0, parser.faults(Fault.PARAMETERS), "byte " + at);
        }
    }

    @Test
    void shouldNameNotifications() {
        assertEquals("Hold Timer Expired", notification(4, 0).words());
        assertEquals(
                "OPEN Message Error / Unacceptable Hold Time",
                notification(2, 6).words());
        assertEquals(
                "Message Header Error / Connection Not Synchronized",
                notification(1, 1).words());
        assertEquals(
                "UPDATE Message Error / Malformed AS_PATH", notification(3, 11).words());
        assertEquals("Finite State Machine Error", notification(5, 0).words());
        assertEquals(
                "Cease / Connection Collision Resolution", notification(6, 7).words());
        assertEquals("Cease / BFD Down", notification(6, 10).words());
        assertEquals("Cease / subcode 99", notification(6, 99).words());
        assertEquals("Send Hold Timer Expired", notification(8, 0).words());
        assertEquals("error 0 / 3", notification(0, 3).words());
        assertEquals("error 250 / 3", notification(250, 3).words());
    }

    @Test
    void shouldReadAShutdownCommunication() {
        assertEquals(
                Optional.of("R\u00e9sum\u00e9 \u001b[2J"),
                only(BgpBytes.shutdown("R\u00e9sum\u00e9 \u001b[2J"))
                        .notification()
                        .get()
                        .communication());
        assertEquals(Optional.empty(), notification(6, 2).communication());
        assertEquals(Optional.empty(), notification(6, 2, (byte) 0).communication());
        assertEquals(
                Optional.of("ab"),
                notification(6, 4, (byte) 200, (byte) 'a', (byte) 'b').communication());
        assertEquals(Optional.empty(), notification(6, 3, (byte) 1, (byte) 'a').communication());
        assertEquals(
                Optional.of("\ufffd"), notification(6, 2, (byte) 1, (byte) 0xff).communication());
    }

    @Test
    void shouldReadAHardReset() {
        Notification reset = notification(6, 9, (byte) 6, (byte) 2, (byte) 2, (byte) 'o', (byte) 'k');
        assertEquals("Cease / Hard Reset: Cease / Administrative Shutdown", reset.words());
        assertEquals(Optional.of("ok"), reset.communication());
        assertEquals("Cease / Hard Reset", notification(6, 9, (byte) 6).words());
        assertEquals(
                "Cease / Hard Reset: Cease / Hard Reset",
                notification(6, 9, (byte) 6, (byte) 9, (byte) 6, (byte) 9).words());
    }
}

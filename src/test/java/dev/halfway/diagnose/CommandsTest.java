package dev.halfway.diagnose;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Experiments to type: where, to which address and port. */
class CommandsTest {
    private static Commands commands(Trouble trouble) {
        return new Commands(trouble.symptoms(), "a", "b");
    }

    private static Commands back(Trouble trouble) {
        return new Commands(trouble.symptoms(), "b", "a");
    }

    @Test
    void shouldGoToTheAddressThatTheHostIsAskedAt() {
        Trouble asked = new Trouble().asks(443, 1, 1, 1, 1, 0, 0);
        assertEquals("10.0.0.2", commands(asked).address());
        assertEquals("10.0.0.1", commands(asked).routeBack());
        // The other way round nobody asks: where it asks from is an address of it, too.
        assertEquals("10.0.0.1", back(asked).address());
        assertEquals("10.0.0.2", back(asked).routeBack());
        assertEquals("ADDRESS_OF_b", commands(new Trouble()).address());
    }

    /** Where others lose nothing, they would show nothing, however much they are used. */
    @Test
    void shouldGoToAddressesThatLosePackets() {
        Trouble two = new Trouble()
                .between("10.0.7.11", "10.0.7.22")
                .asks(443, 1, 1, 1, 1, 0, 0)
                .between("10.0.7.12", "10.0.7.23")
                .asks(80, 31, 31, 31, 31, 0, 0)
                .pattern(100, 9, 5, 3, false);
        assertEquals("10.0.7.23", commands(two).address());
        assertEquals("10.0.7.12", back(two).address());
        two.losing("10.0.7.22", "10.0.7.11");
        assertEquals(
                "open TCP from a to b:443: nc -vz 10.0.7.22 443", commands(two).connect());
        assertEquals("10.0.7.11", back(two).address());
        assertEquals("10.0.7.11", commands(two).routeBack());
    }

    /** The one with the most connections; a ping has no port, and BGP's is as good as any. */
    @Test
    void shouldTryThePortThatIsInUse() {
        Trouble two = new Trouble()
                .asks(443, 1, 1, 1, 1, 0, 0)
                .asks(80, 2, 1, 1, 1, 0, 0)
                .asks(0, 9, 1, 1, 1, 0, 0);
        assertEquals(80, commands(two).port());
        assertEquals(80, back(two).port());
        assertTrue(commands(two).isTcpSeen());
        assertTrue(back(two).isTcpSeen());
        Trouble pings = new Trouble().asks(0, 9, 1, 1, 1, 0, 0);
        assertEquals(179, commands(pings).port());
        assertFalse(commands(pings).isTcpSeen());
        assertFalse(new Commands(two.symptoms(), "a", "c").isTcpSeen(), "to another host");
        assertFalse(new Commands(two.symptoms(), "c", "b").isTcpSeen());
    }

    @Test
    void shouldSayOnWhichHost() {
        Commands commands = commands(new Trouble().asks(443, 1, 1, 1, 1, 0, 0));
        assertEquals("on a: ping -c 3 10.0.0.2", commands.ping("-c 3"));
        assertEquals("open TCP from a to b:443: nc -vz 10.0.0.2 443", commands.connect());
        assertEquals("on a: ip route", commands.onSender("ip route"));
        assertEquals("on b: ip route", commands.onReceiver("ip route"));
        assertTrue(Commands.capture(List.of(), "a").startsWith("capture again, on a: "));
        assertTrue(Commands.captureBoth("a", "b").startsWith("on a and on b, at the same time: "));
    }

    /** What a capture calls its interface is typed only where it is one, and harmless. */
    @Test
    void shouldNameTheInterfaceWhereTheCaptureDoes() {
        assertEquals("ens3.100", Commands.oneOf(List.of("ens3.100")));
        assertEquals("IFACE", Commands.oneOf(List.of()));
        assertEquals("IFACE", Commands.oneOf(List.of("eth0", "eth1")));
        assertEquals("IFACE", Commands.oneOf(List.of("eth0;reboot")));
        assertEquals("IFACE", Commands.oneOf(List.of("-w")));
        assertEquals("IFACE", Commands.oneOf(List.of("\\Device\\NPF_{0}")));
    }

    @Test
    void shouldNameTheLinkOfAnAddressThatIsOnEach() {
        assertEquals("fe80::b06a:ddff:fe4b:6f6%eth0", Commands.onLink("fe80::b06a:ddff:fe4b:6f6", "%", "eth0"));
        assertEquals("febf::1 oif eth0", Commands.onLink("febf::1", " oif ", "eth0"));
        assertEquals("fec0::1", Commands.onLink("fec0::1", "%", "eth0"));
        assertEquals("10.0.0.2", Commands.onLink("10.0.0.2", "%", "eth0"));
    }

    @Test
    void shouldFilterByTheVersionOfTheAddress() {
        Commands four = commands(new Trouble().asks(443, 1, 1, 1, 1, 0, 0));
        assertEquals(1472, four.mostEchoBytes());
        assertEquals("icmp", four.echoFilter());
        assertEquals("tcp[tcpflags] & tcp-rst != 0", four.resetFilter());
        Trouble six = new Trouble().between("2001:db8::17", "2001:db8::23").asks(443, 1, 1, 1, 1, 0, 0);
        assertEquals("ip6 proto 6 and ip6[53] & 18 == 18", commands(six).synAckFilter());
    }
}

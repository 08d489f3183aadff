package dev.halfway.truth;

import java.net.Inet6Address;
import java.net.InetAddress;

/** Rewrites packets on their way, one direction. */
@FunctionalInterface
interface Middlebox {
    Ip pass(Ip packet, Exchange exchange);

    /** Passes all as it is. */
    static Middlebox none() {
        return (packet, exchange) -> packet;
    }

    default Middlebox then(Middlebox next) {
        return (packet, exchange) -> next.pass(pass(packet, exchange), exchange);
    }

    /** Adds to sequence numbers, and to acknowledgments and SACK edges. */
    static Middlebox shift(int sequenceShift, int acknowledgmentShift) {
        return (packet, exchange) -> packet.body() instanceof Tcp tcp
                ? packet.withBody(tcp.shifted(sequenceShift, acknowledgmentShift))
                : packet;
    }

    /** Source NAT of what {@code inside} began: source address, port and echo identifier (RFC 3022). IPv4 only. */
    static Middlebox natOut(String inside, InetAddress publicAddress) {
        return (packet, exchange) -> translates(packet, exchange, inside)
                ? translated(packet, true).withAddresses(publicAddress, packet.destination())
                : packet;
    }

    /** The way back of {@link #natOut}. */
    static Middlebox natBack(String inside, InetAddress insideAddress) {
        return (packet, exchange) -> translates(packet, exchange, inside)
                ? translated(packet, false).withAddresses(packet.source(), insideAddress)
                : packet;
    }

    /** A port or echo identifier on the other side of the translation, either way. */
    static int translatedPort(int port) {
        return port ^ 0x4155;
    }

    private static boolean translates(Ip packet, Exchange exchange, String inside) {
        return !(packet.source() instanceof Inet6Address)
                && exchange.initiator().equals(inside);
    }

    private static Ip translated(Ip packet, boolean outward) {
        if (packet.body() instanceof Tcp tcp) {
            return packet.withBody(
                    outward
                            ? tcp.withPorts(translatedPort(tcp.sourcePort()), tcp.destinationPort())
                            : tcp.withPorts(tcp.sourcePort(), translatedPort(tcp.destinationPort())));
        }
        if (packet.body() instanceof Echo echo) {
            return packet.withBody(echo.withIdentifier(translatedPort(echo.identifier())));
        }
        return packet;
    }
}

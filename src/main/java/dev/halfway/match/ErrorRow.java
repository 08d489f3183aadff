package dev.halfway.match;

/**
 * ICMP errors of one sort from one sender, seen at one host, that quote packets from one host to another.
 *
 * @param seenAt host whose capture shows them
 * @param source address that sent them
 * @param sourceHost host that owns it; empty when none with a capture does: a router
 * @param ipVersion 4 or 6: which of RFC 792 and RFC 4443 numbers type and code
 * @param mtu smallest next-hop MTU they name, bytes; 0 when none (RFC 1191, RFC 4443 section 3.2)
 * @param from host that sent the quoted packets
 * @param to host they were for
 * @param errors how many
 * @param lost packets judged lost between the taps that they quote
 */
public record ErrorRow(
        String seenAt,
        String source,
        String sourceHost,
        int ipVersion,
        int type,
        int code,
        int mtu,
        String from,
        String to,
        long errors,
        long lost) {}

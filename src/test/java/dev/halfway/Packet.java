package dev.halfway;

import dev.halfway.decode.Packets;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * One IP packet for a scenario, written field by field; each change gives a new packet. Content that is not said follows
 * from what is: a byte of a TCP stream from its sequence number, so that a retransmission carries what the first did.
 */
final class Packet implements Cloneable {
    static final int FIN = Packets.FIN;
    static final int SYN = Packets.SYN;
    static final int RST = Packets.RST;
    static final int PSH = Packets.PSH;
    static final int ACK = Packets.ACK;

    private static final int TIME_TO_LIVE = 8;
    private static final int HOP_LIMIT = 7;
    /** What Linux begins with. */
    private static final int FIRST_TIME_TO_LIVE = 64;

    private static final int ICMP = 1;
    private static final int TCP = 6;
    private static final int ICMPV6 = 58;
    private static final int IP_IN_IP = 4;
    private static final int FRAGMENT_HEADER = 44;

    private final String source;
    private final String destination;
    private final int protocol;
    private int identification;
    private byte[] payload = new byte[0];
    // Echo.
    private boolean reply;
    private int echoIdentifier;
    private int echoSequence;
    // TCP.
    private int sourcePort;
    private int destinationPort;
    private int sequence;
    private int acknowledgment;
    private int flags;
    private int window = 501;
    private boolean timestamps;
    private int timestampValue;
    private int timestampEcho;
    private int[] sackEdges = {};
    // A fragment's place in its datagram; the whole datagram when the length is 0.
    private int fragmentOffset;
    private int fragmentLength;
    // An ICMP error, where the type is not 0.
    private int errorType;
    private int errorCode;
    private int errorRest;
    private boolean signed;
    private boolean badChecksum;
    private int timeToLive;
    // What the path changes.
    private int hops;
    // What damages it in a file.
    private boolean malformed;
    private boolean strangeSource;
    private int turnedAt = -1;
    private int turnedBits;
    private int dscp = -1;
    private String[] tunnel = {};
    private boolean cuttable;
    private boolean broadcast;
    private String frame = "";
    private boolean forAnother;

    private Packet(String source, String destination, int protocol) {
        this.source = source;
        this.destination = destination;
        this.protocol = protocol;
    }

    /** An echo request with the 56 bytes of data that ping sends. */
    static Packet request(String source, String destination, int identifier, int sequence) {
        Packet packet = new Packet(source, destination, source.indexOf(':') < 0 ? ICMP : ICMPV6);
        packet.echoIdentifier = identifier;
        packet.echoSequence = sequence;
        packet.payload = Packets.payload(56);
        return packet;
    }

    /** The reply to an echo request: the same, the other way. */
    Packet answer() {
        Packet packet = new Packet(destination, source, protocol);
        packet.reply = true;
        packet.echoIdentifier = echoIdentifier;
        packet.echoSequence = echoSequence;
        packet.payload = payload;
        return packet;
    }

    /** An ICMP error from a router or host to the sender of a packet, quoting its first 28 bytes (RFC 792). */
    static Packet error(String source, int type, int code, int rest, Packet quoted) {
        Packet packet = new Packet(source, quoted.source, ICMP);
        packet.errorType = type;
        packet.errorCode = code;
        packet.errorRest = rest;
        packet.payload = Arrays.copyOf(quoted.bytes(), 28);
        return packet;
    }

    /** A segment without payload, options and IP ID. */
    static Packet tcp(String source, int sourcePort, String destination, int destinationPort, int flags) {
        Packet packet = new Packet(source, destination, TCP);
        packet.sourcePort = sourcePort;
        packet.destinationPort = destinationPort;
        packet.flags = flags;
        return packet;
    }

    /** In a frame to all stations of the link. */
    Packet toAll() {
        return but(p -> p.broadcast = true);
    }

    /** In a frame from one station to another, by link addresses of 12 hexadecimal digits. */
    Packet inFrame(String from, String to) {
        return but(p -> p.frame = to + from);
    }

    /** The link addresses of its frame; the usual ones where none were said. */
    byte[] linkAddresses() {
        return Packets.hex(
                !frame.isEmpty() ? frame : broadcast ? "ffffffffffff020000000002" : "020000000001020000000002");
    }

    /** In a frame for another station than the host that takes it, as a cooked capture says. */
    Packet forAnother() {
        return but(p -> p.forAnother = true);
    }

    boolean isForAnother() {
        return forAnother;
    }

    boolean isToAll() {
        return broadcast;
    }

    Packet ipId(int value) {
        return but(p -> p.identification = value);
    }

    Packet sequence(int value) {
        return but(p -> p.sequence = value);
    }

    Packet acknowledging(int value) {
        return but(p -> {
            p.acknowledgment = value;
            p.flags |= ACK;
        });
    }

    Packet sack(int... edges) {
        return but(p -> p.sackEdges = edges);
    }

    Packet timestamps(int value, int echo) {
        return but(p -> {
            p.timestamps = true;
            p.timestampValue = value;
            p.timestampEcho = echo;
        });
    }

    /** The same with its TCP timestamps moved, where it has any. */
    Packet timestampsMoved(int value, int echo) {
        return but(p -> {
            p.timestampValue += timestamps ? value : 0;
            p.timestampEcho += timestamps && (flags & ACK) != 0 ? echo : 0;
        });
    }

    Packet withoutTimestamps() {
        return but(p -> p.timestamps = false);
    }

    Packet window(int value) {
        return but(p -> p.window = value);
    }

    /** Payload of so many bytes, each following from its place in the stream; call it after {@link #sequence}. */
    Packet data(int length) {
        return but(p -> {
            p.payload = new byte[length];
            for (int i = 0; i < length; i++) {
                int position = p.sequence + i;
                p.payload[i] = (byte) (position * 31 + (position >>> 8));
            }
        });
    }

    /** Or hop limit. */
    Packet timeToLive(int value) {
        return but(p -> p.timeToLive = value);
    }

    /** With TCP's MD5 option (RFC 2385). */
    Packet signed() {
        return but(p -> p.signed = true);
    }

    /** With a wrong checksum of its transport. */
    Packet badChecksum() {
        return but(p -> p.badChecksum = true);
    }

    Packet payload(byte[] bytes) {
        return but(p -> p.payload = bytes);
    }

    /** The same with one bit of the payload turned. */
    Packet spoiled() {
        return but(p -> {
            p.payload = p.payload.clone();
            p.payload[p.payload.length / 2] ^= 1;
        });
    }

    /** With a header length that cannot be. IPv4 only. */
    Packet malformed() {
        return but(p -> p.malformed = true);
    }

    /** With bits turned in a byte of what stands behind the IP header, the checksum being of what was sent. */
    Packet turned(int at, int bits) {
        return but(p -> {
            p.turnedAt = at;
            p.turnedBits = bits;
        });
    }

    /** From an address that a damaged byte makes of its own. IPv4 only. */
    Packet strangeSource() {
        return but(p -> p.strangeSource = true);
    }

    /** Part of this packet as a fragment; the offset is in bytes of what stands behind the IP header, a multiple of 8. */
    Packet fragment(int offset, int length) {
        return but(p -> {
            p.fragmentOffset = offset;
            p.fragmentLength = length;
        });
    }

    /** The same packet behind a device that rewrites addresses, ports or echo identifier. */
    Packet translated(String newSource, int newSourcePort, String newDestination, int newDestinationPort) {
        Packet packet = new Packet(newSource, newDestination, protocol);
        packet.identification = identification;
        packet.payload = payload;
        packet.reply = reply;
        packet.echoIdentifier = protocol == TCP ? 0 : newSourcePort;
        packet.echoSequence = echoSequence;
        packet.sourcePort = newSourcePort;
        packet.destinationPort = newDestinationPort;
        packet.sequence = sequence;
        packet.acknowledgment = acknowledgment;
        packet.flags = flags;
        packet.window = window;
        packet.timestamps = timestamps;
        packet.timestampValue = timestampValue;
        packet.timestampEcho = timestampEcho;
        packet.sackEdges = sackEdges;
        return packet;
    }

    /** The same packet with its numbers moved, its content unchanged, as a device that randomises them does. */
    Packet shifted(int sequenceShift, int acknowledgmentShift) {
        return but(p -> {
            p.sequence += sequenceShift;
            p.acknowledgment += acknowledgmentShift;
        });
    }

    /** Marked with a differentiated services code point; IPv4 only. */
    Packet dscp(int value) {
        return but(p -> p.dscp = value);
    }

    /** As it looks behind routers that mark congestion and set another class: TTL and traffic class changed. */
    Packet forwarded() {
        return but(p -> p.hops = 3);
    }

    /** In its tunnel without DF. */
    Packet cuttable() {
        return but(p -> p.cuttable = true);
    }

    /** Wrapped in IP between two nodes, as an overlay network does. */
    Packet tunnelled(String fromNode, String toNode) {
        return but(p -> p.tunnel = new String[] {fromNode, toNode});
    }

    /** One past the last sequence number that it takes up. */
    int sequenceEnd() {
        return sequence + payload.length + ((flags & (SYN | FIN)) != 0 ? 1 : 0);
    }

    boolean isFrom(String address) {
        return source.equals(address);
    }

    boolean isTcp() {
        return protocol == TCP;
    }

    int destinationPort() {
        return destinationPort;
    }

    boolean isIpv6() {
        return source.indexOf(':') >= 0;
    }

    /** From the outermost IP header on. */
    byte[] bytes() {
        byte[] ip = plain();
        ip[isIpv6() ? HOP_LIMIT : TIME_TO_LIVE] = (byte) (timeToLive > 0 ? timeToLive : FIRST_TIME_TO_LIVE);
        if (dscp >= 0) {
            ip[1] = (byte) (dscp << 2);
        }
        if (hops > 0 && !isIpv6()) {
            ip[1] = 0x03;
            ip[8] -= (byte) hops;
        }
        if (turnedAt >= 0) {
            ip[(isIpv6() ? 40 : 20) + turnedAt] ^= (byte) turnedBits;
        }
        if (malformed) {
            ip[0] = 0x41;
        }
        if (strangeSource) {
            ip[15] ^= 0x40;
        }
        return tunnel.length == 0
                ? ip
                : Packets.ipv4(tunnel[0], tunnel[1], IP_IN_IP, 0x1234, cuttable ? 0 : 0x4000, new byte[0], ip);
    }

    private byte[] plain() {
        byte[] body = protocol == TCP ? segment() : echo();
        boolean whole = fragmentLength == 0;
        boolean more = !whole && fragmentOffset + fragmentLength < body.length;
        byte[] part = whole
                ? body
                : ByteBuffer.allocate(fragmentLength)
                        .put(body, fragmentOffset, fragmentLength)
                        .array();
        if (isIpv6()) {
            return whole
                    ? Packets.ipv6(source, destination, protocol, part)
                    : Packets.ipv6(
                            source,
                            destination,
                            FRAGMENT_HEADER,
                            Packets.fragmentHeader(protocol, fragmentOffset, more, identification, part));
        }
        int place = whole ? 0x4000 : (more ? 0x2000 : 0) | fragmentOffset / 8;
        return Packets.ipv4(source, destination, protocol, identification, place, new byte[0], part);
    }

    private byte[] echo() {
        if (errorType > 0) {
            byte[] error = Packets.icmp(errorType, errorCode, errorRest, payload);
            return Packets.put16(error, 2, Packets.checksum(error));
        }
        int type = protocol == ICMP ? reply ? 0 : 8 : reply ? 129 : 128;
        byte[] message = Packets.icmp(type, 0, echoIdentifier << 16 | echoSequence, payload);
        return protocol == ICMP
                ? Packets.put16(message, 2, Packets.checksum(message) ^ (badChecksum ? 1 : 0))
                : message;
    }

    private byte[] segment() {
        byte[] options = options();
        byte[] bytes = Packets.tcp(sourcePort, destinationPort, flags, options, payload);
        ByteBuffer.wrap(bytes).putInt(4, sequence).putInt(8, acknowledgment).putShort(14, (short) window);
        byte[] pseudoHeader = Packets.pseudoHeader(source, destination, TCP, bytes.length);
        return Packets.put16(bytes, 16, Packets.checksum(pseudoHeader, bytes) ^ (badChecksum ? 1 : 0));
    }

    /** Timestamps (RFC 7323) and SACK blocks (RFC 2018), each behind two no-operations. */
    private byte[] options() {
        int length = (signed ? 20 : 0) + (timestamps ? 12 : 0) + (sackEdges.length > 0 ? 4 + 4 * sackEdges.length : 0);
        ByteBuffer options = ByteBuffer.allocate(length);
        if (signed) {
            options.putInt(0x01011312).put(new byte[16]);
        }
        if (timestamps) {
            options.putInt(0x0101080a).putInt(timestampValue).putInt(timestampEcho);
        }
        if (sackEdges.length > 0) {
            options.putInt(0x01010500 | 2 + 4 * sackEdges.length);
            for (int edge : sackEdges) {
                options.putInt(edge);
            }
        }
        return options.array();
    }

    private Packet but(Consumer<Packet> change) {
        try {
            Packet changed = (Packet) clone();
            change.accept(changed);
            return changed;
        } catch (CloneNotSupportedException e) {
            throw new AssertionError(e);
        }
    }
}

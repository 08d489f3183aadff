package dev.halfway.match;

import dev.halfway.decode.Addresses;
import dev.halfway.decode.DecodedPacket;
import dev.halfway.decode.Decoder;
import dev.halfway.decode.Packets;
import dev.halfway.decode.PortSet;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** The survey of one host's captures, packet by packet, for tests of what is made of surveys. */
final class Survey {
    static final long MILLIS = 1_000_000L;
    /** Of packets that no router has passed on. */
    static final int TIME_TO_LIVE = 64;

    /** TCP ports analysed. */
    static final PortSet SERVICES = PortSet.of(179, 1023, 1024, 8080);

    private static final int RAW = 101;
    private static final int ICMP = 1;
    private static final int TCP = 6;
    private static final int TCP_CHECKSUM = 16;
    private static final int IPV4_IDENTIFICATION = 4;
    private static final int IPV4_TIME_TO_LIVE = 8;

    /** A packet as it was seen. */
    record Seen(long nanos, byte[] bytes, int mark) {}

    final HostSurvey host;
    /** All that it saw, for the second reading. */
    final List<Seen> seen = new ArrayList<>();

    private final Decoder decoder = new Decoder(SERVICES);
    private final DecodedPacket packet = new DecodedPacket();
    private int mark = DecodedPacket.MARK_NONE;
    private int timeToLive = TIME_TO_LIVE;

    Survey(String name) {
        host = new HostSurvey(name, HostSurvey.Settings.USUAL, 2);
    }

    /** What it sees from here on its capture marks so. */
    Survey marking(int direction) {
        mark = direction;
        return this;
    }

    /** What it sees from here on has so much left. */
    Survey timeToLive(int left) {
        timeToLive = left;
        return this;
    }

    Survey sees(double millis, byte[] ipv4) {
        byte[] bytes = ipv4.clone();
        bytes[IPV4_TIME_TO_LIVE] = (byte) timeToLive;
        long nanos = (long) (millis * MILLIS);
        host.covers(nanos);
        host.note(packet, decode(bytes, packet), bytes, 0, mark, nanos);
        seen.add(new Seen(nanos, bytes, mark));
        return this;
    }

    int decode(byte[] bytes, DecodedPacket into) {
        return decoder.decode(bytes, 0, bytes.length, bytes.length, RAW, into);
    }

    static byte[] request(String from, String to, int sequence) {
        return Packets.ipv4(from, to, ICMP, Packets.echo(8, sequence, Packets.payload(56)));
    }

    static byte[] reply(String from, String to, int sequence) {
        return Packets.ipv4(from, to, ICMP, Packets.echo(0, sequence, Packets.payload(56)));
    }

    /** A segment with a right checksum. */
    static byte[] segment(
            String from, int fromPort, String to, int toPort, int flags, int sequence, int acknowledgment, int length) {
        byte[] tcp = header(fromPort, toPort, flags, sequence, acknowledgment, length);
        Packets.put16(tcp, TCP_CHECKSUM, Packets.checksum(Packets.pseudoHeader(from, to, TCP, tcp.length), tcp));
        return Packets.ipv4(from, to, TCP, tcp);
    }

    /** The same as its sender's capture shows it where the network card is to make the checksum. */
    static byte[] withoutChecksum(byte[] segment, String from, String to) {
        int length = segment.length - 20;
        byte[] offloaded = segment.clone();
        int partial = ~Packets.checksum(Packets.pseudoHeader(from, to, TCP, length)) & 0xffff;
        return Packets.put16(offloaded, 20 + TCP_CHECKSUM, partial);
    }

    static byte[] identified(byte[] ipv4, int identification) {
        return Packets.put16(ipv4.clone(), IPV4_IDENTIFICATION, identification);
    }

    private static byte[] header(int fromPort, int toPort, int flags, int sequence, int acknowledgment, int length) {
        byte[] tcp = Packets.tcp(fromPort, toPort, flags, new byte[0], Packets.payload(length));
        ByteBuffer.wrap(tcp).putInt(4, sequence).putInt(8, acknowledgment);
        return tcp;
    }

    static HostAddress address(String text) {
        long[] parts = Addresses.parse(text);
        return new HostAddress(parts[0], parts[1]);
    }

    static Tuple tuple(int kind, String from, int fromPort, String to, int toPort) {
        HostAddress source = address(from);
        HostAddress destination = address(to);
        return new Tuple(kind, source.high(), source.low(), destination.high(), destination.low(), fromPort, toPort);
    }

    /** Nothing is known of flows but their packets. */
    static final FlowKnowledge NOTHING_KNOWN = new FlowKnowledge() {
        @Override
        public boolean isElsewhere(Tuple tuple) {
            return false;
        }

        @Override
        public boolean areTwo(Tuple atG, Tuple atH) {
            return false;
        }

        @Override
        public boolean endAtBoth(Tuple atG, Tuple atH) {
            return false;
        }
    };

    static Alignment align(int g, int h, List<HostSurvey> surveys) {
        return new Alignment(g, h, surveys.get(g), surveys.get(h), NOTHING_KNOWN);
    }
}

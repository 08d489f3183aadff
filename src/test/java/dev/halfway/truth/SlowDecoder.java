package dev.halfway.truth;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Reads what {@link PcapFile} wrote on Ethernet, the plainest way: whole file in memory, keys as strings. */
final class SlowDecoder {
    /**
     * A packet in scope.
     *
     * @param lastSourceByte of its source address, which tells the host
     * @param key all bytes that the path may not change, as ISO 8859-1
     * @param identification of IPv4; 0 for IPv6
     */
    record Packet(long frame, long timeNanos, int lastSourceByte, String key, int identification) {}

    private static final int FIRST_RECORD = 24;
    private static final int ETHERNET_HEADER = 14;

    private SlowDecoder() {}

    static List<Packet> read(Path file) throws IOException {
        ByteBuffer in = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        in.position(FIRST_RECORD);
        List<Packet> packets = new ArrayList<>();
        for (long frame = 1; in.hasRemaining(); frame++) {
            long timeNanos = in.getInt() * 1_000_000_000L + in.getInt();
            byte[] bytes = new byte[in.getInt()];
            in.getInt();
            in.get(bytes);
            Packet packet = packet(frame, timeNanos, bytes);
            if (packet != null) {
                packets.add(packet);
            }
        }
        return packets;
    }

    private static Packet packet(long frame, long timeNanos, byte[] frameBytes) {
        byte[] ip = Arrays.copyOfRange(frameBytes, ETHERNET_HEADER, frameBytes.length);
        ByteBuffer in = ByteBuffer.wrap(ip);
        int version = (ip[0] & 0xF0) >>> 4;
        if (version == 4) {
            int length = in.getShort(2) & 0xFFFF;
            int id = in.getShort(4) & 0xFFFF;
            int fragment = in.getShort(6) & 0x3FFF;
            String addresses = text(ip, 12, 20) + ip[9] + ":" + (fragment == 0 ? "" : id + "@" + fragment + ":");
            String key = fragment == 0 ? key(ip, ip[9] & 0xFF, 20, length) : text(ip, 20, length);
            return key == null ? null : new Packet(frame, timeNanos, ip[15], addresses + key, id);
        }
        if (version == 6 && frameBytes[12] == (byte) 0x86) {
            int length = 40 + (in.getShort(4) & 0xFFFF);
            String addresses = text(ip, 8, 40) + ip[6] + ":";
            String key = ip[6] == 44 ? text(ip, 40, length) : key(ip, ip[6] & 0xFF, 40, length);
            return key == null ? null : new Packet(frame, timeNanos, ip[23], addresses + key, 0);
        }
        return null;
    }

    /** Transport header and payload without the checksum; null when it is nothing that is watched. */
    private static String key(byte[] ip, int protocol, int from, int to) {
        byte[] transport = Arrays.copyOfRange(ip, from, to);
        int checksumAt;
        if (protocol == WireFormat.TCP) {
            ByteBuffer ports = ByteBuffer.wrap(transport);
            boolean watched =
                    ports.getShort(0) == Applications.WATCHED_PORT || ports.getShort(2) == Applications.WATCHED_PORT;
            if (!watched) {
                return null;
            }
            checksumAt = 16;
        } else if (protocol == WireFormat.ICMP || protocol == WireFormat.ICMP6) {
            checksumAt = 2;
        } else {
            return null;
        }
        transport[checksumAt] = 0;
        transport[checksumAt + 1] = 0;
        return text(transport, 0, transport.length);
    }

    private static String text(byte[] bytes, int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
    }
}

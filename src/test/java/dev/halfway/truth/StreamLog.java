package dev.halfway.truth;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** All that was sent in one direction of a TCP connection, and what its receiver was seen to acknowledge. */
final class StreamLog {
    private final TreeMap<Long, List<WirePacket>> byStart = new TreeMap<>();
    /** Position to the first instant at which the receiver's tap recorded an acknowledgment up to there. */
    private final TreeMap<Long, Long> acknowledged = new TreeMap<>();

    void sent(WirePacket packet) {
        byStart.computeIfAbsent(packet.range.start(), start -> new ArrayList<>(1))
                .add(packet);
    }

    void seenAcknowledged(long position, long atNanos) {
        if (acknowledged.isEmpty() || acknowledged.lastKey() < position) {
            acknowledged.put(position, atNanos);
        }
    }

    /** When the receiver was first seen to have acknowledged all before {@code position}; null for never. */
    Long firstAcknowledged(long position) {
        Map.Entry<Long, Long> entry = acknowledged.ceilingEntry(position);
        return entry == null ? null : entry.getValue();
    }

    /** The transmissions that share bytes with {@code packet}, itself among them. */
    List<WirePacket> sharing(WirePacket packet) {
        List<WirePacket> sharing = new ArrayList<>();
        // No segment on the wire is longer than this, so none that starts before reaches into the range.
        long earliest = packet.range.start() - TcpEndpoint.MAXIMUM_SEGMENT_SIZE;
        for (List<WirePacket> sameStart :
                byStart.subMap(earliest, packet.range.end()).values()) {
            for (WirePacket other : sameStart) {
                if (other.range.end() > packet.range.start()) {
                    sharing.add(other);
                }
            }
        }
        return sharing;
    }
}

package dev.halfway.diagnose;

import dev.halfway.decode.TypeP;
import java.util.function.Consumer;

/** Judged packets of one direction by hand: a tenth of a second apart, replies of 84 bytes in flow 1, begun by host 1. */
final class Judged {
    private static final long STEP_NANOS = 100_000_000L;

    private final PacketSample lost = new PacketSample(new PacketSample.Pool());
    private final PacketSample arrived = new PacketSample(new PacketSample.Pool());
    private long count;

    Judged lost(int packets, Consumer<Observed> change) {
        return add(lost, packets, change);
    }

    Judged arrived(int packets, Consumer<Observed> change) {
        return add(arrived, packets, change);
    }

    private Judged add(PacketSample sample, int packets, Consumer<Observed> change) {
        for (int i = 0; i < packets; i++) {
            Observed packet = sample.take(count);
            if (packet == null) {
                count++;
                continue;
            }
            packet.ordinal = count;
            packet.timeNanos = count * STEP_NANOS;
            packet.initiator = 1;
            packet.typeP = TypeP.ICMP_ECHO_REPLY;
            packet.shownKind = null;
            packet.bytes = 84;
            packet.wirePackets = 1;
            packet.wirePacketsLost = 1;
            packet.flow = 1;
            packet.flowOrdinal = count;
            packet.idleNanos = count == 0 ? Observed.UNKNOWN : STEP_NANOS;
            packet.longestIdleNanos = packet.idleNanos;
            packet.longPackets = 10;
            packet.shortPackets = 10;
            packet.longBytes = 840;
            packet.shortBytes = 840;
            change.accept(packet);
            packet.shownKind = packet.shownKind == null ? packet.typeP : packet.shownKind;
            packet.ofTcp |= packet.typeP.isTcp();
            count++;
        }
        return this;
    }

    Trials trials() {
        return new Trials(lost, arrived);
    }
}

package dev.halfway.match;

import dev.halfway.decode.TypeP;

/**
 * How much has left on one way of late, over 100 ms and over 1 s: two buckets each, the older one fading as the newer one
 * fills.
 */
final class Load {
    static final long SHORT_NANOS = 100_000_000L;
    static final long LONG_NANOS = 1_000_000_000L;

    private static final class Window {
        private final long nanos;
        private final float perSecond;
        private long startNanos = Long.MIN_VALUE;
        private long packets;
        private long bytes;
        private long olderPackets;
        private long olderBytes;

        Window(long nanos) {
            this.nanos = nanos;
            perSecond = 1e9f / nanos;
        }

        void moveTo(long timeNanos) {
            if (startNanos == Long.MIN_VALUE || timeNanos - startNanos >= 2 * nanos) {
                startNanos = timeNanos;
                olderPackets = 0;
                olderBytes = 0;
                packets = 0;
                bytes = 0;
            } else if (timeNanos - startNanos >= nanos) {
                startNanos += nanos;
                olderPackets = packets;
                olderBytes = bytes;
                packets = 0;
                bytes = 0;
            }
        }

        /** Share of the older bucket that still counts, 0 to 1. */
        private float older(long timeNanos) {
            return 1 - (float) (timeNanos - startNanos) / nanos;
        }

        float packetRate(long timeNanos) {
            return (packets + olderPackets * older(timeNanos)) * perSecond;
        }

        float byteRate(long timeNanos) {
            return (bytes + olderBytes * older(timeNanos)) * perSecond;
        }

        void add(int length) {
            packets++;
            bytes += length;
        }
    }

    private static final int KINDS = TypeP.values().length;

    private final Window brief = new Window(SHORT_NANOS);
    private final Window broad = new Window(LONG_NANOS);
    private final Window[] broadByKind = new Window[KINDS];
    private long sent;

    Load() {
        for (int kind = 0; kind < KINDS; kind++) {
            broadByKind[kind] = new Window(LONG_NANOS);
        }
    }

    /** A packet leaves, in time order: it learns what left before it, and is counted itself. */
    void add(Sighting s) {
        int kind = s.typeP.ordinal();
        brief.moveTo(s.timeNanos);
        broad.moveTo(s.timeNanos);
        broadByKind[kind].moveTo(s.timeNanos);
        s.shortPackets = brief.packetRate(s.timeNanos);
        s.shortBytes = brief.byteRate(s.timeNanos);
        s.longPackets = broad.packetRate(s.timeNanos);
        s.longBytes = broad.byteRate(s.timeNanos);
        s.longOfKind = broadByKind[kind].packetRate(s.timeNanos);
        s.pathOrdinal = sent++;
        brief.add(s.packetLength);
        broad.add(s.packetLength);
        broadByKind[kind].add(s.packetLength);
    }
}

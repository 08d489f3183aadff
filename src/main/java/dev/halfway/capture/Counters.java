package dev.halfway.capture;

import java.util.OptionalLong;
import org.pcap4j.core.PcapStat;

/**
 * Sums of what pcap_stats(3PCAP) counts, whose own counters go round after 2^32 packets: half a day at 100,000 a second.
 * They must be looked at more often than that.
 */
final class Counters {
    private final boolean knowsInterfaceDrops;
    private final Sum accepted = new Sum();
    private final Sum droppedBySystem = new Sum();
    private final Sum droppedByInterface = new Sum();

    /**
     * @param knowsInterfaceDrops whether a count of 0 drops by the interface is one; else it means that libpcap does not
     *     know
     */
    Counters(boolean knowsInterfaceDrops) {
        this.knowsInterfaceDrops = knowsInterfaceDrops;
    }

    void update(PcapStat now) {
        update(now.getNumPacketsReceived(), now.getNumPacketsDropped(), now.getNumPacketsDroppedByIf());
    }

    /** Each from 0 to 2^32 - 1. */
    void update(long received, long dropped, long droppedByIf) {
        accepted.update(received);
        droppedBySystem.update(dropped);
        droppedByInterface.update(droppedByIf);
    }

    /** Packets that passed the filter, dropped ones among them. */
    long accepted() {
        return accepted.value;
    }

    /** Packets that passed the filter and found no room in the buffer. On Linux 0 means none. */
    long droppedBySystem() {
        return droppedBySystem.value;
    }

    /** Packets that the network card or its driver had no room for; empty when not known. */
    OptionalLong droppedByInterface() {
        return knowsInterfaceDrops || droppedByInterface.value > 0
                ? OptionalLong.of(droppedByInterface.value)
                : OptionalLong.empty();
    }

    private static final class Sum {
        private static final long MODULUS = 1L << 32;
        private long value;
        private long last;

        void update(long now) {
            long step = Math.floorMod(now - last, MODULUS);
            boolean setBack = step > MODULUS / 2; // a driver that was loaded again counts from 0
            value += setBack ? 0 : step;
            last = now;
        }
    }
}

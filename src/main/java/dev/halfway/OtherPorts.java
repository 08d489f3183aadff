package dev.halfway;

import dev.halfway.diagnose.InputFacts;
import java.util.Optional;

/**
 * TCP that is on none of the ports analysed: how many packets, and on which port most are, the lower one of each packet, which
 * is the server's. Of many ports those that are too rare to be the commonest are forgotten (Misra and Gries, 1982), so that
 * its size and what a packet costs do not grow; what is left of a port's count is then too small, never too large.
 */
final class OtherPorts {
    private static final int SLOTS = 8;

    private final int[] ports = new int[SLOTS];
    private final long[] counts = new long[SLOTS];
    private long packets;

    void note(int sourcePort, int destinationPort) {
        int port = Math.min(sourcePort, destinationPort);
        packets++;
        int free = -1;
        for (int slot = 0; slot < SLOTS; slot++) {
            if (counts[slot] == 0) {
                free = slot;
            } else if (ports[slot] == port) {
                counts[slot]++;
                return;
            }
        }
        if (free >= 0) {
            ports[free] = port;
            counts[free] = 1;
            return;
        }
        for (int slot = 0; slot < SLOTS; slot++) {
            counts[slot]--;
        }
    }

    long packets() {
        return packets;
    }

    /** Empty when there was no such packet. */
    Optional<InputFacts.OtherTcp> facts() {
        if (packets == 0) {
            return Optional.empty();
        }
        int most = 0;
        for (int slot = 1; slot < SLOTS; slot++) {
            if (counts[slot] > counts[most]) {
                most = slot;
            }
        }
        return Optional.of(new InputFacts.OtherTcp(packets, ports[most], counts[most]));
    }
}

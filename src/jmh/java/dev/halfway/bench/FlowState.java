package dev.halfway.bench;

import java.util.SplittableRandom;

/** A pinger, or a BGP session that has long been up. What is by host is what that host sends, or has received. */
final class FlowState {
    final int number;
    final boolean tcp;
    /** Who began it. */
    final int host;

    final int[] sequence = new int[2];
    final int[] received = new int[2];
    final int[] length = new int[2];
    final boolean[] open = new boolean[2];

    int echoSequence;

    FlowState(int number, boolean tcp, int host, SplittableRandom random) {
        this.number = number;
        this.tcp = tcp;
        this.host = host;
        for (int each = 0; each < 2; each++) {
            sequence[each] = random.nextInt();
            received[1 - each] = sequence[each];
        }
    }

    boolean isOpen(int sender) {
        return open[sender];
    }
}

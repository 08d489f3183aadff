package dev.halfway.match;

/**
 * What is kept of TCP flows that {@link Lanes} let go: their number and who began them. A fixed number of them; a newer one
 * takes an older one's place.
 */
final class ForgottenFlows {
    private static final int SLOTS = 1 << 15;

    private final long[] flows = new long[SLOTS];
    private final int[] numbers = new int[SLOTS];
    private final int[] initiators = new int[SLOTS];

    /** @param flow a hash of its tuple, the same for both directions */
    void add(long flow, int number, int initiator) {
        int slot = slotOf(flow);
        flows[slot] = flow;
        numbers[slot] = number;
        initiators[slot] = initiator;
    }

    /** Where the flow is, or -1. */
    int find(long flow) {
        int slot = slotOf(flow);
        return flow != 0 && flows[slot] == flow ? slot : -1;
    }

    int number(int found) {
        return numbers[found];
    }

    /** Index of a host, or {@link Flow#UNKNOWN_HOST}. */
    int initiator(int found) {
        return initiators[found];
    }

    private static int slotOf(long flow) {
        return (int) (flow >>> 20) & (SLOTS - 1);
    }
}

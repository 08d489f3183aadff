package dev.halfway.capture;

/** One interface of a pcapng section, and what its statistics last said. */
final class PcapngInterface {
    final int index;
    final int linkType;
    /** 0 when unlimited. */
    final int snapLengthBytes;

    final TimeScale scale;
    /** From the last Interface Statistics Block that gave it; -1 before. */
    long dropped = -1;
    /** Sum over the records that gave it; -1 before. */
    long droppedBetweenRecords = -1;

    PcapngInterface(int index, int linkType, int snapLengthBytes, TimeScale scale) {
        this.index = index;
        this.linkType = linkType;
        this.snapLengthBytes = snapLengthBytes;
        this.scale = scale;
    }

    /** @param drops before a record; negative where it does not say */
    void addDropped(long drops) {
        droppedBetweenRecords = add(droppedBetweenRecords, drops);
    }

    /** The sum of what is known; negative stands for unknown. Held at the largest long. */
    static long add(long a, long b) {
        if (a < 0 || b < 0) {
            return Math.max(a, b);
        }
        long sum = a + b;
        return sum < 0 ? Long.MAX_VALUE : sum;
    }
}

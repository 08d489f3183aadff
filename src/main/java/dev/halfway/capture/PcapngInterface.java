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
}

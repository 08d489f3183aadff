package dev.halfway.truth;

/**
 * A TCP segment (RFC 9293), of any size up to 64 KiB: taps beside an offload show them so.
 *
 * @param timestamps whether TSval and TSecr are there (RFC 7323)
 * @param sack edges of the SACK blocks (RFC 2018), left and right in turn; not written to
 * @param maximumSegmentSize MSS option, 0 for none
 * @param windowScale option of a SYN (RFC 7323), -1 for none
 * @param sackPermitted option of a SYN (RFC 2018)
 */
record Tcp(
        int sourcePort,
        int destinationPort,
        int sequence,
        int acknowledgment,
        int flags,
        int window,
        boolean timestamps,
        int timestampValue,
        int timestampEcho,
        int[] sack,
        int maximumSegmentSize,
        int windowScale,
        boolean sackPermitted,
        Bytes payload)
        implements Body {

    static final int FIN = 1;
    static final int SYN = 2;
    static final int RST = 4;
    static final int PSH = 8;
    static final int ACK = 16;

    static final int[] NO_SACK = {};

    boolean has(int flag) {
        return (flags & flag) != 0;
    }

    @Override
    public Tcp withPayload(Bytes changed) {
        return with(sourcePort, destinationPort, sequence, acknowledgment, flags, sack, changed);
    }

    /** The piece of this segment from byte {@code from} on; PSH stays with the last one only. */
    Tcp piece(int from, int length) {
        int pieceFlags = from + length == payload.length() ? flags : flags & ~PSH;
        return with(
                sourcePort,
                destinationPort,
                sequence + from,
                acknowledgment,
                pieceFlags,
                sack,
                payload.slice(from, length));
    }

    /** This segment and the adjoining {@code next} as one, as a receive offload shows them. */
    Tcp mergedWith(Tcp next) {
        return with(
                sourcePort,
                destinationPort,
                sequence,
                acknowledgment,
                flags | next.flags,
                sack,
                payload.followedBy(next.payload));
    }

    Tcp withPorts(int source, int destination) {
        return with(source, destination, sequence, acknowledgment, flags, sack, payload);
    }

    /** As a middlebox passes it on that adds to sequence numbers or to what acknowledges them. */
    Tcp shifted(int sequenceShift, int acknowledgmentShift) {
        int[] shiftedSack = sack.clone();
        for (int i = 0; i < shiftedSack.length; i++) {
            shiftedSack[i] += acknowledgmentShift;
        }
        int shiftedAcknowledgment = has(ACK) ? acknowledgment + acknowledgmentShift : acknowledgment;
        return with(
                sourcePort,
                destinationPort,
                sequence + sequenceShift,
                shiftedAcknowledgment,
                flags,
                shiftedSack,
                payload);
    }

    private Tcp with(int source, int destination, int seq, int ack, int newFlags, int[] newSack, Bytes newPayload) {
        return new Tcp(
                source,
                destination,
                seq,
                ack,
                newFlags,
                window,
                timestamps,
                timestampValue,
                timestampEcho,
                newSack,
                maximumSegmentSize,
                windowScale,
                sackPermitted,
                newPayload);
    }

    /** Of what segmentation copies and merging requires to be equal: acknowledgment, window, timestamps. */
    long headerDigest() {
        long hash = (long) acknowledgment << 32 | timestampValue & 0xFFFFFFFFL;
        return hash * 0x9E3779B97F4A7C15L ^ ((long) timestampEcho << 32 | window);
    }
}

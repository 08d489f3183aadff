package dev.halfway;

import dev.halfway.decode.DecodedPacket;

/** What the packets of one file are. */
final class FileCounts {
    private static final int TCP = 6;

    long inScope;
    /** What the user's filter leaves out. */
    long filtered;

    long outOfScope;
    long truncated;
    long malformed;
    long unknownLink;
    /** In scope, but of no use without a time. */
    long untimed;

    /** On interfaces beyond those that are read. */
    long unread;

    final OtherPorts otherPorts = new OtherPorts();

    void note(int outcome, DecodedPacket packet) {
        switch (outcome) {
            case DecodedPacket.IN_SCOPE -> inScope++;
            case DecodedPacket.OUT_OF_SCOPE -> noteOutOfScope(packet);
            case DecodedPacket.TRUNCATED -> truncated++;
            case DecodedPacket.MALFORMED -> malformed++;
            default -> unknownLink++;
        }
    }

    private void noteOutOfScope(DecodedPacket packet) {
        outOfScope++;
        if (packet.hasAddresses() && packet.protocol() == TCP) {
            otherPorts.note(packet.sourcePort(), packet.destinationPort());
        }
    }

    /** A packet of which the capture does not say when it was. */
    void noteUntimed(int outcome, DecodedPacket packet) {
        if (outcome == DecodedPacket.IN_SCOPE) {
            untimed++;
        } else {
            note(outcome, packet);
        }
    }
}

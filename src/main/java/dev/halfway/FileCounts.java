package dev.halfway;

import dev.halfway.decode.DecodedPacket;

/** What the packets of one file are. */
final class FileCounts {
    long inScope;
    long outOfScope;
    long truncated;
    long malformed;
    long unknownLink;
    /** In scope, but of no use without a time. */
    long untimed;

    void note(int outcome) {
        switch (outcome) {
            case DecodedPacket.IN_SCOPE -> inScope++;
            case DecodedPacket.OUT_OF_SCOPE -> outOfScope++;
            case DecodedPacket.TRUNCATED -> truncated++;
            case DecodedPacket.MALFORMED -> malformed++;
            default -> unknownLink++;
        }
    }

    /** A packet of which the capture does not say when it was. */
    void noteUntimed(int outcome) {
        if (outcome == DecodedPacket.IN_SCOPE) {
            untimed++;
        } else {
            note(outcome);
        }
    }

    long undecoded() {
        return truncated + malformed + unknownLink;
    }
}

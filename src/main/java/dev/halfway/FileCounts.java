package dev.halfway;

import dev.halfway.decode.DecodedPacket;

/** What the packets of one file are. */
final class FileCounts {
    long inScope;
    long outOfScope;
    long truncated;
    long malformed;
    long unknownLink;

    void note(int outcome) {
        switch (outcome) {
            case DecodedPacket.IN_SCOPE -> inScope++;
            case DecodedPacket.OUT_OF_SCOPE -> outOfScope++;
            case DecodedPacket.TRUNCATED -> truncated++;
            case DecodedPacket.MALFORMED -> malformed++;
            default -> unknownLink++;
        }
    }

    long undecoded() {
        return truncated + malformed + unknownLink;
    }
}

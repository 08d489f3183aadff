package dev.halfway.match;

import dev.halfway.decode.ChecksumResult;
import dev.halfway.decode.DecodedPacket;

/** What the packets of one protocol from one address to another look like in one capture, beyond what identifies them. */
final class Traits {
    long packets;
    /** Segments with TCP's MD5 option (RFC 2385). */
    long signed;

    int leastTimeToLive = Integer.MAX_VALUE;
    int mostTimeToLive;
    /** Of the first packets, whose checksums were tried. */
    long checksumsValid;

    long checksumsInvalid;

    void note(DecodedPacket packet) {
        packets++;
        signed += packet.md5Signed() ? 1 : 0;
        leastTimeToLive = Math.min(leastTimeToLive, packet.timeToLive());
        mostTimeToLive = Math.max(mostTimeToLive, packet.timeToLive());
    }

    void add(Traits other) {
        packets += other.packets;
        signed += other.signed;
        leastTimeToLive = Math.min(leastTimeToLive, other.leastTimeToLive);
        mostTimeToLive = Math.max(mostTimeToLive, other.mostTimeToLive);
        checksumsValid += other.checksumsValid;
        checksumsInvalid += other.checksumsInvalid;
    }

    void note(ChecksumResult checksum) {
        checksumsValid += checksum == ChecksumResult.VALID ? 1 : 0;
        checksumsInvalid += checksum == ChecksumResult.INVALID ? 1 : 0;
    }
}

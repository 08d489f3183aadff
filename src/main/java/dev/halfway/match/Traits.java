package dev.halfway.match;

import dev.halfway.decode.ChecksumResult;
import dev.halfway.decode.DecodedPacket;
import dev.halfway.decode.TypeP;

/** What the packets of one protocol from one address to another look like in one capture, beyond what identifies them. */
final class Traits {
    long packets;
    /** Segments with TCP's MD5 option (RFC 2385). */
    long signed;

    final TimesToLive timesToLive = new TimesToLive();
    /** Of SYNs and SYN-ACKs, which a kernel sends that does not yet know who asks. */
    final TimesToLive ofSyns = new TimesToLive();

    final TimesToLive ofData = new TimesToLive();
    /** Of the first packets, whose checksums were tried. */
    long checksumsValid;

    long checksumsInvalid;

    void note(DecodedPacket packet) {
        packets++;
        signed += packet.md5Signed() ? 1 : 0;
        timesToLive.note(packet.timeToLive());
        if (packet.typeP() == TypeP.TCP_DATA) {
            ofData.note(packet.timeToLive());
        } else if (packet.typeP() == TypeP.TCP_SYN || packet.typeP() == TypeP.TCP_SYN_ACK) {
            ofSyns.note(packet.timeToLive());
        }
    }

    void add(Traits other) {
        packets += other.packets;
        signed += other.signed;
        timesToLive.add(other.timesToLive);
        ofSyns.add(other.ofSyns);
        ofData.add(other.ofData);
        checksumsValid += other.checksumsValid;
        checksumsInvalid += other.checksumsInvalid;
    }

    void note(ChecksumResult checksum) {
        checksumsValid += checksum == ChecksumResult.VALID ? 1 : 0;
        checksumsInvalid += checksum == ChecksumResult.INVALID ? 1 : 0;
    }
}

package dev.halfway.match;

import dev.halfway.decode.ContentKey;
import dev.halfway.decode.DecodedPacket;
import dev.halfway.decode.TypeP;
import java.util.List;

/** Which digests of payloads one host's captures hold, and of which packets none can be had. */
final class DigestSupply {
    private int key;
    private boolean several;
    /** Of some packets neither a digest nor the bytes for one are there. */
    private boolean wanting;
    /** Of some packets the bytes are there, and a digest is to be made of them. */
    private boolean bytes;

    void note(DecodedPacket packet) {
        if (packet.payloadLength() == 0 || packet.typeP() == TypeP.ICMP_ERROR) {
            return;
        }
        if (packet.hasDigest()) {
            several |= key != 0 && key != packet.digestKey();
            key = packet.digestKey();
        } else if (packet.payloadCaptured() >= Math.min(packet.payloadLength(), ContentKey.COVERED_BYTES)) {
            bytes = true;
        } else {
            wanting = true;
        }
    }

    /** Whether any is there. */
    boolean any() {
        return key != 0;
    }

    /** Whether of every packet of all hosts there is, or can be made by the key that is known here, a digest by one key. */
    static boolean areComparable(List<DigestSupply> supplies, ContentKey known) {
        int key = 0;
        for (DigestSupply each : supplies) {
            if (each.wanting || each.several || key != 0 && each.key != 0 && key != each.key) {
                return false;
            }
            key = each.key == 0 ? key : each.key;
        }
        return key != 0 && (supplies.stream().noneMatch(each -> each.bytes) || key == known.id());
    }
}

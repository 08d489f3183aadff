package dev.halfway.match;

import dev.halfway.decode.ContentKey;
import dev.halfway.decode.DecodedPacket;
import dev.halfway.decode.PayloadDigest;

/** What a packet carries, as one number, alike at all hosts. Not thread-safe. */
final class Content {
    /** Of pings: a program that puts the time in front fills so many with what all programs put there at that moment. */
    private static final int OF_ONE_MOMENT = 12;

    private final int bytes;
    /** Null where the bytes themselves are compared. */
    private final ContentKey.Digester digester;

    private Content(int bytes, ContentKey.Digester digester) {
        this.bytes = bytes;
        this.digester = digester;
    }

    /** Of so many bytes that all captures hold of every packet. */
    static Content ofBytes(int bytes) {
        return new Content(bytes, null);
    }

    /** By the digest that a capture holds in place of the bytes; by the same of the bytes where it holds these. */
    static Content ofDigests(ContentKey key) {
        return new Content(0, key.digester());
    }

    /** Whether it is so much that pings of two programs differ in it, if those of one do. */
    boolean tells(DecodedPacket ping) {
        int length = digester == null ? Math.min(bytes, ping.payloadCaptured()) : ping.payloadLength();
        return length >= OF_ONE_MOMENT;
    }

    long of(DecodedPacket packet, byte[] buffer) {
        if (digester == null) {
            return PayloadDigest.of(buffer, packet.payloadOffset(), Math.min(bytes, packet.payloadCaptured()));
        } else if (packet.payloadLength() == 0) {
            return 0;
        } else if (packet.hasDigest()) {
            return packet.digest();
        }
        return digester.of(buffer, packet.payloadOffset(), packet.payloadCaptured());
    }
}

package dev.halfway.capture;

import java.util.Arrays;

/**
 * One record of a capture, as a view into the reader's buffer.
 *
 * <p>A source owns one {@code Frame} and its buffer, and fills both anew for each record: what a handler wants to keep
 * it copies before it returns. Not thread-safe; used by the thread that polls the source.
 */
public final class Frame {
    /** {@link #direction()} when the capture does not say. */
    public static final int DIRECTION_UNKNOWN = 0;
    /** Received by the capturing host (pcapng {@code epb_flags} bits 0-1 = 01). */
    public static final int DIRECTION_INBOUND = 1;
    /** Sent by the capturing host (pcapng {@code epb_flags} bits 0-1 = 10). */
    public static final int DIRECTION_OUTBOUND = 2;

    /** {@link #packetId()} when the capture gives none. */
    public static final long PACKET_ID_UNKNOWN = -1;

    /** {@link #digestKey()} when the capture gives no digest. */
    public static final int NO_DIGEST = 0;

    byte[] buffer;
    int offset;
    int capturedLength;
    int originalLength;
    long timeNanos;
    long number;
    int linkType;
    int interfaceIndex;
    int fileIndex;
    int direction;
    long dropsBefore;
    long packetId = PACKET_ID_UNKNOWN;
    int digestKey = NO_DIGEST;
    long digest;

    /** The bytes, from {@link #offset()} for {@link #capturedLength()}; link header first. Owned by the source. */
    public byte[] buffer() {
        return buffer;
    }

    public int offset() {
        return offset;
    }

    /** Bytes of the packet that the capture holds, 0 and up. */
    public int capturedLength() {
        return capturedLength;
    }

    /** Bytes the packet had on the link; at least {@link #capturedLength()} in a sound capture, not checked here. */
    public int originalLength() {
        return originalLength;
    }

    /** Nanoseconds since the epoch on the capturing host's clock; 0 for a Simple Packet Block, which carries none. */
    public long timeNanos() {
        return timeNanos;
    }

    /** Position in its file ({@link #fileIndex()}), from 1, as Wireshark numbers frames. */
    public long number() {
        return number;
    }

    /** LINKTYPE_ value of the tcpdump.org registry, e.g. 1 Ethernet, 101 raw IP, 113 SLL, 276 SLL2. */
    public int linkType() {
        return linkType;
    }

    /** Which interface of the source, from 0, counted over all sections of all its files. */
    public int interfaceIndex() {
        return interfaceIndex;
    }

    /** Which file of the source, from 0, in the order in which the caller named them; 0 when there is one. */
    public int fileIndex() {
        return fileIndex;
    }

    /** One of the {@code DIRECTION_} values. */
    public int direction() {
        return direction;
    }

    /** Packets the capture lost between the previous record of this interface and this one ({@code epb_dropcount}); -1 unknown. */
    public long dropsBefore() {
        return dropsBefore;
    }

    /** What the capture tells the packet by, the same wherever it is seen ({@code epb_packetid}); 0 and up, or unknown. */
    public long packetId() {
        return packetId;
    }

    /** By which key the digest was made that the capture holds in place of the payload; {@link #NO_DIGEST} where it holds none. */
    public int digestKey() {
        return digestKey;
    }

    /** The digest of the payload; only where there is one. */
    public long digest() {
        return digest;
    }

    /** A frame of its own with the same content, to keep after the handler has returned. */
    public Frame copy() {
        Frame copy = new Frame();
        copy.buffer = Arrays.copyOfRange(buffer, offset, offset + capturedLength);
        copy.capturedLength = capturedLength;
        copy.originalLength = originalLength;
        copy.timeNanos = timeNanos;
        copy.number = number;
        copy.linkType = linkType;
        copy.interfaceIndex = interfaceIndex;
        copy.fileIndex = fileIndex;
        copy.direction = direction;
        copy.dropsBefore = dropsBefore;
        copy.packetId = packetId;
        copy.digestKey = digestKey;
        copy.digest = digest;
        return copy;
    }
}

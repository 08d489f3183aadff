package dev.halfway.decode;

/**
 * Where the decoding of one frame stands. Made once by {@link Decoder} and moved inwards by the readers of the layers.
 *
 * <p>Two ends bound what follows the position. The captured end is where bytes end; it never lies beyond the buffer. The
 * wire end is where the packet ends by its own word: the frame's original length, then each IP length inside it. A field
 * beyond the captured end but before the wire end was cut by the snap length; one beyond both contradicts the packet.
 */
final class Cursor {
    /** More tunnels than this around one packet: out of scope. */
    static final int MAX_TUNNELS = 8;

    final PortSet tcpPorts;

    byte[] buffer;
    int position;
    int capturedEnd;
    int wireEnd;
    int tunnels;

    Cursor(PortSet tcpPorts) {
        this.tcpPorts = tcpPorts;
    }

    void start(byte[] frameBuffer, int offset, int capturedLength, int originalLength) {
        buffer = frameBuffer;
        position = offset;
        capturedEnd = offset + capturedLength;
        wireEnd = (int) Math.min(Integer.MAX_VALUE, (long) offset + Math.max(originalLength, capturedLength));
        tunnels = 0;
    }

    /** Whether this many bytes follow and may be loaded. */
    boolean has(int bytes) {
        return bytes <= capturedEnd - position;
    }

    /** The step that ends decoding when {@link #has} said no. */
    int shortage(int bytes) {
        return bytes <= wireEnd - position ? Step.TRUNCATED : Step.MALFORMED;
    }

    /** Narrows both ends to an IP packet that starts at the position; the wire end may also move outwards. */
    void enter(int networkLength) {
        wireEnd = (int) Math.min(Integer.MAX_VALUE, (long) position + networkLength);
        capturedEnd = Math.min(capturedEnd, wireEnd);
    }

    /** Bytes from the position to the wire end, 0 and up. */
    int wireRemaining() {
        return Math.max(0, wireEnd - position);
    }

    /** Takes off a tunnel's header of so many bytes, which the caller has checked, and goes on with {@code etherType}. */
    int enterTunnel(DecodedPacket packet, int encapsulation, int headerLength, int etherType) {
        if (++tunnels > MAX_TUNNELS) {
            return Step.OUT_OF_SCOPE;
        }
        packet.encapsulation |= encapsulation;
        position += headerLength;
        return etherType;
    }
}

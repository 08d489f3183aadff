package dev.halfway.truth;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/** One end's side of a BGP session as bytes (RFC 4271 section 4), appended message by message. */
final class BgpStream extends ByteArrayOutputStream {
    private static final int HEADER_LENGTH = 19;
    private static final int OPEN = 1;
    private static final int UPDATE = 2;
    private static final int NOTIFICATION = 3;
    private static final int KEEPALIVE = 4;

    /** Each returns the length of the message it appended. */
    int open(int routerNumber) {
        ByteBuffer body = ByteBuffer.allocate(10);
        body.put((byte) 4).putShort((short) (64_512 + routerNumber)).putShort((short) 9);
        body.put(new byte[] {10, 39, 1, (byte) routerNumber}).put((byte) 0);
        return append(OPEN, body.array());
    }

    int keepalive() {
        return append(KEEPALIVE, new byte[0]);
    }

    /** Withdraws {@code routes} prefixes of length 24, at most 1,000. */
    int withdraw(int routes, int firstRoute) {
        ByteBuffer body = ByteBuffer.allocate(4 + 4 * routes);
        body.putShort((short) (4 * routes));
        for (int i = 0; i < routes; i++) {
            int route = firstRoute + i;
            body.put((byte) 24).put((byte) 172).put((byte) (route >>> 8)).put((byte) route);
        }
        return append(UPDATE, body.putShort((short) 0).array());
    }

    int ceaseByAdministrator() {
        return append(NOTIFICATION, new byte[] {6, 2});
    }

    ByteStream stream() {
        return (from, length) -> new Bytes(toByteArrayShared(), (int) from, length);
    }

    /** The buffer itself: what is in it once never changes. */
    private byte[] toByteArrayShared() {
        return buf;
    }

    private int append(int type, byte[] body) {
        int length = HEADER_LENGTH + body.length;
        ByteBuffer message = ByteBuffer.allocate(length);
        message.putLong(-1)
                .putLong(-1)
                .putShort((short) length)
                .put((byte) type)
                .put(body);
        writeBytes(message.array());
        return length;
    }
}

package dev.halfway.decode;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * By what a digest of a packet's content is made where the content itself is not to leave its host: HMAC-SHA-256 (RFC 2104),
 * the first 64 bits. Who does not have the key can neither guess the content and try it, nor make another of the same digest.
 */
public final class ContentKey {
    /** So many bytes of the payload, from its start, are digested; fewer where it is shorter. */
    public static final int COVERED_BYTES = 64;
    /** Known to everybody: digests tell packets apart, and who guesses the content can try it. */
    public static final ContentKey PUBLIC = new ContentKey("halfway".getBytes(StandardCharsets.US_ASCII));

    private static final String ALGORITHM = "HmacSHA256";
    private static final byte[] NAMING = "halfway digest key".getBytes(StandardCharsets.US_ASCII);

    private final SecretKeySpec secret;

    /** @param secret at least one byte; not kept by the caller */
    public ContentKey(byte[] secret) {
        this.secret = new SecretKeySpec(secret, ALGORITHM);
    }

    /** Names the key without telling it; never 0. */
    public int id() {
        int id = ByteBuffer.wrap(mac().doFinal(NAMING)).getInt();
        return id == 0 ? 1 : id;
    }

    /** Makes digests by this key; for one thread. */
    public Digester digester() {
        return new Digester(mac());
    }

    private Mac mac() {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(secret);
            return mac;
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("every Java has " + ALGORITHM, e);
        }
    }

    /** Makes digests. Not thread-safe. */
    public static final class Digester {
        private final Mac mac;

        private Digester(Mac mac) {
            this.mac = mac;
        }

        /**
         * The digest of what a packet carries.
         *
         * @param length bytes of the payload that are there; those beyond {@link #COVERED_BYTES} are left out
         */
        public long of(byte[] buffer, int offset, int length) {
            mac.update(buffer, offset, Math.min(length, COVERED_BYTES));
            return ByteBuffer.wrap(mac.doFinal()).getLong();
        }
    }
}

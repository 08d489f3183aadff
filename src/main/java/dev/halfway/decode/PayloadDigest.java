package dev.halfway.decode;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Objects;

/**
 * A 64-bit hash of bytes, the same on every machine: tells payloads apart that differ by chance or by damage. It is not
 * cryptographic: whoever chooses the bytes can make two alike.
 *
 * <p>Each word is mixed and added as in Austin Appleby's MurmurHash3 (public domain, x64 variant, one lane), the end is the
 * finalizer of Steele, Lea and Flood's SplitMix64 (OOPSLA 2014) with David Stafford's constants "Mix13".
 */
public final class PayloadDigest {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final long FIRST_FACTOR = 0x87c37b91114253d5L;
    private static final long SECOND_FACTOR = 0x4cf5ad432745937fL;
    private static final long ADDEND = 0x52dce729L;

    private PayloadDigest() {}

    /**
     * The hash of {@code length} bytes and of the length itself.
     *
     * @throws IndexOutOfBoundsException when there are bytes to hash and they do not lie in the buffer
     */
    public static long of(byte[] buffer, int offset, int length) {
        if (length == 0) {
            return finish(0, 0);
        }
        Objects.checkFromIndexSize(offset, length, buffer.length);
        long hash = 0;
        int at = offset;
        int end = offset + length;
        for (; end - at >= Long.BYTES; at += Long.BYTES) {
            hash = add(hash, (long) LONG.get(buffer, at));
        }
        if (at < end) {
            long rest = 0;
            for (int i = end - 1; i >= at; i--) {
                rest = rest << 8 | buffer[i] & 0xff;
            }
            hash = add(hash, rest);
        }
        return finish(hash, length);
    }

    private static long add(long hash, long word) {
        long mixed = Long.rotateLeft(word * FIRST_FACTOR, 31) * SECOND_FACTOR;
        return Long.rotateLeft(hash ^ mixed, 27) * 5 + ADDEND;
    }

    private static long finish(long hash, int length) {
        long z = hash ^ length * 0x9e3779b97f4a7c15L;
        z = (z ^ z >>> 30) * 0xbf58476d1ce4e5b9L;
        z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
        return z ^ z >>> 31;
    }
}

package dev.halfway.decode;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Loads in network byte order. The caller has checked that the bytes are there. */
final class Bytes {
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private Bytes() {}

    static int u8(byte[] buffer, int index) {
        return buffer[index] & 0xff;
    }

    static int u16(byte[] buffer, int index) {
        return (short) SHORT.get(buffer, index) & 0xffff;
    }

    static int i32(byte[] buffer, int index) {
        return (int) INT.get(buffer, index);
    }

    static long u32(byte[] buffer, int index) {
        return i32(buffer, index) & 0xffff_ffffL;
    }

    static long i64(byte[] buffer, int index) {
        return (long) LONG.get(buffer, index);
    }
}

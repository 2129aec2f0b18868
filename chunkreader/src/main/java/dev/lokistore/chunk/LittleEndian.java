package dev.lokistore.chunk;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Little-endian numbers in byte arrays; the caller has checked the range. */
public final class LittleEndian {
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);

    private LittleEndian() {}

    /** 0 to 65535. */
    public static int int16(byte[] bytes, int at) {
        return (short) SHORT.get(bytes, at) & 0xffff;
    }

    /** 0 to 2^24 - 1. */
    public static int int24(byte[] bytes, int at) {
        return int16(bytes, at) | (bytes[at + 2] & 0xff) << 16;
    }

    public static int int32(byte[] bytes, int at) {
        return (int) INT.get(bytes, at);
    }

    public static long int64(byte[] bytes, int at) {
        return (long) LONG.get(bytes, at);
    }

    public static void putInt32(byte[] bytes, int at, int value) {
        INT.set(bytes, at, value);
    }

    public static void putInt64(byte[] bytes, int at, long value) {
        LONG.set(bytes, at, value);
    }
}

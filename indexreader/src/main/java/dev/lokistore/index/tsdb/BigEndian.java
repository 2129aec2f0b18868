package dev.lokistore.index.tsdb;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Fixed-width integers of the file. */
final class BigEndian {
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private BigEndian() {}

    static int int32(byte[] bytes, int index) {
        return (int) INT.get(bytes, index);
    }

    static long int64(byte[] bytes, int index) {
        return (long) LONG.get(bytes, index);
    }
}

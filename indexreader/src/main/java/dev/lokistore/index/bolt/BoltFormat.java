package dev.lokistore.index.bolt;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Numbers of the bbolt file format, and its little-endian integers ({@code formats/index-tables.md#2}). */
final class BoltFormat {
    static final int PAGE_HEADER = 16;
    static final int ELEMENT = 16;
    static final int BUCKET_HEADER = 16;

    static final int FLAG_BRANCH = 0x01;
    static final int FLAG_LEAF = 0x02;
    static final int FLAG_META = 0x04;
    static final int FLAG_FREELIST = 0x10;
    static final int ELEMENT_FLAG_BUCKET = 0x01;

    static final int MIN_PAGE_SIZE = 1024;
    static final int MAX_PAGE_SIZE = 1 << 20;
    static final int MAX_KEY = 32768;

    /** Pages 0 and 1 are the metas. */
    static final long FIRST_PAGE = 2;

    /** What we write: any reader's, whatever its machine. */
    static final int WRITTEN_PAGE_SIZE = 4096;

    /** Behind the metas and an empty freelist. */
    static final long FIRST_WRITTEN_PAGE = 3;

    /** Trees are a few levels deep; a deeper one is hostile. */
    static final int MAX_DEPTH = 64;

    /**
     * The pages that one cursor may hold, overflow included. Loki's rows are a few hundred bytes, so that its pages
     * seldom have overflow at all; this bounds what a hostile overflow count makes us allocate.
     */
    static final int MAX_HELD_BYTES = 16 << 20;

    private static final VarHandle U16 = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle U32 = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle U64 = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private BoltFormat() {}

    static int u16(byte[] bytes, int offset) {
        return Short.toUnsignedInt((short) U16.get(bytes, offset));
    }

    static long u32(byte[] bytes, int offset) {
        return Integer.toUnsignedLong((int) U32.get(bytes, offset));
    }

    static void putU32(byte[] bytes, int offset, int value) {
        U32.set(bytes, offset, value);
    }

    /** Above 2^63 negative. */
    static long u64(byte[] bytes, int offset) {
        return (long) U64.get(bytes, offset);
    }
}

package dev.lokistore.chunk;

/** A fast hash of 64 bits for content that is compared by it; no part of any format, and none against an attacker. */
final class ContentHash {
    private static final long K0 = 0x9e3779b97f4a7c15L;
    private static final long K1 = 0xbf58476d1ce4e5b9L;

    private ContentHash() {}

    static long of(byte[] bytes, int offset, int length) {
        long hash = length * K0;
        int at = offset;
        int end = offset + length;
        while (end - at >= 2 * Long.BYTES) {
            hash = fold(LittleEndian.int64(bytes, at) ^ hash, LittleEndian.int64(bytes, at + Long.BYTES) ^ K1);
            at += 2 * Long.BYTES;
        }
        if (end - at >= Long.BYTES) {
            hash = fold(LittleEndian.int64(bytes, at) ^ hash, K1);
            at += Long.BYTES;
        }
        long rest = 0;
        for (int shift = 0; at < end; shift += Byte.SIZE) {
            rest |= (bytes[at++] & 0xffL) << shift;
        }
        return fold(rest ^ hash, K0);
    }

    /** Both numbers in one, each bit of which depends on all of theirs. */
    static long fold(long a, long b) {
        // an even factor would lose bits
        return a * (b | 1) ^ Math.multiplyHigh(a, b | 1) ^ b;
    }
}

package dev.lokistore.chunk;

import java.util.zip.CRC32C;

/** Finds runs of bytes that are followed by their own CRC-32C, big endian. */
final class CrcRuns {
    private static final int CRC_BYTES = PayloadLayout.CRC_BYTES;
    /** Each costs a pass over the rest. */
    private static final int MAX_TRIES = 256;
    /** Beginnings of gzip, lz4, zstd and snappy streams. */
    private static final byte[][] STREAMS = {
        {0x1f, (byte) 0x8b, 8},
        {0x04, 0x22, 0x4d, 0x18},
        {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd},
        SnappyFormat.identifier()
    };

    private final byte[] bytes;
    private final CRC32C crc = new CRC32C();

    CrcRuns(byte[] bytes) {
        this.bytes = bytes;
    }

    boolean holds(int from, int to) {
        if (from < 0 || to < from || to > bytes.length - CRC_BYTES) {
            return false;
        }
        crc.reset();
        crc.update(bytes, from, to - from);
        return (int) crc.getValue() == BigEndian.int32(bytes, to);
    }

    /**
     * The end of the shortest run of 1 byte or more that begins here; -1 if there is none.
     *
     * @param limit of the run and its checksum
     */
    int end(int from, int limit) {
        int last = Math.min(limit, bytes.length) - CRC_BYTES;
        if (from < 0 || from >= last) {
            return -1;
        }
        crc.reset();
        for (int to = from + 1; to <= last; to++) {
            crc.update(bytes[to - 1]);
            if ((int) crc.getValue() == BigEndian.int32(bytes, to)) {
                return to;
            }
        }
        return -1;
    }

    /** Where the next compressed stream begins that is followed by its checksum somewhere; -1 if there is none. */
    int nextStream(int from) {
        int tries = 0;
        for (int at = Math.max(0, from); at < bytes.length && tries < MAX_TRIES; at++) {
            if (isStream(at)) {
                tries++;
                if (end(at, bytes.length) >= 0) {
                    return at;
                }
            }
        }
        return -1;
    }

    private boolean isStream(int at) {
        for (byte[] beginning : STREAMS) {
            int i = 0;
            while (i < beginning.length && at + i < bytes.length && bytes[at + i] == beginning[i]) {
                i++;
            }
            if (i == beginning.length) {
                return true;
            }
        }
        return false;
    }
}

package dev.lokistore.index.cache;

import dev.lokistore.chunk.CorruptDataException;
import dev.lokistore.index.pack.PackReader;
import dev.lokistore.index.pack.PackWriter;

/**
 * What a cache knows of an entry.
 *
 * @param id of the entry's blobs
 * @param blobs their number
 * @param bytes of all blobs together
 * @param writtenMillis since the epoch
 * @param usedMillis since the epoch
 */
record EntryRecord(long id, int blobs, long bytes, long writtenMillis, long usedMillis, byte[] description) {
    byte[] toBytes() {
        return new PackWriter()
                .u64(id)
                .uvarint(blobs)
                .uvarint(bytes)
                .varint(writtenMillis)
                .varint(usedMillis)
                .bytes(description)
                .toByteArray();
    }

    static EntryRecord parse(String name, byte[] bytes) throws CorruptDataException {
        PackReader in = new PackReader(name, bytes);
        EntryRecord record = new EntryRecord(
                in.u64("id"),
                in.uvarintUpTo(Integer.MAX_VALUE, "blobs"),
                in.uvarint("bytes"),
                in.varint("time"),
                in.varint("time of use"),
                in.bytes("description"));
        in.end();
        return record;
    }

    EntryRecord usedAt(long millis) {
        return new EntryRecord(id, blobs, bytes, writtenMillis, millis, description);
    }
}

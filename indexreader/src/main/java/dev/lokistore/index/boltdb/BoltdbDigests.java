package dev.lokistore.index.boltdb;

import dev.lokistore.chunk.TenantId;
import dev.lokistore.index.ReferenceDigest;
import dev.lokistore.index.TenantDigests;
import dev.lokistore.index.bolt.BoltBucket;
import dev.lokistore.index.bolt.BoltCursor;
import dev.lokistore.index.bolt.BoltFile;
import java.io.IOException;
import java.util.SortedMap;

/** What chunk rows a file has, from its first row to its last. */
public final class BoltdbDigests {
    private BoltdbDigests() {}

    /**
     * Reads every row of every bucket, and checks all pages.
     *
     * @throws dev.lokistore.chunk.CorruptDataException if a row or a page is not what Loki writes
     */
    public static SortedMap<TenantId, ReferenceDigest> of(BoltFile file) throws IOException {
        TenantDigests digests = new TenantDigests();
        walk(file, digests);
        return digests.all();
    }

    /** Reads as {@link #of} does, and counts all rows, those of labels too. */
    public static long rows(BoltFile file) throws IOException {
        return walk(file, new TenantDigests());
    }

    private static long walk(BoltFile file, TenantDigests digests) throws IOException {
        RowParser row = new RowParser();
        long rows = 0;
        for (BoltBucket bucket : file.buckets()) {
            BoltCursor cursor = bucket.cursor();
            while (cursor.next()) {
                rows++;
                if (row.parse(cursor) == RowType.CHUNK) {
                    digests.add(row.tenant(), ReferenceDigest.hash(row.chunk().ref()));
                }
            }
        }
        file.checkAllPages();
        return rows;
    }
}

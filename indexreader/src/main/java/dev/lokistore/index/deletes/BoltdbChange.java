package dev.lokistore.index.deletes;

import dev.lokistore.chunk.CorruptDataException;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.index.bolt.BoltBucket;
import dev.lokistore.index.bolt.BoltCursor;
import dev.lokistore.index.bolt.BoltFile;
import dev.lokistore.index.bolt.BoltWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Copies a database of the boltdb form with a change. Holds all rows in memory, as reading them does. */
final class BoltdbChange {
    private static final String BUCKET = "index";
    private static final byte[] PROCESSED = bytes("processed");

    private final RequestChange change;
    private final DeleteRequests before;
    private final DeleteRequests after;
    private final Map<String, String> copies;
    private final SortedMap<byte[], byte[]> rows = new TreeMap<>(Arrays::compareUnsigned);

    /** @param after what the change makes of {@code before} */
    BoltdbChange(RequestChange change, DeleteRequests before, DeleteRequests after) {
        this.change = change;
        this.before = before;
        this.after = after;
        this.copies = change instanceof RequestChange.Renamed renamed ? renamed.copies(before.requests()) : Map.of();
    }

    /** @throws CorruptDataException if there is what this does not know how to keep */
    void copy(UnpackedFile source, Path target) throws IOException {
        BoltFile file = BoltFile.open(source);
        if (file.buckets().size() != 1 || file.bucket(BUCKET).isEmpty()) {
            throw new CorruptDataException(
                    source.name(),
                    0,
                    "buckets of the database",
                    "only '" + BUCKET + "'",
                    file.buckets().stream().map(BoltBucket::name).toList());
        }
        BoltCursor cursor = file.buckets().get(0).cursor();
        while (cursor.next()) {
            byte[] key = cursor.key();
            take(RowKey.parse(key), key, cursor.value());
        }
        for (Map.Entry<TenantId, Long> generation : after.cacheGenerations().entrySet()) {
            TenantId tenant = generation.getKey();
            if (!generation.getValue().equals(before.cacheGenerations().get(tenant))) {
                rows.put(RowKey.generation(tenant).bytes(), bytes(String.valueOf(generation.getValue())));
            }
        }
        try (BoltWriter writer = new BoltWriter(target, BUCKET)) {
            for (Map.Entry<byte[], byte[]> row : rows.entrySet()) {
                writer.add(row.getKey(), row.getValue());
            }
            writer.finish();
        }
    }

    private void take(RowKey row, byte[] key, byte[] value) {
        if (change instanceof RequestChange.Processed processed) {
            rows.put(key, row.isState() && isMeant(row, processed) ? PROCESSED : value);
        } else if (change instanceof RequestChange.Renamed renamed
                && row.tenant().equals(renamed.from())) {
            rename(row, renamed, key, value);
        } else if (!(change instanceof RequestChange.Without without)
                || !row.tenant().equals(without.tenant())) {
            rows.put(key, value);
        }
    }

    private static boolean isMeant(RowKey row, RequestChange.Processed processed) {
        ShardKey shard = row.shard();
        return shard != null && processed.requests().contains(new RequestName(shard.tenant(), shard.requestId()));
    }

    private void rename(RowKey row, RequestChange.Renamed renamed, byte[] key, byte[] value) {
        ShardKey shard = row.shard();
        if (shard == null) {
            if (renamed.kept()) {
                rows.put(key, value);
            }
            return; // the other's is new
        }
        rows.put(row.of(new RequestName(renamed.to(), shard.requestId())).bytes(), value);
        String copy = copies.get(shard.requestId());
        if (copy != null) {
            rows.put(row.of(new RequestName(renamed.from(), copy)).bytes(), value);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}

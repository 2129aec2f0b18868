package dev.lokistore.index.boltdb;

import dev.lokistore.index.bolt.BoltCursor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/**
 * Finds the outline of a bucket by hopping: from the first row of a shard, tenant and day behind the last. Only rows of
 * label names, which say nothing of where they are, are walked one by one; they are a few in a hundred.
 */
final class OutlineWalk {
    /** Chunk ids are sampled, since the first may belong to a chunk from before the schema period. */
    private static final int CHUNK_SAMPLES = 64;

    private static final long DAY_MILLIS = TimeUnit.DAYS.toMillis(1);

    private final BoltCursor cursor;
    private final RowKey key = new RowKey();
    private final Outline outline = new Outline();

    private OutlineWalk(BoltCursor cursor) {
        this.cursor = cursor;
    }

    static Outline of(BoltCursor cursor) throws IOException {
        OutlineWalk walk = new OutlineWalk(cursor);
        walk.run();
        return walk.outline;
    }

    private void run() throws IOException {
        boolean labelNames = false;
        boolean more = cursor.first();
        while (more) {
            RowType type = key.parse(cursor);
            if (type == RowType.LABEL_NAMES) {
                key.digest("series id of a row of label names", key.hashStart(), key.hashEnd());
                labelNames = true;
                more = cursor.next();
            } else {
                RowHash hash = RowHash.parse(key, type);
                if (type == RowType.CHUNK) {
                    more = chunks(hash);
                } else {
                    more = metric(hash, type);
                }
            }
        }
        outline.addEvidence(new BoltdbEvidence(false, false, labelNames, false, false, -1, 0));
    }

    /** Notes the shard, and goes behind its rows of this tenant and day. */
    private boolean metric(RowHash hash, RowType type) throws IOException {
        outline.addShard(hash);
        int component = type == RowType.SERIES ? 0 : 1;
        outline.addEvidence(evidence(hash, key.digestComponent("series id", component)));
        // in v9, chunk rows can lie between the series rows ("logs" 00) and the label rows ("logs:")
        return seek(hash.block() + (type == RowType.SERIES && hash.shard() == RowHash.PLAIN ? "\u0001" : ";"));
    }

    private static BoltdbEvidence evidence(RowHash hash, String seriesId) {
        int shard = hash.shard();
        if (shard == RowHash.PLAIN) {
            return new BoltdbEvidence(true, false, false, false, false, -1, 0);
        }
        // number mod row_shards = shard, so that row_shards divides the difference
        long divisor = SeriesId.shardNumber(seriesId) - shard;
        return new BoltdbEvidence(false, true, false, false, false, shard, divisor);
    }

    /** Notes the chunks, and the series and label rows of v9 among them, and goes behind the tenant's day. */
    private boolean chunks(RowHash hash) throws IOException {
        outline.addChunks(hash);
        ChunkRows rows = new ChunkRows(cursor, hash.tenant(), hash.day());
        boolean more = rows.seek(hash.last());
        boolean flat = false;
        boolean nested = false;
        for (int i = 0; i < CHUNK_SAMPLES && more; i++) {
            ChunkId chunk = rows.chunk();
            nested |= chunk.nested();
            flat |= !chunk.nested() && chunk.ref().fromMillis() >= hash.day() * DAY_MILLIS;
            more = rows.next();
        }
        outline.addEvidence(new BoltdbEvidence(false, false, false, flat, nested, -1, 0));
        probe(hash, "\0");
        probe(hash, ":");
        return seek(hash.block() + ";");
    }

    private void probe(RowHash chunks, String suffix) throws IOException {
        String prefix = RowHash.metricPrefix(RowHash.PLAIN, chunks.tenant(), chunks.day()) + suffix;
        if (seek(prefix) && cursor.keyStartsWith(prefix.getBytes(StandardCharsets.UTF_8))) {
            RowType type = key.parse(cursor);
            metric(RowHash.parse(key, type), type);
        }
    }

    private boolean seek(String prefix) throws IOException {
        return cursor.seek(prefix.getBytes(StandardCharsets.UTF_8));
    }
}

package dev.lokistore.compactor.model;

import dev.lokistore.chunk.ChunkFormat;
import dev.lokistore.chunk.ChunkWriter;
import dev.lokistore.chunk.Codec;
import dev.lokistore.chunk.EncodedChunk;
import dev.lokistore.chunk.Fingerprints;
import dev.lokistore.chunk.Labels;
import dev.lokistore.chunk.StructuredMetadata;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.compactor.model.StoreModel.Chunk;
import dev.lokistore.compactor.model.StoreModel.Entry;
import dev.lokistore.index.schema.StoreSchema;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** Streams of entries, cut into chunks by some ingesters each in its own way, as replication leaves them. */
final class RandomStreams {
    private static final long HOUR_NANOS = 3_600_000_000_000L;
    private static final long DAY_NANOS = 24 * HOUR_NANOS;

    /** @param ingester that wrote it, from 0 */
    record Made(Chunk chunk, EncodedChunk encoded, int ingester) {}

    private final Random random;
    private final StoreSchema schema;
    private final long fromNanos;
    private final long toNanos;
    private final RandomStore.Size size;
    private final List<Made> made = new ArrayList<>();

    RandomStreams(Random random, StoreSchema schema, long firstDay, int days, RandomStore.Size size) {
        this.random = random;
        this.schema = schema;
        this.fromNanos = firstDay * DAY_NANOS;
        this.toNanos = (firstDay + days) * DAY_NANOS;
        this.size = size;
    }

    /** Chunks of replicas that cut alike come several times. */
    List<Made> make(List<TenantId> tenants) {
        for (TenantId tenant : tenants) {
            for (int i = 0; i < size.streams(); i++) {
                // other tenants have streams of the same labels
                stream(tenant, labels(i));
            }
        }
        return made;
    }

    private Labels labels(int number) {
        Map<String, String> labels = new TreeMap<>();
        labels.put("app", "app" + number % 2);
        labels.put("env", random.nextInt(3) == 0 ? "dev" : "prod");
        labels.put("pod", "pöd-" + number);
        return Labels.of(labels);
    }

    private void stream(TenantId tenant, Labels labels) {
        // an ingester resolves a collision of fingerprints by a small number
        long fingerprint = random.nextInt(8) == 0 ? 1 + random.nextInt(100) : Fingerprints.of(labels);
        int ingesters = 1 + random.nextInt(3);
        boolean alike = random.nextInt(4) == 0;
        boolean idle = random.nextInt(3) == 0;
        long spanNanos = HOUR_NANOS * (idle ? 60 : random.nextInt(3) == 0 ? 20 : 3);
        List<Entry> entries = entries(idle);
        long seed = random.nextLong();
        for (int ingester = 0; ingester < ingesters; ingester++) {
            Random own = new Random(alike ? seed : seed + ingester);
            List<Entry> open = new ArrayList<>();
            for (Entry entry : entries) {
                boolean full = !open.isEmpty()
                        && (entry.timestampNanos() - open.get(0).timestampNanos() > spanNanos
                                || own.nextInt(idle ? 30 : 12) == 0);
                if (full) {
                    cut(tenant, fingerprint, labels, open, ingester, own);
                    open.clear();
                }
                if (own.nextInt(40) > 0) {
                    open.add(entry);
                }
            }
            if (!open.isEmpty()) {
                cut(tenant, fingerprint, labels, open, ingester, own);
            }
        }
    }

    /** By time; some at the same time, some twice, some where one day meets the next. */
    private List<Entry> entries(boolean idle) {
        List<Entry> entries = new ArrayList<>();
        // of most streams a part of the time
        long at = fromNanos + (long) (random.nextDouble() * 0.6 * (toNanos - fromNanos));
        long end = Math.min(toNanos - HOUR_NANOS, at + (long) (random.nextDouble() * 4 * DAY_NANOS) + DAY_NANOS);
        long step = HOUR_NANOS * (1 + random.nextInt(idle ? 9 : 2));
        while (at < end && entries.size() < size.entries()) {
            entries.add(entry(at));
            if (random.nextInt(30) == 0) {
                entries.add(entries.get(entries.size() - 1));
            }
            long midnight = (Math.floorDiv(at, DAY_NANOS) + 1) * DAY_NANOS;
            long next = at
                    + switch (random.nextInt(5)) {
                        case 0 -> 0;
                        case 1 -> random.nextInt(2_000_000);
                        default -> (long) (random.nextDouble() * step);
                    };
            if (at < midnight && next > midnight && random.nextBoolean()) {
                next = midnight + List.of(-1_000_000L, -999_999L, -1L, 0L, 1L).get(random.nextInt(5));
            }
            at = Math.max(at, next);
        }
        return entries;
    }

    private Entry entry(long at) {
        String line = switch (random.nextInt(12)) {
            case 0 -> "";
            case 1 -> "zeile mit ümläuten \u20ac " + random.nextInt(100);
            case 2 -> "long " + "x".repeat(random.nextInt(900)) + random.nextInt();
            default ->
                "level=" + (random.nextInt(4) == 0 ? "error" : "info") + " user=u" + random.nextInt(9) + " n="
                        + random.nextInt(1000);
        };
        Map<String, String> metadata = new TreeMap<>();
        if (hasMetadata(at) && random.nextBoolean()) {
            metadata.put("trace_id", Integer.toHexString(random.nextInt()));
            if (random.nextInt(3) == 0) {
                metadata.put("user", "u" + random.nextInt(9));
            }
        }
        return new Entry(at, line, metadata);
    }

    /** Whatever chunk it comes into, which may begin 60 hours earlier, must be of version 4. */
    private boolean hasMetadata(long nanos) {
        return version(nanos - 61 * HOUR_NANOS) == 4;
    }

    private int version(long nanos) {
        return schema.periodAt(Math.floorDiv(nanos, 1_000_000))
                .map(period -> period.version() >= 13 ? 4 : 3)
                .orElse(3);
    }

    private void cut(TenantId tenant, long fingerprint, Labels labels, List<Entry> entries, int ingester, Random own) {
        Codec codec = Codec.values()[own.nextInt(Codec.values().length)];
        ChunkFormat format =
                new ChunkFormat(version(entries.get(0).timestampNanos()), codec, 100 + own.nextInt(2000), 0);
        ChunkWriter writer = new ChunkWriter(tenant, fingerprint, labels, format);
        for (Entry entry : entries) {
            writer.append(
                    entry.timestampNanos(),
                    entry.line().getBytes(StandardCharsets.UTF_8),
                    StructuredMetadata.of(entry.metadata()));
        }
        EncodedChunk encoded = writer.finish();
        made.add(new Made(new Chunk(encoded.ref(), labels, entries, encoded.bytes().length), encoded, ingester));
    }
}

package dev.lokistore.compactor.model;

import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.Labels;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.compactor.index.BuiltFile;
import dev.lokistore.compactor.index.MergeOptions;
import dev.lokistore.compactor.index.MergeResult;
import dev.lokistore.compactor.index.NameTime;
import dev.lokistore.compactor.index.TableMerge;
import dev.lokistore.compactor.model.RandomStreams.Made;
import dev.lokistore.index.ChunkVolume;
import dev.lokistore.index.IndexedChunk;
import dev.lokistore.index.RowEdits;
import dev.lokistore.index.bolt.BoltFileBuilder;
import dev.lokistore.index.boltdb.LokiRows;
import dev.lokistore.index.schema.SchemaPeriod;
import dev.lokistore.index.schema.StoreSchema;
import dev.lokistore.index.table.IndexKind;
import dev.lokistore.index.table.Table;
import dev.lokistore.index.table.TableFile;
import dev.lokistore.index.table.TableScan;
import dev.lokistore.index.tsdb.TsdbWriter;
import dev.lokistore.objectstore.Listing;
import dev.lokistore.objectstore.ObjectInfo;
import dev.lokistore.objectstore.ObjectKey;
import dev.lokistore.objectstore.ObjectStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;

/** Writes index tables as ingesters upload them; some are as Loki's compactor leaves them, some have uploads beside that. */
final class RandomTables {
    private static final TenantId ANYBODY = TenantId.of("anybody");

    private final Random random;
    private final StoreSchema schema;
    private final ObjectStore store;
    private final Path temporary;

    RandomTables(Random random, StoreSchema schema, ObjectStore store, Path temporary) {
        this.random = random;
        this.schema = schema;
        this.store = store;
        this.temporary = temporary;
    }

    void write(long day, List<Made> chunks) throws IOException {
        SchemaPeriod period = schema.periodAt(day * RandomStore.DAY_MILLIS).orElseThrow();
        Map<Integer, List<Made>> uploads = new TreeMap<>();
        for (Made made : chunks) {
            if (made.chunk().firstDay() <= day && made.chunk().lastDay() >= day) {
                uploads.computeIfAbsent(made.ingester(), added -> new ArrayList<>())
                        .add(made);
            }
        }
        String folder = period.pathPrefix() + period.indexPrefix() + day + "/";
        boolean bucketsOfTenants = random.nextInt(3) == 0;
        int state = random.nextInt(3);
        int written = 0;
        for (Map.Entry<Integer, List<Made>> upload : uploads.entrySet()) {
            if (period.kind() == IndexKind.TSDB) {
                tsdb(folder, day, period, upload.getKey(), upload.getValue());
            } else {
                boltdb(folder, day, period, upload.getKey(), upload.getValue(), bucketsOfTenants);
            }
            written++;
            boolean compactor = state == 1 ? written == uploads.size() : state == 2 && written == 1;
            if (compactor) {
                compact(period, folder);
            }
        }
    }

    private static long seconds(long day) {
        return day * 86_400 + 3_600;
    }

    private void tsdb(String folder, long day, SchemaPeriod period, int ingester, List<Made> chunks)
            throws IOException {
        try (TsdbWriter writer = new TsdbWriter(period.version() >= 13 ? 3 : 2, temporary)) {
            for (Made made : chunks) {
                Map<String, String> labels =
                        new LinkedHashMap<>(made.chunk().labels().asMap());
                labels.put("__loki_tenant__", made.chunk().tenant());
                ChunkVolume volume = new ChunkVolume(
                        Math.round(made.encoded().rawBytes() / 1024.0),
                        made.encoded().entries());
                writer.add(
                        ANYBODY,
                        made.chunk().ref().fingerprint(),
                        Labels.of(labels),
                        List.of(new IndexedChunk(made.chunk().ref(), volume)));
            }
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            writer.write(ANYBODY, bytes);
            String name = seconds(day) + "-ingester-" + ingester + "-1699919000123456789.tsdb.gz";
            put(folder + name, bytes.toByteArray());
        }
    }

    private void boltdb(
            String folder, long day, SchemaPeriod period, int ingester, List<Made> chunks, boolean bucketsOfTenants)
            throws IOException {
        long last = schema.periods().stream()
                .filter(other -> other.from().isAfter(period.from()))
                .mapToLong(other -> other.fromMillis() - 1)
                .min()
                .orElse(Long.MAX_VALUE);
        Map<String, LokiRows> buckets = new TreeMap<>();
        for (Made made : chunks) {
            ChunkRef ref = made.chunk().ref();
            int idSchema = schema.periodAt(ref.fromMillis()).orElse(period).version();
            buckets.computeIfAbsent(
                            bucketsOfTenants ? made.chunk().tenant() : "index",
                            added -> new LokiRows(period.version(), Math.max(1, period.rowShards())))
                    .series(made.chunk().labels(), made.chunk().tenant(), day)
                    .chunkRow(made.chunk().labels(), ref, day, idSchema, last);
        }
        BoltFileBuilder file = new BoltFileBuilder(4096);
        buckets.forEach((bucket, rows) -> file.bucket(bucket, rows.rows()));
        put(folder + "ingester-" + ingester + "-1699919000123456789-" + seconds(day) + ".gz", file.build());
    }

    private void put(String key, byte[] unpacked) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(unpacked);
        }
        store.put(ObjectKey.of(key), packed.toByteArray());
    }

    private void compact(SchemaPeriod period, String folder) throws IOException {
        try (Listing<ObjectInfo> listing = store.list(period.pathPrefix())) {
            for (Table table : TableScan.of(listing, period.pathPrefix()).tables()) {
                if (folder.equals(period.pathPrefix() + table.name() + "/")) {
                    compact(table, period, folder);
                }
            }
        }
    }

    private void compact(Table table, SchemaPeriod period, String folder) throws IOException {
        Instant at = Instant.ofEpochSecond(seconds(table.lastDay() + 1));
        NameTime.Unit unit = random.nextBoolean() ? NameTime.Unit.SECONDS : NameTime.Unit.NANOSECONDS;
        MergeOptions options = MergeOptions.of(NameTime.newIn(table, at, unit), schema, period);
        MergeResult result = TableMerge.build(table, store, options, RowEdits.NONE, temporary);
        for (BuiltFile file : result.outputs()) {
            store.put(ObjectKey.of(file.key(folder)), file.path());
            Files.delete(file.path());
        }
        for (TableFile file : result.replaced()) {
            store.delete(List.of(file.object().key()));
        }
    }
}

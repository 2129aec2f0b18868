package dev.lokistore.index.query;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lokistore.chunk.Labels;
import dev.lokistore.index.LokiStore;
import dev.lokistore.index.OpenOptions;
import dev.lokistore.objectstore.ArchiveLimits;
import dev.lokistore.objectstore.Listing;
import dev.lokistore.objectstore.ObjectInfo;
import dev.lokistore.objectstore.ObjectReader;
import dev.lokistore.objectstore.memory.MemoryObjectStore;
import dev.lokistore.objectstore.tar.TarReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A store written by a real Loki, in memory, with the entries that this Loki's query API returned for it (see {@code
 * testdata/README.md}).
 *
 * @param expected by tenant; empty for the stores that have none
 */
public record GoldenStore(String name, MemoryObjectStore objects, Map<String, List<Row>> expected) {
    /** Stores that have {@code expected/}. */
    public static final List<String> WITH_EXPECTED = List.of(
            "fs-boltdb-v11",
            "fs-multi-period",
            "fs-multi-period-compacted",
            "fs-tsdb-v13-compacted",
            "fs-tsdb-v13-flate",
            "fs-tsdb-v13-gzip",
            "fs-tsdb-v13-lz4",
            "fs-tsdb-v13-lz4-1M",
            "fs-tsdb-v13-lz4-256k",
            "fs-tsdb-v13-lz4-64k",
            "fs-tsdb-v13-none",
            "fs-tsdb-v13-snappy",
            "fs-tsdb-v13-zstd",
            "minio-boltdb-v12",
            "minio-boltdb-v12-compacted");

    /** Stored, but not returned by Loki: they lie before their blocks' stated minimum. */
    public static final List<Long> OUTSIDE_BOUNDS =
            List.of(1794730120754554988L, 1794862561352715648L, 1795058166220441070L);

    public static GoldenStore load(String name, Path temporary) throws IOException {
        Path archive = Path.of(System.getProperty("lokistore.testdata"), name + ".tar.gz");
        MemoryObjectStore objects = new MemoryObjectStore();
        Map<String, List<Row>> expected = new TreeMap<>();
        try (TarReader tar = TarReader.open(archive, ArchiveLimits.DEFAULT, temporary);
                Listing<ObjectInfo> all = tar.list("")) {
            while (all.next()) {
                byte[] bytes = tar.readAll(all.entry().key(), 1 << 28);
                String key = all.entry().key().value();
                int tenant = key.indexOf("/expected/");
                if (tenant >= 0) {
                    String id = key.substring(tenant + 10).replace(".jsonl", "");
                    expected.put(id, rows(id, new String(bytes, StandardCharsets.UTF_8)));
                } else {
                    objects.put(all.entry().key(), bytes);
                }
            }
        }
        return new GoldenStore(name, objects, expected);
    }

    private static List<Row> rows(String tenant, String text) throws IOException {
        ObjectMapper json = new ObjectMapper();
        List<Row> rows = new ArrayList<>();
        for (String line : text.split("\n")) {
            JsonNode node = json.readTree(line);
            Map<String, String> labels = json.convertValue(node.get("labels"), new TypeReference<>() {});
            Map<String, String> metadata =
                    node.has("metadata") ? json.convertValue(node.get("metadata"), new TypeReference<>() {}) : Map.of();
            rows.add(new Row(
                    tenant,
                    Labels.of(labels),
                    node.get("ts").asLong(),
                    node.get("line").asText(),
                    metadata));
        }
        return rows;
    }

    /** All tenants' entries in the order of results. */
    public List<Row> allExpected() {
        List<Row> rows = new ArrayList<>();
        expected.values().forEach(rows::addAll);
        rows.sort(Row.ORDER);
        return rows;
    }

    public LokiStore open(Path temporary) throws IOException {
        return open(objects, temporary);
    }

    public static LokiStore open(ObjectReader reader, Path temporary) throws IOException {
        return LokiStore.open(reader, OpenOptions.defaults(temporary).withConcurrency(2));
    }
}

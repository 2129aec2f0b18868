package dev.lokistore.index.query;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lokistore.chunk.Labels;
import dev.lokistore.index.GoldenStores;
import dev.lokistore.index.LokiStore;
import dev.lokistore.index.OpenOptions;
import dev.lokistore.objectstore.Listing;
import dev.lokistore.objectstore.ObjectInfo;
import dev.lokistore.objectstore.ObjectKey;
import dev.lokistore.objectstore.ObjectReader;
import dev.lokistore.objectstore.memory.MemoryObjectStore;
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
    /** Stored, but not returned by Loki: they lie before their blocks' stated minimum. */
    public static final List<Long> OUTSIDE_BOUNDS =
            List.of(1794730120754554988L, 1794862561352715648L, 1795058166220441070L);

    public static GoldenStore load(String name) throws IOException {
        MemoryObjectStore objects = GoldenStores.open(name);
        Map<String, List<Row>> expected = new TreeMap<>();
        try (Listing<ObjectInfo> answers = objects.list(name + "/expected/")) {
            while (answers.next()) {
                ObjectKey key = answers.entry().key();
                String file = key.value().substring(key.value().lastIndexOf('/') + 1);
                String tenant = file.replace(".jsonl", "");
                expected.put(tenant, rows(tenant, new String(objects.readAll(key, 1 << 28), StandardCharsets.UTF_8)));
                objects.delete(List.of(key));
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

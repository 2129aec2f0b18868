package dev.lokistore.shell.command;

import dev.lokistore.index.health.ChunkCensus;
import dev.lokistore.index.health.ChunkKeys;
import dev.lokistore.index.health.ChunkPayloads;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The census of chunks in words, and as data. */
final class CensusText {
    private CensusText() {}

    static List<String> keyLines(ChunkCensus census) {
        return census.keys().stream()
                .map(keys -> (keys.schema() == null ? "before the first period" : "v" + keys.schema()) + ", "
                        + form(keys) + ": " + StoreFindings.count(keys.chunks(), "chunk", keys.storedBytes()))
                .toList();
    }

    static List<Map<String, @Nullable Object>> keyRecords(ChunkCensus census) {
        List<Map<String, @Nullable Object>> records = new ArrayList<>();
        for (ChunkKeys keys : census.keys()) {
            String schema = keys.schema() == null ? null : "v" + keys.schema();
            records.add(counted(
                    StoreFindings.record("schema", schema, "keyForm", form(keys)), keys.chunks(), keys.storedBytes()));
        }
        return records;
    }

    static List<String> payloadLines(ChunkCensus census) {
        return census.payloads().stream()
                .map(payload -> "format " + payload.format() + ", "
                        + payload.codec().lokiName() + ": "
                        + StoreFindings.count(payload.chunks(), "chunk", payload.storedBytes()))
                .toList();
    }

    static List<Map<String, @Nullable Object>> payloadRecords(ChunkCensus census) {
        List<Map<String, @Nullable Object>> records = new ArrayList<>();
        for (ChunkPayloads payload : census.payloads()) {
            records.add(counted(
                    StoreFindings.record(
                            "format", payload.format(), "codec", payload.codec().lokiName()),
                    payload.chunks(),
                    payload.storedBytes()));
        }
        return records;
    }

    private static String form(ChunkKeys keys) {
        return keys.form().name().toLowerCase(Locale.ROOT);
    }

    private static Map<String, @Nullable Object> counted(
            Map<String, @Nullable Object> record, long chunks, long storedBytes) {
        record.put("chunks", chunks);
        record.put("storedBytes", storedBytes);
        return record;
    }
}

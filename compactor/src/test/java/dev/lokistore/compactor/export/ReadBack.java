package dev.lokistore.compactor.export;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lokistore.chunk.Labels;
import dev.lokistore.index.query.Row;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Exported text, read as other tools would. */
final class ReadBack {
    private static final ObjectMapper JSON = new ObjectMapper();

    private ReadBack() {}

    private static Map<String, String> map(String json) throws IOException {
        return JSON.readValue(json, new TypeReference<>() {});
    }

    static List<Row> jsonl(String text) throws IOException {
        List<Row> rows = new ArrayList<>();
        for (String line : text.split("\n")) {
            JsonNode node = JSON.readTree(line);
            rows.add(new Row(
                    node.get("tenant").textValue(),
                    Labels.of(map(node.get("labels").toString())),
                    node.get("ts").longValue(),
                    node.get("line").textValue(),
                    node.has("metadata") ? map(node.get("metadata").toString()) : Map.of()));
        }
        return rows;
    }

    /** As {@code csvRecords}, of the columns that every file has. */
    static List<Row> csv(String text) throws IOException {
        List<Row> rows = new ArrayList<>();
        List<List<String>> records = csvRecords(text);
        for (List<String> fields : records.subList(1, records.size())) {
            rows.add(new Row(
                    fields.get(0),
                    Labels.of(map(fields.get(1))),
                    Long.parseLong(fields.get(2)),
                    fields.get(3),
                    fields.get(5).isEmpty() ? Map.of() : map(fields.get(5))));
        }
        return rows;
    }

    /** RFC 4180. */
    static List<List<String>> csvRecords(String text) {
        List<List<String>> records = new ArrayList<>();
        List<String> fields = new ArrayList<>();
        StringBuilder field = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"') {
                if (quoted && i + 1 < text.length() && text.charAt(i + 1) == '"') {
                    field.append(c);
                    i++;
                } else {
                    quoted = !quoted;
                }
            } else if (!quoted && (c == ',' || c == '\r')) {
                fields.add(field.toString());
                field.setLength(0);
                if (c == '\r') {
                    records.add(fields);
                    fields = new ArrayList<>();
                    i++; // the line feed
                }
            } else {
                field.append(c);
            }
        }
        return records;
    }

    static List<Row> logfmt(String text) throws IOException {
        List<Row> rows = new ArrayList<>();
        for (String line : text.split("\n")) {
            Map<String, String> pairs = pairs(line);
            Instant time = Instant.parse(pairs.get("ts"));
            rows.add(new Row(
                    pairs.get("tenant"),
                    Labels.of(below("labels.", pairs)),
                    time.getEpochSecond() * 1_000_000_000 + time.getNano(),
                    pairs.get("line"),
                    below("metadata.", pairs)));
        }
        return rows;
    }

    private static Map<String, String> below(String prefix, Map<String, String> pairs) {
        Map<String, String> found = new TreeMap<>();
        pairs.forEach((name, value) -> {
            if (name.startsWith(prefix)) {
                found.put(name.substring(prefix.length()), value);
            }
        });
        return found;
    }

    static Map<String, String> pairs(String line) throws IOException {
        Map<String, String> pairs = new LinkedHashMap<>();
        int at = 0;
        while (at < line.length()) {
            int equals = line.indexOf('=', at);
            String name = line.substring(at, equals);
            int end = equals + 1;
            String value;
            if (end < line.length() && line.charAt(end) == '"') {
                do {
                    end += line.charAt(end) == '\\' ? 2 : 1;
                } while (line.charAt(end) != '"');
                value = JSON.readValue(line.substring(equals + 1, end + 1), String.class);
                end++;
            } else {
                int space = line.indexOf(' ', end);
                end = space < 0 ? line.length() : space;
                value = line.substring(equals + 1, end);
            }
            pairs.put(name, value);
            at = end + 1;
        }
        return pairs;
    }
}

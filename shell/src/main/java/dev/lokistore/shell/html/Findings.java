package dev.lokistore.shell.html;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is wrong, one below the other.
 *
 * @param entries in the order to read them
 */
public record Findings(List<Entry> entries) implements Block {
    /**
     * One finding; its texts are safe to be shown.
     *
     * @param severity {@code error}, {@code warning} or {@code info}
     * @param evidence what it was seen by
     * @param remedy what to do; may be empty
     */
    public record Entry(
            String severity, String id, String subject, String message, List<String> evidence, String remedy) {
        public Entry {
            evidence = List.copyOf(evidence);
        }

        Map<String, @Nullable Object> data() {
            Map<String, @Nullable Object> data = new LinkedHashMap<>();
            data.put("severity", severity);
            data.put("id", id);
            data.put("subject", subject);
            data.put("message", message);
            data.put("evidence", evidence);
            data.put("remedy", remedy);
            return data;
        }
    }

    public Findings {
        entries = List.copyOf(entries);
    }

    @Override
    public Map<String, @Nullable Object> data() {
        return Map.of(
                "type", "findings", "entries", entries.stream().map(Entry::data).toList());
    }
}

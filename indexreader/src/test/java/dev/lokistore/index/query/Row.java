package dev.lokistore.index.query;

import dev.lokistore.chunk.Labels;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;

/** An entry as tests compare it. */
public record Row(String tenant, Labels labels, long ts, String line, Map<String, String> metadata)
        implements Comparable<Row> {
    /** The documented order of results. */
    public static final Comparator<Row> ORDER = Comparator.comparingLong(Row::ts)
            .thenComparing(Row::labels)
            .thenComparing(Row::tenant, Labels::compareUtf8)
            .thenComparing(Row::line, Labels::compareUtf8)
            .thenComparing(row -> row.metadata.toString().replace("}", ""));

    public Row {
        metadata = new TreeMap<>(metadata);
    }

    static Row of(EntryStream stream) {
        return new Row(
                stream.tenant().value(),
                stream.labels(),
                stream.timestampNanos(),
                new String(stream.line(), StandardCharsets.UTF_8),
                stream.metadata().asMap());
    }

    @Override
    public int compareTo(Row other) {
        return ORDER.compare(this, other);
    }
}

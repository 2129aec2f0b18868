package dev.lokistore.shell.command;

import dev.lokistore.index.LokiStore;
import dev.lokistore.index.Problems;
import dev.lokistore.index.health.ChunkCensus;
import dev.lokistore.index.health.IndexCensus;
import dev.lokistore.index.health.IndexFormat;
import dev.lokistore.index.health.StoreHealth;
import dev.lokistore.index.health.TableFault;
import dev.lokistore.index.health.TableHealth;
import dev.lokistore.shell.render.Quantity;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What {@code info} finds out.
 *
 * @param now what ages are measured by
 * @param chunks null if the chunks were not looked at
 */
record StoreFindings(
        StoreInfo info,
        StoreHealth health,
        Instant now,
        List<IndexFormat> index,
        @Nullable ChunkCensus chunks) {
    /** Names on one line. */
    private static final int TABLES_NAMED = 5;

    /** @param chunks null to leave the chunks alone, else how many headers to read of each table */
    static StoreFindings of(Run run, Problems problems, @Nullable Integer chunks) throws IOException {
        LokiStore loki = run.loki();
        return new StoreFindings(
                StoreInfo.of(run.store()),
                StoreHealth.of(loki, loki.schema()),
                run.now(),
                IndexCensus.of(loki, run.concurrency(), problems),
                chunks == null ? null : ChunkCensus.of(loki, run.tenants(), chunks, run.concurrency(), problems));
    }

    /** {@code ok}, or a line for each fault. */
    List<String> healthLines() {
        List<String> lines = new ArrayList<>();
        for (TableFault fault : TableFault.values()) {
            List<String> tables = tables(fault);
            if (!tables.isEmpty()) {
                lines.add(fault.words() + ": " + named(tables) + waiting(fault));
            }
        }
        long outside = health.strays().stream()
                .filter(stray -> health.tables().stream()
                        .noneMatch(table -> table.strays().contains(stray)))
                .count();
        if (outside > 0) {
            lines.add("objects outside of any table: " + Quantity.count(outside));
        }
        return lines.isEmpty() ? List.of("ok") : lines;
    }

    private String waiting(TableFault fault) {
        return fault == TableFault.UNCOMPACTED
                ? health.compactionLag(now)
                        .map(lag -> "; the oldest upload has waited " + HealthText.age(lag))
                        .orElse("")
                : "";
    }

    private static String named(List<String> tables) {
        String first = String.join(", ", tables.subList(0, Math.min(tables.size(), TABLES_NAMED)));
        int more = tables.size() - TABLES_NAMED;
        return more > 0 ? first + " and " + Quantity.count(more) + " more" : first;
    }

    private List<String> tables(TableFault fault) {
        return health.with(fault, now).stream()
                .map(TableHealth::table)
                .map(table -> table.name())
                .toList();
    }

    List<Map<String, @Nullable Object>> faults() {
        List<Map<String, @Nullable Object>> records = new ArrayList<>();
        for (TableFault fault : TableFault.values()) {
            List<String> tables = tables(fault);
            if (!tables.isEmpty()) {
                records.add(record("fault", fault.label(), "tables", tables));
            }
        }
        return records;
    }

    @Nullable
    Long compactionLagSeconds() {
        return health.compactionLag(now).map(Duration::toSeconds).orElse(null);
    }

    List<String> indexLines() {
        return index.stream()
                .map(format -> kind(format)
                        + (format.version() == null ? "" : " v" + format.version())
                        + (format.compacted() ? ", compacted" : ", uploaded")
                        + (format.gzipped() ? ", gzip" : ", not compressed")
                        + ": " + count(format.files(), "file", format.storedBytes()))
                .toList();
    }

    List<Map<String, @Nullable Object>> indexRecords() {
        List<Map<String, @Nullable Object>> records = new ArrayList<>();
        for (IndexFormat format : index) {
            Map<String, @Nullable Object> record = record("kind", kind(format), "version", format.version());
            record.put("compacted", format.compacted());
            record.put("gzipped", format.gzipped());
            record.put("files", format.files());
            record.put("storedBytes", format.storedBytes());
            records.add(record);
        }
        return records;
    }

    private static String kind(IndexFormat format) {
        return format.kind().name().toLowerCase(Locale.ROOT);
    }

    static String count(long number, String what, long bytes) {
        return Quantity.count(number) + " " + what + (number == 1 ? "" : "s") + ", " + Quantity.bytes(bytes);
    }

    static Map<String, @Nullable Object> record(
            String first, @Nullable Object value, String second, @Nullable Object other) {
        Map<String, @Nullable Object> record = new LinkedHashMap<>();
        record.put(first, value);
        record.put(second, other);
        return record;
    }
}

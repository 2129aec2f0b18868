package dev.lokistore.compactor.export;

import dev.lokistore.chunk.TenantId;
import dev.lokistore.index.query.EntryQuery;
import dev.lokistore.index.query.QueryOptions;
import java.nio.file.Path;
import java.util.Locale;

/**
 * What is exported, and how.
 *
 * @param store what the store is called in the manifest
 * @param query forward, without a limit
 * @param selector the query's selector as it was typed
 * @param columns labels with columns of their own, for formats that have columns
 * @param options of all queries together
 * @param threads slices that are written at the same time, 1 or more
 */
public record ExportRequest(
        String store,
        EntryQuery query,
        String selector,
        ExportFormat format,
        Compression compression,
        Partition partition,
        LabelColumns columns,
        QueryOptions options,
        int threads) {
    public ExportRequest {
        if (threads < 1) {
            throw new IllegalArgumentException("threads is " + threads + " but must be 1 or more");
        }
        if (!columns.labels().isEmpty() && !format.hasColumns()) {
            throw new IllegalArgumentException(format.name().toLowerCase(Locale.ROOT) + " has no columns");
        }
    }

    /** What makes the files what they are, as the manifest has it. */
    ExportRecord.Export record() {
        return new ExportRecord.Export(
                ExportRecord.Export.VERSION,
                store,
                selector,
                query.tenants().stream().map(TenantId::value).sorted().toList(),
                query.range().fromNanos(),
                query.range().toNanos(),
                query.source() == EntryQuery.Source.OBJECTS,
                query.damage() == EntryQuery.Damage.SALVAGE,
                name(format),
                name(compression),
                partition.keys().stream().map(PartitionKey::toString).toList(),
                columns.labels());
    }

    private static String name(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    String fileName() {
        return "entries." + format.suffix() + (isParquet() ? "" : compression.suffix());
    }

    /** A new file in this request's format. */
    ExportFile file(String path, Path part, OpenFiles open) {
        if (isParquet()) {
            // its pages are compressed, one by one
            return new ParquetFile(path, new PartFile(part, Compression.NONE), open, compression, columns);
        }
        return new TextFile(path, new PartFile(part, compression), open, text());
    }

    private boolean isParquet() {
        return format == ExportFormat.PARQUET;
    }

    private EntryText text() {
        return switch (format) {
            case JSONL -> new JsonText();
            case RAW -> new RawText();
            case LOGFMT -> new LogfmtText();
            case CSV -> new CsvText(columns);
            case PARQUET -> throw new IllegalStateException("Parquet is no text");
        };
    }

    /** What one of the queries that run at the same time may use. */
    QueryOptions share() {
        return options.withMemoryBytes(Math.max(1, options.memoryBytes() / threads))
                .withPrefetch(Math.max(2, options.prefetch() / threads));
    }
}

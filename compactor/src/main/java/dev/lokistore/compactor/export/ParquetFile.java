package dev.lokistore.compactor.export;

import dev.lokistore.chunk.Labels;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.index.query.EntryStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A Parquet file (https://parquet.apache.org/docs/file-format/): rows are gathered column by column and written as row groups.
 * Columns: {@code timestamp} (ns, UTC), {@code tenant}, {@code line} (null if it is no UTF-8), {@code line_bytes} (only
 * then), {@code labels} and {@code metadata} as maps, and one for each chosen label. Pages are data pages of version 1 with
 * plain, dictionary and RLE encoding, which every reader knows.
 */
final class ParquetFile extends ExportFile {
    static final List<String> COLUMNS = List.of("timestamp", "tenant", "line", "line_bytes", "labels", "metadata");

    private static final int PAGE_ROWS = 20_480;
    /** A multiple of what DuckDB takes at once. */
    private static final int GROUP_ROWS = 6 * PAGE_ROWS;

    private static final int COUNTED_ROWS = 256;
    /** Buffers double; with one more line they stay at 16 MiB. */
    private static final long GROUP_BYTES = 15 << 20;

    private final ParquetColumn timestamp = new ParquetColumn(ParquetColumn.Kind.REQUIRED_LONG, "timestamp");
    private final ParquetColumn tenant = new ParquetColumn(ParquetColumn.Kind.REQUIRED_TEXT, "tenant");
    private final ParquetColumn line = new ParquetColumn(ParquetColumn.Kind.OPTIONAL_BYTES, "line");
    private final ParquetColumn lineBytes = new ParquetColumn(ParquetColumn.Kind.OPTIONAL_BYTES, "line_bytes");
    private final ParquetColumn labelKeys = map("labels", "key");
    private final ParquetColumn labelValues = map("labels", "value");
    private final ParquetColumn metadataKeys = map("metadata", "key");
    private final ParquetColumn metadataValues = map("metadata", "value");
    private final List<LabelColumns.Column> chosen;
    private final List<ParquetColumn> chosenColumns = new ArrayList<>();
    private final List<ParquetColumn> columns = new ArrayList<>();
    private final ParquetFooter footer;
    private final ParquetPages pages;
    /** Tells streams that the dictionaries are new. */
    private int group;

    private int rows;
    private int checked;

    ParquetFile(String path, PartFile part, OpenFiles open, Compression pageCompression, LabelColumns labels) {
        super(path, part, open);
        this.chosen = labels.beside(COLUMNS);
        columns.addAll(
                List.of(timestamp, tenant, line, lineBytes, labelKeys, labelValues, metadataKeys, metadataValues));
        for (LabelColumns.Column column : chosen) {
            chosenColumns.add(new ParquetColumn(ParquetColumn.Kind.OPTIONAL_TEXT, column.name()));
        }
        columns.addAll(chosenColumns);
        this.pages = new ParquetPages(pageCompression);
        this.footer = new ParquetFooter(pages.codec(), chosen);
    }

    private static ParquetColumn map(String name, String part) {
        return new ParquetColumn(ParquetColumn.Kind.REPEATED_TEXT, name, "key_value", part);
    }

    @Override
    StreamSink stream(TenantId owner, Labels labels) {
        return new Stream(owner, labels);
    }

    /** Knows its labels' numbers, so that they are looked up once a row group. */
    private final class Stream extends StreamSink {
        private final TenantId owner;
        private final Labels labels;
        private final int[] keys;
        private final int[] values;
        private final int[] own;
        private int tenantNumber;
        private int known = -1;

        Stream(TenantId owner, Labels labels) {
            super(ParquetFile.this);
            this.owner = owner;
            this.labels = labels;
            this.keys = new int[labels.size()];
            this.values = new int[labels.size()];
            this.own = new int[chosen.size()];
        }

        private void look() {
            tenantNumber = tenant.number(owner.value());
            for (int i = 0; i < keys.length; i++) {
                keys[i] = labelKeys.number(labels.name(i));
                values[i] = labelValues.number(labels.value(i));
            }
            for (int i = 0; i < own.length; i++) {
                ParquetColumn column = chosenColumns.get(i);
                own[i] = labels.get(chosen.get(i).label()).map(column::number).orElse(-1);
            }
            known = group;
        }

        @Override
        void append(EntryStream entry) throws IOException {
            if (known != group) {
                look();
            }
            timestamp.addLong(entry.timestampNanos());
            tenant.addNumber(tenantNumber);
            boolean text = JsonText.isUtf8(entry.buffer(), entry.lineOffset(), entry.lineLength());
            (text ? line : lineBytes).addBytes(entry.buffer(), entry.lineOffset(), entry.lineLength());
            (text ? lineBytes : line).addNone();
            labelKeys.addNumbers(keys);
            labelValues.addNumbers(values);
            if (entry.metadata().isEmpty()) {
                metadataKeys.addNone();
                metadataValues.addNone();
            } else {
                EntryText.pairs(entry.metadata(), (index, name, value) -> {
                    metadataKeys.addText(index, name);
                    metadataValues.addText(index, value);
                });
            }
            for (int i = 0; i < own.length; i++) {
                if (own[i] < 0) {
                    chosenColumns.get(i).addNone();
                } else {
                    chosenColumns.get(i).addNumber(own[i]);
                }
            }
            checked += entry.lineLength() + Integer.BYTES;
            if (++rows % PAGE_ROWS == 0) {
                columns.forEach(ParquetColumn::endPage);
            }
            if (rows >= GROUP_ROWS || checked >= GROUP_BYTES || isLarge()) {
                flush();
            }
        }
    }

    /** Structured metadata may be many times the lines; counting it for every row would take longer than writing it. */
    private boolean isLarge() {
        return rows % COUNTED_ROWS == 0 && heldBytes() >= 4 * GROUP_BYTES;
    }

    @Override
    long heldBytes() {
        long bytes = 0;
        for (ParquetColumn column : columns) {
            bytes += column.heldBytes();
        }
        return bytes;
    }

    @Override
    void flush() throws IOException {
        if (rows == 0) {
            return;
        }
        if (rows % PAGE_ROWS > 0) {
            columns.forEach(ParquetColumn::endPage);
        }
        begin();
        List<ParquetFooter.Chunk> chunks = new ArrayList<>();
        for (ParquetColumn column : columns) {
            chunks.add(pages.write(column, position(), this::put));
        }
        footer.group(rows, chunks);
        columns.forEach(ParquetColumn::clear);
        rows = 0;
        checked = 0;
        group++;
    }

    @Override
    long allocatedBytes() {
        long bytes = 0;
        for (ParquetColumn column : columns) {
            bytes += column.allocatedBytes();
        }
        return bytes;
    }

    @Override
    void release() throws IOException {
        flush();
        columns.forEach(ParquetColumn::release);
    }

    private void begin() throws IOException {
        if (position() == 0) {
            put(ParquetFooter.MAGIC, 0, ParquetFooter.MAGIC.length);
        }
    }

    @Override
    void end() throws IOException {
        begin();
        byte[] bytes = footer.bytes();
        put(bytes, 0, bytes.length);
        byte[] tail =
                new TextBuffer().putInt32(bytes.length).put(ParquetFooter.MAGIC).toBytes();
        put(tail, 0, tail.length);
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}

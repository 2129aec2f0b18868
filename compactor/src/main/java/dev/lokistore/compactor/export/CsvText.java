package dev.lokistore.compactor.export;

import dev.lokistore.chunk.Labels;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.index.query.EntryStream;
import java.util.Base64;
import java.util.List;

/** CSV as {@code cat} prints it (RFC 4180), with a column for each chosen label behind the others. */
final class CsvText implements EntryText {
    private static final List<String> COLUMNS = List.of("tenant", "labels", "ts", "line", "lineBase64", "metadata");
    private static final String LINE_END = "\r\n";

    private final LabelColumns columns;
    private final TextBuffer field = new TextBuffer();

    CsvText(LabelColumns columns) {
        this.columns = columns;
    }

    @Override
    public void head(TextBuffer out) {
        out.put(String.join(",", COLUMNS));
        for (LabelColumns.Column column : columns.beside(COLUMNS)) {
            byte[] name = TextBuffer.utf8(column.name());
            out.put(',').putCsv(name, 0, name.length);
        }
        out.put(LINE_END);
    }

    @Override
    public OfStream stream(TenantId tenant, Labels labels) {
        TextBuffer before = new TextBuffer();
        byte[] name = TextBuffer.utf8(tenant.value());
        before.putCsv(name, 0, name.length).put(',');
        TextBuffer json = new TextBuffer();
        JsonText.object(labels, json);
        before.putCsv(json.array(), 0, json.size()).put(',');
        TextBuffer after = new TextBuffer();
        for (LabelColumns.Column column : columns.beside(COLUMNS)) {
            after.put(',');
            labels.get(column.label()).map(TextBuffer::utf8).ifPresent(value -> after.putCsv(value, 0, value.length));
        }
        return new OfStream(before.toBytes(), after.put(LINE_END).toBytes());
    }

    @Override
    public void append(OfStream stream, EntryStream entry, TextBuffer out) {
        out.put(stream.before()).putDecimal(entry.timestampNanos()).put(',');
        if (JsonText.isUtf8(entry.buffer(), entry.lineOffset(), entry.lineLength())) {
            out.putCsv(entry.buffer(), entry.lineOffset(), entry.lineLength()).put(',');
        } else {
            out.put(',').put(Base64.getEncoder().encode(entry.line()));
        }
        out.put(',');
        if (!entry.metadata().isEmpty()) {
            field.clear();
            JsonText.object(entry.metadata(), field);
            out.putCsv(field.array(), 0, field.size());
        }
        out.put(stream.after());
    }
}

package dev.lokistore.shell.command;

import dev.lokistore.index.logql.Selector;
import dev.lokistore.index.query.EntryStream;
import dev.lokistore.shell.render.Field.Shown;
import dev.lokistore.shell.render.FieldKind;
import dev.lokistore.shell.render.RecordView;
import dev.lokistore.shell.render.RowWriter;
import java.io.Closeable;
import java.io.IOException;

/** Prints log entries in one format. */
interface EntryWriter extends Closeable {
    /** The entry that the stream stands at. */
    void write(EntryStream entry) throws IOException;

    /** The format that the run asks for. */
    static EntryWriter of(Run run, Selector selector) throws IOException {
        return switch (run.global().output()) {
            case TABLE -> new PlainEntries(run, selector, false);
            case WIDE -> new PlainEntries(run, selector, true);
            case RAW -> new RawEntries(run.session().out());
            case JSONL -> new JsonLinesEntries(run.session().out());
            case JSON, CSV, YAML -> records(run);
        };
    }

    private static EntryWriter records(Run run) throws IOException {
        RowWriter<EntryStream> rows = run.pendingRendering().rows(view());
        return new EntryWriter() {
            @Override
            public void write(EntryStream entry) throws IOException {
                rows.write(entry);
            }

            @Override
            public void close() throws IOException {
                rows.close();
            }
        };
    }

    private static RecordView<EntryStream> view() {
        return RecordView.<EntryStream>builder()
                .text("tenant", entry -> entry.tenant().value())
                .field("labels", FieldKind.LABELS, Shown.ALWAYS, entry -> Views.labels(entry.labels()))
                .count("ts", EntryStream::timestampNanos)
                .field("line", FieldKind.TEXT, Shown.OPTIONAL, LineBytes::text)
                .field("lineBase64", FieldKind.TEXT, Shown.OPTIONAL, LineBytes::base64)
                .field(
                        "metadata",
                        FieldKind.LABELS,
                        Shown.OPTIONAL,
                        entry -> entry.metadata().isEmpty()
                                ? null
                                : entry.metadata().asMap())
                .build();
    }
}

package dev.lokistore.shell.command;

import dev.lokistore.chunk.Labels;
import dev.lokistore.chunk.StructuredMetadata;
import dev.lokistore.index.query.EntryStream;
import dev.lokistore.shell.render.JsonLines;
import dev.lokistore.shell.terminal.Output;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** JSON lines without a {@code String} for each line: the bytes are escaped as they stand in the block. */
final class JsonLinesEntries implements EntryWriter {
    private final JsonLines json;
    private final boolean terminal;
    private Labels lastLabels = Labels.EMPTY;
    private String lastLabelsJson = "{}";

    JsonLinesEntries(Output out) throws IOException {
        out.text().flush();
        this.json = new JsonLines(out);
        this.terminal = out.terminal();
    }

    @Override
    public void write(EntryStream entry) throws IOException {
        json.start();
        json.text("tenant", entry.tenant().value());
        json.encoded("labels", labels(entry.labels()));
        json.number("ts", entry.timestampNanos());
        line(entry);
        StructuredMetadata metadata = entry.metadata();
        if (!metadata.isEmpty()) {
            json.encoded("metadata", JsonLines.encode(metadata.asMap(), terminal));
        }
        json.end();
    }

    private void line(EntryStream entry) throws IOException {
        if (!LineBytes.valid(entry)) {
            json.base64("lineBase64", entry.buffer(), entry.lineOffset(), entry.lineLength());
        } else if (terminal) {
            String line = new String(entry.buffer(), entry.lineOffset(), entry.lineLength(), StandardCharsets.UTF_8);
            json.text("line", line);
        } else {
            json.utf8("line", entry.buffer(), entry.lineOffset(), entry.lineLength());
        }
    }

    private String labels(Labels labels) throws IOException {
        if (!labels.equals(lastLabels)) {
            lastLabels = labels;
            lastLabelsJson = JsonLines.encode(labels.asMap(), terminal);
        }
        return lastLabelsJson;
    }

    @Override
    public void close() throws IOException {
        json.close();
    }
}

package dev.lokistore.shell.command;

import dev.lokistore.chunk.Labels;
import dev.lokistore.chunk.StructuredMetadata;
import dev.lokistore.index.logql.Highlights;
import dev.lokistore.index.logql.Selector;
import dev.lokistore.index.query.EntryStream;
import dev.lokistore.shell.render.Times;
import dev.lokistore.shell.terminal.SafeText;
import dev.lokistore.shell.terminal.Style;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/**
 * For people: time, labels and line of an entry on one line, what the selector looked for highlighted. Everything that
 * came from the store is made safe for a terminal. {@code wide} adds the tenant.
 */
final class PlainEntries implements EntryWriter {
    private final PrintWriter out;
    private final Style style;
    private final boolean wide;
    private final Highlights highlights;
    private Labels lastLabels = Labels.EMPTY;
    private String lastLabelsText;

    PlainEntries(Run run, Selector selector, boolean wide) {
        this.out = run.session().out().text();
        this.style = run.style();
        this.wide = wide;
        this.highlights = Highlights.of(selector);
        this.lastLabelsText = style.name(lastLabels.toString());
    }

    @Override
    public void write(EntryStream entry) {
        out.print(style.dim(Times.nanos(entry.timestampNanos())));
        out.print(' ');
        if (wide) {
            out.print(SafeText.escape(entry.tenant().value()));
            out.print(' ');
        }
        out.print(labels(entry.labels()));
        out.print(' ');
        out.print(line(entry));
        StructuredMetadata metadata = entry.metadata();
        if (!metadata.isEmpty()) {
            out.print(' ');
            out.print(style.dim(SafeText.escape(Labels.of(metadata.asMap()).toString())));
        }
        out.println();
    }

    // entries of one stream often follow each other
    private String labels(Labels labels) {
        if (!labels.equals(lastLabels)) {
            lastLabels = labels;
            lastLabelsText = style.name(SafeText.escape(labels.toString()));
        }
        return lastLabelsText;
    }

    private String line(EntryStream entry) {
        if (style == Style.PLAIN) {
            return text(entry, 0, entry.lineLength());
        }
        StringBuilder line = new StringBuilder();
        int done = 0;
        for (Highlights.Span span : highlights.find(entry.buffer(), entry.lineOffset(), entry.lineLength())) {
            line.append(text(entry, done, span.start()));
            line.append(style.alarm(text(entry, span.start(), span.end())));
            done = span.end();
        }
        return line.append(text(entry, done, entry.lineLength())).toString();
    }

    private static String text(EntryStream entry, int from, int to) {
        String text = new String(entry.buffer(), entry.lineOffset() + from, to - from, StandardCharsets.UTF_8);
        return SafeText.escapeLine(text);
    }

    @Override
    public void close() {
        out.flush();
    }
}

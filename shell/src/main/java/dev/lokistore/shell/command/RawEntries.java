package dev.lokistore.shell.command;

import dev.lokistore.index.query.EntryStream;
import dev.lokistore.shell.terminal.Output;
import dev.lokistore.shell.terminal.SafeText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Bare lines, each with a line feed: byte for byte into a file or pipe, made safe on a terminal. */
final class RawEntries implements EntryWriter {
    private final Output out;

    RawEntries(Output out) {
        this.out = out;
    }

    @Override
    public void write(EntryStream entry) throws IOException {
        if (out.terminal()) {
            String line = new String(entry.buffer(), entry.lineOffset(), entry.lineLength(), StandardCharsets.UTF_8);
            out.text().println(SafeText.escapeLine(line));
        } else {
            out.bytes().write(entry.buffer(), entry.lineOffset(), entry.lineLength());
            out.bytes().write('\n');
        }
    }

    @Override
    public void close() throws IOException {
        out.text().flush();
        out.bytes().flush();
    }
}

package dev.lokistore.shell.command;

import dev.lokistore.index.query.EntryStream;
import dev.lokistore.shell.terminal.Utf8;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** An entry's line as data formats have it: text if it is UTF-8, else Base64 of its bytes. */
final class LineBytes {
    private LineBytes() {}

    static @Nullable String text(EntryStream entry) {
        return valid(entry)
                ? new String(entry.buffer(), entry.lineOffset(), entry.lineLength(), StandardCharsets.UTF_8)
                : null;
    }

    static @Nullable String base64(EntryStream entry) {
        return valid(entry) ? null : Base64.getEncoder().encodeToString(entry.line());
    }

    static boolean valid(EntryStream entry) {
        return Utf8.isValid(entry.buffer(), entry.lineOffset(), entry.lineLength());
    }
}

package dev.lokistore.compactor.export;

import dev.lokistore.chunk.Labels;
import dev.lokistore.chunk.StructuredMetadata;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.chunk.Utf8;
import dev.lokistore.index.query.EntryStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** JSON lines as {@code cat} prints them. */
final class JsonText implements EntryText {
    private static final byte[] LINE = ",\"line\":\"".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] LINE_BASE64 = ",\"lineBase64\":\"".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] METADATA = ",\"metadata\":".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] END = "}\n".getBytes(StandardCharsets.US_ASCII);

    @Override
    public void head(TextBuffer out) {}

    @Override
    public OfStream stream(TenantId tenant, Labels labels) {
        TextBuffer before = new TextBuffer();
        before.put("{\"tenant\":\"").putJson(tenant.value()).put("\",\"labels\":");
        object(labels, before);
        before.put(",\"ts\":");
        return new OfStream(before.toBytes(), END);
    }

    /** Labels as a JSON object. */
    static void object(Labels labels, TextBuffer out) {
        out.put('{');
        for (int i = 0; i < labels.size(); i++) {
            pair(i, labels.name(i), labels.value(i), out);
        }
        out.put('}');
    }

    /** Structured metadata as a JSON object. */
    static void object(StructuredMetadata metadata, TextBuffer out) {
        out.put('{');
        EntryText.pairs(metadata, (index, name, value) -> pair(index, name, value, out));
        out.put('}');
    }

    private static void pair(int index, String name, String value, TextBuffer out) {
        if (index > 0) {
            out.put(',');
        }
        out.put('"').putJson(name).put('"').put(':').put('"').putJson(value).put('"');
    }

    @Override
    public void append(OfStream stream, EntryStream entry, TextBuffer out) {
        out.put(stream.before()).putDecimal(entry.timestampNanos());
        byte[] buffer = entry.buffer();
        int offset = entry.lineOffset();
        int length = entry.lineLength();
        int start = out.size();
        if (out.put(LINE).putJson(buffer, offset, length) || Utf8.isValid(buffer, offset, offset + length)) {
            out.put('"');
        } else {
            out.cut(start);
            out.put(LINE_BASE64).put(Base64.getEncoder().encode(entry.line())).put('"');
        }
        if (!entry.metadata().isEmpty()) {
            out.put(METADATA);
            object(entry.metadata(), out);
        }
        out.put(stream.after());
    }

    static boolean isUtf8(byte[] buffer, int offset, int length) {
        return Utf8.isAscii(buffer, offset, offset + length) || Utf8.isValid(buffer, offset, offset + length);
    }
}

package dev.lokistore.chunk;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** An entry as tests compare it; the line as ISO 8859-1, so that any bytes show. */
record TestEntry(long ts, String line, StructuredMetadata metadata) {
    static TestEntry of(long ts, String line, String... metadata) {
        return new TestEntry(ts, line, StructuredMetadata.of(metadata));
    }

    static TestEntry of(EntryCursor cursor) {
        return new TestEntry(
                cursor.timestampNanos(), new String(cursor.line(), StandardCharsets.ISO_8859_1), cursor.metadata());
    }

    byte[] lineBytes() {
        return line.getBytes(StandardCharsets.ISO_8859_1);
    }

    static List<TestEntry> readAll(EntryCursor cursor) throws IOException {
        try (cursor) {
            List<TestEntry> entries = new ArrayList<>();
            while (cursor.next()) {
                entries.add(of(cursor));
            }
            return entries;
        }
    }

    static List<TestEntry> readAll(byte[] object, ReadOptions options) throws IOException {
        return readAll(ChunkReader.open(ByteSource.of("chunk", object), options).entries(TimeRange.ALL));
    }
}

package dev.lokistore.index.query;

import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.StructuredMetadata;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A temporary file of entries in the order of the result: what chunks held that could not all stay open. Written once,
 * read once, deleted when closed. Our own bytes, so they are not checked.
 */
final class RunFile extends MergeSource {
    private static final int BUFFER_BYTES = 1 << 16;

    private final Path file;
    private final StreamTable streams;
    private final DataInputStream in;

    private RunFile(Path file, StreamTable streams) throws IOException {
        super(Long.MIN_VALUE);
        this.file = file;
        this.streams = streams;
        this.in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file), BUFFER_BYTES));
    }

    /**
     * Writes what the merge gives and closes it; the result stands at its first entry.
     *
     * @param limit entries that the whole result still may show: a run never needs more of its own
     * @return null if there is no entry
     */
    static @Nullable RunFile write(Path folder, EntryMerge merge, StreamTable streams, CopyCounter copies, long limit)
            throws IOException {
        Path file = Files.createTempFile(folder, "lokistore-run-", ".tmp");
        try {
            try (merge;
                    DataOutputStream out =
                            new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file), BUFFER_BYTES))) {
                long shown = 0;
                while (!merge.isEmpty() && shown < limit) {
                    Entry entry = merge.top();
                    if (entry == null) {
                        merge.decodeTop();
                        continue;
                    }
                    shown += copies.isShown(entry) ? 1 : 0;
                    write(out, entry, streams);
                    merge.advanceTop();
                }
            }
            RunFile run = new RunFile(file, streams);
            if (run.advance()) {
                return run;
            }
            run.close();
            return null;
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(file);
            throw e;
        }
    }

    private static void write(DataOutputStream out, Entry entry, StreamTable streams) throws IOException {
        out.writeLong(entry.key());
        out.writeInt(streams.number(entry.stream()));
        out.writeLong(entry.timestampNanos());
        out.writeLong(entry.chunk().fingerprint());
        out.writeLong(entry.chunk().fromMillis());
        out.writeLong(entry.chunk().throughMillis());
        out.writeInt(entry.chunk().checksum());
        out.writeInt(entry.blockIndex());
        out.writeInt(entry.lineLength());
        out.write(entry.buffer(), entry.lineOffset(), entry.lineLength());
        StructuredMetadata metadata = entry.metadata();
        out.writeInt(metadata.size());
        for (int i = 0; i < metadata.size(); i++) {
            writeString(out, metadata.name(i));
            writeString(out, metadata.value(i));
        }
    }

    private static void writeString(DataOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    @Override
    boolean advance() throws IOException {
        long key;
        try {
            key = in.readLong();
        } catch (EOFException end) {
            return moveTo(null);
        }
        StreamKey stream = streams.stream(in.readInt());
        long timestamp = in.readLong();
        ChunkRef chunk = new ChunkRef(stream.tenant(), in.readLong(), in.readLong(), in.readLong(), in.readInt());
        int block = in.readInt();
        byte[] line = readBytes();
        String[] metadata = new String[2 * in.readInt()];
        for (int i = 0; i < metadata.length; i++) {
            metadata[i] = new String(readBytes(), StandardCharsets.UTF_8);
        }
        return moveTo(
                new Entry(key, stream, timestamp, line, 0, line.length, StructuredMetadata.of(metadata), chunk, block));
    }

    private byte[] readBytes() throws IOException {
        byte[] bytes = new byte[in.readInt()];
        in.readFully(bytes);
        return bytes;
    }

    @Override
    long heldBytes() {
        return BUFFER_BYTES;
    }

    @Override
    @Nullable
    LoadedChunk chunk() {
        return null;
    }

    @Override
    public void close() throws IOException {
        in.close();
        Files.deleteIfExists(file);
    }
}

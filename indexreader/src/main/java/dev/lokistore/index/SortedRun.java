package dev.lokistore.index;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Chunks in order in a temporary file of our own: length and bytes of key and value, one after the other. */
final class SortedRun implements Closeable {
    private static final int BUFFER_BYTES = 64 << 10;

    private final Path file;
    private long rows;

    private SortedRun(Path file) {
        this.file = file;
    }

    /** @param chunks sorted */
    static SortedRun write(PackedChunks chunks, Path directory) throws IOException {
        return write(directory, out -> {
            for (long place = 0; place < chunks.size(); place++) {
                write(out, StoredRow.key(chunks.ref(place)));
                write(out, StoredRow.value(chunks.form(place), chunks.object(place)));
            }
            return chunks.size();
        });
    }

    /** Merges runs into one; they stay, for the caller to close. */
    static SortedRun write(List<SortedRun> runs, Path directory) throws IOException {
        return write(directory, out -> {
            long count = 0;
            try (RunMerge merge = RunMerge.open(runs)) {
                while (merge.next()) {
                    write(out, merge.key());
                    write(out, merge.value());
                    count++;
                }
            }
            return count;
        });
    }

    private static SortedRun write(Path directory, Content content) throws IOException {
        SortedRun run = new SortedRun(Files.createTempFile(directory, "inventory", ".run"));
        try (DataOutputStream out =
                new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(run.file), BUFFER_BYTES))) {
            run.rows = content.writeTo(out);
        } catch (IOException | RuntimeException e) {
            run.close();
            throw e;
        }
        return run;
    }

    private static void write(DataOutputStream out, byte[] bytes) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    Rows read() throws IOException {
        return new Rows(new DataInputStream(new BufferedInputStream(Files.newInputStream(file), BUFFER_BYTES)), rows);
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(file);
    }

    private interface Content {
        /** @return number of rows */
        long writeTo(DataOutputStream out) throws IOException;
    }

    /** The rows of a run, one at a time. */
    static final class Rows implements Closeable {
        private final DataInputStream in;
        private long left;
        private byte[] key = new byte[0];
        private byte[] value = new byte[0];

        private Rows(DataInputStream in, long rows) {
            this.in = in;
            this.left = rows;
        }

        boolean next() throws IOException {
            if (left == 0) {
                return false;
            }
            left--;
            key = in.readNBytes(in.readInt());
            value = in.readNBytes(in.readInt());
            return true;
        }

        byte[] key() {
            return key;
        }

        byte[] value() {
            return value;
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}

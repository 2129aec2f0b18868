package dev.lokistore.index;

import dev.lokistore.chunk.ByteSink;
import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.index.bolt.RowCursor;
import dev.lokistore.index.boltdb.RowSorter;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What tables say of chunks, collected in any order and given back chunk by chunk in the order of
 * {@link ChunkInventory#chunks()}, to be compared with one. Some 70 bytes for each, in temporary files when they are many.
 * Not thread-safe.
 */
public final class References implements Closeable {
    private static final int MEMORY_BYTES =
            (int) Math.min(64L << 20, Runtime.getRuntime().maxMemory() / 16);
    private static final int UNIQUE = Long.BYTES;
    private static final byte WITH_VOLUME = 1;

    /**
     * That a table names a chunk.
     *
     * @param table its number, which the caller gave
     * @param volume as the table has it; null where it has none
     * @param stream what the caller knows the stream by
     */
    public record Naming(int table, @Nullable ChunkVolume volume, long stream) {}

    private final RowSorter sorter;
    private final ByteSink key = new ByteSink();
    private final ByteSink value = new ByteSink();
    private long count;

    /** @param temporary an existing folder */
    public References(Path temporary) {
        this(temporary, MEMORY_BYTES);
    }

    References(Path temporary, int memoryBytes) {
        this.sorter = new RowSorter(temporary, memoryBytes);
    }

    public void add(ChunkRef ref, Naming naming) throws IOException {
        key.clear();
        key.write(StoredRow.key(ref));
        // so that no two rows have the same key
        key.u64be(count++);
        value.clear();
        value.u32be(naming.table());
        value.u64be(naming.stream());
        ChunkVolume volume = naming.volume();
        value.u8(volume == null ? 0 : WITH_VOLUME);
        value.u64be(volume == null ? 0 : volume.rawKilobytes());
        value.u64be(volume == null ? 0 : volume.entries());
        sorter.add(key.array(), key.size(), value.array(), value.size());
    }

    /** How many were added. */
    public long count() {
        return count;
    }

    /** Nothing can be added afterwards. */
    public Cursor sorted() throws IOException {
        return new Cursor(sorter.merged());
    }

    @Override
    public void close() throws IOException {
        sorter.close();
    }

    /** Chunks with all that name them, one at a time. */
    public static final class Cursor {
        private final RowCursor rows;
        private boolean more;
        private byte[] current = {};
        private @Nullable ChunkRef ref;
        private final List<Naming> namings = new ArrayList<>();

        private Cursor(RowCursor rows) throws IOException {
            this.rows = rows;
            this.more = rows.next();
        }

        /**
         * Moves to the next chunk.
         *
         * @return false at the end
         */
        public boolean next() throws IOException {
            if (!more) {
                ref = null;
                return false;
            }
            current = Arrays.copyOfRange(rows.buffer(), rows.keyOffset(), rows.keyOffset() + rows.keyLength() - UNIQUE);
            ref = StoredRow.ref(current);
            namings.clear();
            while (more && isCurrent()) {
                Naming naming = naming();
                if (!namings.contains(naming)) {
                    namings.add(naming);
                }
                more = rows.next();
            }
            return true;
        }

        private boolean isCurrent() {
            int from = rows.keyOffset();
            return Arrays.equals(rows.buffer(), from, from + rows.keyLength() - UNIQUE, current, 0, current.length);
        }

        private Naming naming() {
            ByteBuffer value = ByteBuffer.wrap(rows.buffer(), rows.valueOffset(), rows.valueLength());
            int table = value.getInt();
            long stream = value.getLong();
            boolean known = value.get() == WITH_VOLUME;
            ChunkVolume volume = new ChunkVolume(value.getLong(), value.getLong());
            return new Naming(table, known ? volume : null, stream);
        }

        /** The current chunk; null before the first and behind the last. */
        public @Nullable ChunkRef ref() {
            return ref;
        }

        /** Each once; bounded by the number of files that a chunk is in. */
        public List<Naming> namings() {
            return List.copyOf(namings);
        }
    }
}

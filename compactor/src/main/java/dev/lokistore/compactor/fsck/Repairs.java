package dev.lokistore.compactor.fsck;

import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.index.table.Table;
import dev.lokistore.objectstore.ObjectInfo;
import dev.lokistore.objectstore.ObjectKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes what findings are about, for whoever mends it. Told of nothing that is suppressed or was not looked for. */
public interface Repairs {
    /** Mends nothing. */
    Repairs NONE = new Repairs() {
        @Override
        public void stray(Flaw flaw, ObjectInfo object) {}

        @Override
        public void object(Flaw flaw, ObjectInfo object) {}

        @Override
        public void table(Flaw flaw, Table table) {}

        @Override
        public void hollow(Table table) {}

        @Override
        public void unread(Table table) {}

        @Override
        public void chunk(Flaw flaw, ChunkRef chunk, @Nullable ObjectInfo object, List<Table> tables) {}

        @Override
        public void named(TenantId tenant) {}

        @Override
        public void misplaced(ChunkRef chunk, ObjectInfo object, ObjectKey key) {}

        @Override
        public void elsewhere(ChunkRef named, ObjectInfo object, List<Table> tables, ChunkRef real) {}

        @Override
        public void other(Flaw flaw) {}
    };

    /** An object that is not where or what it should be; it may be an index file all the same. */
    void stray(Flaw flaw, ObjectInfo object);

    /** An object that is no index file, whatever it is; one under an odd name was told as a stray before, if at all. */
    void object(Flaw flaw, ObjectInfo object);

    /** Something in a table's files. */
    void table(Flaw flaw, Table table);

    /** No file of a table has a byte; each was told as an object, if it was looked for. */
    void hollow(Table table);

    /** Something in a table was not read: nobody knows its rows. */
    void unread(Table table);

    /**
     * Something about a chunk.
     *
     * @param object null if there is none
     * @param tables that name it, by number
     */
    void chunk(Flaw flaw, ChunkRef chunk, @Nullable ObjectInfo object, List<Table> tables);

    /** A chunk that tables name, whether it is there or not. */
    void named(TenantId tenant);

    /**
     * A chunk's object lies where Loki does not look for it.
     *
     * @param key where it belongs
     */
    void misplaced(ChunkRef chunk, ObjectInfo object, ObjectKey key);

    /**
     * An object is sound, and another chunk's than its key says.
     *
     * @param tables that name the chunk of the key
     * @param real the chunk that it is, with the object's own checksum
     */
    void elsewhere(ChunkRef named, ObjectInfo object, List<Table> tables, ChunkRef real);

    /** Something else, which is not mended. */
    void other(Flaw flaw);
}

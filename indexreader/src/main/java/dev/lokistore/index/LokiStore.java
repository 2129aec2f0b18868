package dev.lokistore.index;

import dev.lokistore.chunk.ByteSource;
import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.index.layout.StoreLayout;
import dev.lokistore.index.schema.SchemaDifference;
import dev.lokistore.index.schema.StoreSchema;
import dev.lokistore.objectstore.ObjectInfo;
import dev.lokistore.objectstore.ObjectKey;
import dev.lokistore.objectstore.ObjectReader;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A Loki store seen as tenants, tables and chunks: what commands use. It finds the root below the URI and the layout by
 * itself. All keys are relative to the root, so that they are Loki's keys whatever lies above it.
 *
 * <p>Safe for use by several threads. Does not close the reader.
 */
public final class LokiStore {
    private LokiStore() {}

    /**
     * Finds the root and the layout with a bounded number of one-level listings.
     *
     * @throws dev.lokistore.index.layout.NoLokiStoreException if there is no Loki store
     * @throws dev.lokistore.index.layout.AmbiguousRootException if there are several
     */
    public static LokiStore open(ObjectReader reader, OpenOptions options) throws IOException {
        throw new UnsupportedOperationException("not landed yet");
    }

    /** The store below its root: keys that this class hands out are keys of this reader. */
    public ObjectReader objects() {
        throw new UnsupportedOperationException("not landed yet");
    }

    public StoreLayout layout() {
        throw new UnsupportedOperationException("not landed yet");
    }

    /** The configured schema if one was given, else the detected one; see {@link #detectedSchema()} for the cost. */
    public StoreSchema schema() throws IOException {
        throw new UnsupportedOperationException("not landed yet");
    }

    /** What the objects say; found out once, with one listing of the index and bounded reads of a few tables. */
    public StoreSchema detectedSchema() throws IOException {
        throw new UnsupportedOperationException("not landed yet");
    }

    /** Where the configured schema and the store disagree; empty without a configured schema. */
    public List<SchemaDifference> schemaDifferences() throws IOException {
        throw new UnsupportedOperationException("not landed yet");
    }

    /** Tenants that have a folder of chunks or of index files; a multi-tenant index file may know more. In order. */
    public Set<TenantId> tenantsInNames() throws IOException {
        throw new UnsupportedOperationException("not landed yet");
    }

    /**
     * Lists chunks; see {@link ChunkInventory}. The caller closes it.
     *
     * @param tenants empty for all
     * @param problems told of objects that look like chunks and have impossible names
     */
    public ChunkInventory inventory(Set<TenantId> tenants, Problems problems) throws IOException {
        throw new UnsupportedOperationException("not landed yet");
    }

    /**
     * Lists the chunks of some streams only: stream by stream when they are few, else their tenants.
     *
     * @param fingerprints by tenant; a tenant with an empty set has nothing listed
     */
    public ChunkInventory inventory(Map<TenantId, Set<Long>> fingerprints, Problems problems) throws IOException {
        throw new UnsupportedOperationException("not landed yet");
    }

    /** Loki's key of a chunk, by the schema period that holds its {@code from}. */
    public String logicalKey(ChunkRef ref) throws IOException {
        throw new UnsupportedOperationException("not landed yet");
    }

    /** The key under which the chunk's object should lie; asks nothing of the store once the schema is known. */
    public ObjectKey keyOf(ChunkRef ref) throws IOException {
        throw new UnsupportedOperationException("not landed yet");
    }

    /** The chunk's object as it is now, under either form of its key where the store has both; by HEAD requests. */
    public Optional<ObjectInfo> locate(ChunkRef ref) throws IOException {
        throw new UnsupportedOperationException("not landed yet");
    }

    /**
     * Reads a whole chunk object into memory, under either form of its key where the store has both.
     *
     * @throws dev.lokistore.objectstore.StoreException of kind NO_SUCH_OBJECT if there is none, TOO_LARGE beyond
     *     {@link OpenOptions#maxChunkBytes()}
     */
    public ByteSource chunk(ChunkRef ref) throws IOException {
        throw new UnsupportedOperationException("not landed yet");
    }

    /** The object as ranged reads: for headers and block tables without the blocks. A few pages are kept in memory. */
    public ByteSource ranged(ObjectInfo object) {
        throw new UnsupportedOperationException("not landed yet");
    }
}

package dev.lokistore.compactor.index;

import dev.lokistore.chunk.TenantId;
import dev.lokistore.index.IndexSet;
import dev.lokistore.index.ReferenceDigest;
import dev.lokistore.index.table.IndexKind;
import java.nio.file.Path;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * An index file, gzipped, ready to be put into a table.
 *
 * @param set where in the table it belongs
 * @param name the last part of its key
 * @param path the local file, which whoever asked for it deletes
 * @param sizeBytes as stored
 * @param sha256 of what is stored, lower-case hex
 * @param unpackedBytes without gzip
 * @param series with chunk rows, in a boltdb file counted for each day
 * @param chunks digests of the chunk rows in it, by tenant
 */
public record BuiltFile(
        IndexKind kind,
        IndexSet set,
        String name,
        Path path,
        long sizeBytes,
        String sha256,
        long unpackedBytes,
        long series,
        SortedMap<TenantId, ReferenceDigest> chunks) {
    public BuiltFile {
        chunks = Collections.unmodifiableSortedMap(new TreeMap<>(chunks));
    }

    /** Chunk rows of all tenants. */
    public long chunkRows() {
        return chunks.values().stream().mapToLong(ReferenceDigest::count).sum();
    }

    /** @param tableFolder with the index prefix; ends with {@code /} */
    public String key(String tableFolder) {
        return tableFolder + (set.tenant() == null ? "" : set.tenant().value() + "/") + name;
    }
}

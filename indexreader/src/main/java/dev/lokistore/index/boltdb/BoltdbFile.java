package dev.lokistore.index.boltdb;

import dev.lokistore.chunk.TenantId;
import dev.lokistore.index.bolt.BoltFile;
import org.jspecify.annotations.Nullable;

/**
 * One boltdb-shipper file of a table and where it lies there, which decides whose rows count
 * ({@code formats/index-tables.md#17}).
 *
 * @param tenant the tenant whose folder holds the file: rows of others are invisible to Loki and left out; null for a
 *     common file in the table's root
 */
public record BoltdbFile(BoltFile file, @Nullable TenantId tenant) {
    public static BoltdbFile common(BoltFile file) {
        return new BoltdbFile(file, null);
    }

    public static BoltdbFile ofTenant(BoltFile file, TenantId tenant) {
        return new BoltdbFile(file, tenant);
    }

    /** What problems call it. */
    public String name() {
        return file.name();
    }
}

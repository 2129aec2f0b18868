package dev.lokistore.index.report;

import dev.lokistore.chunk.TenantId;
import dev.lokistore.index.health.TableHealth;
import dev.lokistore.index.table.TableKind;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A line of {@code tables}.
 *
 * @param day first day that the table covers, UTC
 * @param files index files
 * @param storedBytes of the index files as stored
 * @param compacted whether only the compactor's files are left
 * @param tenants in order
 * @param streams of the wanted tenants, distinct label sets
 * @param chunks of the wanted tenants
 * @param period first day of the schema period; null if none rules there
 * @param health of the whole table, whatever tenants are wanted
 */
public record TableRow(
        String table,
        LocalDate day,
        TableKind kind,
        int files,
        long storedBytes,
        boolean compacted,
        List<TenantId> tenants,
        long streams,
        long chunks,
        @Nullable LocalDate period,
        TableHealth health) {
    public TableRow {
        tenants = List.copyOf(tenants);
    }
}

package dev.lokistore.compactor.retention;

import java.time.Instant;

/**
 * A table that names a chunk.
 *
 * @param start of the table's day
 * @param end last ms of the table's day, inclusive
 * @param compacted whether only the compactor's files are left in it
 * @param inSchemaPeriod whether a schema period gives its name to this day
 */
public record NamingTable(String name, Instant start, Instant end, boolean compacted, boolean inSchemaPeriod) {
    public NamingTable {
        if (end.isBefore(start)) {
            throw new IllegalArgumentException("table " + name + " ends before it begins");
        }
    }
}

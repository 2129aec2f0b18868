package dev.lokistore.index.table;

import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.chunk.TimeRange;
import dev.lokistore.objectstore.ObjectInfo;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * One index table: a folder below the index prefix with all its files ({@code formats/index-tables.md#1-index-tables}).
 *
 * @param name the folder's name, {@code prefix + number}
 * @param prefix of the schema period it belongs to; may be empty
 * @param number of the table: time / period
 * @param firstDay days since the epoch
 * @param lastDay days since the epoch, inclusive; {@code firstDay} for every table that a current Loki writes
 * @param files in key order
 */
public record Table(String name, String prefix, long number, long firstDay, long lastDay, List<TableFile> files) {
    private static final long MILLIS_PER_DAY = 86_400_000L;
    private static final long NANOS_PER_DAY = 86_400_000_000_000L;

    public Table {
        files = List.copyOf(files);
        if (firstDay > lastDay) {
            throw new IllegalArgumentException("table " + name + " ends before it begins");
        }
    }

    /** The same table with other files, in key order. */
    public Table with(List<TableFile> others) {
        return new Table(name, prefix, number, firstDay, lastDay, others);
    }

    /** The first day, UTC. */
    public LocalDate day() {
        return LocalDate.ofEpochDay(firstDay);
    }

    /** The days it covers; a chunk in the table may reach over both ends. */
    public TimeRange range() {
        return new TimeRange(nanosOf(firstDay), nanosOf(lastDay + 1));
    }

    /** Whether any moment of the chunk is in its days. */
    public boolean touches(ChunkRef chunk) {
        return Math.floorDiv(chunk.fromMillis(), MILLIS_PER_DAY) <= lastDay
                && Math.floorDiv(chunk.throughMillis(), MILLIS_PER_DAY) >= firstDay;
    }

    // far days of hostile names are clamped: they only serve to prune
    private static long nanosOf(long day) {
        long limit = Long.MAX_VALUE / NANOS_PER_DAY;
        return Math.min(day, limit) * NANOS_PER_DAY;
    }

    /** As the files' names say; odd names count only where there is no other. */
    public TableKind kind() {
        List<TableFile> telling = files.stream()
                .filter(file -> !(file.name() instanceof IndexFileName.Odd))
                .toList();
        List<TableFile> counted = telling.isEmpty() ? files : telling;
        boolean boltdb = counted.stream().anyMatch(file -> file.kind() == IndexKind.BOLTDB);
        boolean tsdb = counted.stream().anyMatch(file -> file.kind() == IndexKind.TSDB);
        return boltdb && tsdb ? TableKind.MIXED : tsdb ? TableKind.TSDB : TableKind.BOLTDB;
    }

    /** Whether only compacted files are left, at most one at the root and one in each tenant's folder. */
    public boolean compacted() {
        Set<Object> places = new HashSet<>();
        return files.stream()
                .allMatch(file -> file.name().compacted() && places.add(file.common() ? "" : file.tenant()));
    }

    /** Stored bytes of all files. */
    public long storedBytes() {
        return files.stream()
                .map(TableFile::object)
                .mapToLong(ObjectInfo::sizeBytes)
                .sum();
    }

    /** Those that have a folder; common files may hold more. */
    public Set<TenantId> tenantFolders() {
        Set<TenantId> tenants = new TreeSet<>();
        for (TableFile file : files) {
            TenantId tenant = file.tenant();
            if (tenant != null) {
                tenants.add(tenant);
            }
        }
        return tenants;
    }

    /** What is odd about the names, in key order. Reading goes on all the same. */
    public List<Stray> oddities() {
        List<Stray> found = new ArrayList<>();
        Set<String> keys = new HashSet<>();
        files.forEach(file -> keys.add(file.key()));
        for (TableFile file : files) {
            if (file.name() instanceof IndexFileName.Odd odd) {
                found.add(new Stray(file.object(), Stray.Why.ODD_NAME, odd.reason()));
            }
            if (keys.contains(file.key() + FileNames.GZIP_SUFFIX)) {
                found.add(new Stray(
                        file.object(),
                        Stray.Why.NAME_TWICE,
                        "the same name exists with .gz: Loki keeps both under one local name"));
            }
        }
        return found;
    }
}

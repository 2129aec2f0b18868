package dev.lokistore.index.health;

import dev.lokistore.chunk.TenantId;
import dev.lokistore.index.schema.StoreSchema;
import dev.lokistore.index.table.Stray;
import dev.lokistore.index.table.Table;
import dev.lokistore.index.table.TableFile;
import dev.lokistore.index.table.TableKind;
import dev.lokistore.objectstore.ObjectKey;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The health of one index table, as far as a listing shows it: nothing was read.
 *
 * @param commonFiles index files at the table's root, well-named or not
 * @param tenantFiles index files in each tenant's folder
 * @param backlog what waits for compaction; null if nothing does
 * @param strays objects in the table's folder that are no well-named index files, in key order
 * @param emptyFiles index files of 0 bytes, in key order
 */
public record TableHealth(
        Table table,
        int commonFiles,
        SortedMap<TenantId, Integer> tenantFiles,
        @Nullable Backlog backlog,
        List<Stray> strays,
        List<ObjectKey> emptyFiles,
        SchemaFit schemaFit) {
    /**
     * The lag from which on a table counts as uncompacted. Loki's compactor comes round every ten minutes and takes the
     * day that is being written too ({@code formats/compaction-retention-deletes.md#1-the-compactors-run}); a restart
     * or a long run delays it.
     */
    public static final Duration NORMAL_LAG = Duration.ofHours(2);

    /** Loki's {@code creation_grace_period}: entries from further ahead it refuses. */
    public static final Duration CREATION_GRACE = Duration.ofMinutes(10);

    public TableHealth {
        tenantFiles = Collections.unmodifiableSortedMap(new TreeMap<>(tenantFiles));
        strays = List.copyOf(strays);
        emptyFiles = List.copyOf(emptyFiles);
    }

    /** @param strays of the whole store; those below the table's folder are taken */
    public static TableHealth of(Table table, Collection<Stray> strays, StoreSchema schema) {
        SortedMap<TenantId, Integer> tenantFiles = new TreeMap<>();
        List<ObjectKey> empty = new ArrayList<>();
        int common = 0;
        for (TableFile file : table.files()) {
            TenantId tenant = file.tenant();
            if (tenant == null) {
                common++;
            } else {
                tenantFiles.merge(tenant, 1, Integer::sum);
            }
            if (file.object().sizeBytes() == 0) {
                empty.add(file.object().key());
            }
        }
        return new TableHealth(
                table,
                common,
                tenantFiles,
                Backlog.of(table).orElse(null),
                straysOf(table, strays),
                empty,
                SchemaFit.of(table, schema));
    }

    private static List<Stray> straysOf(Table table, Collection<Stray> strays) {
        List<Stray> found = new ArrayList<>(table.oddities());
        Set<String> folders = table.files().stream().map(TableFile::tableFolder).collect(Collectors.toSet());
        for (Stray stray : strays) {
            if (folders.stream().anyMatch(stray.object().key().value()::startsWith)) {
                found.add(stray);
            }
        }
        found.sort(Comparator.comparing(stray -> stray.object().key()));
        return found;
    }

    /** What is wrong at an instant, the more urgent first; empty if nothing is. */
    public Set<TableFault> faults(Instant now) {
        Set<TableFault> faults = EnumSet.noneOf(TableFault.class);
        add(faults, TableFault.STRAY_FILES, !strays.isEmpty());
        add(faults, TableFault.EMPTY_FILES, !emptyFiles.isEmpty());
        add(faults, TableFault.MIXED_KINDS, table.kind() == TableKind.MIXED);
        add(faults, TableFault.WRONG_KIND, schemaFit == SchemaFit.WRONG_KIND);
        add(faults, TableFault.OUTSIDE_SCHEMA, schemaFit == SchemaFit.OUTSIDE);
        add(faults, TableFault.FUTURE, isFuture(now));
        add(faults, TableFault.UNCOMPACTED, backlog != null && backlog.lag(now).compareTo(NORMAL_LAG) >= 0);
        return Collections.unmodifiableSet(faults);
    }

    private static void add(Set<TableFault> faults, TableFault fault, boolean found) {
        if (found) {
            faults.add(fault);
        }
    }

    private boolean isFuture(Instant now) {
        Instant start = table.day().atStartOfDay(ZoneOffset.UTC).toInstant();
        return start.isAfter(now.plus(CREATION_GRACE));
    }
}

package dev.lokistore.index.report;

import dev.lokistore.chunk.Labels;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.chunk.TimeRange;
import dev.lokistore.index.IndexedSeries;
import dev.lokistore.index.SeriesQuery;
import dev.lokistore.index.logql.LabelMatcher;
import dev.lokistore.index.table.Table;
import dev.lokistore.index.table.TableFile;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an entry of the index costs: stored bytes of the tables' files by the number of entries. In each table a stream has
 * an entry for each label and two more, and each of its chunks one; boltdb has a row for each of them
 * ({@code formats/index-tables.md#32-rows}), TSDB a reference or a few bytes of its own
 * ({@code formats/index-tables.md#42-layout}).
 */
final class IndexEntries implements ChunkWalk.Onlooker {
    private static final int BESIDE_LABELS = 2;

    private final Set<TenantId> tenants;
    private @Nullable Table latest;
    private long bytes;
    private long entries;

    /** @param tenants empty for all */
    IndexEntries(Set<TenantId> tenants) {
        this.tenants = tenants;
    }

    static int ofStream(int labels) {
        return labels + BESIDE_LABELS;
    }

    /** Of files that hold every tenant's streams all of them, since what one tenant's cost there cannot be told. */
    @Override
    public SeriesQuery wants(Table table) {
        return new SeriesQuery(shared(table) ? Set.of() : tenants, List.<LabelMatcher>of(), TimeRange.ALL);
    }

    private static boolean shared(Table table) {
        return table.files().stream().anyMatch(TableFile::common);
    }

    @Override
    public void see(Table table, IndexedSeries series) {
        if (table != latest) {
            latest = table;
            Set<TenantId> read = wants(table).tenants();
            bytes += table.files().stream()
                    .filter(file -> file.isOf(read))
                    .mapToLong(file -> file.object().sizeBytes())
                    .sum();
        }
        Labels labels = series.labels();
        entries +=
                ofStream(labels == null ? 0 : labels.size()) + series.chunks().size();
    }

    /** 0 without an entry. */
    double bytesPerEntry() {
        return entries == 0 ? 0 : (double) bytes / entries;
    }
}

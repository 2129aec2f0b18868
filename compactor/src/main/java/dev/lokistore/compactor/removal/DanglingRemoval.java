package dev.lokistore.compactor.removal;

import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.compactor.retention.RowFate;
import dev.lokistore.compactor.retention.Volume;
import dev.lokistore.index.IndexedSeries;
import dev.lokistore.index.LokiStore;
import dev.lokistore.index.table.Table;
import dev.lokistore.objectstore.ObjectInfo;
import java.io.IOException;
import java.time.Instant;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Takes rows whose chunks have no object: queries stumble over them, or since Loki 3.2 silently lack what they name. Each
 * is asked for once more by itself, since a listing may be behind.
 */
public final class DanglingRemoval implements RowRule {
    private static final long MILLIS_PER_DAY = 86_400_000L;
    private static final String RULE = "dangling";

    private final LokiStore loki;
    private final Set<TenantId> tenants;
    private final long youngFromMillis;
    private final SortedMap<TenantId, Volume> rows = new TreeMap<>();
    private final SortedMap<TenantId, Volume> dangling = new TreeMap<>();
    private final SortedMap<TenantId, Long> young = new TreeMap<>();

    /**
     * @param tenants empty for all
     * @param youngFrom rows of chunks that end then or later stay: their objects may be on the way
     */
    public DanglingRemoval(LokiStore loki, Set<TenantId> tenants, Instant youngFrom) {
        this.loki = loki;
        this.tenants = Set.copyOf(tenants);
        this.youngFromMillis = youngFrom.toEpochMilli();
    }

    @Override
    public Set<TenantId> tenants() {
        return tenants;
    }

    @Override
    public boolean concerns(Table table) {
        return table.firstDay() <= Math.floorDiv(youngFromMillis, MILLIS_PER_DAY);
    }

    @Override
    public Verdict verdict(Table table, IndexedSeries series, ChunkRef chunk, @Nullable ObjectInfo object)
            throws IOException {
        rows.merge(chunk.tenant(), Volume.NONE.plusChunk(0), Volume::plus);
        if (object != null || loki.locate(chunk).isPresent()) {
            return Verdict.KEEP;
        }
        if (chunk.throughMillis() >= youngFromMillis) {
            young.merge(chunk.tenant(), 1L, Long::sum);
            return Verdict.KEEP;
        }
        dangling.merge(chunk.tenant(), Volume.NONE.plusChunk(0), Volume::plus);
        return new Verdict(RowFate.DELETE, RULE);
    }

    /** Rows looked at, by tenant. */
    public SortedMap<TenantId, Volume> rows() {
        return rows;
    }

    /** Rows that go; where that is most of them, the chunks are more likely elsewhere than gone. */
    public SortedMap<TenantId, Volume> dangling() {
        return dangling;
    }

    /** Rows that lead nowhere and are young. */
    public SortedMap<TenantId, Long> young() {
        return young;
    }
}

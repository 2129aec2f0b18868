package dev.lokistore.index.boltdb;

import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.index.IndexSet;
import dev.lokistore.index.IndexedChunk;
import dev.lokistore.index.ReferenceDigest;
import dev.lokistore.index.RowEdits;
import dev.lokistore.index.TableTally;
import dev.lokistore.index.boltdb.SetSources.Source;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Asks for the edits of all chunk rows of one index set, before any is written: label rows come before chunk rows, and go
 * when their series has none left. Memory grows with series and by a bit for each row.
 */
final class SetEdits {
    /** What edits of any set need and leave. */
    record Context(
            RowEdits edits,
            BoltdbRows rows,
            long firstDay,
            long lastDay,
            NewRows newRows,
            Path temporary,
            TableTally tally) {}

    private record Place(TenantId tenant, long day) {}

    private static final long DAY_MILLIS = TimeUnit.DAYS.toMillis(1);

    private final IndexSet set;
    private final SetSources sources;
    private final Context context;
    private final Map<Place, SeriesBlock> blocks = new HashMap<>();
    private final Set<Place> labelled = new HashSet<>(); // that have the current series' rows

    private SetEdits(IndexSet set, SetSources sources, Context context) {
        this.set = set;
        this.sources = sources;
        this.context = context;
    }

    static SetEdits of(IndexSet set, SetSources sources, Context context) throws IOException {
        SetEdits edits = new SetEdits(set, sources, context);
        Set<Place> others = new HashSet<>();
        for (Source source : sources.sources()) {
            for (TenantId tenant : source.outline().tenants()) {
                for (long day : source.outline().days(tenant).keySet()) {
                    others.add(new Place(tenant, day));
                }
            }
        }
        for (Place place : List.copyOf(others)) {
            if (context.edits.concerns(place.tenant)) {
                others.remove(place);
                edits.edit(place);
            }
        }
        if (edits.blocks.values().stream().anyMatch(SeriesBlock::anyDead)) {
            // they may need the label names of series that are dead elsewhere
            for (Place place : others) {
                edits.look(place);
            }
        }
        return edits;
    }

    private RowMerge chunkRows(Place place) throws IOException {
        byte[] prefix = (RowHash.dayPrefix(place.tenant, place.day) + ":").getBytes(StandardCharsets.UTF_8);
        List<BlockRows> rows = new ArrayList<>();
        for (Source source : sources.sources()) {
            rows.add(new BlockRows(source.cursor(), prefix));
        }
        return new RowMerge(rows);
    }

    private void look(Place place) throws IOException {
        RowMerge merge = chunkRows(place);
        SeriesBlock block = new SeriesBlock();
        RowParser row = new RowParser();
        while (merge.next()) {
            if (row.parse(merge) == RowType.CHUNK) {
                block.begin(row.bytes(), row.seriesIdStart());
                block.row(true);
            }
        }
        if (!block.empty()) {
            blocks.put(place, block);
        }
    }

    private void edit(Place place) throws IOException {
        SeriesBlock block = new SeriesBlock();
        try (SetLabels known =
                SetLabels.read(sources, place.tenant, place.day, context.temporary, SetLabels.MEMORY_BYTES)) {
            RowMerge merge = chunkRows(place);
            RowParser row = new RowParser();
            while (merge.next()) {
                // in v9 the label rows are among them
                if (row.parse(merge) == RowType.CHUNK) {
                    block.begin(row.bytes(), row.seriesIdStart());
                    if (known.move(row)) {
                        labelled.clear();
                        labelled.add(place);
                    }
                    edit(place, block, row.chunk().ref(), known);
                }
            }
        }
        blocks.put(place, block);
    }

    private void edit(Place place, SeriesBlock block, ChunkRef chunk, SetLabels known) throws IOException {
        boolean kept = false;
        for (IndexedChunk result : context.edits.edit(place.tenant, known.labels(), new IndexedChunk(chunk, null))) {
            if (result.ref().equals(chunk)) {
                kept = true;
            } else {
                add(place, block, result.ref(), known);
            }
        }
        block.row(kept);
        if (!kept) {
            context.tally.dropped().add(place.tenant, ReferenceDigest.hash(chunk));
        }
    }

    private void add(Place place, SeriesBlock block, ChunkRef chunk, SetLabels known) throws IOException {
        IndexSet target = set.common() ? set : IndexSet.of(chunk.tenant());
        long first = Math.max(context.firstDay, Math.floorDiv(chunk.fromMillis(), DAY_MILLIS));
        long last = Math.min(context.lastDay, Math.floorDiv(chunk.throughMillis(), DAY_MILLIS));
        for (long day = first; day <= last; day++) {
            Place there = new Place(chunk.tenant(), day);
            BoltdbRows.Sink rows = context.newRows.of(target);
            context.rows.chunk(chunk, day, known.seriesId(), rows);
            context.tally.added().add(chunk.tenant(), ReferenceDigest.hash(chunk));
            if (there.equals(place)) {
                block.keep();
            } else if (labelled.add(there)) {
                context.rows.series(chunk.tenant(), day, known.seriesId(), known.found(), known.names(), rows);
            }
        }
    }

    boolean changed() {
        return blocks.values().stream().anyMatch(SeriesBlock::changed);
    }

    /** Null if the edits do not concern the tenant. */
    @Nullable
    SeriesBlock block(TenantId tenant, long day) {
        return blocks.get(new Place(tenant, day));
    }

    /** Whether a row of label names stays: another tenant or day may need it, or nobody knows of its series. */
    boolean keepsNames(byte[] bytes, int idStart) {
        boolean dead = false;
        for (SeriesBlock block : blocks.values()) {
            if (block.live(bytes, idStart)) {
                return true;
            }
            dead |= block.dead(bytes, idStart);
        }
        return !dead;
    }
}

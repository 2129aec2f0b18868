package dev.lokistore.compactor.conversion;

import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.CorruptDataException;
import dev.lokistore.compactor.index.MergeOptions;
import dev.lokistore.compactor.newtable.NewFiles;
import dev.lokistore.compactor.newtable.NewTable;
import dev.lokistore.compactor.newtable.Oddities;
import dev.lokistore.compactor.newtable.ReadStore;
import dev.lokistore.compactor.newtable.TableStreams;
import dev.lokistore.compactor.plan.TableFolder;
import dev.lokistore.compactor.plan.TenantReferences;
import dev.lokistore.compactor.plan.Work;
import dev.lokistore.index.IndexedChunk;
import dev.lokistore.index.IndexedSeries;
import dev.lokistore.index.RowEdits;
import dev.lokistore.index.SeriesCursor;
import dev.lokistore.index.SeriesQuery;
import dev.lokistore.index.StoredChunk;
import dev.lokistore.index.boltdb.LostLabelsException;
import dev.lokistore.index.table.Table;
import dev.lokistore.index.table.TableOptions;
import dev.lokistore.index.table.TableReader;
import dev.lokistore.objectstore.ObjectInfo;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a boltdb table as TSDB files. What they hold is compared with the rows, chunk by chunk, before anything is
 * written into the store.
 */
public final class TableConversion {
    /** Chunks of a table that an estimate is made by. */
    public static final int SAMPLE = 32;

    private final ReadStore store;
    private final Work.Conversion work;
    private final RowEdits edits;
    private final TableReader source;
    private final SeriesQuery query;
    private final List<IOException> faults = new ArrayList<>();
    private final Oddities oddities;

    private TableConversion(
            ReadStore store, Table from, Table target, Work.Conversion work, RowEdits edits, TableOptions limits) {
        this.store = store;
        this.work = work;
        this.edits = edits;
        this.query = new SeriesQuery(Set.of(), List.of(), target.range());
        this.oddities = new Oddities(from.name());
        this.source = TableReader.open(from, store.loki().objects(), store.temporary(), this::fault, limits);
    }

    private void fault(String subject, IOException cause) {
        if (cause instanceof LostLabelsException) {
            return; // they are in the chunks
        }
        synchronized (faults) {
            faults.add(cause);
        }
    }

    /**
     * Builds the files of the target's day.
     *
     * @param from the table whose rows they are
     * @param folder of the target
     * @param target with those of its files that the new ones are united with
     * @param edits rows that are left out
     * @param options for the target, with the time of the work
     * @return in the store's temporary folder
     * @throws CorruptDataException if an index file is broken, or the rows are not those that the work is about
     */
    public static NewFiles build(
            ReadStore store,
            Table from,
            TableFolder folder,
            Table target,
            Work.Conversion work,
            RowEdits edits,
            MergeOptions options)
            throws IOException {
        TableConversion conversion = new TableConversion(store, from, target, work, edits, options.limits());
        try (conversion.source) {
            return conversion.build(folder, target, options);
        }
    }

    private NewFiles build(TableFolder folder, Table target, MergeOptions options) throws IOException {
        NewTable table = new NewTable(store, folder, target, options);
        NewTable.Made made = table.tsdb(sink -> {
            ChunkVolumes volumes = new ChunkVolumes(store, new HashSet<>(work.missing()), guess(), oddities, sink);
            each(volumes::add);
            volumes.flush();
        });
        if (!made.holds(work.references())) {
            throw new CorruptDataException(
                    work.from().path(),
                    0,
                    "chunks of the table when the plan was made, by tenant",
                    TenantReferences.map(work.references()),
                    made.references());
        }
        return table.united(made, oddities);
    }

    /** The streams of the target's days, without what the edits take out. */
    private void each(TableStreams.Sink sink) throws IOException {
        try (SeriesCursor cursor = source.series(query)) {
            while (cursor.next()) {
                IndexedSeries series = cursor.series();
                List<IndexedChunk> chunks = new ArrayList<>();
                for (IndexedChunk chunk : series.chunks()) {
                    chunks.addAll(edits.edit(series.tenant(), series.labels(), chunk));
                }
                if (!chunks.isEmpty()) {
                    sink.add(new IndexedSeries(series.tenant(), series.labels(), chunks));
                }
            }
        }
        if (!faults.isEmpty()) {
            throw faults.get(0);
        }
    }

    private @Nullable VolumeGuess guess() throws IOException {
        if (!work.estimated()) {
            return null;
        }
        SmallestChecksums smallest = new SmallestChecksums(SAMPLE);
        each(series -> series.chunks().forEach(chunk -> smallest.add(chunk.ref())));
        List<StoredChunk> sample = new ArrayList<>();
        for (ChunkRef chunk : smallest.chunks()) {
            Optional<ObjectInfo> object = store.chunks().find(chunk);
            if (object.isPresent()) {
                sample.add(new StoredChunk(chunk, object.get()));
            }
        }
        return VolumeGuess.of(sample, store.headers());
    }
}

package dev.lokistore.compactor.rebuild;

import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.CorruptDataException;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.compactor.header.ChunkHeaders;
import dev.lokistore.compactor.index.MergeOptions;
import dev.lokistore.compactor.newtable.NewFiles;
import dev.lokistore.compactor.newtable.NewTable;
import dev.lokistore.compactor.newtable.Oddities;
import dev.lokistore.compactor.newtable.ReadStore;
import dev.lokistore.compactor.newtable.TableStreams;
import dev.lokistore.compactor.plan.TableFolder;
import dev.lokistore.compactor.plan.TenantReferences;
import dev.lokistore.compactor.plan.Work;
import dev.lokistore.index.ReferenceDigest;
import dev.lokistore.index.TenantDigests;
import dev.lokistore.index.boltdb.BoltdbWriter;
import dev.lokistore.index.table.IndexKind;
import dev.lokistore.index.table.Table;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;

/**
 * The files of a table, made of its chunks' headers, and of rows that can be read of its damaged files. What they hold is compared with the listing that the plan was made by,
 * less the chunks that cannot be read, before anything is written into the store.
 */
public final class TableRebuild {
    /** Of which the table's old files are asked. */
    private static final int MOST_BROKEN = 100_000;

    private final ReadStore store;
    private final TableFolder folder;
    private final Table table;
    private final Work.Rebuild work;
    private final Oddities oddities;
    private final TenantDigests unreadable = new TenantDigests();

    private TableRebuild(ReadStore store, TableFolder folder, Table table, Work.Rebuild work) {
        this.store = store;
        this.folder = folder;
        this.table = table;
        this.work = work;
        this.oddities = new Oddities(folder.path());
    }

    /**
     * Builds the files.
     *
     * @param table with those of its files that the plan knows
     * @param options for the table, with the time of the work
     * @return in the store's temporary folder
     * @throws CorruptDataException if chunks came or went since the plan was made, none of them can be read, or a file of
     *     the table is broken that the new ones are to be united with
     */
    public static NewFiles build(
            ReadStore store, TableFolder folder, Table table, Work.Rebuild work, MergeOptions options)
            throws IOException {
        return new TableRebuild(store, folder, table, work).build(options);
    }

    private NewFiles build(MergeOptions options) throws IOException {
        NewTable made = new NewTable(store, folder, table, options);
        BoltdbWriter.Layout layout = work.perTenant() ? BoltdbWriter.Layout.PER_TENANT : BoltdbWriter.Layout.COMMON;
        NewTable.Made files =
                work.kind() == IndexKind.TSDB ? made.tsdb(this::streams) : made.boltdb(layout, this::streams);
        require(files);
        return work.scope().isInstead() ? made.instead(files, oddities) : made.united(files, oddities);
    }

    private void streams(TableStreams.Sink sink) throws IOException {
        switch (work.scope()) {
            case SALVAGED -> salvaged(sink);
            case VOUCHED -> vouched(sink);
            default -> {
                try (Lacking lacking = lacking()) {
                    streams(lacking, new ChunkStreams(store.headers(), null, this::leaveOut, sink));
                }
            }
        }
    }

    /** Of the chunks of the table those get rows that are lacking, but of all it must be known that they are the same. */
    private void streams(Lacking lacking, ChunkStreams streams) throws IOException {
        TenantDigests listed = new TenantDigests();
        each(chunk -> {
            boolean lacks = lacking.lacks(chunk);
            if (lacks || work.scope() == Work.Rebuild.Scope.SALVAGED) {
                TableChunks.addRows(chunk.ref(), folder, listed);
            }
            if (lacks) {
                streams.add(chunk);
            }
        });
        streams.flush();
        SortedMap<TenantId, ReferenceDigest> planned = TenantReferences.map(work.references());
        if (!listed.all().equals(planned)) {
            throw new CorruptDataException(
                    folder.path(),
                    0,
                    "chunks of the table that were listed when the plan was made, by tenant",
                    planned,
                    listed.all());
        }
    }

    private void each(TableChunks.Visitor visitor) throws IOException {
        TableChunks.each(store.chunks(), folder, work.firstChunkDay(), Set.copyOf(work.tenants()), visitor);
    }

    private void leaveOut(ChunkHeaders.Header header) {
        oddities.add(header.chunk().object().key().value(), "it gets no row: " + header.fault());
        TableChunks.addRows(header.chunk().ref(), folder, unreadable);
    }

    private SalvagedRows rows() {
        return SalvagedRows.of(store, folder, table, Set.copyOf(work.tenants()));
    }

    private void salvaged(TableStreams.Sink sink) throws IOException {
        try (SalvagedRows rows = rows();
                Lacking lacking = rows.handOver(sink)) {
            StreamLabels labels = null;
            if (work.kind() == IndexKind.BOLTDB) {
                labels = new StreamLabels();
                labels.want(store.chunks(), folder, work.firstChunkDay(), Set.copyOf(work.tenants()), lacking);
                rows.labels(labels);
            }
            streams(lacking, new ChunkStreams(store.headers(), labels, this::leaveOut, sink));
        }
    }

    private void vouched(TableStreams.Sink sink) throws IOException {
        Map<ChunkRef, ChunkHeaders.Header> broken = new LinkedHashMap<>();
        ChunkStreams streams = new ChunkStreams(
                store.headers(),
                null,
                header -> {
                    if (header.gone() || broken.size() == MOST_BROKEN) {
                        leaveOut(header);
                    } else {
                        broken.put(header.chunk().ref(), header);
                    }
                },
                sink);
        streams(Lacking.EVERYTHING, streams);
        if (!broken.isEmpty()) {
            try (SalvagedRows rows = rows()) {
                rows.each(broken::containsKey, series -> {
                    sink.add(series);
                    series.chunks().forEach(chunk -> broken.remove(chunk.ref()));
                });
            }
            broken.values().forEach(this::leaveOut);
        }
    }

    /** Which chunks get rows. */
    private Lacking lacking() throws IOException {
        return work.scope() == Work.Rebuild.Scope.LACKING && !table.files().isEmpty()
                ? Lacking.in(store.loki(), table)
                : Lacking.EVERYTHING;
    }

    private void require(NewTable.Made files) throws CorruptDataException {
        TenantDigests expected = new TenantDigests();
        work.references().forEach(tenant -> {
            ReferenceDigest lost = unreadable.of(tenant.tenant());
            expected.add(tenant.tenant(), tenant.references().without(lost));
        });
        if (!files.references().equals(expected.all())) {
            throw new CorruptDataException(
                    folder.path(), 0, "rows of the new files, by tenant", expected.all(), files.references());
        }
        if (files.files().isEmpty()) {
            String first = oddities.found().isEmpty()
                    ? ""
                    : ", the first one: " + oddities.found().get(0).text();
            throw new CorruptDataException(
                    folder.path(), 0, "chunks that can be read", "1 or more of " + work.chunks(), "none" + first);
        }
    }
}

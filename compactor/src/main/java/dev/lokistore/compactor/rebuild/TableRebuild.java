package dev.lokistore.compactor.rebuild;

import dev.lokistore.chunk.CorruptDataException;
import dev.lokistore.chunk.TenantId;
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
import java.util.Set;
import java.util.SortedMap;

/**
 * The files of a table, made of its chunks' headers. What they hold is compared with the listing that the plan was made by,
 * less the chunks that cannot be read, before anything is written into the store.
 */
public final class TableRebuild {
    private final ReadStore store;
    private final TableFolder folder;
    private final Table table;
    private final Work.Rebuild work;
    private final Oddities oddities;
    private TenantDigests unreadable = new TenantDigests();

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
        return work.scope() == Work.Rebuild.Scope.INSTEAD
                ? made.instead(files, oddities)
                : made.united(files, oddities);
    }

    private void streams(TableStreams.Sink sink) throws IOException {
        ChunkStreams streams = new ChunkStreams(folder, store.headers(), oddities, sink);
        TenantDigests listed = new TenantDigests();
        try (Lacking lacking = lacking()) {
            TableChunks.each(store.chunks(), folder, work.firstChunkDay(), Set.copyOf(work.tenants()), chunk -> {
                if (lacking.lacks(chunk)) {
                    TableChunks.addRows(chunk.ref(), folder, listed);
                    streams.add(chunk);
                }
            });
        }
        streams.flush();
        unreadable = streams.unreadable();
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

package dev.lokistore.compactor.export;

import dev.lokistore.chunk.Defect;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.chunk.TimeRange;
import dev.lokistore.index.LokiStore;
import dev.lokistore.index.Problems;
import dev.lokistore.index.query.EntrySearch;
import dev.lokistore.index.query.EntrySlice;
import dev.lokistore.index.query.EntrySlices;
import dev.lokistore.index.query.EntryStream;
import dev.lokistore.objectstore.Interruption;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Writes a store's entries to files: by time within a file, without what replicas hold twice, each slice of time and tenant
 * once it is whole. The same store and request give the same files, however often a run was cut off.
 *
 * <p>Memory: what {@link dev.lokistore.index.query.QueryOptions} allow; chunks' names of about four days; for each slice that
 * is being written its streams' labels, the names of its files, and about 100 MB.
 */
public final class StoreExport {
    private static final long NANOS_PER_SECOND = 1_000_000_000;
    private static final int PROGRESS_ENTRIES = 1 << 14;
    /** Of index files, each of which tells a hundred at most. */
    private static final int INDEX_LOSSES = 10_000;

    private final LokiStore store;
    private final ExportRequest request;
    private final Problems problems;
    private final Consumer<Defect> harmless;
    private final Consumer<ExportProgress> progress;
    private final EntrySearch search;
    private final ExportTally tally = new ExportTally();

    /**
     * @param problems told of what cannot be read; the rest is exported
     * @param harmless told of defects that cost no entry; called by several threads, as are the others
     * @param progress told now and then how far it is
     */
    public StoreExport(
            LokiStore store,
            ExportRequest request,
            Problems problems,
            Consumer<Defect> harmless,
            Consumer<ExportProgress> progress) {
        this.store = store;
        this.request = request;
        this.harmless = harmless;
        this.progress = progress;
        this.search = new EntrySearch(store, request.share());
        this.problems = (subject, cause) -> {
            tally.problem();
            problems.report(subject, cause);
        };
    }

    /** What an export into this folder was asked for; empty if there is none. */
    public static Optional<BegunExport> begun(Path folder) throws IOException {
        return ExportFolder.begun(folder).map(BegunExport::of);
    }

    /**
     * Writes what the folder does not have yet.
     *
     * @param target an existing folder, empty or with the same export
     * @throws ExportRefusedException if the folder holds something else
     * @throws dev.lokistore.compactor.engine.LockedException if another run writes to it
     * @throws IOException if the store as a whole or the local disk fails; another run goes on then
     */
    public ExportReport run(Path target) throws IOException {
        Losses ofIndex = new Losses(null, TimeRange.ALL, INDEX_LOSSES, problems);
        try (ExportFolder folder = ExportFolder.open(target.toAbsolutePath(), request.record());
                EntrySlices slices = EntrySlices.of(
                        store,
                        request.query(),
                        request.partition().length(),
                        request.partition().perTenant(),
                        ofIndex)) {
            try (SliceWorkers workers = new SliceWorkers(request.threads())) {
                int number = 0;
                for (Optional<EntrySlice> next = slices.next(); next.isPresent(); next = slices.next()) {
                    EntrySlice slice = next.get();
                    Optional<ExportRecord.Slice> known = folder.complete(name(slice), slice.digest());
                    if (known.isPresent()) {
                        tally.present(known.get().files().size(), slice.share());
                        continue;
                    }
                    String part = Integer.toString(number++);
                    workers.run(() -> write(folder, slice, part));
                }
                workers.await();
            }
            ExportRecord.Summary summary = folder.finish(ofIndex.records());
            return tally.report(summary);
        }
    }

    private void write(ExportFolder folder, EntrySlice slice, String part) throws IOException {
        Losses losses = new Losses(name(slice), slice.range(), Integer.MAX_VALUE, problems);
        List<SliceFiles.Finished> finished;
        try (EntryStream entries = search.run(slice, request.query(), losses, harmless);
                SliceFiles files = new SliceFiles(
                        request, folder.temporary(), part, slice.range().fromNanos())) {
            copy(slice, entries, files);
            finished = files.finish();
        }
        List<ExportedFile> written =
                finished.stream().map(SliceFiles.Finished::file).toList();
        List<ExportRecord.Lost> lost = losses.records();
        ExportRecord.Slice record = new ExportRecord.Slice(
                name(slice),
                slice.tenant().map(TenantId::value).orElse(null),
                slice.range().fromNanos(),
                slice.range().toNanos(),
                slice.chunks(),
                slice.digest(),
                lost.size(),
                lost.stream().filter(ExportRecord.Gap.class::isInstance).count(),
                written);
        if (folder.publish(record, finished, lost)) {
            tally.written(written.size());
        } else {
            tally.kept();
        }
        progress.accept(tally.progress());
    }

    private void copy(EntrySlice slice, EntryStream entries, SliceFiles files) throws IOException {
        long length = slice.range().toNanos() - slice.range().fromNanos();
        double share = 0;
        int count = 0;
        long bytes = 0;
        while (entries.next()) {
            files.write(entries);
            bytes += entries.lineLength();
            if (++count == PROGRESS_ENTRIES) {
                if (Thread.currentThread().isInterrupted()) {
                    throw Interruption.of("interrupted", null);
                }
                // entries come by time: where in the slice this one is tells how much of it is done
                double now = slice.share()
                        * Math.max(
                                0,
                                Math.min(
                                        1,
                                        (double) (entries.timestampNanos()
                                                        - slice.range().fromNanos())
                                                / length));
                tally.entries(count, bytes, now - share);
                share = now;
                count = 0;
                bytes = 0;
                progress.accept(tally.progress());
            }
        }
        tally.entries(count, bytes, slice.share() - share);
    }

    /** By time, then tenant. */
    private static String name(EntrySlice slice) {
        long start = slice.range().fromNanos();
        Instant time =
                Instant.ofEpochSecond(Math.floorDiv(start, NANOS_PER_SECOND), Math.floorMod(start, NANOS_PER_SECOND));
        return slice.tenant().map(tenant -> time + "/" + tenant).orElse(time.toString());
    }
}

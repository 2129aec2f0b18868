package dev.lokistore.compactor.fsck;

import dev.lokistore.chunk.ChunkHeader;
import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.DecodePool;
import dev.lokistore.chunk.Fingerprints;
import dev.lokistore.compactor.check.Finding;
import dev.lokistore.compactor.engine.ParallelCalls;
import dev.lokistore.index.ChunkVolume;
import dev.lokistore.index.LokiStore;
import dev.lokistore.index.Problems;
import dev.lokistore.index.References;
import dev.lokistore.index.StoredChunk;
import dev.lokistore.index.table.Table;
import dev.lokistore.objectstore.StoreException;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** Decodes chunks, several at a time, and compares them with what tables say of them. Tells in the order they came in. */
final class ContentCheck implements ReferenceCheck.Sink, Closeable {
    /** A multiple of the threads, so that a slow chunk keeps few of them waiting. */
    private static final int BATCHES = 4;

    /** What is larger is decoded while nothing else is in memory; Loki's own chunks are some 1.5 MiB. */
    private static final long LARGE_BYTES = 16 << 20;

    private static final long KILOBYTE = 1024;

    private record Job(StoredChunk chunk, List<References.Naming> namings) {}

    private final LokiStore store;
    private final FsckOrder order;
    private final TableDays days;
    private final Tally tally;
    private final Problems problems;
    private final Repairs repairs;
    private final Checkpoint checkpoint;
    private final ParallelCalls calls;
    private final DecodePool pool = new DecodePool();
    private final List<Job> waiting = new ArrayList<>();
    private final boolean decodes;
    private long decoded;
    private long decodedBytes;

    ContentCheck(
            LokiStore store, FsckOrder order, TableDays days, Tally tally, Fsck.Events events, Checkpoint checkpoint)
            throws IOException {
        this.store = store;
        this.order = order;
        this.days = days;
        this.tally = tally;
        this.problems = events.problems();
        this.repairs = events.repairs();
        this.checkpoint = checkpoint;
        this.decodes = order.reaches(3);
        this.calls = new ParallelCalls(order.concurrency());
        this.decoded = checkpoint.decoded();
        this.decodedBytes = checkpoint.decodedBytes();
        checkpoint.replay(tally::add);
    }

    long decoded() {
        return decoded;
    }

    long decodedBytes() {
        return decodedBytes;
    }

    @Override
    public void chunk(StoredChunk chunk, List<References.Naming> namings) throws IOException {
        long size = chunk.object().sizeBytes();
        if (size == 0) {
            mend(
                    Flaw.CHUNK_EMPTY,
                    new Job(chunk, namings),
                    tally.add(
                            Flaw.CHUNK_EMPTY,
                            chunk.object().key().value(),
                            null,
                            "a chunk object without a byte",
                            ChunkNames.evidence(store, chunk)));
            return;
        }
        if (size > store.options().maxChunkBytes()) {
            tally.add(
                    Flaw.CHUNK_TOO_LARGE,
                    chunk.object().key().value(),
                    null,
                    "size of the object: expected at most " + store.options().maxChunkBytes() + " bytes, found " + size,
                    ChunkNames.evidence(store, chunk));
            return;
        }
        if (!decodes || !order.subset().holds(chunk.ref()) || checkpoint.isPassed(chunk.ref())) {
            return;
        }
        Job job = new Job(chunk, namings);
        if (size > LARGE_BYTES) {
            flush();
            tell(job, inspect(chunk));
            checkpoint.reached(chunk.ref(), decoded, decodedBytes);
            return;
        }
        waiting.add(job);
        if (waiting.size() >= order.concurrency() * BATCHES) {
            flush();
        }
    }

    /** Decodes what waits. */
    void flush() throws IOException {
        List<Callable<ChunkInspection.@Nullable Result>> inspections = new ArrayList<>();
        for (Job job : waiting) {
            inspections.add(() -> inspect(job.chunk()));
        }
        List<ChunkInspection.@Nullable Result> results = calls.all(inspections);
        for (int i = 0; i < results.size(); i++) {
            tell(waiting.get(i), results.get(i));
        }
        if (!waiting.isEmpty()) {
            checkpoint.reached(waiting.get(waiting.size() - 1).chunk().ref(), decoded, decodedBytes);
        }
        waiting.clear();
    }

    /** Null if the store does not hand it out, which is told. */
    private ChunkInspection.@Nullable Result inspect(StoredChunk chunk) throws IOException {
        try {
            return ChunkInspection.of(store.chunk(chunk.object()), chunk.ref(), pool);
        } catch (StoreException e) {
            if (e.kind() == StoreException.Kind.INTERRUPTED) {
                throw e;
            }
            problems.report(chunk.object().key().value(), e);
            return null;
        }
    }

    private void tell(Job job, ChunkInspection.@Nullable Result result) throws IOException {
        if (result == null) {
            checkpoint.unread(job.chunk().ref());
            return;
        }
        checkpoint.read(job.chunk().ref());
        String key = job.chunk().object().key().value();
        if (result.unsupported() != null) {
            tally.unchecked(key + ": " + result.unsupported());
            return;
        }
        decoded++;
        decodedBytes += job.chunk().object().sizeBytes();
        for (ChunkInspection.Fault fault : result.faults()) {
            found(job, fault.flaw(), fault.offset(), fault.message());
        }
        ChunkHeader header = result.header();
        if (header != null && result.isAnotherChunk()) {
            repairs.elsewhere(
                    job.chunk().ref(),
                    job.chunk().object(),
                    tables(job),
                    new ChunkRef(
                            header.tenant(),
                            header.fingerprint(),
                            header.fromMillis(),
                            header.throughMillis(),
                            result.checksum()));
        }
        if (header != null && result.whole()) {
            labels(header, job);
            volume(result, job);
        }
    }

    private void found(Job job, Flaw flaw, @Nullable Long offset, String message, String... evidence)
            throws IOException {
        Finding finding = flaw.finding(
                job.chunk().object().key().value(), offset, message, ChunkNames.evidence(store, job.chunk(), evidence));
        checkpoint.found(finding);
        mend(flaw, job, tally.add(finding));
    }

    private void mend(Flaw flaw, Job job, boolean told) {
        if (told) {
            repairs.chunk(flaw, job.chunk().ref(), job.chunk().object(), tables(job));
        }
    }

    private List<Table> tables(Job job) {
        return days.tables(
                job.namings().stream().map(References.Naming::table).distinct().toList());
    }

    private void labels(ChunkHeader header, Job job) throws IOException {
        long stream = Fingerprints.of(header.labels());
        List<References.Naming> wrong = job.namings().stream()
                .filter(naming -> naming.stream() != 0 && naming.stream() != stream)
                .toList();
        if (!wrong.isEmpty()) {
            List<String> others = wrong.stream()
                    .map(naming -> days.table(naming.table()).name())
                    .distinct()
                    .sorted()
                    .toList();
            found(
                    new Job(job.chunk(), wrong),
                    Flaw.INDEX_LABELS_DIFFER,
                    null,
                    "labels of the chunk's stream: expected " + header.labels()
                            + ", as the chunk says, found others in the index",
                    "named in " + String.join(", ", others));
        }
    }

    private void volume(ChunkInspection.Result result, Job job) throws IOException {
        long stored = job.chunk().object().sizeBytes() / KILOBYTE;
        long raw = Math.round((double) result.rawBytes() / KILOBYTE);
        for (References.Naming naming : job.namings()) {
            ChunkVolume volume = naming.volume();
            if (volume == null) {
                continue;
            }
            // Loki 2.7 and 2.8 took the stored size for chunks that they had rewritten
            boolean size = result.rawBytes() < 0
                    || Math.abs(volume.rawKilobytes() - raw) <= 1
                    || volume.rawKilobytes() == stored;
            if (!size || volume.entries() != result.entries()) {
                found(
                        job,
                        Flaw.INDEX_VOLUME_DIFFERS,
                        null,
                        "size and entries in the index: expected " + raw + " KB and " + result.entries()
                                + " entries, as the chunk says, found " + volume.rawKilobytes() + " KB and "
                                + volume.entries(),
                        "named in " + days.table(naming.table()).name());
                return;
            }
        }
    }

    @Override
    public void close() {
        calls.close();
        pool.close();
    }
}

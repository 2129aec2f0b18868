package dev.lokistore.index.query;

import dev.lokistore.chunk.BlockMeta;
import dev.lokistore.chunk.ByteSource;
import dev.lokistore.chunk.ChunkHeader;
import dev.lokistore.chunk.ChunkReader;
import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.CorruptDataException;
import dev.lokistore.chunk.DecodePool;
import dev.lokistore.chunk.Defect;
import dev.lokistore.chunk.EntryCursor;
import dev.lokistore.chunk.Labels;
import dev.lokistore.chunk.ReadOptions;
import dev.lokistore.chunk.TimeRange;
import dev.lokistore.index.Problems;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Fetches chunks, compares what they say of themselves with what named them, and decodes blocks to the wanted entries.
 * Safe for use by several threads.
 */
final class ChunkLoader {
    /** Entries of a chunk that are decoded at once: a selective query is done with the whole chunk by then. */
    private static final long EAGER_BYTES = 1 << 20;

    private final ChunkSource store;
    private final EntryQuery query;
    private final EntryMatcher matcher;
    /** Takes the entries that belong to the whole query of which this one is a slice. */
    private final EntryMatcher whole;

    private final Problems problems;
    private final ReadOptions readOptions;
    private final StreamTable streams;
    private final DecodePool pool;
    private final boolean forward;
    private final OpeningTime opening;

    ChunkLoader(
            ChunkSource store,
            EntryQuery query,
            Problems problems,
            Consumer<Defect> harmless,
            StreamTable streams,
            DecodePool pool) {
        this(store, query, query.range(), problems, harmless, streams, pool);
    }

    /** @param range what the query's range is a slice of */
    ChunkLoader(
            ChunkSource store,
            EntryQuery query,
            TimeRange range,
            Problems problems,
            Consumer<Defect> harmless,
            StreamTable streams,
            DecodePool pool) {
        this.store = store;
        this.query = query;
        this.matcher = new EntryMatcher(query.selector(), query.range());
        this.whole = new EntryMatcher(query.selector(), range);
        this.problems = problems;
        this.streams = streams;
        this.pool = pool;
        this.forward = query.direction() == EntryQuery.Direction.FORWARD;
        this.opening = new OpeningTime(query);
        this.readOptions = ReadOptions.DEFAULT
                .tolerating(Defect.Kind.BROKEN_BLOCK)
                .reportingTo(defect -> {
                    if (defect.kind() == Defect.Kind.BROKEN_BLOCK) {
                        problems.report(
                                defect.source(),
                                new CorruptDataException(
                                        defect.source(),
                                        defect.offset(),
                                        defect.message() + "; the block is left out"));
                    } else {
                        harmless.accept(defect);
                    }
                });
    }

    /**
     * @return null if the chunk has no wanted entry or cannot be read, which is reported
     * @throws IOException if the store as a whole fails
     */
    @Nullable
    LoadedChunk load(Candidate candidate) throws IOException {
        String subject = store.key(candidate.ref());
        try {
            ByteSource source = store.chunk(candidate.ref());
            ChunkReader reader = open(candidate, source, subject);
            if (reader == null) {
                return null;
            }
            ChunkHeader header = reader.header();
            Labels labels = header.labels();
            if (!matcher.matches(labels)) {
                return null;
            }
            StreamKey stream = streams.intern(new StreamKey(header.tenant(), labels));
            LoadedChunk chunk = new LoadedChunk(candidate.ref(), stream, reader, source.size());
            List<MergeSource> sources = decodeFirst(chunk);
            chunk.sources(sources);
            return sources.isEmpty() ? null : chunk;
        } catch (IOException e) {
            if (!ObjectFaults.isLocal(e)) {
                throw e;
            }
            problems.report(subject, e);
            return null;
        }
    }

    /** Null if nothing of it is to be shown, which is reported. */
    private @Nullable ChunkReader open(Candidate candidate, ByteSource source, String subject) throws IOException {
        if (query.damage() == EntryQuery.Damage.LEAVE_OUT) {
            ChunkReader reader = ChunkReader.open(source, readOptions, pool);
            return check(candidate, reader, subject) ? reader : null;
        }
        try {
            ChunkReader reader = ChunkReader.open(source, readOptions, pool);
            if (SalvagedSource.isWhole(reader)) {
                return check(candidate, reader, subject) ? reader : null;
            }
        } catch (CorruptDataException e) {
            problems.report(subject, e);
        }
        Optional<ByteSource> left = new SalvagedSource(candidate, subject, problems).salvage(source, matcher::matches);
        return left.isPresent() ? ChunkReader.open(left.get(), readOptions, pool) : null;
    }

    /** Blocks of other times are left out; the first ones that hold wanted entries are decoded, the others wait. */
    private List<MergeSource> decodeFirst(LoadedChunk chunk) throws IOException {
        List<MergeSource> sources = new ArrayList<>();
        long eager = 0;
        List<BlockMeta> blocks = chunk.reader().blocks();
        long[] starts = starts(chunk.ref(), blocks);
        for (int i = 0; i < blocks.size(); i++) {
            int index = forward ? i : blocks.size() - 1 - i;
            BlockMeta block = blocks.get(index);
            // a block with bounds the wrong way round cannot be judged by them
            boolean wanted = block.minTimeNanos() > block.maxTimeNanos()
                    || query.range().overlaps(starts[index], block.maxTimeNanos());
            if (!wanted) {
                continue;
            }
            long bound = bound(chunk.ref(), forward ? starts[index] : block.maxTimeNanos());
            if (eager >= EAGER_BYTES) {
                sources.add(new PendingBlock(chunk, block, bound));
                continue;
            }
            MergeSource entries = decode(chunk, block, bound);
            if (entries != null) {
                eager += entries.heldBytes();
                sources.add(entries);
            }
        }
        return sources;
    }

    /**
     * From when on each block may hold entries. Where a block begins with empty lines, Loki leaves these out of the stated
     * minimum; they lie behind the blocks before all the same.
     */
    private long[] starts(ChunkRef ref, List<BlockMeta> blocks) {
        long[] starts = new long[blocks.size()];
        long before = forward ? opening.of(ref) : Candidate.nanos(ref.fromMillis());
        for (int i = 0; i < starts.length; i++) {
            BlockMeta block = blocks.get(i);
            starts[i] = Math.min(block.minTimeNanos(), before);
            before = i == 0 ? block.maxTimeNanos() : Math.max(before, block.maxTimeNanos());
        }
        return starts;
    }

    /** A place in time that is not before the one where the merge opens the chunk. */
    private long bound(ChunkRef ref, long time) {
        long opened = opening.of(ref);
        return forward ? Math.max(time, opened) : Math.min(time, opened);
    }

    /**
     * @param bound see {@link BlockEntries}
     * @return null if the block has no wanted entry or is broken, which is reported
     */
    @Nullable
    MergeSource decode(LoadedChunk chunk, BlockMeta block, long bound) throws IOException {
        BlockEntries entries = new BlockEntries(chunk, block, forward, bound);
        long early = 0;
        try (EntryCursor cursor = chunk.reader().entries(block)) {
            while (cursor.next()) {
                if (matcher.matches(cursor, chunk.stream().labels())) {
                    entries.add(cursor);
                } else if (isTooEarly(cursor, chunk)) {
                    early++;
                }
            }
        } catch (IOException e) {
            if (!ObjectFaults.isLocal(e)) {
                throw e;
            }
            // what came before the fault is sound: the cursor checks each entry
            problems.report(store.key(chunk.ref()), e);
        }
        if (early > 0) {
            String key = store.key(chunk.ref());
            problems.report(
                    key,
                    new IOException(key + " holds entries of long before its start, " + early + " of them in block "
                            + block.index() + ": they are left out"));
        }
        return entries.finish() ? entries : null;
    }

    /** Whether the slice that the entry belongs to does not look at this chunk; told in the one that the chunk begins in. */
    private boolean isTooEarly(EntryCursor cursor, LoadedChunk chunk) {
        long time = cursor.timestampNanos();
        return time < query.range().fromNanos()
                && time < opening.of(chunk.ref())
                && query.range().contains(Candidate.nanos(chunk.ref().fromMillis()))
                && whole.matches(cursor, chunk.stream().labels());
    }

    /**
     * Compares the object with what named it. Only a chunk of another tenant is left out: whoever looks at one tenant must
     * not see another's lines. Everything else that differs is reported, and the chunk's own word counts.
     */
    private boolean check(Candidate candidate, ChunkReader reader, String subject) throws IOException {
        ChunkRef ref = candidate.ref();
        ChunkHeader header = reader.header();
        if (!header.tenant().equals(ref.tenant())) {
            differs(subject, "tenant", ref.tenant(), header.tenant() + "; the chunk is left out");
            return false;
        }
        if (header.fingerprint() != ref.fingerprint()) {
            differs(subject, "fingerprint", ref.fingerprintHex(), Long.toHexString(header.fingerprint()));
        }
        if (header.fromMillis() != ref.fromMillis() || header.throughMillis() != ref.throughMillis()) {
            differs(
                    subject,
                    "from and through, ms",
                    ref.fromMillis() + " and " + ref.throughMillis(),
                    header.fromMillis() + " and " + header.throughMillis());
        }
        Labels indexed = candidate.labels();
        if (indexed != null && !indexed.equals(header.labels())) {
            differs(subject, "labels, by the index", indexed, header.labels());
        }
        int checksum = reader.checksum();
        if (checksum != ref.checksum()) {
            differs(subject, "checksum of the object", ref.checksumHex(), Integer.toHexString(checksum));
        }
        return true;
    }

    private void differs(String subject, String what, Object expected, Object found) {
        problems.report(subject, new CorruptDataException(subject, 0, what, expected, found));
    }
}

package dev.lokistore.compactor.engine;

import dev.lokistore.chunk.BlockMeta;
import dev.lokistore.chunk.ChunkFormat;
import dev.lokistore.chunk.ChunkMerger;
import dev.lokistore.chunk.ChunkReader;
import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.Codec;
import dev.lokistore.chunk.CorruptDataException;
import dev.lokistore.chunk.Defect;
import dev.lokistore.chunk.EncodedChunk;
import dev.lokistore.chunk.Labels;
import dev.lokistore.chunk.MergeFormat;
import dev.lokistore.chunk.MergedChunks;
import dev.lokistore.compactor.plan.ChunkJob;
import dev.lokistore.compactor.plan.ChunkWork;
import dev.lokistore.compactor.plan.PlannedChunk;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Does {@link ChunkWork.Merge}. A chunk that turns out not to be fit for it stays, with those that overlap it, and the
 * others are merged on either side of it.
 */
final class MergeChunks {
    /** What leaves every entry, its time and its metadata as they are. */
    private static final Set<Defect.Kind> TOLERATED = EnumSet.of(
            Defect.Kind.METADATA_LENGTH,
            Defect.Kind.FINGERPRINT,
            Defect.Kind.BLOCK_OFFSET,
            Defect.Kind.RAW_SIZE,
            // blocks that begin with empty lines; the merge looks whether they lie within the chunk
            Defect.Kind.ENTRY_OUTSIDE_BOUNDS,
            Defect.Kind.METADATA_SECTION_LENGTH,
            Defect.Kind.LZ4_END_MARK);

    private static final int VARIANTS = 4;
    private static final int BLOCK_STEP = 1024;
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final SourceObjects sources;

    MergeChunks(SourceObjects sources) {
        this.sources = sources;
    }

    PreparedChunks rewrite(int number, ChunkJob job, ChunkWork.Merge work, int variant) throws IOException {
        if (variant >= VARIANTS) {
            return PreparedChunks.kept(
                    number, "an object exists already under the name that the merged chunk would get");
        }
        return new Merge(job, work, variant).run(number);
    }

    /** One job. */
    private final class Merge {
        private final ChunkJob job;
        private final ChunkWork.Merge work;
        private final int variant;
        private final @Nullable ChunkReader[] readers;
        /** Why sources stay, by their number. */
        private final Map<Integer, @Nullable String> stays = new TreeMap<>();

        private final List<EncodedChunk> chunks = new ArrayList<>();

        Merge(ChunkJob job, ChunkWork.Merge work, int variant) {
            this.job = job;
            this.work = work;
            this.variant = variant;
            this.readers = new @Nullable ChunkReader[job.sources().size()];
        }

        PreparedChunks run(int number) throws IOException {
            open();
            while (!mergeAll()) {
                // another source was found to be unfit
                chunks.clear();
            }
            return chunks.isEmpty() ? allStay(number) : prepared(number);
        }

        private PreparedChunks allStay(int number) {
            if (stays.values().stream().allMatch(why -> why == null)) {
                return PreparedChunks.untouched(number);
            }
            List<JobResult.Stay> staying = new ArrayList<>();
            stays.forEach((source, why) -> staying.add(new JobResult.Stay(source, why)));
            return new PreparedChunks(
                    new JobResult(number, "none of its chunks can be merged", staying, List.of(), List.of()),
                    List.of());
        }

        private void open() throws IOException {
            Labels labels = job.labels();
            for (int i = 0; i < readers.length; i++) {
                PlannedChunk source = job.sources().get(i);
                try {
                    ChunkReader reader = sources.open(source, sources.bytes(source), TOLERATED, true);
                    requireBounds(source.chunk(), reader);
                    labels = labels == null ? reader.header().labels() : labels;
                    if (!reader.header().labels().equals(labels)) {
                        throw new SourceObjects.UnusableException(key(i) + " has other labels than the index says: "
                                + reader.header().labels());
                    }
                    readers[i] = reader;
                } catch (SourceObjects.UnusableException e) {
                    stays.put(i, String.valueOf(e.getMessage()));
                }
            }
        }

        private String key(int source) {
            return String.valueOf(job.sources().get(source).object().key());
        }

        /** Merges what lies between sources that stay; false if there is one more of these. */
        private boolean mergeAll() throws IOException {
            List<Integer> together = new ArrayList<>();
            for (int i = 0; i < readers.length; i++) {
                if (staysByNeighbour(i)) {
                    if (!merge(together)) {
                        return false;
                    }
                    together.clear();
                } else {
                    together.add(i);
                }
            }
            return merge(together);
        }

        private boolean staysByNeighbour(int source) {
            if (stays.containsKey(source) && stays.get(source) != null) {
                return true;
            }
            ChunkRef own = job.sources().get(source).chunk();
            for (Map.Entry<Integer, @Nullable String> stay : stays.entrySet()) {
                ChunkRef other = job.sources().get(stay.getKey()).chunk();
                if (stay.getValue() != null
                        && own.fromMillis() <= other.throughMillis()
                        && own.throughMillis() >= other.fromMillis()) {
                    stays.put(source, null);
                    return true;
                }
            }
            return false;
        }

        private boolean merge(List<Integer> numbers) throws IOException {
            if (numbers.isEmpty()) {
                return true;
            }
            List<ChunkReader> group = new ArrayList<>();
            long before = 0;
            for (int number : numbers) {
                group.add(Objects.requireNonNull(readers[number]));
                before += job.sources().get(number).object().sizeBytes();
            }
            Codec codec = work.codec() == null
                    ? majority(group)
                    : Codec.ofName(work.codec()).orElseThrow();
            boolean same = group.stream().allMatch(reader -> reader.codec() == codec);
            List<EncodedChunk> merged = List.of();
            if (group.size() > 1 || !same) {
                try {
                    MergedChunks result = ChunkMerger.merge(group, format(group, codec));
                    if (result.conflict() != null) {
                        staysAt(numbers, result.conflictNanos(), result.conflict());
                        return false;
                    }
                    merged = result.chunks();
                } catch (CorruptDataException e) {
                    stays(numbers, e);
                    return false;
                }
            }
            long after =
                    merged.stream().mapToLong(chunk -> chunk.bytes().length).sum();
            boolean gained = merged.size() < group.size() || after < before || !same;
            if (merged.isEmpty() || !gained) {
                numbers.forEach(number -> stays.put(number, null));
            } else {
                chunks.addAll(merged);
            }
            return true;
        }

        private void stays(List<Integer> numbers, CorruptDataException cause) {
            for (int number : numbers) {
                if (key(number).equals(cause.source())) {
                    stays.put(number, String.valueOf(cause.getMessage()));
                    return;
                }
            }
            // of the result: none of them can be trusted with
            numbers.forEach(number -> stays.put(number, String.valueOf(cause.getMessage())));
        }

        private void staysAt(List<Integer> numbers, long nanos, String why) {
            for (int number : numbers) {
                ChunkRef ref = job.sources().get(number).chunk();
                if (ref.fromMillis() * NANOS_PER_MILLI <= nanos && ref.throughMillis() * NANOS_PER_MILLI >= nanos) {
                    stays.put(number, why);
                }
            }
        }

        private MergeFormat format(List<ChunkReader> group, Codec codec) {
            int version = group.stream().anyMatch(reader -> reader.formatVersion() == 4) ? 4 : 3;
            int block = ChunkFormat.DEFAULT_BLOCK_BYTES - variant * BLOCK_STEP;
            if (variant > 0) {
                // small ones have one block, however large it may be
                long raw = group.stream().mapToLong(ChunkReader::rawBytes).sum();
                block = (int) Math.max(1, Math.min(block, raw / (2L * variant + 1)));
            }
            ChunkFormat chunk = new ChunkFormat(version, codec, block, work.targetBytes());
            return new MergeFormat(chunk, work.span(), work.rawBytes(), work.metadataCounts());
        }

        private PreparedChunks prepared(int number) throws IOException {
            List<JobResult.SourceChunk> facts = new ArrayList<>();
            List<JobResult.Stay> staying = new ArrayList<>();
            for (int i = 0; i < readers.length; i++) {
                ChunkReader reader = readers[i];
                if (stays.containsKey(i) || reader == null) {
                    staying.add(new JobResult.Stay(i, stays.get(i)));
                } else {
                    facts.add(new JobResult.SourceChunk(null, reader.rawBytes(), reader.entryCount(), 0));
                }
            }
            List<NewChunk> outputs = new ArrayList<>();
            List<byte[]> bodies = new ArrayList<>();
            for (EncodedChunk chunk : chunks) {
                outputs.add(NewChunks.of(chunk, sources.store()));
                bodies.add(chunk.bytes());
            }
            return new PreparedChunks(new JobResult(number, null, staying, facts, outputs), bodies);
        }
    }

    /** The name must say when its entries are, or merged ones would be found where they were not before, or the reverse. */
    private static void requireBounds(ChunkRef ref, ChunkReader reader) throws SourceObjects.UnusableException {
        long min = Long.MAX_VALUE;
        long max = Long.MIN_VALUE;
        for (BlockMeta block : reader.blocks()) {
            min = Math.min(min, block.minTimeNanos());
            max = Math.max(max, block.maxTimeNanos());
        }
        boolean near = min <= max
                && Math.abs(Math.floorDiv(min, NANOS_PER_MILLI) - ref.fromMillis()) <= 1
                && Math.abs(-Math.floorDiv(-max, NANOS_PER_MILLI) - ref.throughMillis()) <= 1;
        if (!near) {
            throw new SourceObjects.UnusableException(
                    "its entries are from " + min + " to " + max + " ns, which is not what its name says: "
                            + ref.fromMillis() + " to " + ref.throughMillis() + " ms");
        }
    }

    private static Codec majority(List<ChunkReader> readers) {
        Map<Codec, Integer> counts = new EnumMap<>(Codec.class);
        readers.forEach(reader -> counts.merge(reader.codec(), 1, Integer::sum));
        int most = Collections.max(counts.values());
        return counts.entrySet().stream()
                .filter(codec -> codec.getValue() == most)
                .findFirst()
                .orElseThrow()
                .getKey();
    }
}

package dev.lokistore.index.query;

import dev.lokistore.chunk.BlockMeta;
import dev.lokistore.chunk.ByteSource;
import dev.lokistore.chunk.ChunkHeader;
import dev.lokistore.chunk.ChunkLimits;
import dev.lokistore.chunk.ChunkReader;
import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.ChunkSalvager;
import dev.lokistore.chunk.CorruptDataException;
import dev.lokistore.chunk.EncodedChunk;
import dev.lokistore.chunk.Labels;
import dev.lokistore.chunk.RebuiltChunk;
import dev.lokistore.chunk.SalvagedChunk;
import dev.lokistore.index.Problems;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Predicate;

/** What is left of a damaged chunk, as a chunk to be read; everything that is lost is reported. */
final class SalvagedSource {
    private final Candidate candidate;
    private final String subject;
    private final Problems problems;

    SalvagedSource(Candidate candidate, String subject, Problems problems) {
        this.candidate = candidate;
        this.subject = subject;
        this.problems = problems;
    }

    /** Whether the checksums of all blocks hold; decodes none. */
    static boolean isWhole(ChunkReader reader) throws IOException {
        for (BlockMeta block : reader.blocks()) {
            if (!reader.blockCrcOk(block)) {
                return false;
            }
        }
        return true;
    }

    /**
     * Empty if nothing is left, or nothing that may be shown. What is lost of streams that are not wanted is not told.
     *
     * @throws CorruptDataException if it does not look like a chunk at all
     */
    Optional<ByteSource> salvage(ByteSource damaged, Predicate<Labels> wanted) throws IOException {
        SalvagedChunk chunk = ChunkSalvager.salvage(damaged, ChunkLimits.DEFAULT);
        ChunkRef ref = candidate.ref();
        Labels labels = candidate.labels();
        ChunkHeader header = chunk.header().orElse(null);
        if (header != null) {
            labels = header.labels();
        }
        if (labels != null && !wanted.test(labels)) {
            return Optional.empty();
        }
        chunk.faults().forEach(fault -> problems.report(subject, fault));
        if (header != null && !header.tenant().equals(ref.tenant())) {
            report("tenant: expected " + ref.tenant() + ", found " + header.tenant() + "; the chunk is left out");
            return Optional.empty();
        }
        if (labels == null) {
            report("the labels are lost: only the index still has them, and this search does not use it;"
                    + " 'chunk --salvage --entries' shows the lines");
            return Optional.empty();
        }
        RebuiltChunk rebuilt = chunk.rebuild(ref.tenant(), ref.fingerprint(), labels);
        rebuilt.gaps().forEach(gap -> problems.report(subject, gap.fault(subject)));
        if (rebuilt.withoutMetadata() > 0) {
            report("structured metadata of " + rebuilt.withoutMetadata() + " entries is lost");
        }
        return rebuilt.chunk().map(EncodedChunk::bytes).map(bytes -> ByteSource.of(damaged.name(), bytes));
    }

    private void report(String message) {
        problems.report(subject, new CorruptDataException(subject, 0, message));
    }
}

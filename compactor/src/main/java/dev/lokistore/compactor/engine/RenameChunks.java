package dev.lokistore.compactor.engine;

import dev.lokistore.chunk.ChunkReader;
import dev.lokistore.chunk.CorruptDataException;
import dev.lokistore.chunk.Defect;
import dev.lokistore.chunk.EncodedChunk;
import dev.lokistore.chunk.RenamedChunk;
import dev.lokistore.compactor.plan.ChunkWork;
import dev.lokistore.compactor.plan.PlannedChunk;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Does {@link ChunkWork.Rename}. */
final class RenameChunks {
    /**
     * The payload stays as it is, whatever is in it: the object's checksum is right, and a block that cannot be decoded is
     * the other's as it was this one's. Left behind, it would keep the tenant in being and be no more readable.
     */
    private static final Set<Defect.Kind> TOLERATED = EnumSet.complementOf(EnumSet.of(Defect.Kind.METRIC_NAME));

    private final SourceObjects sources;

    RenameChunks(SourceObjects sources) {
        this.sources = sources;
    }

    PreparedChunks rewrite(int job, PlannedChunk source, ChunkWork.Rename work) throws IOException {
        try {
            byte[] bytes = sources.bytes(source);
            ChunkReader reader = sources.open(source, bytes, TOLERATED, true);
            EncodedChunk renamed = RenamedChunk.of(reader, work.to());
            JobResult.SourceChunk before = new JobResult.SourceChunk(null, reader.rawBytes(), reader.entryCount(), 0);
            return new PreparedChunks(
                    new JobResult(job, null, List.of(before), List.of(NewChunks.of(renamed, sources.store()))),
                    List.of(renamed.bytes()));
        } catch (CorruptDataException | SourceObjects.UnusableException e) {
            return PreparedChunks.kept(job, String.valueOf(e.getMessage()));
        }
    }
}

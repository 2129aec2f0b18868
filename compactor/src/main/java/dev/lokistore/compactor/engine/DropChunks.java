package dev.lokistore.compactor.engine;

import dev.lokistore.chunk.ChunkReader;
import dev.lokistore.chunk.CorruptDataException;
import dev.lokistore.chunk.Defect;
import dev.lokistore.chunk.EntryCursor;
import dev.lokistore.chunk.TimeRange;
import dev.lokistore.compactor.digest.Digests;
import dev.lokistore.compactor.plan.ChunkWork;
import dev.lokistore.compactor.plan.PlannedChunk;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Does {@link ChunkWork.Drop}: says what is in chunks that go. */
final class DropChunks {
    private static final Set<Defect.Kind> TOLERATED = EnumSet.complementOf(EnumSet.of(Defect.Kind.BROKEN_BLOCK));

    private final SourceObjects sources;

    DropChunks(SourceObjects sources) {
        this.sources = sources;
    }

    PreparedChunks rewrite(int job, PlannedChunk source) throws IOException {
        byte[] bytes;
        try {
            bytes = sources.bytes(source);
        } catch (SourceObjects.UnusableException e) {
            return PreparedChunks.kept(job, String.valueOf(e.getMessage()));
        }
        return new PreparedChunks(new JobResult(job, null, List.of(facts(source, bytes)), List.of()), List.of());
    }

    private JobResult.SourceChunk facts(PlannedChunk source, byte[] bytes) throws IOException {
        String sha256 = Digests.of(bytes);
        try {
            ChunkReader reader = sources.open(source, bytes, TOLERATED, false);
            long entries = 0;
            try (EntryCursor cursor = reader.entries(TimeRange.ALL)) {
                while (cursor.next()) {
                    entries++;
                }
            }
            return new JobResult.SourceChunk(sha256, reader.rawBytes(), entries, entries);
        } catch (CorruptDataException | SourceObjects.UnusableException e) {
            return new JobResult.SourceChunk(sha256, 0, 0, 0, 0, String.valueOf(e.getMessage()));
        }
    }
}

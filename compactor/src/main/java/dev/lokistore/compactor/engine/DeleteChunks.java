package dev.lokistore.compactor.engine;

import dev.lokistore.chunk.ChunkEditor;
import dev.lokistore.chunk.ChunkReader;
import dev.lokistore.chunk.Codec;
import dev.lokistore.chunk.CorruptDataException;
import dev.lokistore.chunk.Defect;
import dev.lokistore.chunk.EditedChunk;
import dev.lokistore.chunk.EncodedChunk;
import dev.lokistore.compactor.digest.Digests;
import dev.lokistore.compactor.plan.ChunkWork;
import dev.lokistore.compactor.plan.PlannedChunk;
import dev.lokistore.compactor.rewrite.EntryDeletion;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Does {@link ChunkWork.Delete}: one chunk at a time. */
final class DeleteChunks {
    /** Entries that go are in no need of being where they should, and those that stay, stay where they are. */
    private static final Set<Defect.Kind> TOLERATED =
            EnumSet.complementOf(EnumSet.of(Defect.Kind.BROKEN_BLOCK, Defect.Kind.METRIC_NAME));

    /** Cut into more blocks, in the end in another codec that every Loki reads. */
    private static final List<Codec> OTHERS = List.of(Codec.GZIP, Codec.SNAPPY, Codec.LZ4_64K);

    private static final int MOST_PIECES = 3;

    private final SourceObjects sources;
    private final Map<ChunkWork.Delete, EntryDeletion> prepared = new ConcurrentHashMap<>();

    DeleteChunks(SourceObjects sources) {
        this.sources = sources;
    }

    PreparedChunks rewrite(int job, PlannedChunk source, ChunkWork.Delete work, int variant) throws IOException {
        EntryDeletion deletion = prepared.computeIfAbsent(work, EntryDeletion::new);
        try {
            byte[] bytes = sources.bytes(source);
            ChunkReader reader = sources.open(source, bytes, TOLERATED, true);
            Optional<EntryDeletion.Applied> rule = deletion.on(reader.header());
            if (rule.isEmpty()) {
                return PreparedChunks.untouched(job);
            }
            Optional<ChunkEditor.Form> form = form(reader, variant);
            if (form.isEmpty()) {
                return PreparedChunks.kept(
                        job,
                        "what would be left of it is there already, as another chunk that this plan does not know");
            }
            return prepared(job, bytes, edit(reader, rule.get(), form.get()));
        } catch (SourceObjects.UnusableException e) {
            return PreparedChunks.kept(job, String.valueOf(e.getMessage()));
        }
    }

    private static EditedChunk edit(ChunkReader reader, EntryDeletion.Applied rule, ChunkEditor.Form form)
            throws IOException, SourceObjects.UnusableException {
        try {
            return ChunkEditor.edit(reader, rule, form);
        } catch (CorruptDataException e) {
            throw new SourceObjects.UnusableException(
                    rule.repeats()
                            ? "the mask would change what it made: its expression must not match the replacement"
                            : String.valueOf(e.getMessage()));
        }
    }

    private static Optional<ChunkEditor.Form> form(ChunkReader reader, int variant) {
        if (variant < MOST_PIECES) {
            return Optional.of(new ChunkEditor.Form(variant + 1, reader.codec()));
        }
        List<Codec> others =
                OTHERS.stream().filter(codec -> codec != reader.codec()).toList();
        int other = variant - MOST_PIECES;
        return other < others.size() ? Optional.of(new ChunkEditor.Form(1, others.get(other))) : Optional.empty();
    }

    private PreparedChunks prepared(int job, byte[] bytes, EditedChunk edited) throws IOException {
        if (edited.untouched()) {
            return PreparedChunks.untouched(job);
        }
        JobResult.SourceChunk before = new JobResult.SourceChunk(
                Digests.of(bytes), edited.rawBytes(), edited.entries(), edited.removed(), edited.changed(), null);
        List<NewChunk> outputs = new ArrayList<>();
        List<byte[]> bodies = new ArrayList<>();
        EncodedChunk chunk = edited.chunk();
        if (chunk != null) {
            outputs.add(NewChunks.of(chunk, sources.store()));
            bodies.add(chunk.bytes());
        }
        return new PreparedChunks(new JobResult(job, null, List.of(before), outputs), bodies);
    }
}

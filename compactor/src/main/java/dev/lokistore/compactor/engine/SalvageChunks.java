package dev.lokistore.compactor.engine;

import dev.lokistore.chunk.ByteSource;
import dev.lokistore.chunk.ChunkHeader;
import dev.lokistore.chunk.ChunkLimits;
import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.ChunkSalvager;
import dev.lokistore.chunk.Codec;
import dev.lokistore.chunk.CorruptDataException;
import dev.lokistore.chunk.EncodedChunk;
import dev.lokistore.chunk.Labels;
import dev.lokistore.chunk.RebuiltChunk;
import dev.lokistore.chunk.SalvagedChunk;
import dev.lokistore.chunk.TimeRange;
import dev.lokistore.compactor.digest.Digests;
import dev.lokistore.compactor.plan.ChunkWork;
import dev.lokistore.compactor.plan.PlannedChunk;
import dev.lokistore.compactor.plan.TableFolder;
import dev.lokistore.index.IndexedSeries;
import dev.lokistore.index.LokiStore;
import dev.lokistore.index.SeriesCursor;
import dev.lokistore.index.SeriesQuery;
import dev.lokistore.index.table.Table;
import dev.lokistore.index.table.TableReader;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Does {@link ChunkWork.Salvage}. */
final class SalvageChunks {
    /** Of chunks whose content comes out as it was, so that the broken object has their name. */
    private static final List<Codec> OTHERS = List.of(Codec.GZIP, Codec.SNAPPY, Codec.LZ4_64K);

    private final SourceObjects sources;

    SalvageChunks(SourceObjects sources) {
        this.sources = sources;
    }

    /**
     * @param table that names the chunk: it knows the labels where the chunk has lost them
     * @param variant 0 for the chunk's own codec, else one of others
     */
    PreparedChunks rewrite(int job, PlannedChunk source, @Nullable TableFolder table, int variant) throws IOException {
        byte[] bytes;
        try {
            bytes = sources.bytes(source);
        } catch (SourceObjects.UnusableException e) {
            return PreparedChunks.kept(job, String.valueOf(e.getMessage()));
        }
        String name = sources.store().keyOf(source.chunk()).value();
        SalvagedChunk salvaged;
        try {
            salvaged = ChunkSalvager.salvage(ByteSource.of(name, bytes), ChunkLimits.DEFAULT);
        } catch (CorruptDataException e) {
            return nothing(job, bytes, e.problem());
        }
        ChunkHeader header = salvaged.header().orElse(null);
        if (header != null && !isOf(source.chunk(), header)) {
            return PreparedChunks.kept(
                    job,
                    "by its header it is a chunk of tenant " + header.tenant() + ", fingerprint "
                            + Long.toHexString(header.fingerprint())
                            + ": none of its lines belongs to the stream of its key");
        }
        Optional<Labels> labels = labels(source.chunk(), header, table);
        if (labels.isEmpty()) {
            return PreparedChunks.kept(job, "its labels are lost, in the chunk and in the index");
        }
        Optional<Codec> codec = codec(salvaged, variant);
        if (codec.isEmpty()) {
            return PreparedChunks.kept(job, "objects exist already under all names that the new chunk could get");
        }
        ChunkRef chunk = source.chunk();
        RebuiltChunk rebuilt = salvaged.rebuild(chunk.tenant(), chunk.fingerprint(), labels.get(), codec.get());
        EncodedChunk encoded = rebuilt.encoded();
        if (encoded == null) {
            return nothing(job, bytes, "no block of it is sound");
        }
        JobResult.SourceChunk before =
                new JobResult.SourceChunk(Digests.of(bytes), encoded.rawBytes(), encoded.entries(), 0);
        return new PreparedChunks(
                new JobResult(job, null, List.of(before), List.of(NewChunks.of(encoded, sources.store()))),
                List.of(encoded.bytes()));
    }

    private static PreparedChunks nothing(int job, byte[] bytes, String why) {
        JobResult.SourceChunk before = new JobResult.SourceChunk(Digests.of(bytes), 0, 0, 0, 0, why);
        return new PreparedChunks(new JobResult(job, null, List.of(before), List.of()), List.of());
    }

    private static Optional<Codec> codec(SalvagedChunk salvaged, int variant) {
        return Stream.concat(Stream.of(salvaged.codec()), OTHERS.stream().filter(codec -> codec != salvaged.codec()))
                .skip(variant)
                .findFirst();
    }

    private static boolean isOf(ChunkRef chunk, ChunkHeader header) {
        return header.tenant().equals(chunk.tenant()) && header.fingerprint() == chunk.fingerprint();
    }

    private Optional<Labels> labels(ChunkRef chunk, @Nullable ChunkHeader header, @Nullable TableFolder table)
            throws IOException {
        return header != null || table == null
                ? Optional.ofNullable(header).map(ChunkHeader::labels)
                : indexed(chunk, sources.store(), table);
    }

    private static Optional<Labels> indexed(ChunkRef chunk, LokiStore store, TableFolder folder) throws IOException {
        SeriesQuery query = new SeriesQuery(Set.of(chunk.tenant()), List.of(), TimeRange.ALL);
        for (Table table : store.tables()) {
            if (table.files().isEmpty() || !TableFolder.of(table).path().equals(folder.path())) {
                continue;
            }
            try (TableReader reader = store.openTable(table, (key, cause) -> {});
                    SeriesCursor cursor = reader.series(query)) {
                while (cursor.next()) {
                    IndexedSeries series = cursor.series();
                    if (series.labels() != null
                            && series.chunks().stream()
                                    .anyMatch(one -> one.ref().equals(chunk))) {
                        return Optional.of(series.labels());
                    }
                }
            }
        }
        return Optional.empty();
    }
}

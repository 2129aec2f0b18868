package dev.lokistore.compactor.copy;

import dev.lokistore.chunk.CorruptDataException;
import dev.lokistore.chunk.Labels;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.chunk.TimeRange;
import dev.lokistore.compactor.index.BuiltFile;
import dev.lokistore.compactor.index.MergeOptions;
import dev.lokistore.compactor.index.MergeResult;
import dev.lokistore.compactor.index.NameTime;
import dev.lokistore.compactor.index.TableMerge;
import dev.lokistore.compactor.plan.TableFolder;
import dev.lokistore.index.IndexedChunk;
import dev.lokistore.index.LokiStore;
import dev.lokistore.index.RowEdits;
import dev.lokistore.index.schema.SchemaPeriod;
import dev.lokistore.index.schema.StoreSchema;
import dev.lokistore.index.table.Table;
import dev.lokistore.index.table.TableFile;
import dev.lokistore.objectstore.ObjectInfo;
import dev.lokistore.objectstore.ObjectKey;
import dev.lokistore.objectstore.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The index of a part of a store: tables with the rows of some tenants and some time only. */
final class IndexExtract {
    private static final long SECONDS_PER_DAY = 86_400;

    private final LokiStore source;
    private final CopyRequest request;
    private final ObjectCopier copier;
    private final CopyTally tally;

    IndexExtract(LokiStore source, CopyRequest request, ObjectCopier copier, CopyTally tally) {
        this.source = source;
        this.request = request;
        this.copier = copier;
        this.tally = tally;
    }

    /** Drops what does not belong to the part. */
    private final class Part implements RowEdits {
        @Override
        public boolean concerns(TenantId tenant) {
            return !request.range().equals(TimeRange.ALL) || !request.wants(tenant);
        }

        @Override
        public List<IndexedChunk> edit(TenantId tenant, @Nullable Labels labels, IndexedChunk chunk) {
            boolean wanted = request.wants(tenant)
                    && request.range()
                            .overlapsMillis(
                                    chunk.ref().fromMillis(), chunk.ref().throughMillis());
            return wanted ? List.of(chunk) : List.of();
        }
    }

    void run() throws IOException {
        StoreSchema schema = source.schema();
        for (Table table : source.tables()) {
            if (!table.files().isEmpty()) {
                try {
                    copy(table, schema);
                } catch (CorruptDataException | UnreadableObjectException e) {
                    tally.failed(table.name(), e);
                } catch (StoreException e) {
                    if (!CopyTally.concernsOneObject(e)) {
                        throw e;
                    }
                    tally.failed(table.name(), e);
                }
            }
        }
    }

    private void copy(Table table, StoreSchema schema) throws IOException {
        Instant start = Instant.ofEpochSecond(table.firstDay() * SECONDS_PER_DAY);
        Optional<SchemaPeriod> period = schema.periodAt(start.toEpochMilli());
        if (period.isEmpty()) {
            throw new CorruptDataException(
                    table.name(), 0, "schema period of a table", "one that holds its day", "none");
        }
        // not the present time: a copy that is carried on makes the same files
        NameTime time = NameTime.newIn(table, start.plusSeconds(SECONDS_PER_DAY), NameTime.Unit.NANOSECONDS);
        Path folder = Files.createTempDirectory(request.temporary(), "lokistore-copy-");
        try {
            MergeOptions options = MergeOptions.of(time, schema, period.get());
            MergeResult result = UnreadableObjectException.read(
                    () -> TableMerge.build(table, source.objects(), options, new Part(), folder));
            String tableFolder = TableFolder.of(table).path();
            for (BuiltFile file : result.outputs()) {
                ObjectKey key = ObjectKey.of(file.key(tableFolder));
                tally.count(CopyTally.Kind.INDEX, copier.write(key, file.path(), file.sha256()), file.sizeBytes());
            }
            for (TableFile file : result.kept()) {
                TenantId owner = file.tenant();
                if (owner == null || request.wants(owner)) {
                    ObjectInfo object = file.object();
                    tally.count(CopyTally.Kind.INDEX, copier.copy(object, object.key(), null), object.sizeBytes());
                }
            }
        } finally {
            remove(folder);
        }
    }

    private static void remove(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.deleteIfExists(file);
            }
        }
        Files.deleteIfExists(folder);
    }
}

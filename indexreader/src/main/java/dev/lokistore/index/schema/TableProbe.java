package dev.lokistore.index.schema;

import dev.lokistore.chunk.ByteSource;
import dev.lokistore.chunk.ChunkKeyScheme;
import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.CorruptDataException;
import dev.lokistore.index.IndexedChunk;
import dev.lokistore.index.Problems;
import dev.lokistore.index.SeriesCursor;
import dev.lokistore.index.SeriesQuery;
import dev.lokistore.index.bolt.BoltFile;
import dev.lokistore.index.boltdb.BoltdbEvidence;
import dev.lokistore.index.boltdb.BoltdbFile;
import dev.lokistore.index.boltdb.BoltdbIndex;
import dev.lokistore.index.layout.StoreLayout;
import dev.lokistore.index.table.IndexKind;
import dev.lokistore.index.table.Table;
import dev.lokistore.index.table.TableFile;
import dev.lokistore.index.table.TableOptions;
import dev.lokistore.index.table.TableReader;
import dev.lokistore.index.table.UnpackedFile;
import dev.lokistore.objectstore.ObjectInfo;
import dev.lokistore.objectstore.ObjectReader;
import dev.lokistore.objectstore.StoreException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Tells the schema version of one table with a few bounded reads: of its smallest file, and of a few chunks where the
 * index alone does not decide. Broken files tell nothing; that is no error here.
 */
final class TableProbe {
    private static final int MAX_STORED_BYTES = 32 << 20;
    private static final TableOptions LIMITS = TableOptions.DEFAULT.withUnpackedBytes(128 << 20);
    private static final int CHUNKS_LOOKED_AT = 5;
    private static final int TSDB_OF_V13 = 3;
    private static final int PAYLOAD_OF_V13 = 4;
    private static final Problems IGNORED = (subject, cause) -> {};

    private final SchemaSources sources;
    private final ObjectReader objects;
    private final StoreLayout layout;

    TableProbe(SchemaSources sources) {
        this.sources = sources;
        this.objects = sources.objects();
        this.layout = sources.layout();
    }

    TableEvidence probe(Table table, IndexKind kind) throws IOException {
        Optional<TableFile> smallest = table.files().stream()
                .filter(file -> file.kind() == kind)
                .min(Comparator.comparingLong(file -> file.object().sizeBytes()));
        if (smallest.isEmpty()) {
            return TableEvidence.unknown(table.name() + " has no file");
        }
        try {
            return kind == IndexKind.TSDB ? tsdb(table, smallest.get()) : boltdb(table, smallest.get());
        } catch (CorruptDataException e) {
            return TableEvidence.unknown(String.valueOf(e.getMessage()));
        } catch (StoreException e) {
            if (!concernsOneFile(e)) {
                throw e;
            }
            return TableEvidence.unknown(smallest.get().key() + " cannot be read: " + e.getMessage());
        }
    }

    private static boolean concernsOneFile(StoreException e) {
        return switch (e.kind()) {
            case NO_SUCH_OBJECT, FORBIDDEN, IO -> true;
            default -> false;
        };
    }

    private TableEvidence tsdb(Table table, TableFile file) throws IOException {
        OptionalInt format =
                TsdbHeader.format(objects, file.object().key(), file.name().gzipped());
        if (format.isEmpty()) {
            return TableEvidence.unknown(file.key() + " does not begin as a TSDB index does");
        }
        if (format.getAsInt() >= TSDB_OF_V13) {
            return TableEvidence.certain(13);
        }
        Optional<ChunkKeyScheme> scheme = onlyScheme();
        if (scheme.isEmpty() && file.object().sizeBytes() <= MAX_STORED_BYTES) {
            for (ChunkRef ref : chunksBegunIn(table, file)) {
                scheme = scheme.isPresent() ? scheme : schemeOf(ref);
            }
        }
        return scheme.map(found -> TableEvidence.certain(found == ChunkKeyScheme.FLAT ? 11 : 12))
                .orElseGet(() -> new TableEvidence(
                        12, BoltdbEvidence.NONE, table.name() + ": v12 is assumed, no chunk of the day was found"));
    }

    private TableEvidence boltdb(Table table, TableFile file) throws IOException {
        BoltdbEvidence rows = rows(file);
        if (rows.lowestVersion().isEmpty()) {
            return assumed(table, rows);
        }
        int lowest = rows.lowestVersion().getAsInt();
        int highest = rows.highestVersion().orElse(lowest);
        if (lowest == 12) {
            return new TableEvidence(v12or13(table, file), rows, "");
        }
        return highest >= 12 ? assumed(table, rows) : new TableEvidence(lowest, rows, "");
    }

    /** Rows of v11, v12 and v13 are equal; the chunks' names remain. */
    private TableEvidence assumed(Table table, BoltdbEvidence rows) {
        Optional<ChunkKeyScheme> scheme = onlyScheme();
        if (scheme.isEmpty()) {
            return TableEvidence.unknown(table.name() + ": its rows do not tell the schema version");
        }
        return new TableEvidence(scheme.get() == ChunkKeyScheme.FLAT ? 11 : 12, rows, "");
    }

    private int v12or13(Table table, TableFile file) throws IOException {
        for (ChunkRef ref : chunksBegunIn(table, file)) {
            Optional<ObjectInfo> object = sources.chunks().find(ref, ChunkKeyScheme.NESTED);
            try {
                // Loki writes this payload in v13 periods only; the older one says little, streams outlive a change
                if (object.isPresent() && sources.chunks().payloadVersion(object.get()) >= PAYLOAD_OF_V13) {
                    return 13;
                }
            } catch (CorruptDataException broken) {
                continue;
            }
        }
        return 12;
    }

    private BoltdbEvidence rows(TableFile file) throws IOException {
        if (file.object().sizeBytes() > MAX_STORED_BYTES) {
            return BoltdbEvidence.NONE;
        }
        byte[] bytes = objects.readAll(file.object().key(), MAX_STORED_BYTES);
        try {
            if (!file.name().gzipped()) {
                return rows(file, ByteSource.of(file.key(), bytes));
            }
            InputStream packed = new ByteArrayInputStream(bytes);
            try (UnpackedFile unpacked = UnpackedFile.of(file.key(), packed, sources.tempDirectory(), LIMITS)) {
                return rows(file, unpacked);
            }
        } catch (CorruptDataException broken) {
            return BoltdbEvidence.NONE;
        }
    }

    private BoltdbEvidence rows(TableFile file, ByteSource unpacked) throws IOException {
        BoltdbFile placed = new BoltdbFile(BoltFile.open(unpacked), file.tenant());
        return new BoltdbIndex(List.of(placed), sources.tempDirectory()).evidence(IGNORED);
    }

    /** A few chunks that began in the table's time: their keys follow its period, those of older ones may not. */
    private List<ChunkRef> chunksBegunIn(Table table, TableFile file) throws IOException {
        long start = table.day().atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli();
        Table one = new Table(
                table.name(), table.prefix(), table.number(), table.firstDay(), table.lastDay(), List.of(file));
        List<ChunkRef> refs = new ArrayList<>();
        try (TableReader reader = TableReader.open(one, objects, sources.tempDirectory(), IGNORED);
                SeriesCursor series = reader.series(new SeriesQuery(Set.of(), List.of(), table.range()))) {
            while (refs.size() < CHUNKS_LOOKED_AT && series.next()) {
                series.series().chunks().stream()
                        .map(IndexedChunk::ref)
                        .filter(ref -> ref.fromMillis() >= start)
                        .findFirst()
                        .ifPresent(refs::add);
            }
        }
        return refs;
    }

    private Optional<ChunkKeyScheme> schemeOf(ChunkRef ref) throws IOException {
        for (ChunkKeyScheme scheme : List.of(ChunkKeyScheme.NESTED, ChunkKeyScheme.FLAT)) {
            if (sources.chunks().find(ref, scheme).isPresent()) {
                return Optional.of(scheme);
            }
        }
        return Optional.empty();
    }

    /** The form of all chunks, if the store shows only one. */
    private Optional<ChunkKeyScheme> onlyScheme() {
        if (layout.flatKeys() == layout.nestedKeys()) {
            return Optional.empty();
        }
        return Optional.of(layout.flatKeys() ? ChunkKeyScheme.FLAT : ChunkKeyScheme.NESTED);
    }
}

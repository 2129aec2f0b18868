package dev.lokistore.index.tsdb;

import dev.lokistore.chunk.ByteSource;
import dev.lokistore.chunk.CorruptDataException;
import dev.lokistore.chunk.Fingerprints;
import dev.lokistore.chunk.Labels;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.chunk.TimeRange;
import dev.lokistore.index.IndexedChunk;
import dev.lokistore.index.check.FileFault;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What can still be read of a damaged TSDB file, as a sound one: the series whose records' checksums hold, wherever they lie, if
 * the checksum of the symbols vouches for their labels, or their fingerprint does, whose hash they have. Lists and tables behind
 * the series are made anew.
 */
public final class TsdbSalvage {
    private static final int OLDEST = 2;
    private static final int NEWEST = 3;
    private static final int VERSION = 4;
    private static final int FIRST_RECORD = 16;

    /** Records by which the version is told where its byte is not certain. */
    private static final int TRIED = 64;

    /** A file may have millions of faults; who reads on after these knows how it is. */
    private static final int TOLD = 100;

    private static final TenantId NOBODY = TenantId.of("salvaged");

    /** What does not keep a file from being read as it is. */
    private static final Set<FileFault.Kind> HARMLESS = EnumSet.of(
            FileFault.Kind.NO_CHUNKS,
            FileFault.Kind.FINGERPRINT,
            FileFault.Kind.TSDB_WIDE_BOUNDS,
            FileFault.Kind.TSDB_LABEL_INDEX,
            FileFault.Kind.TSDB_TENANT);

    private final ByteSource source;
    private final @Nullable TenantId owner;
    private final TsdbLimits limits;
    private final Consumer<CorruptDataException> lost;
    private final ChunkColumns columns = new ChunkColumns();
    private int told;

    private TsdbSalvage(
            ByteSource source, @Nullable TenantId owner, TsdbLimits limits, Consumer<CorruptDataException> lost) {
        this.source = source;
        this.owner = owner;
        this.limits = limits;
        this.lost = lost;
    }

    /**
     * Reads a file to its end. Empty if it can be read as it is, else the first reason against it.
     *
     * @param owner whose folder it lies in; null at a table's root
     */
    public static Optional<CorruptDataException> fault(ByteSource source, @Nullable TenantId owner, TsdbLimits limits)
            throws IOException {
        CorruptDataException[] first = new CorruptDataException[1];
        try {
            TsdbCheck.run(
                    TsdbFile.open(source, limits),
                    owner,
                    fault -> {
                        if (first[0] == null && !HARMLESS.contains(fault.kind())) {
                            first[0] = new CorruptDataException(source.name(), fault.offset(), fault.message());
                        }
                    },
                    (series, offset) -> {});
        } catch (CorruptDataException e) {
            return Optional.of(e);
        }
        return Optional.ofNullable(first[0]);
    }

    /**
     * Writes the series that are left into a file of their own, with their tenants' labels as they are.
     *
     * @param owner whose folder the file lies in; null at a table's root
     * @param temporary an existing folder
     * @param target a file that is written anew
     * @param lost told of what is left out, of the first hundred faults one by one
     * @return how many series there are; without any no file is written
     */
    public static long write(
            ByteSource source,
            @Nullable TenantId owner,
            TsdbLimits limits,
            Path temporary,
            Path target,
            Consumer<CorruptDataException> lost)
            throws IOException {
        TsdbSalvage salvage = new TsdbSalvage(source, owner, limits, lost);
        long series = salvage.write(temporary, target);
        if (salvage.told > TOLD) {
            int rest = salvage.told - TOLD;
            lost.accept(new CorruptDataException(source.name(), 0, "and " + rest + " more faults like these"));
        }
        return series;
    }

    private long write(Path temporary, Path target) throws IOException {
        TsdbToc toc = toc();
        SymbolSalvage symbols = SymbolSalvage.read(source, toc, limits, this::tell);
        if (owner == null && !symbols.certain()) {
            tell(new CorruptDataException(
                    source.name(), FIRST_RECORD, "no checksum vouches for the tenants of series: none is used"));
            return 0;
        }
        TsdbToc regions = regions(toc, symbols);
        int version = version(new RecordSearch(source, regions, symbols, limits, gap -> {}));
        RecordSearch search = new RecordSearch(source, regions, symbols, limits, this::tell);
        long series = 0;
        try (TsdbWriter writer = new TsdbWriter(version, temporary)) {
            SeriesRecords records = search.records(version);
            while (search.next(records)) {
                series += take(records, symbols, writer) ? 1 : 0;
            }
            search.tellEnd(toc != null);
            if (series > 0) {
                try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(target))) {
                    writer.write(NOBODY, out);
                }
            }
        }
        return series;
    }

    private @Nullable TsdbToc toc() throws IOException {
        byte[] header = source.read(0, (int) Math.min(FIRST_RECORD, source.size()));
        if (header.length < VERSION || BigEndian.int32(header, 0) != TsdbFile.MAGIC) {
            tell(new CorruptDataException(
                    source.name(), 0, "magic of a TSDB index", "%08x".formatted(TsdbFile.MAGIC), "another"));
        }
        try {
            if (source.size() < TsdbToc.SIZE) {
                throw new CorruptDataException(source.name(), 0, "table of contents", "76 bytes", source.size());
            }
            return TsdbToc.read(source);
        } catch (CorruptDataException e) {
            tell(e);
            return null;
        }
    }

    /** Where series are, as far as it is known. */
    private TsdbToc regions(@Nullable TsdbToc toc, SymbolSalvage symbols) {
        if (toc != null) {
            return toc;
        }
        long first = symbols.certain() ? symbols.end() : FIRST_RECORD;
        return new TsdbToc(5, first, source.size(), 0, 0, 0, 0, 0, 0, 0);
    }

    /** As the file says, unless its records say otherwise: its byte has no checksum. */
    private int version(RecordSearch search) throws IOException {
        int stated = source.size() > VERSION ? source.read(VERSION, 1)[0] : 0;
        int[] fits = new int[NEWEST + 1];
        for (int version = OLDEST; version <= NEWEST; version++) {
            SeriesRecords records = search.records(version);
            search.rewind();
            for (int i = 0; i < TRIED && search.next(records); i++) {
                columns.clear();
                try {
                    records.chunks(TimeRange.ALL, columns);
                    fits[version]++;
                } catch (CorruptDataException e) {
                    // the other version's
                }
            }
        }
        int found = fits[OLDEST] > fits[NEWEST] ? OLDEST : NEWEST;
        boolean kept = stated >= OLDEST && stated <= NEWEST && fits[stated] == fits[found];
        if (!kept) {
            tell(new CorruptDataException(source.name(), VERSION, "version of a TSDB index", found, stated & 0xff));
        }
        return kept ? stated : found;
    }

    private boolean take(SeriesRecords records, SymbolSalvage symbols, TsdbWriter writer) throws IOException {
        Labels labels;
        String tenant;
        List<IndexedChunk> chunks;
        try {
            labels = records.labels();
            tenant = records.tenant();
            chunks = records.chunks(NOBODY, TimeRange.ALL);
        } catch (CorruptDataException e) {
            tell(e);
            return false;
        } catch (IllegalArgumentException e) {
            tell(corrupt(records, String.valueOf(e.getMessage())));
            return false;
        }
        if (!symbols.certain() && !Fingerprints.isHash(records.fingerprint(), labels)) {
            tell(corrupt(records, "the labels of a series, for which nothing vouches: it is left out"));
            return false;
        }
        if (owner == null && tenant.isEmpty()) {
            tell(corrupt(records, "a series without a tenant: it is left out"));
            return false;
        }
        writer.add(NOBODY, records.fingerprint(), tenant.isEmpty() ? labels : withTenant(labels, tenant), chunks);
        return !chunks.isEmpty();
    }

    private static Labels withTenant(Labels labels, String tenant) {
        Map<String, String> pairs = new TreeMap<>(labels.asMap());
        pairs.put(ReservedLabels.TENANT, tenant);
        return Labels.of(pairs);
    }

    private CorruptDataException corrupt(SeriesRecords records, String problem) {
        return new CorruptDataException(source.name(), records.recordOffset(), problem);
    }

    private void tell(CorruptDataException fault) {
        if (told < TOLD) {
            lost.accept(fault);
        }
        told++;
    }
}

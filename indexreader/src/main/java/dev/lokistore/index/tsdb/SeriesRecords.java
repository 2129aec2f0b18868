package dev.lokistore.index.tsdb;

import dev.lokistore.chunk.ByteSource;
import dev.lokistore.chunk.CorruptDataException;
import dev.lokistore.chunk.Labels;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.chunk.TimeRange;
import dev.lokistore.index.IndexedChunk;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** Reads series records, one at a time ({@code formats/index-tables.md#42-layout}, "Series record"). */
final class SeriesRecords {
    private static final int LONGEST_LENGTH = 10;
    private static final int SMALLEST_BODY = 10;
    private static final int CHECKSUM = 4;

    private final ByteSource source;
    private final TsdbToc toc;
    private final SymbolLookup symbols;
    private final boolean exact;
    private final int recordLimit;
    private final Window window;
    private final Fields fields;
    private final ChunkList chunkList;

    private long recordOffset;
    private long recordEnd;
    private long fingerprint;
    private int labelCount;
    private int[] labelSymbols = {};
    private @Nullable Labels resolved;
    private String tenant = "";
    private final ChunkColumns columns = new ChunkColumns();

    /**
     * @param firstMillis no chunk may start before it
     * @param lastMillis no chunk may end after it
     */
    SeriesRecords(
            ByteSource source,
            TsdbToc toc,
            int version,
            SymbolLookup symbols,
            TsdbLimits limits,
            long firstMillis,
            long lastMillis) {
        this(source, toc, version, symbols, limits, firstMillis, lastMillis, true);
    }

    private SeriesRecords(
            ByteSource source,
            TsdbToc toc,
            int version,
            SymbolLookup symbols,
            TsdbLimits limits,
            long firstMillis,
            long lastMillis,
            boolean exact) {
        this.exact = exact;
        this.source = source;
        this.toc = toc;
        this.symbols = symbols;
        this.recordLimit = limits.seriesBytes();
        this.window = new Window(source, 1 << 10, 64 << 10);
        this.fields = new Fields(source.name());
        this.chunkList = new ChunkList(fields, firstMillis, lastMillis, version);
    }

    /** Of a damaged file: what lies between records does not matter. */
    static SeriesRecords ofDamaged(
            ByteSource source, TsdbToc regions, int version, SymbolLookup symbols, TsdbLimits limits) {
        return new SeriesRecords(source, regions, version, symbols, limits, Long.MIN_VALUE, Long.MAX_VALUE, false);
    }

    /** Reads a record up to its labels and verifies the whole. */
    void moveTo(long reference) throws IOException {
        recordOffset = reference * Padding.RECORD;
        int room = (int) Math.min(LONGEST_LENGTH, toc.labelIndices() - recordOffset);
        if (recordOffset < toc.series() || room <= 0) {
            throw corrupt("series reference", "one in [" + toc.series() + ", " + toc.labelIndices() + ")");
        }
        window.load(recordOffset, room);
        reset(recordOffset, room);
        long length = fields.uvarint("length of a series record");
        long body = fields.offset();
        long most = Math.min(recordLimit, toc.labelIndices() - body - CHECKSUM);
        if (length < SMALLEST_BODY || length > most) {
            throw new CorruptDataException(
                    source.name(),
                    recordOffset,
                    "length of a series record",
                    "in [" + SMALLEST_BODY + ", " + most + "]",
                    Long.toUnsignedString(length));
        }
        recordEnd = body + length + CHECKSUM;
        long paddingEnd = Math.min(Padding.align(recordEnd, Padding.RECORD), toc.labelIndices());
        window.load(body, (int) (paddingEnd - body));
        verify(body, (int) length, paddingEnd);
        reset(body, (int) length);
        fingerprint = fields.u64();
        readSymbols();
    }

    private void reset(long position, int length) {
        int index = window.index(position);
        fields.reset(window.buffer(), index, index + length, position - index);
    }

    private void verify(long body, int length, long paddingEnd) throws CorruptDataException {
        byte[] buffer = window.buffer();
        int index = window.index(body);
        CRC32C crc = new CRC32C();
        crc.update(buffer, index, length);
        int stored = BigEndian.int32(buffer, index + length);
        if ((int) crc.getValue() != stored) {
            throw new CorruptDataException(
                    source.name(), body, "CRC-32C of a series record", "%08x".formatted(stored), "%08x".formatted((int)
                                    crc.getValue()));
        }
        if (!exact) {
            return;
        }
        Padding.check(
                source.name(),
                buffer,
                index + length + CHECKSUM,
                window.index(paddingEnd),
                recordEnd,
                "after a series record");
    }

    private void readSymbols() throws CorruptDataException {
        labelCount = fields.count("labels of a series", fields.remaining() / 2);
        if (labelSymbols.length < 2 * labelCount) {
            labelSymbols = new int[2 * labelCount];
        }
        int last = symbols.count() - 1;
        int lastName = -1;
        for (int i = 0; i < labelCount; i++) {
            int name = fields.count("symbol of a label name", last);
            if (name <= lastName) {
                throw fields.corrupt("order of label names: expected a symbol above " + lastName + ", found " + name);
            }
            lastName = name;
            labelSymbols[2 * i] = name;
            labelSymbols[2 * i + 1] = fields.count("symbol of a label value", last);
        }
        resolved = null;
    }

    private Labels resolve() throws IOException {
        tenant = "";
        String[] pairs = new String[2 * labelCount];
        int size = 0;
        for (int i = 0; i < labelCount; i++) {
            String name = symbols.get(labelSymbols[2 * i]);
            if (name.equals(ReservedLabels.TENANT)) {
                tenant = symbols.get(labelSymbols[2 * i + 1]);
            } else if (!ReservedLabels.contains(name)) {
                pairs[size++] = name;
                pairs[size++] = symbols.get(labelSymbols[2 * i + 1]);
            }
        }
        return Labels.ofPairs(Arrays.copyOf(pairs, size));
    }

    int labelCount() {
        return labelCount;
    }

    /** Names' and values' symbols in turn, of {@link #labelCount()} labels, the reserved ones among them. */
    int[] labelSymbols() {
        return labelSymbols;
    }

    /** Of the record that {@link #moveTo} read, in the file. */
    long recordOffset() {
        return recordOffset;
    }

    /** Where the record ends, its checksum included. */
    long recordEnd() {
        return recordEnd;
    }

    /** Unsigned. */
    long fingerprint() {
        return fingerprint;
    }

    /** Without the reserved ones. */
    Labels labels() throws IOException {
        Labels known = resolved;
        if (known == null) {
            known = resolve();
            resolved = known;
        }
        return known;
    }

    /** The value of the tenant label, or the empty string if the record has none. */
    String tenant() throws IOException {
        labels();
        return tenant;
    }

    /** The record's chunks that overlap the range; to be called once after {@link #moveTo}. */
    List<IndexedChunk> chunks(TenantId ofTenant, TimeRange range) throws CorruptDataException {
        columns.clear();
        chunks(range, columns);
        List<IndexedChunk> chunks = new ArrayList<>(columns.size());
        for (int i = 0; i < columns.size(); i++) {
            chunks.add(columns.get(i, ofTenant, fingerprint));
        }
        return chunks;
    }

    /** As {@link #chunks(TenantId, TimeRange)}, added to columns. */
    void chunks(TimeRange range, ChunkColumns into) throws CorruptDataException {
        chunkList.read(range, into);
    }

    private CorruptDataException corrupt(String what, String expected) {
        return new CorruptDataException(source.name(), recordOffset, what, expected, recordOffset);
    }
}

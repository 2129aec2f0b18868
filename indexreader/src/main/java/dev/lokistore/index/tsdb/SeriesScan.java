package dev.lokistore.index.tsdb;

import dev.lokistore.chunk.ByteSource;
import dev.lokistore.chunk.CorruptDataException;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.chunk.TimeRange;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Every record of a file from front to end, for a merge: each must begin where the one before ended and be listed, and the
 * postings lists must be sound, although a merge does not need them: a file that does not verify is not to be replaced.
 */
final class SeriesScan {
    private static final int NONE = -1;

    private final ByteSource source;
    private final TsdbToc toc;
    private final SeriesRecords records;
    private final PostingsList listed;
    private final @Nullable TenantId owner;
    private final TsdbWriter writer;
    private final int[] strings; // by the file's symbols
    private final Map<Integer, Integer> tenants = new HashMap<>(); // writer's numbers by the file's symbols
    private final int tenantLabel; // the file's symbol, or NONE

    // by the file's symbols: under which name a value was seen last, and that pair's number
    private final int[] namesOfValues;
    private final int[] pairsOfValues;
    private final long postingsEntries;

    private long end;
    private long labels;
    private boolean begun;
    private long fingerprint;

    // of the current record
    private int tenant;
    private int[] pairs = {};
    private int pairCount;

    private SeriesScan(
            TsdbFile file,
            ByteSource source,
            @Nullable TenantId owner,
            TsdbWriter writer,
            PostingsList listed,
            long postingsEntries)
            throws IOException {
        this.source = source;
        this.toc = file.toc();
        this.records = file.records();
        this.owner = owner;
        this.writer = writer;
        this.listed = listed;
        this.postingsEntries = postingsEntries;
        this.strings = file.symbols().numbersIn(writer.pairs().strings());
        this.namesOfValues = new int[strings.length];
        this.pairsOfValues = new int[strings.length];
        Arrays.fill(namesOfValues, NONE);
        int label = writer.pairs().strings().numberOf(ReservedLabels.TENANT);
        int found = NONE;
        for (int symbol = 0; symbol < strings.length; symbol++) {
            found = strings[symbol] == label ? symbol : found;
        }
        this.tenantLabel = found;
        this.end = toc.series();
    }

    /**
     * Verifies everything but the records.
     *
     * @param owner whose folder the file is in, null at the table's root
     */
    static SeriesScan open(TsdbFile file, @Nullable TenantId owner, TsdbWriter writer) throws IOException {
        ByteSource source = file.source();
        long entries = PostingsRegion.verify(source, file.toc(), file.postings());
        PostingsList listed =
                PostingsList.open(source, file.toc(), file.postings().allSeries());
        return new SeriesScan(file, source, owner, writer, listed, entries - listed.size());
    }

    boolean next() throws IOException {
        long rest = toc.labelIndices() - end;
        // without any record there may be padding for the one that did not come
        if (rest == 0 || !begun && rest < Padding.RECORD) {
            finish();
            return false;
        }
        long reference = Padding.align(end, Padding.RECORD) / Padding.RECORD;
        long expected = listed.next();
        if (expected != reference) {
            throw new CorruptDataException(
                    source.name(),
                    end,
                    "the list of all series",
                    "the record at " + reference * Padding.RECORD,
                    expected == PostingsList.END ? "its end" : "one at " + expected * Padding.RECORD);
        }
        records.moveTo(reference);
        if (begun && Long.compareUnsigned(records.fingerprint(), fingerprint) < 0) {
            throw corrupt(
                    "order of fingerprints",
                    "at least " + Long.toHexString(fingerprint),
                    Long.toHexString(records.fingerprint()));
        }
        begun = true;
        fingerprint = records.fingerprint();
        end = records.recordEnd();
        readLabels();
        return true;
    }

    private void finish() throws IOException {
        long more = listed.next();
        if (more != PostingsList.END) {
            throw new CorruptDataException(
                    source.name(), end, "the list of all series", "its end", "one at " + more * Padding.RECORD);
        }
        if (postingsEntries != labels) {
            throw new CorruptDataException(
                    source.name(),
                    toc.postings(),
                    "entries of all postings lists",
                    labels + ", one for each label of each series",
                    postingsEntries);
        }
    }

    private void readLabels() throws IOException {
        int[] symbols = records.labelSymbols();
        int count = records.labelCount();
        labels += count;
        if (pairs.length < count) {
            pairs = new int[count];
        }
        pairCount = 0;
        int named = NONE;
        for (int i = 0; i < count; i++) {
            int name = symbols[2 * i];
            int value = symbols[2 * i + 1];
            if (name == tenantLabel) {
                named = tenantOf(value);
            } else {
                pairs[pairCount++] = pairOf(name, value);
            }
        }
        if (owner != null) {
            tenant = writer.tenantNumber(owner);
            if (named != NONE && named != tenant) {
                throw corrupt("tenant of a series in the folder of " + owner, owner, "another");
            }
        } else if (named == NONE) {
            throw corrupt("tenant label of a series in a common file", "one, without which Loki would drop it", "none");
        } else {
            tenant = named;
        }
    }

    private int pairOf(int name, int value) {
        if (namesOfValues[value] != name) {
            pairsOfValues[value] = writer.pairs().pairOf(strings[name], strings[value]);
            namesOfValues[value] = name;
        }
        return pairsOfValues[value];
    }

    private int tenantOf(int symbol) throws CorruptDataException {
        Integer known = tenants.get(symbol);
        if (known != null) {
            return known;
        }
        String value = writer.pairs().strings().text(strings[symbol]);
        try {
            int number = writer.tenantNumber(TenantId.of(value));
            tenants.put(symbol, number);
            return number;
        } catch (IllegalArgumentException notATenant) {
            throw corrupt("tenant of a series", "a tenant id", "'" + Printable.of(value) + "'");
        }
    }

    /** Unsigned. */
    long fingerprint() {
        return fingerprint;
    }

    /** The writer's number of the tenant. */
    int tenant() {
        return tenant;
    }

    /** The writer's numbers of the label pairs, of {@link #pairCount()}, by name, without the tenant's. */
    int[] pairs() {
        return pairs;
    }

    int pairCount() {
        return pairCount;
    }

    /** Adds the record's chunks; to be called once. */
    void chunks(ChunkColumns into) throws CorruptDataException {
        records.chunks(TimeRange.ALL, into);
    }

    CorruptDataException corrupt(String what, Object expected, Object found) {
        return new CorruptDataException(source.name(), records.recordOffset(), what, expected, found);
    }
}

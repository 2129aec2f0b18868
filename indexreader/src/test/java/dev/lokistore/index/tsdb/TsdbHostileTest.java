package dev.lokistore.index.tsdb;

import static dev.lokistore.index.tsdb.TsdbDumps.FAKE;
import static dev.lokistore.index.tsdb.TsdbDumps.drain;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lokistore.chunk.ByteSource;
import dev.lokistore.chunk.CorruptDataException;
import dev.lokistore.chunk.Labels;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.chunk.TimeRange;
import dev.lokistore.chunk.UnsupportedFormatException;
import dev.lokistore.index.Allocation;
import dev.lokistore.index.SeriesQuery;
import dev.lokistore.index.logql.LabelMatcher;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The annotated file of format 3 with one thing wrong each, checksums made right again. */
class TsdbHostileTest {
    private static final int RECORD = 0x20;
    private static final int SYMBOLS = 0x05;
    private static final int ALL = 0x88;
    private static final int APP = 0x98;
    private static final int POSTINGS_TABLE = 0xd0;
    private static final int FINGERPRINTS = 0xf3;
    private static final int TOC = 0x10f;

    record Kind(String name, byte[] bytes, String message) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Kind> kinds() {
        List<Kind> kinds = new ArrayList<>();
        kinds.add(new Kind("too short", Arrays.copyOf(TsdbDumps.FORMAT_3, 80), "at least 81 bytes"));
        kinds.add(new Kind("magic", patch(0, "ca"), "magic"));
        kinds.add(new Kind("toc checksum", patch(TOC, "01"), "CRC-32C of the table of contents"));
        kinds.add(new Kind("symbols elsewhere", toc(0, 6), "regions in the order"));
        kinds.add(new Kind("series behind label indices", toc(1, 0x5f), "regions in the order"));
        kinds.add(new Kind("negative offset", toc(4, -1), "regions in the order"));
        kinds.add(new Kind("huge offset", toc(6, Long.MAX_VALUE), "regions in the order"));
        kinds.add(new Kind("postings table outside", toc(5, 1 << 20), "regions in the order"));
        kinds.add(new Kind("bounds turned round", toc(7, 1L << 60), "from <= through"));
        kinds.add(
                new Kind("symbol section length inflated", patch(SYMBOLS, "ffffffff"), "length of the symbol section"));
        kinds.add(new Kind(
                "symbol section length zero",
                patch(SYMBOLS, "00000000"),
                "number of symbols|end of its region|symbol|32-bit"));
        kinds.add(new Kind("symbol count inflated", section(SYMBOLS, 0x09, "ffffffff"), "number of symbols"));
        kinds.add(new Kind("symbol count too small", section(SYMBOLS, 0x09, "00000003"), "its end"));
        kinds.add(new Kind("symbol count too large", section(SYMBOLS, 0x09, "00000005"), "end of its region"));
        kinds.add(new Kind("symbol length inflated", section(SYMBOLS, 0x0d, "ff7f"), "length of a symbol"));
        kinds.add(new Kind("symbols out of order", section(SYMBOLS, 0x0e, "63"), "order of symbols"));
        kinds.add(new Kind("symbol checksum", patch(0x19, "00"), "CRC-32C of the symbol section"));
        kinds.add(new Kind("padding before the first record", patch(0x1e, "01"), "padding"));
        kinds.add(new Kind("record length huge", patch(RECORD, "ffffffffffffffffff01"), "length of a series record"));
        kinds.add(new Kind("record length zero", patch(RECORD, "00"), "length of a series record"));
        kinds.add(new Kind("record length beyond the region", patch(RECORD, "3b"), "length of a series record"));
        kinds.add(new Kind("record checksum", patch(0x5a, "00"), "CRC-32C of a series record"));
        kinds.add(new Kind(
                "varint of more than 64 bits", patch(RECORD, "ffffffffffffffffff7f"), "64 bits, found a longer one"));
        kinds.add(new Kind("label count inflated", record(0x29, "7f"), "labels of a series"));
        kinds.add(new Kind("symbol reference out of range", record(0x2b, "04"), "symbol of a label value"));
        kinds.add(new Kind("name reference out of range", record(0x2c, "7f"), "symbol of a label name"));
        kinds.add(new Kind("label names out of order", record(0x2a, "03000102"), "order of label names"));
        kinds.add(new Kind("chunk count inflated", record(0x2e, "7f"), "chunks of a series"));
        kinds.add(new Kind("chunk count above the markers", record(0x2e, "02"), "chunks in all pages"));
        kinds.add(new Kind("chunk count zero with markers", record(0x2e, "00"), "length of page markers"));
        kinds.add(new Kind("markers length huge", record(0x2f, "ffffffff"), "length of page markers"));
        kinds.add(new Kind("markers length zero", record(0x2f, "00000000"), "length of page markers"));
        kinds.add(new Kind("markers length off by one", record(0x2f, "00000016"), "length of page markers"));
        kinds.add(new Kind("marker count inflated", record(0x33, "7f"), "page markers"));
        kinds.add(new Kind("marker count zero", record(0x33, "00"), "chunks in all pages"));
        kinds.add(new Kind("page without chunks", record(0x34, "00"), "page 0"));
        kinds.add(new Kind("page with too many chunks", record(0x34, "02"), "chunks in a page"));
        kinds.add(new Kind("page sum of KB", record(0x38, "2d"), "sums of page 0"));
        kinds.add(new Kind("page sum of entries", record(0x3c, "e9"), "sums of page 0"));
        kinds.add(new Kind("page offset", record(0x3d, "01"), "page 0"));
        kinds.add(new Kind("page start", record(0x3e, "f8"), "first time of page 0"));
        kinds.add(new Kind("page span", record(0x44, "9c"), "last time of page 0"));
        kinds.add(new Kind("page start negative", record(0x3e, "f7"), "times of page 0"));
        kinds.add(new Kind("chunk start negative", record(0x48, "f7"), "times of a chunk"));
        kinds.add(new Kind("chunk before the file's bounds", record(0x48, "f4"), "file's bounds"));
        kinds.add(new Kind("chunk after the file's bounds", record(0x4e, "ce"), "file's bounds"));
        byte[] format2 =
                new TsdbBuilder(2).add(TsdbDumps.FINGERPRINT, TsdbDumps.EXAMPLE).build();
        format2[0x2e] = 0;
        fixRecord(format2, RECORD);
        kinds.add(new Kind("format 2, bytes after the chunks", format2, "expected the record's end, found 18 more"));
        byte[] two = twoSeries();
        two[0x3f] = 1;
        kinds.add(new Kind("padding between records", two, "padding after a series record"));
        kinds.add(new Kind("postings length inflated", patch(ALL, "ffffffff"), "length of the postings list"));
        kinds.add(new Kind("postings count", section(ALL, 0x8c, "00000002"), "references in a postings list"));
        kinds.add(new Kind("postings reference above the region", section(ALL, 0x90, "7fffffff"), "series reference"));
        kinds.add(new Kind("postings reference below the region", section(ALL, 0x90, "00000001"), "series reference"));
        kinds.add(new Kind(
                "postings reference to no record", section(ALL, 0x90, "00000004"), "series record|list of all series"));
        kinds.add(new Kind("postings checksum", patch(0x94, "00"), "CRC-32C of the postings list"));
        kinds.add(new Kind(
                "postings table count inflated",
                section(POSTINGS_TABLE, 0xd4, "ffffffff"),
                "entries in the table of postings"));
        kinds.add(new Kind("postings table count too small", section(POSTINGS_TABLE, 0xd4, "00000002"), "its end"));
        kinds.add(new Kind(
                "postings table of three columns", section(POSTINGS_TABLE, 0xd8, "03"), "columns of a posting"));
        kinds.add(new Kind(
                "postings table name too long", section(POSTINGS_TABLE, 0xde, "7f"), "length of a label name"));
        kinds.add(new Kind(
                "postings list outside its region",
                section(POSTINGS_TABLE, 0xdb, "b801"),
                "offset of a postings list"));
        kinds.add(new Kind(
                "postings list at an odd place", section(POSTINGS_TABLE, 0xdb, "8901"), "offset of a postings list"));
        kinds.add(new Kind("postings table out of order", section(POSTINGS_TABLE, 0xdf, "7a"), "order of postings"));
        kinds.add(new Kind("postings table checksum", patch(0xef, "00"), "CRC-32C of the table of postings"));
        kinds.add(new Kind("fingerprint table count", section(FINGERPRINTS, 0xf7, "00000002"), "fingerprint table"));
        kinds.add(new Kind("fingerprint table reference", section(FINGERPRINTS, 0xfb, "7f"), "fingerprint table"));
        kinds.add(new Kind("fingerprint table checksum", patch(0x10b, "00"), "CRC-32C of the fingerprint table"));
        return kinds;
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void isRefusedWithSourceOffsetAndReason(Kind kind) {
        Allocation allocated = new Allocation();
        assertThatThrownBy(() -> drain(TsdbDumps.open(kind.bytes()).seriesOf(FAKE, SeriesQuery.ALL)))
                .isInstanceOfSatisfying(CorruptDataException.class, e -> {
                    assertThat(allocated.bytes()).isLessThan(Allocation.HOSTILE_LIMIT_BYTES);
                    assertThat(e.source()).isEqualTo("index/t_1/fake/x.tsdb");
                    assertThat(e.offset()).isBetween(0L, (long) kind.bytes().length);
                    assertThat(e.getMessage())
                            .startsWith("index/t_1/fake/x.tsdb at byte " + e.offset() + ": ")
                            .containsPattern(kind.message());
                });
    }

    @Test
    void otherVersionsAreToldApartFromDamage() {
        for (String version : List.of("00", "01", "04", "ff")) {
            assertThatThrownBy(() -> TsdbDumps.open(patch(4, version)))
                    .isInstanceOf(UnsupportedFormatException.class)
                    .hasMessageContaining("at byte 4: version of a TSDB index: expected 2 or 3, found "
                            + Integer.parseInt(version, 16));
        }
    }

    @Test
    void postingsOfALabelThatTheSeriesLacksAreRefused() throws IOException {
        byte[] swapped = section(POSTINGS_TABLE, 0xe3, "62"); // app=a becomes app=b
        assertThatThrownBy(() -> drain(TsdbDumps.open(swapped).seriesOf(FAKE, equal("app", "b"))))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("series listed under app=\"b\"");
        assertThat(drain(TsdbDumps.open(TsdbDumps.FORMAT_3).seriesOf(FAKE, equal("app", "b"))))
                .isEmpty();
    }

    @Test
    void damagedPostingsOfALabelAreFoundWhenALookupTouchesThem() throws IOException {
        byte[] damaged = patch(APP + 8, "00000003");
        assertThat(drain(TsdbDumps.open(damaged).seriesOf(FAKE, SeriesQuery.ALL)))
                .hasSize(1);
        assertThatThrownBy(() -> drain(TsdbDumps.open(damaged).seriesOf(FAKE, equal("app", "a"))))
                .isInstanceOf(CorruptDataException.class);
    }

    @Test
    void listOfAllSeriesThatOmitsOneIsRefused() {
        byte[] two = twoSeries();
        int list = (int) BigEndian.int64(two, two.length - 76 + 32);
        byte[] shorter = two.clone();
        put(shorter, list, "00000008 00000001");
        fixCrc(shorter, list);
        assertThatThrownBy(() -> drain(TsdbDumps.open(shorter).seriesOf(FAKE, SeriesQuery.ALL)))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("list of all series");
    }

    @Test
    void fingerprintsOutOfOrderAreRefused() {
        byte[] two = twoSeries();
        int first = (int) Padding.align(BigEndian.int64(two, two.length - 76 + 8), 16);
        two[first + 8] = 9;
        fixRecord(two, first);
        assertThatThrownBy(() -> drain(TsdbDumps.open(two).seriesOf(FAKE, SeriesQuery.ALL)))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("order of fingerprints: expected at least 9, found 2");
    }

    @Test
    void twoRecordsOfOneLabelSetAreRefused() {
        byte[] two = new TsdbBuilder(3)
                .add(1, TsdbDumps.series(FAKE, 1, Labels.of("a", "1"), TsdbDumps.chunk(1, 2, 3, 4, 5)))
                .addWithTenant(1, TsdbDumps.series(FAKE, 1, Labels.of("a", "1"), TsdbDumps.chunk(1, 2, 3, 4, 5)))
                .build();
        // in a tenant's folder the tenant label is stripped, and then both are the same stream
        assertThatThrownBy(() -> drain(TsdbDumps.open(two).seriesOf(FAKE, SeriesQuery.ALL)))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("a set that no other record has");
    }

    @Test
    void seriesListedUnderAnotherTenantAreRefused() {
        byte[] common = new TsdbBuilder(3)
                .addWithTenant(1, TsdbDumps.series(FAKE, 1, Labels.of("a", "t"), TsdbDumps.chunk(1, 2, 3, 4, 5)))
                .addWithTenant(
                        2, TsdbDumps.series(TenantId.of("g"), 2, Labels.of("a", "t"), TsdbDumps.chunk(1, 2, 3, 4, 5)))
                .build();
        int table = (int) BigEndian.int64(common, common.length - 76 + 40);
        String text = new String(common, StandardCharsets.ISO_8859_1);
        // the last two entries are a="t" and the tenants: give one tenant the other's list
        int fake = text.indexOf("fake", table) + 4;
        int other = text.indexOf("\u0001g", table) + 2;
        System.arraycopy(common, other, common, fake, 2);
        fixCrc(common, table);
        assertThatThrownBy(() -> drain(TsdbDumps.open(common).series(SeriesQuery.ALL)))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("tenant of a series: expected fake, found 'g'");
    }

    @Test
    void tenantThatCannotBeOneIsRefused() {
        byte[] common = new TsdbBuilder(3).addWithTenant(1, TsdbDumps.EXAMPLE).build();
        String text = new String(common, StandardCharsets.ISO_8859_1);
        int table = (int) BigEndian.int64(common, common.length - 76 + 40);
        put(common, text.indexOf("fake") + 1, "2f2e2e");
        fixCrc(common, 5);
        put(common, text.indexOf("fake", table) + 1, "2f2e2e");
        fixCrc(common, table);
        assertThatThrownBy(() -> TsdbDumps.open(common).tenants())
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("tenant of a series: expected a tenant id, found 'f/..'");
    }

    @Test
    void limitsStopBeforeMemoryIsTaken() {
        TsdbLimits symbols = new TsdbLimits(1 << 20, 8, 1 << 20, 16);
        assertThatThrownBy(() -> TsdbFile.open(ByteSource.of("x", TsdbDumps.FORMAT_3), symbols))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("length of the symbol section: expected at most 8, found 16");
        TsdbLimits symbol = new TsdbLimits(2, 1 << 20, 1 << 20, 16);
        assertThatThrownBy(() -> TsdbFile.open(ByteSource.of("x", TsdbDumps.FORMAT_3), symbol))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("length of a symbol: expected at most 2, found 3");
        TsdbLimits record = new TsdbLimits(1 << 20, 1 << 20, 56, 16);
        assertThatThrownBy(() -> drain(TsdbFile.open(ByteSource.of("x", TsdbDumps.FORMAT_3), record)
                        .seriesOf(FAKE, SeriesQuery.ALL)))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("length of a series record: expected in [10, 56], found 57");
    }

    private static byte[] twoSeries() {
        return new TsdbBuilder(2)
                .add(1, TsdbDumps.series(FAKE, 1, Labels.of("a", "1"), TsdbDumps.chunk(1, 2, 3, 4, 5)))
                .add(2, TsdbDumps.series(FAKE, 2, Labels.of("a", "2"), TsdbDumps.chunk(1, 2, 3, 4, 5)))
                .build();
    }

    private static SeriesQuery equal(String name, String value) {
        return new SeriesQuery(
                Set.of(), List.of(new LabelMatcher(name, LabelMatcher.Operator.EQUAL, value)), TimeRange.ALL);
    }

    private static byte[] patch(int offset, String hex) {
        byte[] bytes = TsdbDumps.FORMAT_3.clone();
        put(bytes, offset, hex);
        return bytes;
    }

    private static byte[] toc(int field, long value) {
        byte[] bytes = TsdbDumps.FORMAT_3.clone();
        put(bytes, TOC + 8 * field, "%016x".formatted(value));
        put(bytes, TOC + 72, "%08x".formatted(TsdbBuilder.crc(Arrays.copyOfRange(bytes, TOC, TOC + 72))));
        return bytes;
    }

    private static byte[] section(int start, int offset, String hex) {
        byte[] bytes = patch(offset, hex);
        fixCrc(bytes, start);
        return bytes;
    }

    private static byte[] record(int offset, String hex) {
        byte[] bytes = patch(offset, hex);
        fixRecord(bytes, RECORD);
        return bytes;
    }

    private static void put(byte[] bytes, int offset, String hex) {
        byte[] patch = TsdbDumps.bytes(hex);
        System.arraycopy(patch, 0, bytes, offset, patch.length);
    }

    private static void fixCrc(byte[] bytes, int start) {
        int length = BigEndian.int32(bytes, start);
        int crc = TsdbBuilder.crc(Arrays.copyOfRange(bytes, start + 4, start + 4 + length));
        put(bytes, start + 4 + length, "%08x".formatted(crc));
    }

    private static void fixRecord(byte[] bytes, int start) {
        int length = bytes[start];
        int crc = TsdbBuilder.crc(Arrays.copyOfRange(bytes, start + 1, start + 1 + length));
        put(bytes, start + 1 + length, "%08x".formatted(crc));
    }
}

package dev.lokistore.index.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lokistore.chunk.ChunkKeyScheme;
import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.index.layout.ChunkForm;
import dev.lokistore.index.layout.StoreLayout;
import dev.lokistore.index.table.IndexKind;
import dev.lokistore.index.table.Table;
import dev.lokistore.index.table.TableScan;
import dev.lokistore.objectstore.CountingReader;
import dev.lokistore.objectstore.Listing;
import dev.lokistore.objectstore.ObjectInfo;
import dev.lokistore.objectstore.ObjectKey;
import dev.lokistore.objectstore.memory.MemoryObjectStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SchemaDetectorTest {
    private static final long FIRST = 19_000;
    private static final ChunkProbe NO_CHUNKS = new ChunkProbe() {
        @Override
        public Optional<ObjectInfo> find(ChunkRef ref, ChunkKeyScheme scheme) {
            return Optional.empty();
        }

        @Override
        public int payloadVersion(ObjectInfo object) {
            throw new AssertionError("no chunk was found");
        }
    };

    @TempDir
    private Path temp;

    private final MemoryObjectStore store = new MemoryObjectStore();
    private final CountingReader counting = new CountingReader(store);

    @Test
    void theDayOnWhichTheFormatChangesIsFoundByHalving() throws IOException {
        for (int change : new int[] {0, 1, 2, 17, 998, 999, 1_000}) {
            for (int day = 0; day < 1_000; day++) {
                tsdb("index/t_", FIRST + day, day < change ? 2 : 3);
            }
            long before = counting.stats().allRequests();
            StoreSchema schema = detect("index/");
            assertThat(counting.stats().allRequests() - before).isLessThan(20);
            List<SchemaPeriod> expected = change == 0
                    ? List.of(period(0, 13, "t_", "index/"))
                    : change == 1_000
                            ? List.of(period(0, 12, "t_", "index/"))
                            : List.of(period(0, 12, "t_", "index/"), period(change, 13, "t_", "index/"));
            assertThat(schema.periods()).isEqualTo(expected);
        }
    }

    @Test
    void prefixesOfTablesAndOfFoldersArePeriodsOfTheirOwn() throws IOException {
        tsdb("index/a_", FIRST, 3);
        tsdb("index/b_", FIRST + 1, 3);
        tsdb("index/b_", FIRST + 2, 3);
        tsdb("new/b_", FIRST + 5, 3);
        assertThat(detect("index/", "new/").periods())
                .containsExactly(
                        period(0, 13, "a_", "index/"), period(1, 13, "b_", "index/"), period(5, 13, "b_", "new/"));
    }

    @Test
    void aBrokenTableTellsNothingAndItsNeighboursDecide() throws IOException {
        for (int day = 0; day < 9; day++) {
            tsdb("index/t_", FIRST + day, day < 5 ? 2 : 3);
        }
        put(key("index/t_", FIRST), new byte[] {1, 2, 3});
        put(key("index/t_", FIRST + 4), new byte[0]);
        put(key("index/t_", FIRST + 8), gzip(new byte[] {1, 2, 3, 4, 5, 6}));
        StoreSchema schema = detect("index/");
        assertThat(schema.periods()).containsExactly(period(0, 12, "t_", "index/"), period(5, 13, "t_", "index/"));
        assertThat(schema.notes()).anyMatch(note -> note.contains("t_19000"));
    }

    @Test
    void tablesThatAreAllBrokenLeaveAnAssumptionWithANote() throws IOException {
        put(key("index/t_", FIRST), new byte[] {1});
        StoreSchema schema = detect("index/");
        assertThat(schema.periods()).containsExactly(period(0, 12, "t_", "index/"));
        assertThat(schema.notes()).anyMatch(note -> note.contains("does not begin as a TSDB index"));
    }

    @Test
    void whereTablesOverlapTheLaterSeriesHasTakenOver() throws IOException {
        for (int day = 0; day < 4; day++) {
            tsdb("index/z_", FIRST + day, 3);
        }
        tsdb("index/a_", FIRST + 3, 3);
        tsdb("index/a_", FIRST + 4, 3);
        StoreSchema schema = detect("index/");
        assertThat(schema.periods()).containsExactly(period(0, 13, "z_", "index/"), period(3, 13, "a_", "index/"));
        assertThat(schema.notes()).anyMatch(note -> note.contains("same day"));
    }

    @Test
    void aStoreWithoutAnIndexHasNoPeriods() throws IOException {
        StoreSchema schema = detect();
        assertThat(schema.periods()).isEmpty();
        assertThat(schema.notes()).hasSize(1);
        assertThat(schema.periodAt(0)).isEmpty();
        assertThat(schema.toYaml()).isEqualTo("schema_config:\n  configs: []\n");
    }

    @Test
    void aPeriodRulesFromItsFirstMillisecondToTheNext() {
        StoreSchema schema = new StoreSchema(
                List.of(period(0, 12, "a", "index/"), period(2, 13, "b", "index/")),
                StoreSchema.Origin.CONFIGURED,
                List.of());
        long start = FIRST * 86_400_000L;
        assertThat(schema.periodAt(start - 1)).isEmpty();
        assertThat(schema.periodAt(start)).contains(period(0, 12, "a", "index/"));
        assertThat(schema.periodAt(start + 2 * 86_400_000L - 1)).contains(period(0, 12, "a", "index/"));
        assertThat(schema.periodAt(start + 2 * 86_400_000L)).contains(period(2, 13, "b", "index/"));
    }

    @Test
    void differencesAreToldForRunsOfDaysThatHaveData() {
        StoreSchema found = new StoreSchema(
                List.of(period(0, 12, "a", "index/"), period(4, 13, "a", "index/")),
                StoreSchema.Origin.DETECTED,
                List.of());
        StoreSchema configured = new StoreSchema(
                List.of(period(1, 12, "a", "index/"), period(2, 13, "a", "x/"), period(7, 13, "b", "index/")),
                StoreSchema.Origin.CONFIGURED,
                List.of());
        List<LocalDate> days = List.of(day(0), day(1), day(2), day(3), day(5), day(6), day(8), day(9));
        assertThat(SchemaComparison.compare(configured, found, days))
                .containsExactly(
                        new SchemaDifference(day(0), day(0), "from", "none", "a table of that day"),
                        new SchemaDifference(day(2), day(6), "index.path_prefix", "x/", "index/"),
                        new SchemaDifference(day(2), day(3), "schema", "v13", "v12"),
                        new SchemaDifference(day(8), day(9), "index.prefix", "b", "a"));
        assertThat(SchemaComparison.compare(found, found, days)).isEmpty();
    }

    @Test
    void aDifferenceThatStopsAndComesBackIsTwo() {
        StoreSchema found = new StoreSchema(
                List.of(period(0, 12, "a", "index/"), period(1, 13, "a", "index/"), period(2, 12, "a", "index/")),
                StoreSchema.Origin.DETECTED,
                List.of());
        StoreSchema configured =
                new StoreSchema(List.of(period(0, 13, "a", "index/")), StoreSchema.Origin.CONFIGURED, List.of());
        assertThat(SchemaComparison.compare(configured, found, List.of(day(0), day(1), day(2))))
                .containsExactly(
                        new SchemaDifference(day(0), day(0), "schema", "v13", "v12"),
                        new SchemaDifference(day(2), day(2), "schema", "v13", "v12"));
    }

    private static SchemaPeriod period(int day, int version, String prefix, String pathPrefix) {
        return new SchemaPeriod(day(day), IndexKind.TSDB, version, prefix, Duration.ofDays(1), pathPrefix, 16, "s3");
    }

    private static LocalDate day(int day) {
        return LocalDate.ofEpochDay(FIRST + day);
    }

    private StoreSchema detect(String... prefixes) throws IOException {
        Map<String, List<Table>> tables = new HashMap<>();
        for (String prefix : prefixes) {
            try (Listing<ObjectInfo> listing = store.list(prefix)) {
                tables.put(prefix, TableScan.of(listing, prefix).tables());
            }
        }
        StoreLayout layout = new StoreLayout("", EnumSet.of(ChunkForm.NESTED), ':', List.of(prefixes));
        return SchemaDetector.detect(new SchemaSources(counting, layout, tables, NO_CHUNKS, temp));
    }

    private void tsdb(String prefix, long day, int format) throws IOException {
        byte[] start = {(byte) 0xBA, (byte) 0xAA, (byte) 0xD7, 0, (byte) format, 0, 0, 0, 0};
        put(key(prefix, day), gzip(start));
    }

    private static String key(String prefix, long day) {
        return prefix + day + "/1700006700-ingester-0-1699919000123456789.tsdb.gz";
    }

    private void put(String key, byte[] content) throws IOException {
        store.put(ObjectKey.of(key), content);
    }

    private static byte[] gzip(byte[] content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(bytes)) {
            out.write(content);
        }
        return bytes.toByteArray();
    }
}

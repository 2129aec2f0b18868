package dev.lokistore.compactor.export;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.Labels;
import dev.lokistore.chunk.StructuredMetadata;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.index.GoldenStores;
import dev.lokistore.index.logql.Selector;
import dev.lokistore.index.query.EntryQuery;
import dev.lokistore.index.query.EntryStream;
import dev.lokistore.index.query.GoldenStore;
import dev.lokistore.index.query.QueryOptions;
import dev.lokistore.index.query.Row;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Parquet files as DuckDB reads them. */
@Tag("one-runtime")
class ParquetExportTest {
    static final List<String> STORES = GoldenStores.WITH_EXPECTED;

    @TempDir
    Path temporary;

    private Path export(GoldenStore golden, Compression compression, List<String> columns) throws Exception {
        Path folder = Files.createDirectories(temporary.resolve("out-" + compression));
        ExportRequest request = new ExportRequest(
                "test",
                EntryQuery.of(Selector.ALL),
                "",
                ExportFormat.PARQUET,
                compression,
                Partition.of(List.of("tenant", "day")),
                new LabelColumns(columns),
                QueryOptions.defaults(temporary),
                2);
        new StoreExport(
                        golden.open(temporary),
                        request,
                        (subject, e) -> assertThat(e).isNull(),
                        defect -> {},
                        progress -> {})
                .run(folder);
        return folder;
    }

    private static <T> List<T> query(String sql, Reader<T> reader) throws SQLException {
        List<T> rows = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            while (result.next()) {
                rows.add(reader.read(result));
            }
        }
        return rows;
    }

    private interface Reader<T> {
        T read(ResultSet result) throws SQLException;
    }

    private static String files(Path folder) {
        return "read_parquet('" + folder + "/**/*.parquet', hive_partitioning = false)";
    }

    private static Map<String, String> map(Object value) {
        Map<String, String> map = new TreeMap<>();
        ((Map<?, ?>) value).forEach((key, each) -> map.put(key.toString(), each.toString()));
        return map;
    }

    private static Row row(ResultSet result) throws SQLException {
        return new Row(
                result.getString("tenant"),
                Labels.of(map(result.getObject("labels"))),
                result.getLong("ns"),
                result.getString("line"),
                map(result.getObject("metadata")));
    }

    @ParameterizedTest
    @FieldSource("STORES")
    void everyStoreIsWhatLokiReturned(String name) throws Exception {
        GoldenStore golden = GoldenStore.load(name);
        Path folder = export(golden, Compression.ZSTD, List.of());

        List<Row> rows = query("select *, epoch_ns(\"timestamp\") as ns from " + files(folder), ParquetExportTest::row);

        assertThat(rows.stream()
                        .filter(row -> !GoldenStore.OUTSIDE_BOUNDS.contains(row.ts()))
                        .sorted()
                        .toList())
                .isEqualTo(golden.allExpected().stream().sorted().toList());
    }

    @Test
    void typesColumnsAndPartitions() throws Exception {
        GoldenStore golden = GoldenStore.load("fs-tsdb-v13-gzip");
        for (Compression compression : Compression.values()) {
            Path folder = export(golden, compression, List.of("app", "line", "nowhere"));

            assertThat(query(
                            "describe select * from " + files(folder),
                            row -> row.getString(1) + " " + row.getString(2)))
                    .containsExactly(
                            "timestamp TIMESTAMP_NS",
                            "tenant VARCHAR",
                            "line VARCHAR",
                            "line_bytes BLOB",
                            "labels MAP(VARCHAR, VARCHAR)",
                            "metadata MAP(VARCHAR, VARCHAR)",
                            "app VARCHAR",
                            "label_line VARCHAR",
                            "nowhere VARCHAR");
            assertThat(query(
                            "select count(*) from " + files(folder)
                                    + " where app = labels['app'] and label_line is null and nowhere is null",
                            row -> row.getLong(1)))
                    .containsExactly(500L);
            assertThat(query(
                            "select count(*) from read_parquet('" + folder
                                    + "/**/*.parquet', hive_partitioning = true) where day = '2026-11-20' and tenant = 'acme'",
                            row -> row.getLong(1)))
                    .containsExactly(golden.allExpected().stream()
                            .filter(row -> row.ts() < 1795219200000000000L)
                            .count());
            assertThat(query(
                            "select stats_min_value, stats_max_value from parquet_metadata('" + folder
                                    + "/tenant=acme/day=2026-11-20/entries.parquet') where path_in_schema = 'timestamp'",
                            row -> row.getString(1)))
                    .hasSize(1)
                    .allMatch(min -> min.contains("2026-11-20 00:02:33.26546763"));
        }
    }

    /** Entries that a store would hold, without a store. */
    private record Entries(List<Row> rows, int[] at) implements EntryStream {
        @Override
        public boolean next() {
            return ++at[0] < rows.size();
        }

        private Row row() {
            return rows.get(at[0]);
        }

        @Override
        public TenantId tenant() {
            return TenantId.of(row().tenant());
        }

        @Override
        public Labels labels() {
            return row().labels();
        }

        @Override
        public long timestampNanos() {
            return row().ts();
        }

        @Override
        public byte[] buffer() {
            // Latin-1, so that some lines are no UTF-8
            return row().line().getBytes(StandardCharsets.ISO_8859_1);
        }

        @Override
        public int lineOffset() {
            return 0;
        }

        @Override
        public int lineLength() {
            return buffer().length;
        }

        @Override
        public StructuredMetadata metadata() {
            return StructuredMetadata.of(row().metadata());
        }

        @Override
        public ChunkRef chunk() {
            throw new UnsupportedOperationException();
        }

        @Override
        public int blockIndex() {
            return 0;
        }

        @Override
        public void close() {}
    }

    @Test
    void manyRowGroupsPagesAndValuesComeBackAsTheyWere() throws Exception {
        Random random = new Random(11);
        List<Labels> streams =
                List.of(Labels.EMPTY, Labels.of("app", "web"), Labels.of("app", "", "pod", "é\ud83d\ude00"));
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < 50_000; i++) {
            Map<String, String> metadata = new TreeMap<>();
            for (int j = random.nextInt(4); j > 0; j--) {
                metadata.put(
                        "key" + random.nextInt(3),
                        j == 1 ? Long.toHexString(random.nextLong()) : "few" + random.nextInt(3));
            }
            String line = random.nextInt(9) == 0 ? "caf\u00e9 " + i : "x".repeat(random.nextInt(900)) + i;
            rows.add(new Row("t" + random.nextInt(2), streams.get(random.nextInt(3)), i * 1_000L - 7, line, metadata));
        }
        for (Compression compression : Compression.values()) {
            Path path = temporary.resolve(compression + ".parquet");
            try (OpenFiles open = new OpenFiles()) {
                ParquetFile file = new ParquetFile(
                        "entries",
                        new PartFile(path, Compression.NONE),
                        open,
                        compression,
                        new LabelColumns(List.of("app")));
                Map<String, ExportFile.StreamSink> sinks = new TreeMap<>();
                Entries entries = new Entries(rows, new int[] {-1});
                while (entries.next()) {
                    sinks.computeIfAbsent(
                                    entries.tenant() + entries.labels().toString(),
                                    name -> file.stream(entries.tenant(), entries.labels()))
                            .write(entries);
                }
                file.finish();
            }

            List<Row> back = query(
                    "select tenant, labels, epoch_ns(\"timestamp\") as ns, metadata,"
                            + " coalesce(line, 'caf' || chr(233) || ' ' || cast(line_bytes[6:] as varchar)) as line from '"
                            + path
                            + "' where app is not distinct from labels['app']",
                    ParquetExportTest::row);

            assertThat(back.equals(rows)).isTrue();
            assertThat(query(
                            "select max(row_group_id), max(num_values) from parquet_metadata('" + path + "')",
                            result -> result.getInt(1)))
                    .allMatch(last -> last >= 1);
        }
    }
}

package dev.lokistore.compactor.index;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lokistore.chunk.ByteSource;
import dev.lokistore.index.RowEdits;
import dev.lokistore.index.bolt.BoltCursor;
import dev.lokistore.index.bolt.BoltFile;
import dev.lokistore.index.table.IndexKind;
import dev.lokistore.index.table.Table;
import dev.lokistore.index.table.TableFile;
import dev.lokistore.objectstore.memory.MemoryObjectStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

/** What Loki's own compactor made of the golden stores, from the same files. */
class TableMergeGoldenTest {
    private static final long TIME = 1_800_000_000_123_456_789L;

    @TempDir
    private Path temporary = Path.of("");

    @ParameterizedTest
    @CsvSource({
        "fs-multi-period, fs-multi-period-compacted",
        "fs-tsdb-v13-snappy, fs-tsdb-v13-compacted",
        "minio-boltdb-v12, minio-boltdb-v12-compacted"
    })
    void filesAreThoseOfLokisCompactor(String fresh, String compacted) throws IOException {
        GoldenTables before = GoldenTables.open(fresh);
        GoldenTables after = GoldenTables.open(compacted);
        List<Table> tables = before.tables();
        List<Table> expected = after.tables();
        assertThat(tables).isNotEmpty();
        assertThat(tables.stream().map(Table::name))
                .isEqualTo(expected.stream().map(Table::name).toList());
        for (int i = 0; i < tables.size(); i++) {
            Table table = tables.get(i);
            MergeResult result =
                    TableMerge.build(table, before.store(), before.options(table, TIME), RowEdits.NONE, temporary);

            assertThat(result.replaced()).isEqualTo(table.files());
            assertThat(result.kept()).isEmpty();
            assertThat(built(result)).isEqualTo(stored(after.store(), expected.get(i)));
            for (BuiltFile file : result.outputs()) {
                FileCheck.check(file, temporary);
            }
            assertThat(result.rows())
                    .allSatisfy(rows -> assertThat(rows.tally().left())
                            .isEqualTo(result.outputs().stream()
                                    .map(file -> file.chunks().get(rows.tenant()))
                                    .filter(found -> found != null)
                                    .findFirst()
                                    .orElseThrow()));
        }
    }

    @ParameterizedTest
    @FieldSource("dev.lokistore.index.GoldenStores#ALL")
    void tablesThatAreCompactedStayAsTheyAre(String name) throws IOException {
        GoldenTables golden = GoldenTables.open(name);
        for (Table table : golden.tables()) {
            MergeResult result =
                    TableMerge.build(table, golden.store(), golden.options(table, TIME), RowEdits.NONE, temporary);

            assertThat(result.nothingToDo()).isEqualTo(table.compacted());
            assertThat(result.kept()).isEqualTo(table.compacted() ? table.files() : List.of());
            try (var left = Files.list(temporary)) {
                assertThat(left).hasSize(result.outputs().size());
            }
            for (BuiltFile file : result.outputs()) {
                Files.delete(file.path());
            }
        }
    }

    /** Content by place and name without the time. */
    private static Map<String, Object> built(MergeResult result) throws IOException {
        Map<String, Object> contents = new TreeMap<>();
        for (BuiltFile file : result.outputs()) {
            byte[] packed = Files.readAllBytes(file.path());
            assertThat(file.sizeBytes()).isEqualTo(packed.length);
            assertThat(file.name()).contains(String.valueOf(TIME));
            contents.put(withoutTime(file.key("")), content(file.kind(), packed));
        }
        return contents;
    }

    private static Map<String, Object> stored(MemoryObjectStore store, Table table) throws IOException {
        Map<String, Object> contents = new TreeMap<>();
        for (TableFile file : table.files()) {
            String key = file.key().substring(file.tableFolder().length());
            contents.put(
                    withoutTime(key),
                    content(file.kind(), store.readAll(file.object().key(), 1 << 24)));
        }
        return contents;
    }

    private static String withoutTime(String key) {
        return key.replaceFirst("(^|/)\\d+-compactor", "$1T-compactor")
                .replaceFirst("(^|/)compactor-\\d+(\\.r)?\\.gz", "$1compactor-T.gz");
    }

    /** The bytes of a TSDB file, the rows of a boltdb file. */
    private static Object content(IndexKind kind, byte[] packed) throws IOException {
        byte[] bytes;
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
            bytes = in.readAllBytes();
        }
        if (kind == IndexKind.TSDB) {
            return HexFormat.of().formatHex(bytes);
        }
        BoltFile file = BoltFile.open(ByteSource.of("file", bytes));
        List<String> rows = new ArrayList<>();
        BoltCursor cursor = file.bucket("index").orElseThrow().cursor();
        while (cursor.next()) {
            rows.add(new String(cursor.key(), StandardCharsets.UTF_8) + "="
                    + new String(cursor.value(), StandardCharsets.UTF_8));
        }
        return rows;
    }
}

package dev.lokistore.index.boltdb;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lokistore.chunk.ByteSource;
import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.Labels;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.index.IndexedChunk;
import dev.lokistore.index.IndexedSeries;
import dev.lokistore.index.SeriesCursor;
import dev.lokistore.index.SeriesQuery;
import dev.lokistore.index.bolt.BoltFile;
import dev.lokistore.index.bolt.BoltFileBuilder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rows that Loki's own code made for one chunk ({@code formats/index-tables.md#33}), byte for byte. */
class ExampleRowsTest {
    private static final String ID_HEX =
            "676e6c754a365661684a7959753967756b6c734a52716f506e684d506c6d482f30517334464f796d573938";
    private static final String V12_CHUNK =
            "66616b652f633761376236613463343731333736642f31386263666535363837623a31386264303163353834383a6465616462656566";
    private static final String APP =
            "7970654245736f6276637236776a477a6d69506354616547372f6755664535797559423368612f75534c73";
    private static final String ENV =
            "5069506f4667413557556f7a6955396c5a4f47784e497539656743493143784b7933507572745763414a30";

    private static final ChunkRef CHUNK =
            new ChunkRef(TenantId.of("fake"), 0xc7a7b6a4c471376dL, 1700000000123L, 1700003600456L, 0xdeadbeef);
    private static final Labels LABELS = Labels.of("app", "a", "env", "b");

    @TempDir
    private Path temporary;

    /** Keys and values, without the {@code 05:} and row 9 in v9. */
    private static List<String> documented(int schema) {
        String chunkId = schema >= 12 ? V12_CHUNK : V12_CHUNK.replace("3736642f", "3736643a");
        String shard = schema == 9 ? "" : "30353a";
        String metric = shard + "66616b653a6431393637353a6c6f6773";
        String series = metric + "00" + ID_HEX + "00000037" + "00=2d";
        String app = metric + "3a61707000" + APP + "00" + ID_HEX + "00003800=61";
        String env = metric + "3a656e7600" + ENV + "00" + ID_HEX + "00003800=62";
        String chunk = "66616b653a6431393637353a" + ID_HEX + "0030346662613434380000" + chunkId + "003300="
                + (schema == 9 ? "" : "2d");
        String names = ID_HEX + "000000003900=5b22617070222c22656e76225d";
        return switch (schema) {
            case 9 -> List.of(chunk, series, app, env);
            case 10 -> List.of(series, app, env, chunk);
            default -> List.of(series, app, env, chunk, names);
        };
    }

    @ParameterizedTest
    @ValueSource(ints = {9, 10, 11, 12, 13})
    void theDocumentedRowsAreRead(int schema) throws IOException {
        SortedMap<byte[], byte[]> rows = BoltFileBuilder.rows();
        for (String row : documented(schema)) {
            String[] parts = row.split("=", -1);
            rows.put(HexFormat.of().parseHex(parts[0]), HexFormat.of().parseHex(parts[1]));
        }
        assertThat(read(new BoltFileBuilder(4096).bucket("index", rows).build()))
                .containsExactly(new IndexedSeries(CHUNK.tenant(), LABELS, List.of(new IndexedChunk(CHUNK, null))));
    }

    private List<IndexedSeries> read(byte[] file) throws IOException {
        List<IndexedSeries> all = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        BoltdbIndex index =
                new BoltdbIndex(List.of(BoltdbFile.common(BoltFile.open(ByteSource.of("f", file)))), temporary);
        try (SeriesCursor cursor =
                index.series(SeriesQuery.ALL, (subject, cause) -> problems.add(cause.getMessage()))) {
            while (cursor.next()) {
                all.add(cursor.series());
            }
        }
        assertThat(problems).isEmpty();
        return all;
    }

    /** Our test rows are those of the document, so that tests made of them mean something. */
    @ParameterizedTest
    @ValueSource(ints = {9, 10, 11, 12, 13})
    void theRowsOfOurTestsAreTheDocumented(int schema) {
        List<String> made = new ArrayList<>();
        new LokiRows(schema)
                .chunk(LABELS, CHUNK)
                .rows()
                .forEach((key, value) -> made.add(
                        HexFormat.of().formatHex(key) + "=" + HexFormat.of().formatHex(value)));
        assertThat(made).isEqualTo(documented(schema));
    }

    /** {@code formats/index-tables.md#211}: inline bucket, packed from 0x4095 on, freelist behind it. */
    @Test
    void theDocumentedFileIsRead() throws IOException {
        ByteBuffer file = ByteBuffer.allocate(6 * 4096).order(ByteOrder.LITTLE_ENDIAN);
        put(file, 0, "0000000000000000 0400 0000 00000000 edda0ced 02000000 00100000 00000000");
        put(file, 0x20, "0400000000000000 0000000000000000 0500000000000000 0600000000000000");
        put(file, 0x40, "0200000000000000 6e331b2c7a6df9ee");
        put(file, 0x1000, "0100000000000000 0400 0000 00000000 edda0ced 02000000 00100000 00000000");
        put(file, 0x1020, "0400000000000000 0000000000000000 0500000000000000 0600000000000000");
        put(file, 0x1040, "0100000000000000 4de92b2171a6fecf");
        put(file, 0x4000, "0400000000000000 0200 0100 00000000 01000000 10000000 05000000 57020000 696e646578");
        put(file, 0x4035, "0000000000000000 0200 0500 00000000 00000000 50000000 44000000 01000000");
        put(file, 0x4055, "00000000 85000000 73000000 01000000 00000000 e9000000 73000000 01000000");
        put(file, 0x4075, "00000000 4d010000 7b000000 01000000 00000000 b9010000 31000000 0d000000");
        int data = 0x4095;
        for (String row : documented(12)) {
            byte[] keyAndValue = HexFormat.of().parseHex(row.replace("=", ""));
            file.put(data, keyAndValue);
            data += keyAndValue.length;
        }
        assertThat(data).as("end of the value of 599 bytes").isEqualTo(0x4025 + 599);
        put(file, 0x5000, "0500000000000000 1000 0200 00000000 0200000000000000 0300000000000000");
        BoltFile opened = BoltFile.open(ByteSource.of("f", file.array()));
        assertThat(opened.meta().txid()).isEqualTo(2);
        assertThat(opened.meta().root()).isEqualTo(4);
        assertThat(read(file.array()))
                .singleElement()
                .extracting(IndexedSeries::labels)
                .isEqualTo(LABELS);
    }

    private static void put(ByteBuffer file, int at, String hex) {
        file.put(at, HexFormat.of().parseHex(hex.replace(" ", "")));
    }

    @Test
    void seriesIdsAndShardsAreThoseOfLoki() {
        assertThat(SeriesId.of(LABELS)).isEqualTo("gnluJ6VahJyYu9guklsJRqoPnhMPlmH/0Qs4FOymW98");
        assertThat(SeriesId.shard(SeriesId.of(LABELS), 16)).isEqualTo(5);
        assertThat(SeriesId.valueHash("a")).isEqualTo("ypeBEsobvcr6wjGzmiPcTaeG7/gUfE5yuYB3ha/uSLs");
        assertThat(SeriesId.of(Labels.EMPTY)).isEqualTo(SeriesId.digest("logs".getBytes(UTF_8)));
    }

    @Test
    void valuesAreQuotedAsGoDoes() {
        StringBuilder out = new StringBuilder();
        GoQuote.append(
                out, "a\"\\\u0007\b\f\n\r\t\u000b\u0001\u007f\u00a0\u00ad\u200b\ue000ü€\ud83d\ude00\udb40\udc01 ");
        assertThat(out.toString())
                .isEqualTo(
                        "\"a\\\"\\\\\\a\\b\\f\\n\\r\\t\\v\\x01\\x7f\\u00a0\\u00ad\\u200b\\ue000ü€\ud83d\ude00\\U000e0001 \"");
    }
}

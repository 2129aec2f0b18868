package dev.lokistore.compactor.index;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lokistore.chunk.ChunkKeyScheme;
import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.Labels;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.index.ChunkVolume;
import dev.lokistore.index.Effort;
import dev.lokistore.index.IndexSet;
import dev.lokistore.index.IndexedChunk;
import dev.lokistore.index.boltdb.BoltdbRows;
import dev.lokistore.index.boltdb.BoltdbWriter;
import dev.lokistore.index.table.IndexKind;
import dev.lokistore.index.tsdb.TsdbWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * References of three tenants in eight files, each in two of them, merged by a JVM with a small heap: memory goes with streams,
 * not with rows. With {@code -Pexhaustive} it is the table that is promised, 1,000,000 references in 256 MiB.
 */
@Tag("one-runtime")
class MergeMemoryTest {
    private static final int FILES = 8;
    private static final int STREAMS = Effort.of(100, 20_000);
    private static final int CHUNKS = Effort.of(500, 50);
    private static final int HEAP_MIB = Effort.of(64, 256);

    @TempDir
    private Path folder = Path.of("");

    @ParameterizedTest
    @CsvSource({"TSDB, keep", "TSDB, edit", "BOLTDB, keep", "BOLTDB, edit"})
    void tablesAreMergedInASmallHeap(IndexKind kind, String edits) throws Exception {
        Path table = Files.createDirectories(folder.resolve("store/index/index_19675"));
        for (int file = 0; file < FILES; file++) {
            write(kind, file, table);
        }
        Path result = folder.resolve("result");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx" + HEAP_MIB + "m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        MergeInLittleMemory.class.getName(),
                        folder.toString(),
                        kind.name(),
                        edits,
                        result.toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes());

        assertThat(process.waitFor()).as(output).isZero();
        int left = 0;
        for (int number = 0; number < CHUNKS; number++) {
            left += edits.equals("keep") || number % 3 != 0 ? STREAMS : 0;
        }
        assertThat(Files.readString(result)).isEqualTo(Integer.toString(left));
    }

    private void write(IndexKind kind, int file, Path table) throws IOException {
        if (kind == IndexKind.TSDB) {
            TenantId anybody = TenantId.of("anybody");
            try (TsdbWriter writer = new TsdbWriter(3, folder);
                    OutputStream out = packed(table.resolve("169992090" + file + "-i.tsdb.gz"))) {
                for (int stream = 0; stream < STREAMS; stream++) {
                    TreeMap<String, String> labels =
                            new TreeMap<>(labels(stream).asMap());
                    labels.put("__loki_tenant__", tenant(stream).value());
                    writer.add(anybody, stream, Labels.of(labels), chunks(stream, file));
                }
                writer.write(anybody, out);
            }
            return;
        }
        BoltdbRows rows = new BoltdbRows(13, 16, Long.MAX_VALUE, time -> ChunkKeyScheme.NESTED);
        Path database = folder.resolve("database");
        try (BoltdbWriter writer =
                        new BoltdbWriter(rows, BoltdbWriter.Layout.COMMON, TestTable.DAY, TestTable.DAY, folder);
                OutputStream out = packed(table.resolve("i-" + file + "-1699919000123456789-1699920900.gz"))) {
            for (int stream = 0; stream < STREAMS; stream++) {
                List<ChunkRef> chunks =
                        chunks(stream, file).stream().map(IndexedChunk::ref).toList();
                writer.add(tenant(stream), labels(stream), chunks);
            }
            writer.write(IndexSet.COMMON, database);
            Files.copy(database, out);
        }
    }

    private static OutputStream packed(Path file) throws IOException {
        return new GZIPOutputStream(Files.newOutputStream(file), 64 << 10);
    }

    private static TenantId tenant(int stream) {
        return TenantId.of("tenant-" + stream % 3);
    }

    private static Labels labels(int stream) {
        return Labels.of("app", "a" + stream % 50, "pod", "pod-of-the-stream-" + stream);
    }

    private static List<IndexedChunk> chunks(int stream, int file) {
        List<IndexedChunk> chunks = new ArrayList<>();
        for (int number = 0; number < CHUNKS; number++) {
            if ((number + stream) % FILES == file
                    || (number * 7 + stream + 1) % FILES == file
                    || (number + stream) % FILES == (number * 7 + stream + 1) % FILES
                            && (number + stream + 3) % FILES == file) {
                long from = TestTable.START + number * 60_000L + stream;
                chunks.add(new IndexedChunk(
                        new ChunkRef(tenant(stream), stream, from, from + 50_000, number),
                        new ChunkVolume(number, stream)));
            }
        }
        return chunks;
    }
}

package dev.lokistore.index.boltdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.lokistore.chunk.ByteSource;
import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.CorruptDataException;
import dev.lokistore.chunk.Labels;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.chunk.TimeRange;
import dev.lokistore.index.Effort;
import dev.lokistore.index.GoldenStores;
import dev.lokistore.index.SeriesCursor;
import dev.lokistore.index.SeriesQuery;
import dev.lokistore.index.bolt.BoltFile;
import dev.lokistore.index.bolt.CountingSource;
import dev.lokistore.index.logql.LabelMatcher;
import dev.lokistore.index.logql.LabelMatcher.Operator;
import dev.lokistore.objectstore.Listing;
import dev.lokistore.objectstore.ObjectInfo;
import dev.lokistore.objectstore.memory.MemoryObjectStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Golden files, cut and with bytes changed: only the documented errors come out, in bounded reads. */
class DamagedBoltdbTest {
    private static final int SAMPLES = Effort.of(250, 5_000);
    private static final SeriesQuery SOME =
            new SeriesQuery(Set.of(), List.of(new LabelMatcher("job", Operator.MATCHES, ".+")), TimeRange.ALL);

    @TempDir
    private Path temporary;

    private static byte[] firstFile(String archive) throws IOException {
        MemoryObjectStore store = GoldenStores.open(archive);
        try (Listing<ObjectInfo> objects = store.list(GoldenStores.root(archive) + "index/loki_index_", "")) {
            assertThat(objects.next()).isTrue();
            byte[] packed = store.readAll(objects.entry().key(), 1 << 26);
            return new GZIPInputStream(new ByteArrayInputStream(packed)).readAllBytes();
        }
    }

    /** Everything that can be asked of a file; returns how many series came. */
    private int readAll(byte[] file, String what) {
        CountingSource source = new CountingSource("damaged", file);
        int found = 0;
        try {
            BoltFile opened = BoltFile.open(source);
            BoltdbIndex index = new BoltdbIndex(List.of(BoltdbFile.common(opened)), temporary);
            for (SeriesQuery query : List.of(SeriesQuery.ALL, SOME)) {
                List<String> problems = new ArrayList<>();
                try (SeriesCursor cursor = index.series(query, (subject, cause) -> {
                    assertThat(cause).isInstanceOf(CorruptDataException.class);
                    assertThat(cause.getMessage()).startsWith("damaged at byte ");
                    problems.add(subject);
                })) {
                    while (cursor.next()) {
                        found += cursor.series().chunks().size() > 0 ? 1 : 0;
                    }
                }
                assertThat(problems).as(what).hasSizeLessThanOrEqualTo(2);
            }
        } catch (CorruptDataException e) {
            assertThat(e.source()).isEqualTo("damaged");
        } catch (IOException | RuntimeException e) {
            fail(what, e);
        }
        assertThat(source.bytesRead()).as(what).isLessThan(40L * file.length + 100_000);
        return found;
    }

    @ParameterizedTest
    @ValueSource(strings = {"fs-boltdb-v11", "minio-boltdb-v12", "minio-boltdb-v12-compacted", "fs-multi-period"})
    void aFileCutAnywhereIsCorrupt(String archive) throws IOException {
        byte[] file = firstFile(archive);
        assertThat(readAll(file, "whole")).isPositive();
        Random random = new Random(1);
        for (int i = 0; i < SAMPLES; i++) {
            int length = i < 200 ? i : random.nextInt(file.length);
            readAll(Arrays.copyOf(file, length), archive + " cut to " + length);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"fs-boltdb-v11", "minio-boltdb-v12", "minio-boltdb-v12-compacted", "fs-multi-period"})
    void aChangedByteIsFoundOrHarmless(String archive) throws IOException {
        byte[] file = firstFile(archive);
        int all = readAll(file, "whole");
        Random random = new Random(2);
        for (int i = 0; i < SAMPLES; i++) {
            int at = i < 80 ? i : random.nextInt(file.length);
            byte before = file[at];
            file[at] = (byte) (i % 3 == 0 ? ~before : before ^ 1 << random.nextInt(8));
            assertThat(readAll(file, archive + " byte " + at)).isLessThanOrEqualTo(all + 2);
            file[at] = before;
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {9, 11, 12})
    void nonsenseInEveryRowIsFoundOrHarmless(int schema) {
        Random random = new Random(schema);
        LokiRows rows = new LokiRows(schema);
        for (int i = 0; i < 5; i++) {
            rows.chunk(
                    Labels.of("app", "a" + i, "env", "b"),
                    new ChunkRef(TenantId.of("fake"), i, 1700000000123L, 1700003600456L, i));
        }
        byte[] sound = rows.file();
        int page = 3 * 4096;
        int end = sound.length;
        for (int at = page; at < end; at++) {
            if (random.nextInt(sound[at] == 0 ? 40 : 4) == 0) {
                byte[] file = sound.clone();
                file[at] ^= (byte) (1 << random.nextInt(8));
                readAll(file, "byte " + at);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "fake:d19675:ID|04fba448||fake/1/1:2:zz|3",
                "fake:d19675:ID|04fba448||fake/1/2:1:0|3",
                "fake:d19675:ID|04fba448||fake/1/1:2|3",
                "fake:d19675:ID|04fba448||fake/1/1:2:3:4|3",
                "fake:d19675:ID|04fba448||fake/1.1:2:3|3",
                "fake:d19675:ID|04fba448||fake/11111111111111111/1:2:3|3",
                "fake:d19675:ID|04fba448||fake/1/1:2:111111111|3",
                "fake:d19675:ID|04fba448||fake/1/ffffffffffffffff:ffffffffffffffff:1|3",
                "fake:d19675:ID|04fba448||other/1/1:2:3|3",
                "fake:d19675:ID|04fba448||fake|3",
                "fake:d19675:ID|04fba448|x|fake/1/1:2:3|3",
                "fake:d19675:ID|ffffffff||fake/1/1:2:3|3",
                "fake:d19675:ID|4fba448||fake/1/1:2:3|3",
                "fake:d19675:short|04fba448||fake/1/1:2:3|3",
                "fake:19675:ID|04fba448||fake/1/1:2:3|3",
                "fake:d019675:ID|04fba448||fake/1/1:2:3|3",
                "fake:d99999999999:ID|04fba448||fake/1/1:2:3|3",
                "..:d19675:ID|04fba448||../1/1:2:3|3",
                ":d19675:ID|04fba448||/1/1:2:3|3",
                "ID|04fba448||fake/1/1:2:3|3",
                "fake:d19675:xlogs|ID|||7",
                "fake:d19675:zlogs:app|HASH|ID||8",
                "05:fake:d19675:metrics|ID|||7",
                "05:fake:d19675:logs|short|||7",
                "05:fake:d19675:logs|ID|x||7",
                "05:a:b:d19675:logs|ID|||7",
                "05:fake:d19675:logs:app|HASH|ID|x|8",
                "05:fake:d19675:logs:app|short|ID||8",
                "05:fake:d19675:logs:app|HASH|short||8",
                "05:fake:d19675:logs:|HASH|ID||8",
                "05:fake:d19675:logs:app|ID|ID||8",
                "short||||9",
                "ID|x|||9",
                "fake:d19675:logs|ID|||1",
                "fake:d19675:logs|ID|||77",
                "fake:d19675:logs|ID|||",
                "fake:d19675:logs"
            })
    void anOddRowIsReportedWithItsPlace(String row) throws IOException {
        Labels labels = Labels.of("app", "a", "env", "b");
        String key = row.replace("ID", SeriesId.of(labels)).replace("HASH", SeriesId.valueHash("a"));
        LokiRows rows = new LokiRows(12).raw(key.contains("|") ? key.replace('|', '\0') + "\0" : key, "a");
        List<String> problems = new ArrayList<>();
        BoltFile file = BoltFile.open(ByteSource.of("odd", rows.file()));
        BoltdbIndex index = new BoltdbIndex(List.of(BoltdbFile.common(file)), temporary);
        try (SeriesCursor cursor =
                index.series(SeriesQuery.ALL, (subject, cause) -> problems.add(cause.getMessage()))) {
            while (cursor.next()) {
                fail("there is no sound row, but " + cursor.series());
            }
        }
        // the only leaf is page 3, and the key is behind its one element
        assertThat(problems).singleElement().asString().startsWith("odd at byte " + (3 * 4096 + 32) + ": ");
    }
}

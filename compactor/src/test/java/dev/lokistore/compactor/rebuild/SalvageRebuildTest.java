package dev.lokistore.compactor.rebuild;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.compactor.Fixtures;
import dev.lokistore.compactor.engine.EngineRuns;
import dev.lokistore.compactor.engine.RunReport;
import dev.lokistore.compactor.plan.Plan;
import dev.lokistore.index.Effort;
import dev.lokistore.index.LokiStore;
import dev.lokistore.index.OpenOptions;
import dev.lokistore.index.schema.StoreSchema;
import dev.lokistore.index.table.IndexKind;
import dev.lokistore.index.table.Table;
import dev.lokistore.index.table.TableFile;
import dev.lokistore.objectstore.InterceptedReader;
import dev.lokistore.objectstore.Interceptor;
import dev.lokistore.objectstore.ObjectKey;
import dev.lokistore.objectstore.ObjectReader;
import dev.lokistore.objectstore.Operation;
import dev.lokistore.objectstore.StoreException;
import dev.lokistore.objectstore.memory.MemoryObjectStore;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tables with damaged files, made of what can be read in these: they are, byte for byte, those that all chunks make. */
@Tag("one-runtime")
class SalvageRebuildTest {
    private static final int PAGE = 4096;
    private static final int SAMPLES = Effort.of(3, 200);

    @TempDir
    private Path folder;

    private LokiStore open(ObjectReader store) throws IOException {
        return LokiStore.open(store, OpenOptions.defaults(folder));
    }

    private TableFile largest(ObjectReader store, IndexKind kind) throws IOException {
        TableFile largest = null;
        for (Table table : open(store).tables()) {
            for (TableFile file : table.files()) {
                boolean larger = largest == null
                        || file.object().sizeBytes() > largest.object().sizeBytes();
                largest = file.kind() == kind && larger ? file : largest;
            }
        }
        assertThat(largest).isNotNull();
        return Objects.requireNonNull(largest);
    }

    /** Cut off as a full disk does it, a page or a byte of it gone, none of it left. */
    private static byte[] damaged(byte[] packed, int sample, Random random, IndexKind kind) throws IOException {
        if (sample % 4 == 0) {
            return Arrays.copyOf(packed, packed.length / 10 + random.nextInt(packed.length * 9 / 10));
        }
        if (sample % 4 == 3 && random.nextInt(4) == 0) {
            return "<html>502 Bad Gateway</html>".getBytes(StandardCharsets.UTF_8);
        }
        byte[] bare = new GZIPInputStream(new ByteArrayInputStream(packed)).readAllBytes();
        if (sample % 2 == 0 && kind == IndexKind.BOLTDB) {
            int page = random.nextInt(bare.length / PAGE);
            Arrays.fill(bare, page * PAGE, (page + 1) * PAGE, (byte) 0);
        } else {
            for (int i = 0; i < 3; i++) {
                bare[random.nextInt(bare.length)] ^= (byte) (1 << random.nextInt(8));
            }
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bare);
        }
        return out.toByteArray();
    }

    private Plan run(MemoryObjectStore store, Plan plan) throws IOException {
        RunReport report = new EngineRuns(folder, Fixtures.NOW).begin(store, plan);
        assertThat(report.outcome()).as("%s", report).isEqualTo(RunReport.Outcome.DONE);
        return plan;
    }

    private Rebuilds.Planned plan(ObjectReader store, StoreSchema schema, String table, ChunkRebuild.Remnants remnants)
            throws IOException {
        return Rebuilds.plan(
                store,
                RulingSchema.configured(schema),
                Rebuilds.request(Fixtures.NOW, remnants, Set.of()),
                one -> table.endsWith("/" + one.name() + "/"),
                folder);
    }

    private void rebuiltOfWhatIsLeft(String name, IndexKind kind) throws Exception {
        MemoryObjectStore whole = Fixtures.copy(name);
        StoreSchema schema = open(whole).schema();
        SortedMap<String, SortedSet<ChunkRef>> named = Fixtures.named(whole, folder);
        TableFile file = largest(whole, kind);
        String table = file.tableFolder();
        byte[] packed = whole.readAll(file.object().key(), 1 << 28);
        Random random = new Random(name.hashCode());
        int salvaged = 0;
        for (int sample = 0; sample < SAMPLES; sample++) {
            MemoryObjectStore store = Fixtures.copy(whole);
            store.put(file.object().key(), damaged(packed, sample, random, kind));
            MemoryObjectStore other = Fixtures.copy(store);

            Rebuilds.Planned planned = plan(store, schema, table, ChunkRebuild.Remnants.SALVAGED);
            run(store, planned.plan());
            List<ChunkRebuild.Salvage> salvages = planned.result().salvages();
            if (salvages.isEmpty()) {
                continue; // a byte that nothing reads
            }
            salvaged++;
            ChunkRebuild.Salvage salvage = salvages.get(0);
            long chunks = planned.result().tasks().get(0).work().chunks();
            assertThat(salvage.rows() + salvage.labelled() + salvage.others()).isLessThanOrEqualTo(chunks);
            assertThat(salvage.reads()).isLessThanOrEqualTo(salvage.others());
            assertThat(salvage.faults()).isNotEmpty();

            Rebuilds.Planned alone = plan(other, schema, table, ChunkRebuild.Remnants.IGNORED);
            run(other, alone.plan());
            assertThat(files(store, table)).as("sample %d", sample).isEqualTo(files(other, table));
            if (sample == 0) {
                assertThat(Fixtures.named(store, folder)).isEqualTo(named);
            }
        }
        assertThat(salvaged).isPositive();
    }

    private static Map<String, String> files(ObjectReader store, String table) throws IOException {
        Map<String, String> contents = new TreeMap<>(EngineRuns.contents(store));
        contents.keySet().removeIf(key -> !key.startsWith(table));
        assertThat(contents).isNotEmpty();
        return contents;
    }

    @ParameterizedTest
    @ValueSource(strings = {"fs-boltdb-v11", "minio-boltdb-v12-compacted"})
    void boltdbTables(String name) throws Exception {
        rebuiltOfWhatIsLeft(name, IndexKind.BOLTDB);
    }

    @ParameterizedTest
    @ValueSource(strings = {"fs-tsdb-v13-gzip", "fs-multi-period-compacted"})
    void tsdbTables(String name) throws Exception {
        rebuiltOfWhatIsLeft(name, IndexKind.TSDB);
    }

    /** It may be sound: rows of chunks that are broken are perhaps nowhere else. */
    @Test
    void aFileThatTheStoreDoesNotHandOutIsNoDamagedOne() throws Exception {
        MemoryObjectStore store = Fixtures.copy("minio-boltdb-v12");
        StoreSchema schema = open(store).schema();
        Table table = open(store).tables().get(0);
        assertThat(table.files()).hasSize(2);
        ObjectKey damaged = table.files().get(0).object().key();
        ObjectKey denied = table.files().get(1).object().key();
        store.put(damaged, Arrays.copyOf(store.readAll(damaged, 1 << 20), 2_000));
        ObjectReader reader = new InterceptedReader(store, new Interceptor() {
            @Override
            public <T> T call(Operation operation, String key, Request<T> request) throws IOException {
                if (key.equals(denied.value()) && operation != Operation.HEAD) {
                    throw new StoreException(StoreException.Kind.FORBIDDEN, key + ": denied", null);
                }
                return request.send();
            }
        });
        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(
                        () -> plan(reader, schema, table.files().get(0).tableFolder(), ChunkRebuild.Remnants.SALVAGED))
                .withMessageContaining("denied");
    }
}

package dev.lokistore.compactor.conversion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.compactor.Fixtures;
import dev.lokistore.compactor.Meanwhile;
import dev.lokistore.compactor.engine.EngineRuns;
import dev.lokistore.compactor.engine.PlanStatus;
import dev.lokistore.compactor.engine.RunReport;
import dev.lokistore.compactor.plan.Plan;
import dev.lokistore.index.GoldenStores;
import dev.lokistore.index.LokiStore;
import dev.lokistore.index.OpenOptions;
import dev.lokistore.index.table.Table;
import dev.lokistore.index.table.TableKind;
import dev.lokistore.objectstore.ObjectKey;
import dev.lokistore.objectstore.ObjectReader;
import dev.lokistore.objectstore.memory.MemoryObjectStore;
import dev.lokistore.objectstore.testing.FaultyObjectStore;
import dev.lokistore.objectstore.testing.FaultyObjectStore.Fault;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Conversion of real stores, carried out, cut off everywhere, and taken back. */
@Tag("one-runtime")
class TsdbConversionRunTest {
    private static final boolean EXHAUSTIVE = Boolean.getBoolean("lokistore.exhaustive");

    @TempDir
    private Path folder;

    private EngineRuns runs() {
        return new EngineRuns(folder, Fixtures.NOW);
    }

    private Plan plan(ObjectReader objects, TsdbConversion.Request request) throws IOException {
        return Conversions.plan(objects, request, folder).plan();
    }

    /** By the name of each table the one that it is to have. */
    private SortedMap<String, String> names(ObjectReader objects) throws IOException {
        SortedMap<String, String> names = new TreeMap<>();
        for (Table table : LokiStore.open(objects, OpenOptions.defaults(folder)).tables()) {
            boolean boltdb = table.kind() == TableKind.BOLTDB;
            names.put(table.name(), boltdb ? "tsdb_" + table.name() : table.name());
        }
        return names;
    }

    /** What tables of the new names must name. */
    private SortedMap<String, SortedSet<ChunkRef>> expected(ObjectReader objects) throws IOException {
        SortedMap<String, SortedSet<ChunkRef>> named = Fixtures.named(objects, folder);
        SortedMap<String, SortedSet<ChunkRef>> expected = new TreeMap<>();
        names(objects).forEach((before, after) -> expected.put(after, named.get(before)));
        return expected;
    }

    /** Every real store with boltdb tables; in those with TSDB tables only there is nothing to convert. */
    static Stream<String> withBoltdb() {
        return GoldenStores.ALL.stream().filter(name -> !name.startsWith("fs-tsdb-"));
    }

    @ParameterizedTest
    @MethodSource("withBoltdb")
    void tsdbTablesNameTheSameChunks(String name) throws Exception {
        MemoryObjectStore store = Fixtures.copy(name);
        SortedMap<String, SortedSet<ChunkRef>> expected = expected(store);
        Map<String, String> before = EngineRuns.contents(store);

        RunReport report = runs().begin(store, plan(store, Conversions.PLAIN));

        assertThat(report.outcome()).isEqualTo(RunReport.Outcome.DONE);
        assertThat(EngineRuns.contents(store)).containsAllEntriesOf(before);
        SortedMap<String, SortedSet<ChunkRef>> named = Fixtures.named(store, folder);
        assertThat(named).containsAllEntriesOf(expected);
        Conversions.Planned again = Conversions.plan(store, Conversions.PLAIN, folder);
        assertThat(again.plan().taskCount()).isZero();
        assertThat(again.result().complete()).isNotEmpty();

        report = runs().begin(store, plan(store, Conversions.request(TsdbConversion.Missing.KEEP, false, true)));
        assertThat(report.outcome()).isEqualTo(RunReport.Outcome.DONE);
        assertThat(Fixtures.named(store, folder)).isEqualTo(expected);
        assertThat(LokiStore.open(store, OpenOptions.defaults(folder)).tables())
                .allMatch(table -> table.kind() == TableKind.TSDB);
    }

    @ParameterizedTest
    @CsvSource({
        "fs-boltdb-v11, CRASH_BEFORE, false", "fs-boltdb-v11, CRASH_AFTER, true",
        "minio-boltdb-v12, CRASH_BEFORE, true", "minio-boltdb-v12, CRASH_AFTER, false",
        "fs-multi-period, CRASH_BEFORE, true", "fs-multi-period, CRASH_AFTER, true"
    })
    void killedAnywhereNoChunkIsEverUnnamed(String name, Fault fault, boolean dropOld) throws Exception {
        MemoryObjectStore original = Fixtures.copy(name);
        TsdbConversion.Request request = Conversions.request(TsdbConversion.Missing.KEEP, false, dropOld);
        SortedMap<String, SortedSet<ChunkRef>> expected = expected(original);
        SortedMap<String, String> names = names(original);
        Map<String, String> beginning = EngineRuns.contents(original);
        MemoryObjectStore whole = Fixtures.copy(original);
        FaultyObjectStore counting = new FaultyObjectStore(whole, FaultyObjectStore.CHANGES, fault, -1);
        runs().begin(counting, plan(original, request));
        Map<String, String> end = EngineRuns.contents(whole);

        int step = EXHAUSTIVE || name.equals("fs-boltdb-v11") ? 1 : 5;
        for (int at = 0; at < counting.calls(); at += step) {
            int call = at;
            MemoryObjectStore store = Fixtures.copy(original);
            Plan plan = plan(store, request);
            EngineRuns runs = runs();
            FaultyObjectStore faulty = new FaultyObjectStore(store, FaultyObjectStore.CHANGES, fault, call);
            assertThatThrownBy(() -> runs.begin(faulty, plan)).isInstanceOf(FaultyObjectStore.Crash.class);
            requireAllNamed(store, names, expected);

            MemoryObjectStore other = Fixtures.copy(store);
            if (runs.status(store, plan).phase() != PlanStatus.Phase.PLANNED) {
                runs.resume(store, plan);
                runs.undo(other, plan);
                assertThat(EngineRuns.contents(other)).as("undone from %s", at).isEqualTo(beginning);
            } else {
                runs.begin(store, plan);
            }
            assertThat(EngineRuns.contents(store)).as("at %s", at).isEqualTo(end);
        }
    }

    /** A reader of the old tables finds everything until the first of them goes, one of the new ones from then on. */
    private void requireAllNamed(
            ObjectReader store, SortedMap<String, String> names, SortedMap<String, SortedSet<ChunkRef>> expected)
            throws IOException {
        SortedMap<String, SortedSet<ChunkRef>> named = Fixtures.named(store, folder);
        boolean old = names.entrySet().stream()
                .allMatch(name -> expected.get(name.getValue()).equals(named.get(name.getKey())));
        boolean converted = named.entrySet().containsAll(expected.entrySet());
        assertThat(old || converted).isTrue();
    }

    /** Also when the old tables are to go. */
    @Test
    void anUploadThatComesMeanwhileStaysAndIsRead() throws Exception {
        MemoryObjectStore original = Fixtures.copy("minio-boltdb-v12");
        ObjectKey late = Fixtures.upload(original, folder);
        SortedMap<String, SortedSet<ChunkRef>> complete = Fixtures.named(original, folder);
        byte[] content = original.readAll(late, 1 << 30);
        original.delete(List.of(late));
        SortedMap<String, SortedSet<ChunkRef>> converted = expected(original);
        TsdbConversion.Request request = Conversions.request(TsdbConversion.Missing.KEEP, false, true);

        boolean happened = true;
        int at = 0;
        for (; happened; at += EXHAUSTIVE ? 1 : 61) {
            MemoryObjectStore store = Fixtures.copy(original);
            Plan plan = plan(store, request);
            Meanwhile meanwhile = Meanwhile.before(at, () -> store.put(late, content));

            RunReport report = runs().begin(meanwhile.on(store), plan);

            happened = meanwhile.happened();
            assertThat(report.outcome()).isEqualTo(RunReport.Outcome.DONE);
            if (happened) {
                assertThat(store.readAll(late, 1 << 30)).as("at %s", at).isEqualTo(content);
                SortedMap<String, SortedSet<ChunkRef>> named = Fixtures.named(store, folder);
                assertThat(named).as("at %s", at).containsAllEntriesOf(converted);
                SortedSet<ChunkRef> all = new TreeSet<>();
                named.values().forEach(all::addAll);
                complete.values().forEach(chunks -> assertThat(all).containsAll(chunks));
            }
        }
        assertThat(at).isGreaterThan(50);
    }
}

package dev.lokistore.compactor.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.ZstdInputStream;
import dev.lokistore.compactor.engine.LockedException;
import dev.lokistore.index.GoldenStores;
import dev.lokistore.index.LokiStore;
import dev.lokistore.index.logql.Selector;
import dev.lokistore.index.query.EntryQuery;
import dev.lokistore.index.query.GoldenStore;
import dev.lokistore.index.query.QueryOptions;
import dev.lokistore.index.query.Row;
import dev.lokistore.objectstore.ObjectKey;
import dev.lokistore.objectstore.Operation;
import dev.lokistore.objectstore.testing.FaultyObjectStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.LongPredicate;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.FieldSource;

@Tag("one-runtime")
class StoreExportTest {
    static final List<String> STORES = GoldenStores.WITH_EXPECTED;
    private static final List<String> TENANT_AND_DAY = List.of("tenant", "day");

    @TempDir
    Path temporary;

    private final ConcurrentLinkedQueue<String> problems = new ConcurrentLinkedQueue<>();

    private ExportRequest request(ExportFormat format, Compression compression, List<String> partition) {
        return new ExportRequest(
                "test",
                EntryQuery.of(Selector.ALL),
                "",
                format,
                compression,
                Partition.of(partition),
                LabelColumns.NONE,
                QueryOptions.defaults(temporary),
                2);
    }

    private ExportReport export(LokiStore store, ExportRequest request, Path folder) throws IOException {
        Files.createDirectories(folder);
        return new StoreExport(
                        store,
                        request,
                        (subject, e) -> problems.add(subject + ": " + e.getMessage()),
                        defect -> {},
                        progress -> {})
                .run(folder);
    }

    /** What Loki stores and does not return is left out. */
    private static List<Row> known(Collection<Row> rows) {
        return rows.stream()
                .filter(row -> !GoldenStore.OUTSIDE_BOUNDS.contains(row.ts()))
                .sorted()
                .toList();
    }

    /** By path below the folder, without what is the export's own. */
    private static Map<String, byte[]> files(Path folder) throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        try (Stream<Path> tree = Files.walk(folder)) {
            for (Path file : tree.filter(Files::isRegularFile).toList()) {
                String path = folder.relativize(file).toString();
                if (!path.startsWith(ExportFolder.OWN)) {
                    files.put(path, Files.readAllBytes(file));
                }
            }
        }
        return files;
    }

    private static Map<String, String> texts(Path folder) throws IOException {
        Map<String, String> texts = new TreeMap<>();
        for (Map.Entry<String, byte[]> file : files(folder).entrySet()) {
            texts.put(file.getKey(), new String(file.getValue(), StandardCharsets.UTF_8));
        }
        return texts;
    }

    @ParameterizedTest
    @FieldSource("STORES")
    void everyStoreInEveryTextFormatIsWhatLokiReturned(String name) throws IOException {
        GoldenStore golden = GoldenStore.load(name);
        LokiStore store = golden.open(temporary);
        List<Row> expected = golden.allExpected();

        List<String> lines = new ArrayList<>();
        for (ExportFormat format : EnumSet.complementOf(EnumSet.of(ExportFormat.PARQUET))) {
            Path folder = temporary.resolve(format.name());
            ExportReport report = export(store, request(format, Compression.NONE, TENANT_AND_DAY), folder);
            List<Row> rows = new ArrayList<>();
            for (String text : texts(folder).values()) {
                List<Row> ofFile = switch (format) {
                    case JSONL -> ReadBack.jsonl(text);
                    case CSV -> ReadBack.csv(text);
                    case LOGFMT -> ReadBack.logfmt(text);
                    case PARQUET -> throw new IllegalStateException("no text");
                    case RAW -> {
                        lines.addAll(
                                text.lines().filter(line -> !line.isEmpty()).toList());
                        yield List.of();
                    }
                };
                assertThat(ofFile).isSortedAccordingTo(Row.ORDER);
                rows.addAll(ofFile);
            }
            if (format != ExportFormat.RAW) {
                assertThat(known(rows)).isEqualTo(expected.stream().sorted().toList());
                assertThat(report.entries()).isEqualTo(rows.size());
            }
        }
        // a line may hold line feeds: raw has them as they are
        assertThat(lines.stream().sorted().toList())
                .isEqualTo(expected.stream()
                        .flatMap(row -> row.line().lines())
                        .filter(line -> !line.isEmpty())
                        .sorted()
                        .toList());
        assertThat(problems).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Compression.class)
    void labelsPartEntriesAndCompressionChangesNothing(Compression compression) throws IOException {
        GoldenStore golden = GoldenStore.load("fs-tsdb-v13-none");
        Path folder = temporary.resolve("out");

        export(
                golden.open(temporary),
                request(ExportFormat.JSONL, compression, List.of("day", "hour", "app", "nowhere")),
                folder);

        List<Row> rows = new ArrayList<>();
        for (String path : files(folder).keySet()) {
            Path file = folder.resolve(path);
            try (InputStream raw = Files.newInputStream(file);
                    InputStream in = switch (compression) {
                        case NONE -> raw;
                        case GZIP -> new GZIPInputStream(raw);
                        case ZSTD -> new ZstdInputStream(raw);
                    }) {
                List<Row> ofFile = ReadBack.jsonl(new String(in.readAllBytes(), StandardCharsets.UTF_8));
                String app = ofFile.get(0).labels().valueOrEmpty("app");
                assertThat(path)
                        .matches("day=2026-11-\\d\\d/hour=\\d\\d/app=" + app
                                + "/nowhere=__HIVE_DEFAULT_PARTITION__/entries.jsonl" + compression.suffix());
                assertThat(ofFile)
                        .allMatch(row -> row.labels().valueOrEmpty("app").equals(app));
                rows.addAll(ofFile);
            }
        }
        assertThat(known(rows)).isEqualTo(golden.allExpected().stream().sorted().toList());
    }

    @ParameterizedTest
    @EnumSource(ExportFormat.class)
    void cutOffAnywhereAndResumedGivesTheSameFiles(ExportFormat format) throws IOException {
        assertResumable(
                GoldenStore.load("fs-multi-period"),
                request(format, Compression.ZSTD, List.of("tenant", "day", "app")),
                problems -> problems == 0);
    }

    @Test
    void soIsASalvage() throws IOException {
        GoldenStore golden = GoldenStore.load("fs-tsdb-v13-none");
        List<ObjectKey> chunks = GoldenObjects.chunks(golden.objects());
        for (ObjectKey key : chunks.subList(0, chunks.size() / 3)) {
            byte[] bytes = golden.objects().readAll(key, 1 << 20);
            bytes[bytes.length * 2 / 3] ^= 0x10;
            golden.objects().put(key, bytes);
        }
        ExportRequest plain = request(ExportFormat.JSONL, Compression.NONE, TENANT_AND_DAY);
        ExportRequest request = new ExportRequest(
                plain.store(),
                plain.query().withDamage(EntryQuery.Damage.SALVAGE),
                plain.selector(),
                plain.format(),
                plain.compression(),
                plain.partition(),
                plain.columns(),
                plain.options(),
                plain.threads());

        assertResumable(golden, request, problems -> problems > 0);
    }

    /** @param expectedProblems of how many the whole export has */
    private void assertResumable(GoldenStore golden, ExportRequest request, LongPredicate expectedProblems)
            throws IOException {
        Path whole = temporary.resolve("whole");
        FaultyObjectStore counting = faulty(golden, -1);
        assertThat(export(GoldenStore.open(counting, temporary), request, whole).problems())
                .matches(expectedProblems::test);
        Map<String, byte[]> expected = files(whole);
        byte[] manifest = Files.readAllBytes(whole.resolve(ExportFolder.OWN).resolve(ExportFolder.MANIFEST));

        int step = Math.max(1, counting.calls() / 6);
        for (int call = 3; call < counting.calls(); call += step) {
            Path folder = temporary.resolve("cut-" + call);
            FaultyObjectStore dying = faulty(golden, call);
            assertThatThrownBy(() -> export(GoldenStore.open(dying, temporary), request, folder))
                    .isInstanceOf(FaultyObjectStore.Crash.class);
            Path journal = folder.resolve(ExportFolder.OWN).resolve("journal.ndjson");
            if (Files.exists(journal)) {
                byte[] written = Files.readAllBytes(journal);
                // a power failure takes the end of what was not forced to the disk
                Files.write(journal, Arrays.copyOf(written, written.length - written.length / 5));
            }
            export(golden.open(temporary), request, folder);

            assertThat(files(folder)).containsExactlyEntriesOf(expected);
            assertThat(Files.readAllBytes(folder.resolve(ExportFolder.OWN).resolve(ExportFolder.MANIFEST)))
                    .isEqualTo(manifest);
            assertThat(journal).doesNotExist();
        }
    }

    private static FaultyObjectStore faulty(GoldenStore golden, int at) {
        return new FaultyObjectStore(
                golden.objects(), EnumSet.allOf(Operation.class), FaultyObjectStore.Fault.CRASH_BEFORE, at);
    }

    @Test
    void aSecondRunWritesOnlyWhatIsNotThere() throws IOException {
        GoldenStore golden = GoldenStore.load("fs-tsdb-v13-none");
        ExportRequest request = request(ExportFormat.JSONL, Compression.NONE, TENANT_AND_DAY);
        Path folder = temporary.resolve("out");
        export(golden.open(temporary), request, folder);
        Map<String, byte[]> first = files(folder);
        Files.delete(folder.resolve(first.keySet().iterator().next()));

        ExportReport report = export(golden.open(temporary), request, folder);

        assertThat(report.written()).isEqualTo(1);
        assertThat(report.present()).isEqualTo(first.size() - 1);
        assertThat(files(folder)).containsExactlyEntriesOf(first);
    }

    @Test
    void whatTheStoreLostSinceStaysExported() throws IOException {
        GoldenStore golden = GoldenStore.load("fs-tsdb-v13-none");
        ExportRequest request = new ExportRequest(
                "test",
                EntryQuery.of(Selector.ALL).withSource(EntryQuery.Source.OBJECTS),
                "",
                ExportFormat.JSONL,
                Compression.NONE,
                Partition.of(TENANT_AND_DAY),
                LabelColumns.NONE,
                QueryOptions.defaults(temporary),
                1);
        Path folder = temporary.resolve("out");
        export(golden.open(temporary), request, folder);
        Map<String, byte[]> first = files(folder);
        golden.objects().delete(GoldenObjects.chunks(golden.objects()).subList(0, 40));

        ExportReport report = export(golden.open(temporary), request, folder);

        assertThat(report.kept()).isPositive();
        assertThat(files(folder)).containsExactlyEntriesOf(first);
        assertThat(report.entries()).isEqualTo(500);
    }

    @Test
    void aFolderWithSomethingElseIsRefused() throws IOException {
        LokiStore store = GoldenStore.load("fs-tsdb-v13-none").open(temporary);
        ExportRequest request = request(ExportFormat.JSONL, Compression.NONE, TENANT_AND_DAY);
        Path foreign = Files.createDirectories(temporary.resolve("foreign"));
        Files.writeString(foreign.resolve("letter.txt"), "dear");
        Path other = temporary.resolve("other");
        export(store, request(ExportFormat.CSV, Compression.NONE, TENANT_AND_DAY), other);

        assertThatThrownBy(() -> export(store, request, foreign)).isInstanceOf(ExportRefusedException.class);
        assertThatThrownBy(() -> export(store, request, other))
                .isInstanceOf(ExportRefusedException.class)
                .hasMessageContaining("format \"csv\", not \"jsonl\"");
        assertThat(foreign.resolve(ExportFolder.OWN)).doesNotExist();
        Path manifest = other.resolve(ExportFolder.OWN).resolve(ExportFolder.MANIFEST);
        Files.writeString(manifest, Files.readString(manifest).replace("\"salvage\":false,", ""));
        assertThatThrownBy(() -> export(store, request, other))
                .isInstanceOf(ExportRefusedException.class)
                .hasMessageContaining("is of another version of Lokistore");
    }

    @Test
    void oneRunAtATime() throws IOException {
        LokiStore store = GoldenStore.load("fs-tsdb-v13-none").open(temporary);
        ExportRequest request = request(ExportFormat.JSONL, Compression.NONE, TENANT_AND_DAY);
        Path folder = Files.createDirectories(temporary.resolve("out"));
        try (ExportFolder held = ExportFolder.open(folder, request.record())) {
            assertThat(held.temporary()).exists();
            assertThatThrownBy(() -> export(store, request, folder)).isInstanceOf(LockedException.class);
        }
        export(store, request, folder);
    }

    @Test
    void manifestThatLeadsElsewhereIsNotFollowed() throws IOException {
        LokiStore store = GoldenStore.load("fs-tsdb-v13-none").open(temporary);
        ExportRequest request = request(ExportFormat.JSONL, Compression.NONE, TENANT_AND_DAY);
        Path folder = temporary.resolve("out");
        export(store, request, folder);
        Path manifest = folder.resolve(ExportFolder.OWN).resolve(ExportFolder.MANIFEST);
        Path victim = Files.writeString(temporary.resolve("victim"), "mine");
        Files.writeString(
                manifest, Files.readString(manifest).replace("tenant=acme/day=2026-11-20/entries.jsonl", "../victim"));

        assertThatThrownBy(() -> export(store, request, folder)).hasMessageContaining("../victim");
        assertThat(victim).hasContent("mine");
    }

    @Test
    void brokenChunksAreToldAndTheRestIsExported() throws IOException {
        GoldenStore golden = GoldenStore.load("fs-tsdb-v13-none");
        golden.objects().delete(GoldenObjects.chunks(golden.objects()).subList(0, 1));
        Path folder = temporary.resolve("out");

        ExportReport report =
                export(golden.open(temporary), request(ExportFormat.JSONL, Compression.NONE, TENANT_AND_DAY), folder);

        assertThat(report.problems()).isPositive();
        assertThat(problems).isNotEmpty();
        assertThat(report.entries()).isBetween(480L, 499L);
    }
}

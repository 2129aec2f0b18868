package dev.lokistore.compactor.engine;

import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.compactor.digest.Digests;
import dev.lokistore.compactor.plan.ChunkJob;
import dev.lokistore.compactor.plan.PlanTask;
import dev.lokistore.compactor.plan.PlannedChunk;
import dev.lokistore.index.IndexedChunk;
import dev.lokistore.index.LokiStore;
import dev.lokistore.index.OpenOptions;
import dev.lokistore.index.SeriesCursor;
import dev.lokistore.index.SeriesQuery;
import dev.lokistore.index.table.Table;
import dev.lokistore.index.table.TableReader;
import dev.lokistore.objectstore.ObjectKey;
import dev.lokistore.objectstore.ObjectReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Makes one chunk of a job's words without those that begin with {@code del}, and one file for each tenant of a table. */
class SmallWorker implements Worker {
    private final ObjectReader objects;
    private final Path temporary;

    SmallWorker(ObjectReader objects, Path temporary) {
        this.objects = objects;
        this.temporary = temporary;
    }

    @Override
    public PreparedChunks rewrite(PlanTask task, int number) throws IOException {
        ChunkJob job = task.jobs().get(number);
        SortedSet<String> words = new TreeSet<>();
        List<JobResult.SourceChunk> sources = new ArrayList<>();
        for (PlannedChunk source : job.sources()) {
            byte[] body = objects.readAll(source.object().key(), 1 << 20);
            String text = new String(body, StandardCharsets.UTF_8);
            if (text.contains("broken")) {
                return PreparedChunks.kept(number, source.object().key() + " is broken");
            }
            words.addAll(List.of(text.split(" ")));
            sources.add(new JobResult.SourceChunk(Digests.of(body), body.length, words.size(), 0));
        }
        words.removeIf(word -> word.startsWith("del"));
        if (words.isEmpty()) {
            return new PreparedChunks(new JobResult(number, null, sources, List.of()), List.of());
        }
        String text = String.join(" ", words);
        ChunkRef first = job.sources().get(0).chunk();
        long through = job.sources().stream()
                .mapToLong(source -> source.chunk().throughMillis())
                .max()
                .orElseThrow();
        ChunkRef chunk = SmallStore.ref(first.tenant().value(), first.fromMillis(), through, text);
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        WrittenObject object = new WrittenObject(SmallStore.key(chunk), body.length, Digests.of(body));
        return new PreparedChunks(
                new JobResult(number, null, sources, List.of(new NewChunk(chunk, object, body.length, words.size()))),
                List.of(body));
    }

    @Override
    public PreparedIndex build(PlanTask task, RowChanges changes, Path folder) throws IOException {
        LokiStore loki = LokiStore.open(objects, OpenOptions.defaults(temporary));
        Map<String, SortedSet<ChunkRef>> byTenant = new TreeMap<>();
        for (Table table : loki.tables()) {
            if (!table.name().equals(task.table().name())) {
                continue;
            }
            // only what the plan names: later uploads are none of its business
            List<ObjectKey> planned =
                    task.replaces().stream().map(object -> object.key()).toList();
            Table known = new Table(
                    table.name(),
                    table.prefix(),
                    table.number(),
                    table.firstDay(),
                    table.lastDay(),
                    table.files().stream()
                            .filter(file -> planned.contains(file.object().key()))
                            .toList());
            try (TableReader reader = loki.openTable(known, (subject, cause) -> {
                        throw new IllegalStateException(cause);
                    });
                    SeriesCursor series = reader.series(SeriesQuery.ALL)) {
                while (series.next()) {
                    for (IndexedChunk chunk : series.series().chunks()) {
                        for (IndexedChunk kept : changes.edit(
                                chunk.ref().tenant(), series.series().labels(), chunk)) {
                            byTenant.computeIfAbsent(kept.ref().tenant().value(), tenant -> new TreeSet<>())
                                    .add(kept.ref());
                        }
                    }
                }
            }
        }
        List<PreparedFile> files = new ArrayList<>();
        for (Map.Entry<String, SortedSet<ChunkRef>> tenant : byTenant.entrySet()) {
            byte[] bytes = SmallStore.tsdb(List.copyOf(tenant.getValue()), temporary);
            Path file = Files.write(folder.resolve(tenant.getKey()), bytes);
            ObjectKey key = ObjectKey.of(
                    task.table().path() + tenant.getKey() + "/900-compactor-1-2-" + crc(bytes) + ".tsdb.gz");
            files.add(new PreparedFile(new WrittenObject(key, bytes.length, Digests.of(bytes)), file));
        }
        return new PreparedIndex(
                files, task.replaces().stream().map(object -> object.key()).toList());
    }

    private static String crc(byte[] bytes) {
        return Digests.of(bytes).substring(0, 6);
    }
}

package dev.lokistore.compactor.engine;

import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.compactor.plan.ChunkJob;
import dev.lokistore.compactor.plan.Estimate;
import dev.lokistore.compactor.plan.Plan;
import dev.lokistore.compactor.plan.PlanHeader;
import dev.lokistore.compactor.plan.PlanTask;
import dev.lokistore.compactor.plan.PlanWriter;
import dev.lokistore.compactor.plan.PlannedChunk;
import dev.lokistore.compactor.plan.PlannedObject;
import dev.lokistore.compactor.plan.TableFolder;
import dev.lokistore.compactor.plan.Waits;
import dev.lokistore.compactor.plan.Work;
import dev.lokistore.index.LokiStore;
import dev.lokistore.index.OpenOptions;
import dev.lokistore.index.table.Table;
import dev.lokistore.objectstore.ObjectReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Two days: on the first, of tenant a, two chunks that become one, one to be dropped, one that loses words and reaches into
 * the second day; and one of tenant b that stays. Each table is in two files for a, one for b.
 */
final class SmallPlan {
    private SmallPlan() {}

    static void fill(SmallStore store) throws IOException {
        long day = SmallStore.DAY;
        ChunkRef one = store.chunk("a", day, 1, 2, "one");
        ChunkRef two = store.chunk("a", day, 2, 3, "two");
        ChunkRef old = store.chunk("a", day, 4, 5, "old");
        ChunkRef crossing = store.chunk("a", day, 23, 25, "cross del1");
        ChunkRef other = store.chunk("b", day, 1, 2, "other");
        store.index(day, 1, List.of(one, old, crossing));
        store.index(day, 2, List.of(one, two));
        store.index(day, 1, List.of(other));
        ChunkRef next = store.chunk("a", day + 1, 5, 6, "next");
        store.index(day + 1, 1, List.of(next));
        store.index(day + 1, 2, List.of(crossing));
    }

    static PlannedChunk planned(ObjectReader objects, ChunkRef chunk) throws IOException {
        return new PlannedChunk(chunk, PlannedObject.of(objects.head(SmallStore.key(chunk))));
    }

    static Plan make(ObjectReader objects, Path temporary, boolean trash) throws IOException {
        long day = SmallStore.DAY;
        ChunkRef one = SmallStore.ref("a", SmallStore.at(day, 1), SmallStore.at(day, 2), "one");
        ChunkRef two = SmallStore.ref("a", SmallStore.at(day, 2), SmallStore.at(day, 3), "two");
        ChunkRef old = SmallStore.ref("a", SmallStore.at(day, 4), SmallStore.at(day, 5), "old");
        ChunkRef crossing = SmallStore.ref("a", SmallStore.at(day, 23), SmallStore.at(day, 25), "cross del1");
        PlanHeader header = new PlanHeader(
                "test",
                Map.of(),
                Instant.parse("2026-11-24T00:00:00Z"),
                objects.name(),
                trash,
                Waits.DEFAULT,
                List.of(),
                List.of());
        try (PlanWriter writer = new PlanWriter(header, temporary)) {
            LokiStore loki = LokiStore.open(objects, OpenOptions.defaults(temporary));
            int number = 0;
            for (Table table : loki.tables()) {
                boolean first = number == 0;
                List<PlannedObject> replaces = new ArrayList<>();
                table.files().forEach(file -> replaces.add(PlannedObject.of(file.object())));
                writer.add(new PlanTask(
                        table.name(),
                        TableFolder.of(table),
                        new Work.TableFiles(900, 3),
                        List.of(),
                        replaces,
                        first
                                ? List.of(
                                        new ChunkJob(List.of(planned(objects, one), planned(objects, two))),
                                        new ChunkJob(List.of(planned(objects, crossing))))
                                : List.of(),
                        first ? List.of() : List.of(0),
                        first ? List.of(planned(objects, old)) : List.of(),
                        List.of(),
                        new Estimate(2, 100, 100)));
                number++;
            }
            return writer.finish();
        }
    }
}

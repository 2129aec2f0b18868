package dev.lokistore.compactor.rebuild;

import dev.lokistore.chunk.TenantId;
import dev.lokistore.compactor.Fixtures;
import dev.lokistore.compactor.guard.LokiTimes;
import dev.lokistore.compactor.index.NameTime;
import dev.lokistore.compactor.plan.Plan;
import dev.lokistore.compactor.plan.PlanHeader;
import dev.lokistore.compactor.plan.PlanTask;
import dev.lokistore.compactor.plan.PlanWriter;
import dev.lokistore.compactor.plan.TableFolder;
import dev.lokistore.compactor.plan.Waits;
import dev.lokistore.index.ChunkInventory;
import dev.lokistore.index.LokiStore;
import dev.lokistore.index.OpenOptions;
import dev.lokistore.index.schema.StoreSchema;
import dev.lokistore.objectstore.Listing;
import dev.lokistore.objectstore.ObjectInfo;
import dev.lokistore.objectstore.ObjectKey;
import dev.lokistore.objectstore.ObjectReader;
import dev.lokistore.objectstore.ObjectStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/** Plans of rebuilt tables for tests. */
final class Rebuilds {
    static final ChunkRebuild.Request ADD = request(Fixtures.NOW, ChunkRebuild.Remnants.UNITED, Set.of());
    static final ChunkRebuild.Request REPLACE = request(Fixtures.NOW, ChunkRebuild.Remnants.IGNORED, Set.of());
    static final ChunkRebuild.Request SALVAGE = request(Fixtures.NOW, ChunkRebuild.Remnants.SALVAGED, Set.of());

    private Rebuilds() {}

    static ChunkRebuild.Request request(Instant now, ChunkRebuild.Remnants remnants, Set<TenantId> tenants) {
        return new ChunkRebuild.Request(
                now, tenants, remnants, false, Integer.MAX_VALUE, true, false, false, NameTime.Unit.NANOSECONDS);
    }

    record Planned(ChunkRebuild.Result result, Plan plan, Map<String, String> problems) {}

    static Planned plan(ObjectReader objects, StoreSchema schema, ChunkRebuild.Request request, Path temporary)
            throws IOException {
        return plan(objects, RulingSchema.configured(schema), request, table -> true, temporary);
    }

    static Planned plan(
            ObjectReader objects,
            RulingSchema schema,
            ChunkRebuild.Request request,
            Predicate<TableFolder> wanted,
            Path temporary)
            throws IOException {
        LokiStore loki = LokiStore.open(objects, OpenOptions.defaults(temporary));
        Map<String, String> problems = new TreeMap<>();
        loki.tables();
        try (ChunkInventory chunks = loki.inventory(
                request.tenants(), (subject, cause) -> problems.put(subject, String.valueOf(cause.getMessage())))) {
            ChunkRebuild.Result result = new ChunkRebuild(request, schema, loki, chunks, LokiTimes.DEFAULT)
                    .plan(
                            wanted,
                            day -> true,
                            (subject, cause) -> problems.put(subject, String.valueOf(cause.getMessage())));
            PlanHeader header = new PlanHeader(
                    "rebuild",
                    Map.of(),
                    request.now(),
                    objects.name(),
                    true,
                    Waits.DEFAULT,
                    schema.schema().periods(),
                    List.of());
            try (PlanWriter writer = new PlanWriter(header, temporary)) {
                for (PlanTask task : result.tasks()) {
                    writer.add(task);
                }
                return new Planned(result, writer.finish(), problems);
            }
        }
    }

    /** Removes what lies below {@code index/} and is chosen. */
    static void strip(ObjectStore store, Predicate<String> gone) throws IOException {
        List<ObjectKey> keys = new ArrayList<>();
        try (Listing<ObjectInfo> listing = store.list("index/")) {
            while (listing.next()) {
                if (gone.test(listing.entry().key().value())) {
                    keys.add(listing.entry().key());
                }
            }
        }
        store.delete(keys);
    }
}

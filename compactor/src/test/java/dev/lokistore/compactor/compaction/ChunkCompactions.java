package dev.lokistore.compactor.compaction;

import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.Codec;
import dev.lokistore.compactor.engine.PlanRegistry;
import dev.lokistore.compactor.engine.UnfitChunks;
import dev.lokistore.compactor.guard.Consent;
import dev.lokistore.compactor.guard.LokiTimes;
import dev.lokistore.compactor.model.RandomStore;
import dev.lokistore.compactor.model.StoreModel;
import dev.lokistore.compactor.plan.Plan;
import dev.lokistore.compactor.plan.PlanHeader;
import dev.lokistore.compactor.plan.PlanWriter;
import dev.lokistore.compactor.plan.Waits;
import dev.lokistore.index.ChunkInventory;
import dev.lokistore.index.LokiStore;
import dev.lokistore.index.deletes.DeleteRequest;
import dev.lokistore.index.schema.SchemaPeriod;
import dev.lokistore.index.schema.StoreSchema;
import dev.lokistore.objectstore.ObjectStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Plans of chunk compactions for tests. */
public final class ChunkCompactions {
    static final ChunkSizes DEFAULTS = sizes(ChunkSizes.DEFAULT_SPAN);

    private ChunkCompactions() {}

    static ChunkSizes sizes(Duration span) {
        return new ChunkSizes(
                ChunkSizes.DEFAULT_TARGET_BYTES,
                ChunkSizes.DEFAULT_TARGET_BYTES / 2,
                span,
                ChunkSizes.DEFAULT_RAW_BYTES,
                ChunkSizes.DEFAULT_MIN_GAIN);
    }

    record Planned(Plan plan, ChunkCompaction.Result result) {}

    static Planned plan(LokiStore loki, Instant now, ChunkSizes sizes, @Nullable Codec codec, Path temporary)
            throws IOException {
        return plan(loki, now, sizes, codec, List.of(), Set.of(), temporary);
    }

    static Planned plan(
            LokiStore loki,
            Instant now,
            ChunkSizes sizes,
            @Nullable Codec codec,
            List<DeleteRequest> pending,
            Set<ChunkRef> unfit,
            Path temporary)
            throws IOException {
        ChunkCompaction.Request request = new ChunkCompaction.Request(
                now,
                Set.of(),
                List.of(),
                sizes,
                codec,
                false,
                false,
                Integer.MAX_VALUE,
                pending,
                unfit,
                null,
                new Consent(false, false, Set.of()));
        PlanHeader header = new PlanHeader(
                "compact chunks",
                Map.of(),
                now,
                loki.objects().name(),
                true,
                Waits.DEFAULT,
                loki.schema().periods(),
                List.of());
        try (PlanWriter writer = new PlanWriter(header, temporary);
                ChunkInventory objects = loki.inventory(Set.of(), ChunkCompactions::fail)) {
            ChunkCompaction.Result result = new ChunkCompaction(
                            request, loki, objects, loki.schema(), LokiTimes.DEFAULT)
                    .plan(loki.tables(), writer, ChunkCompactions::fail);
            return new Planned(writer.finish(), result);
        }
    }

    /** As the command does it: what earlier runs left in place is told by their journals. */
    static Plan second(
            LokiStore loki, ObjectStore store, Instant now, ChunkSizes sizes, @Nullable Codec codec, Path temporary)
            throws IOException {
        Set<ChunkRef> unfit = UnfitChunks.of(new PlanRegistry(store, temporary), false);
        return plan(loki, now, sizes, codec, List.of(), unfit, temporary).plan();
    }

    static void fail(String subject, IOException cause) {
        throw new AssertionError(subject, cause);
    }

    /** I6: each chunk in exactly the tables of its days. */
    public static SortedMap<String, SortedSet<ChunkRef>> rows(StoreModel model, StoreSchema schema) {
        SortedMap<String, SortedSet<ChunkRef>> rows = new TreeMap<>();
        for (StoreModel.Chunk chunk : model.chunks()) {
            for (long day = chunk.firstDay(); day <= chunk.lastDay(); day++) {
                SchemaPeriod period =
                        schema.periodAt(day * RandomStore.DAY_MILLIS).orElseThrow();
                rows.computeIfAbsent(period.indexPrefix() + day, name -> new TreeSet<>())
                        .add(chunk.ref());
            }
        }
        return rows;
    }
}

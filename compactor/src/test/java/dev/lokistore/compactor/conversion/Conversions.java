package dev.lokistore.compactor.conversion;

import dev.lokistore.compactor.Fixtures;
import dev.lokistore.compactor.guard.LokiTimes;
import dev.lokistore.compactor.index.NameTime;
import dev.lokistore.compactor.plan.Plan;
import dev.lokistore.compactor.plan.PlanHeader;
import dev.lokistore.compactor.plan.PlanTask;
import dev.lokistore.compactor.plan.PlanWriter;
import dev.lokistore.compactor.plan.Waits;
import dev.lokistore.index.ChunkInventory;
import dev.lokistore.index.LokiStore;
import dev.lokistore.index.OpenOptions;
import dev.lokistore.objectstore.ObjectReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Plans of conversions for tests. */
final class Conversions {
    static final TsdbConversion.Request PLAIN = request(TsdbConversion.Missing.KEEP, false, false);

    private Conversions() {}

    static TsdbConversion.Request request(TsdbConversion.Missing missing, boolean estimated, boolean dropOld) {
        return new TsdbConversion.Request(
                Fixtures.NOW,
                missing,
                estimated,
                dropOld,
                false,
                Integer.MAX_VALUE,
                dropOld,
                false,
                false,
                NameTime.Unit.NANOSECONDS);
    }

    record Planned(TsdbConversion.Result result, Plan plan) {}

    static Planned plan(ObjectReader objects, TsdbConversion.Request request, Path temporary) throws IOException {
        return plan(LokiStore.open(objects, OpenOptions.defaults(temporary)), request, temporary);
    }

    static Planned plan(LokiStore loki, TsdbConversion.Request request, Path temporary) throws IOException {
        return plan(loki, new ConvertedSchema(loki.schema(), null), request, temporary);
    }

    static Planned plan(LokiStore loki, ConvertedSchema schema, TsdbConversion.Request request, Path temporary)
            throws IOException {
        try (ChunkInventory chunks = loki.inventory(Set.of(), Conversions::fail)) {
            TsdbConversion.Result result =
                    new TsdbConversion(request, schema, loki, chunks, LokiTimes.DEFAULT).plan(loki.tables());
            PlanHeader header = new PlanHeader(
                    "convert",
                    Map.of(),
                    request.now(),
                    loki.objects().name(),
                    true,
                    Waits.DEFAULT,
                    schema.periodsWithNewest(LocalDate.parse("2027-01-01")),
                    List.of());
            try (PlanWriter writer = new PlanWriter(header, temporary)) {
                for (PlanTask task : result.tasks()) {
                    writer.add(task);
                }
                return new Planned(result, writer.finish());
            }
        }
    }

    static void fail(String subject, IOException cause) {
        throw new AssertionError(subject, cause);
    }
}

package dev.lokistore.compactor.removal;

import dev.lokistore.compactor.guard.Accept;
import dev.lokistore.compactor.guard.Consent;
import dev.lokistore.compactor.guard.LokiTimes;
import dev.lokistore.compactor.plan.Plan;
import dev.lokistore.compactor.plan.PlanHeader;
import dev.lokistore.compactor.plan.PlanWriter;
import dev.lokistore.compactor.plan.Waits;
import dev.lokistore.index.ChunkInventory;
import dev.lokistore.index.LokiStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Makes plans for tests. */
final class Removals {
    static final Consent NO_CONSENT = new Consent(false, false, Set.of());
    static final Consent ANYTHING = new Consent(true, false, Set.of(Accept.values()));

    private Removals() {}

    static PlanHeader header(LokiStore loki, Instant now, boolean trash) throws IOException {
        return new PlanHeader(
                "test",
                Map.of(),
                now,
                loki.objects().name(),
                trash,
                Waits.DEFAULT,
                loki.schema().periods(),
                List.of());
    }

    /** What goes by a rule. */
    record Planned(Plan plan, RemovalResult result) {}

    static Planned plan(LokiStore loki, RowRule rule, Instant now, Consent consent, boolean trash, Path temporary)
            throws IOException {
        try (PlanWriter writer = new PlanWriter(header(loki, now, trash), temporary);
                ChunkInventory objects = loki.inventory(rule.tenants(), (key, cause) -> {
                    throw new AssertionError(key, cause);
                })) {
            RowRemoval removal =
                    new RowRemoval(loki, objects, loki.schema(), now, LokiTimes.DEFAULT, consent, Integer.MAX_VALUE);
            RemovalResult result = removal.plan(rule, writer, (key, cause) -> {});
            return new Planned(writer.finish(), result);
        }
    }
}

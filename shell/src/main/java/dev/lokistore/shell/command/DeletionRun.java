package dev.lokistore.shell.command;

import dev.lokistore.chunk.TenantId;
import dev.lokistore.compactor.guard.Objection;
import dev.lokistore.compactor.plan.ChunkWork;
import dev.lokistore.compactor.plan.PlanWriter;
import dev.lokistore.compactor.removal.TakenShare;
import dev.lokistore.compactor.rewrite.ChunkDeletion;
import dev.lokistore.compactor.rewrite.DeletionRow;
import dev.lokistore.index.ChunkInventory;
import dev.lokistore.index.LokiStore;
import dev.lokistore.shell.render.Field.Shown;
import dev.lokistore.shell.render.FieldKind;
import dev.lokistore.shell.render.Quantity;
import dev.lokistore.shell.render.RecordView;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What commands that delete lines have in common: guards, planning, a preview. Nothing goes to the trash. */
final class DeletionRun {
    private static final RecordView<ChangeLine> TENANTS = RecordView.<ChangeLine>builder()
            .text("tenant", line -> line.values().get("tenant"))
            .count("wholeChunks", line -> line.values().get("wholeChunks"))
            .bytes("wholeBytes", line -> line.values().get("wholeBytes"))
            .count("partlyChunks", line -> line.values().get("partlyChunks"))
            .bytes("partlyBytes", line -> line.values().get("partlyBytes"))
            .field("missing", FieldKind.COUNT, Shown.ROOMY, line -> some(line, "missing"))
            .field("leftOutChunks", FieldKind.COUNT, Shown.ROOMY, line -> some(line, "leftOutChunks"))
            .build();

    private final Run run;
    private final RemovalRun removal;

    DeletionRun(Run run, ApplyOptions options, AcceptOption accept) {
        this.run = run;
        this.removal = new RemovalRun(run, options, accept);
    }

    RemovalRun removal() {
        return removal;
    }

    /** What else is to be done when the chunks are. */
    interface Further {
        void add(ChunkDeletion.Result result, PlanWriter plan) throws IOException;
    }

    /**
     * Plans, shows and carries out as asked.
     *
     * @param tenants whose chunks may be concerned
     */
    void plan(
            String command,
            ChunkWork.Delete work,
            Set<TenantId> tenants,
            Map<String, String> arguments,
            PlanOptions planOptions)
            throws IOException {
        plan(command, work, tenants, arguments, planOptions, (result, plan) -> {});
    }

    /** Likewise, with tasks behind those of the chunks. */
    void plan(
            String command,
            ChunkWork.Delete work,
            Set<TenantId> tenants,
            Map<String, String> arguments,
            PlanOptions planOptions,
            Further further)
            throws IOException {
        LokiStore loki = removal.loki();
        loki.requireChunkContent();
        removal.requireQuiet();
        run.activity("listing chunks");
        try (PlanWriter plan = removal.writer(command, arguments, false);
                ChunkInventory objects = loki.inventory(tenants, run.problems())) {
            run.activity("reading index");
            ChunkDeletion planner = new ChunkDeletion(
                    work,
                    tenants,
                    loki,
                    objects,
                    loki.schema(),
                    run.now(),
                    removal.change().times(),
                    removal.consent());
            ChunkDeletion.Result result = planner.plan(plan, run.problems());
            preview(result.rows());
            List<Objection> shares = TakenShare.objections(TakenShare.volumes(objects), result.gone());
            removal.require(shares);
            removal.tell(result.objections(), 0, plan);
            if (result.leftOut() > 0) {
                plan.note(Quantity.count(result.leftOut())
                        + " chunks may hold lines that were meant, and stay: tables that"
                        + " name them are left out or cannot be read");
            }
            further.add(result, plan);
            removal.change().planned(plan.finish(), planOptions);
        }
    }

    private void preview(List<DeletionRow> rows) throws IOException {
        List<ChangeLine> lines = new ArrayList<>();
        for (DeletionRow row : rows) {
            Map<String, @Nullable Object> values = new LinkedHashMap<>();
            values.put("message_type", "tenant");
            values.put("tenant", row.tenant().value());
            values.put("wholeChunks", row.whole().chunks());
            values.put("wholeBytes", row.whole().storedBytes());
            values.put("partlyChunks", row.partly().chunks());
            values.put("partlyBytes", row.partly().storedBytes());
            values.put("missing", row.missing());
            values.put("leftOutChunks", row.leftOut().chunks());
            values.put("leftOutBytes", row.leftOut().storedBytes());
            lines.add(new ChangeLine(values));
        }
        removal.change().details(TENANTS, lines);
    }

    private static @Nullable Object some(ChangeLine line, String name) {
        Object value = line.values().get(name);
        return value instanceof Long number && number == 0 ? null : value;
    }
}

package dev.lokistore.shell.command;

import dev.lokistore.chunk.TenantId;
import dev.lokistore.chunk.TimeRange;
import dev.lokistore.compactor.guard.Objection;
import dev.lokistore.compactor.plan.PlanWriter;
import dev.lokistore.compactor.removal.TenantBelongings;
import dev.lokistore.compactor.removal.TenantChunks;
import dev.lokistore.compactor.removal.TenantPart;
import dev.lokistore.index.ChunkInventory;
import dev.lokistore.index.LokiStore;
import dev.lokistore.index.rules.RuleGroupKey;
import dev.lokistore.index.rules.RuleRoots;
import dev.lokistore.objectstore.Listing;
import dev.lokistore.objectstore.ObjectInfo;
import dev.lokistore.objectstore.ObjectReader;
import dev.lokistore.shell.NotFoundException;
import dev.lokistore.shell.UsageException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code tenant drop}. */
@Command(
        name = "drop",
        description = {
            "Removes all that a tenant has in the store: its chunks, decodable or not, with their rows in the index, chunks"
                    + " of it that no table names, its rule groups, and with --loki-stopped its delete requests.",
            "What goes is deleted for good: 'undo' is possible until the first object is deleted. A receipt says what every"
                    + " object was; 'delete verify' proves that it is gone.",
            "Without --apply nothing is changed: what there is of the tenant is shown."
        },
        footer = {
            "  lokistore -s /var/loki/chunks tenant drop old-team",
            "  lokistore -s s3://loki-chunks tenant drop old-team --plan drop.json",
            "  lokistore -s minio://localhost:9000/chunks tenant drop old-team --loki-stopped --apply --yes"
        })
final class TenantDropCommand extends StoreCommand {
    /** As for gc: rows of younger chunks may be on their way. */
    private static final Duration YOUNG = Duration.ofHours(72);

    @Parameters(paramLabel = "ID", description = "The tenant")
    private String id = "";

    @Mixin
    private AcceptOption accept = new AcceptOption();

    @Mixin
    private PlanOptions planOptions = new PlanOptions();

    @Mixin
    private ApplyOptions applyOptions = new ApplyOptions();

    @Override
    void execute(Run run) throws IOException {
        TenantId tenant = tenant(run);
        RemovalRun removal = new RemovalRun(run, applyOptions, accept);
        LokiStore loki = removal.loki();
        loki.requireChunkContent();
        removal.requireQuiet();
        try (PlanWriter plan = removal.writer("tenant drop", Map.of("tenant", tenant.value()), false);
                ChunkInventory objects = loki.inventory(Set.of(tenant), run.problems())) {
            TenantChunks drop = TenantChunks.drop(
                    tenant, loki, objects, run.now(), removal.change().times(), removal.consent());
            TenantChunks.Result result = drop.plan(youngFrom(run), removal.claimed(null), plan, run.problems());
            List<TenantPart> rows = new ArrayList<>(result.rows());
            rows.addAll(new TenantBelongings(tenant, loki, removal.change().temporary())
                    .plan(whyRequestsStay(result), plan, run.problems()));
            if (rows.isEmpty()) {
                throw new NotFoundException("there is nothing of tenant '" + tenant + "' in "
                        + run.store().uri());
            }
            removal.change().details(TenantInventory.view("goes"), TenantInventory.lines(tenant, rows, "goes"));
            removal.require(objections(loki, tenant, removal, result));
            removal.tell(result.objections(), 0, plan);
            rulesElsewhere(run, tenant).forEach(plan::note);
            removal.change().planned(plan.finish(), planOptions);
        }
    }

    private TenantId tenant(Run run) {
        if (!run.range().equals(TimeRange.ALL)) {
            throw new UsageException("a tenant is dropped as a whole: 'delete' takes a range of time");
        }
        if (!run.tenantsOfCommandLine().isEmpty()) {
            throw new UsageException("the tenant is the one behind 'tenant drop', not that of -t");
        }
        try {
            return TenantId.of(id);
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()));
        }
    }

    /** Of chunks that stay, queries hide what the requests are about. */
    private @Nullable String whyRequestsStay(TenantChunks.Result result) {
        boolean chunksStay = !result.objections().isEmpty()
                || result.rows().stream().anyMatch(row -> row.why() != null && row.kind() != TenantPart.Kind.ROWS);
        if (chunksStay) {
            return "chunks stay that they may be about";
        }
        return applyOptions.lokiStopped()
                ? null
                : "a compactor that runs would put its own copy in the place of ours; --loki-stopped takes them too";
    }

    private Instant youngFrom(Run run) {
        return applyOptions.lokiStopped() || applyOptions.force()
                ? Instant.MAX
                : run.now().minus(YOUNG);
    }

    private static List<Objection> objections(
            LokiStore loki, TenantId tenant, RemovalRun removal, TenantChunks.Result result) throws IOException {
        List<Objection> objections = new ArrayList<>();
        boolean unnamed =
                result.rows().stream().anyMatch(row -> row.kind() == TenantPart.Kind.UNNAMED && row.why() == null);
        if (unnamed) {
            removal.againstOrphans().ifPresent(objections::add);
        }
        if (loki.tenantsInNames().equals(Set.of(tenant))) {
            objections.add(
                    new Objection("tenant " + tenant, "there is no other in the store", Objection.Remedy.EVERYTHING));
        }
        return objections;
    }

    /** A ruler's own bucket is another store. */
    static List<String> rulesElsewhere(Run run, TenantId tenant) throws IOException {
        List<String> notes = new ArrayList<>();
        ObjectReader reader = run.store().reader();
        String root = run.loki().layout().root();
        for (String place : RuleRoots.beside(reader, root)) {
            String prefix = place + RuleGroupKey.prefixOf(tenant);
            try (Listing<ObjectInfo> listing = reader.list(prefix)) {
                if (!place.equals(root) && listing.next()) {
                    notes.add("rule groups below " + prefix + " are in another store, and stay");
                }
            }
        }
        return notes;
    }
}

package dev.lokistore.shell.command;

import dev.lokistore.chunk.TenantId;
import dev.lokistore.chunk.TimeRange;
import dev.lokistore.compactor.plan.PlanWriter;
import dev.lokistore.compactor.removal.TenantRename;
import dev.lokistore.index.ChunkInventory;
import dev.lokistore.index.LokiStore;
import dev.lokistore.index.rules.RuleGroupKey;
import dev.lokistore.shell.NotFoundException;
import dev.lokistore.shell.UsageException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code tenant rename}. */
@Command(
        name = "rename",
        description = {
            "Makes all that a tenant has in the store another tenant's: its chunks, each with the other's name in it and under"
                    + " the other's key, their rows in every table, its rule groups, its delete requests."
                    + " Lines, labels and times stay.",
            "There must be nothing of the other tenant yet, and the tenant is renamed as a whole or not at all: only a chunk"
                    + " that is not what its name says stays and is listed. Delete requests need --loki-stopped: a compactor"
                    + " that runs would put its own copy in the place of ours.",
            "What was replaced is in the trash until 'gc' empties it: 'undo' brings it back. Without --apply nothing is"
                    + " changed: what there is of the tenant is shown."
        },
        footer = {
            "  lokistore -s /var/loki/chunks tenant rename fake team-a",
            "  lokistore -s s3://loki-chunks tenant rename team-a team-alpha --plan rename.json",
            "  lokistore -s minio://localhost:9000/chunks tenant rename team-a team-alpha --loki-stopped --apply --yes"
        })
final class TenantRenameCommand extends StoreCommand {
    /** As for gc: rows of younger chunks may be on their way. */
    private static final Duration YOUNG = Duration.ofHours(72);

    @Parameters(index = "0", paramLabel = "OLD", description = "The tenant")
    private String old = "";

    @Parameters(index = "1", paramLabel = "NEW", description = "Whose it becomes; nothing of that one may be there")
    private String other = "";

    @Mixin
    private PlanOptions planOptions = new PlanOptions();

    @Mixin
    private ApplyOptions applyOptions = new ApplyOptions();

    @Override
    void execute(Run run) throws IOException {
        TenantId from = tenant(old);
        TenantId to = tenant(other);
        requireUsage(run, from, to);
        RemovalRun removal = new RemovalRun(run, applyOptions, new AcceptOption());
        LokiStore loki = removal.loki();
        loki.requireChunkContent();
        removal.requireQuiet();
        Map<String, String> arguments = Map.of("from", from.value(), "to", to.value());
        try (PlanWriter plan = removal.writer("tenant rename", arguments, true);
                ChunkInventory objects = loki.inventory(Set.of(from), run.problems())) {
            TenantRename rename = new TenantRename(
                    from,
                    to,
                    loki,
                    objects,
                    run.now(),
                    removal.change().times(),
                    removal.consent(),
                    removal.change().temporary());
            TenantRename.Result result = rename.plan(youngFrom(run), removal.claimed(null), plan, run.problems());
            if (result.rows().isEmpty()) {
                throw new NotFoundException("there is nothing of tenant '" + from + "' in "
                        + run.store().uri());
            }
            removal.change()
                    .details(
                            TenantInventory.view("becomes " + to + "'s"),
                            TenantInventory.lines(from, result.rows(), "moves"));
            removal.require(result.objections());
            TenantDropCommand.rulesElsewhere(run, from).forEach(plan::note);
            removal.change().planned(plan.finish(), planOptions);
        }
    }

    private static TenantId tenant(String id) {
        try {
            return TenantId.of(id);
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()));
        }
    }

    private static void requireUsage(Run run, TenantId from, TenantId to) throws IOException {
        if (!run.range().equals(TimeRange.ALL)) {
            throw new UsageException("a tenant is renamed as a whole, not for a range of time");
        }
        if (!run.tenantsOfCommandLine().isEmpty()) {
            throw new UsageException("the tenants are those behind 'tenant rename', not that of -t");
        }
        if (from.equals(to)) {
            throw new UsageException("tenant '" + from + "' has that name already");
        }
        String folder = to + "/";
        if (folder.equals(RuleGroupKey.PREFIX)
                || folder.equals(".lokistore/")
                || run.loki().layout().indexPrefixes().stream().anyMatch(prefix -> prefix.startsWith(folder))) {
            throw new UsageException("'" + to + "' is a folder of the store's own");
        }
    }

    private Instant youngFrom(Run run) {
        return applyOptions.lokiStopped() || applyOptions.force()
                ? Instant.MAX
                : run.now().minus(YOUNG);
    }
}

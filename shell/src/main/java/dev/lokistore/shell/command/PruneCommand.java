package dev.lokistore.shell.command;

import dev.lokistore.chunk.TenantId;
import dev.lokistore.chunk.TimeRange;
import dev.lokistore.compactor.guard.Accept;
import dev.lokistore.compactor.guard.Objection;
import dev.lokistore.compactor.plan.PlanWriter;
import dev.lokistore.compactor.removal.Leftover;
import dev.lokistore.compactor.removal.OrphanSearch;
import dev.lokistore.compactor.removal.RemovalResult;
import dev.lokistore.compactor.removal.RemovalRow;
import dev.lokistore.compactor.removal.SizeCut;
import dev.lokistore.compactor.removal.SizeLimit;
import dev.lokistore.compactor.removal.TakenShare;
import dev.lokistore.compactor.retention.Volume;
import dev.lokistore.index.ChunkInventory;
import dev.lokistore.index.table.Table;
import dev.lokistore.shell.UsageException;
import dev.lokistore.shell.render.Quantity;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code prune}. */
@Command(
        name = "prune",
        description = {
            "Removes the oldest chunks, with their rows in the index, until the rest is within a size: the chunks and index"
                    + " files of the whole store, the chunks of the tenants that -t names, or with --per-tenant those of each"
                    + " tenant.",
            "The oldest is what ends first. What goes is deleted for good. A chunk that cannot be decoded is listed and stays,"
                    + " unless --accept broken lets it go.",
            "Without --apply nothing is changed: what would go is shown by tenant."
        },
        footer = {
            "  lokistore -s /var/loki/chunks prune --max-size 80GiB",
            "  lokistore -s s3://loki-chunks prune --max-size 500GiB --apply --yes",
            "  lokistore -s minio://localhost:9000/chunks prune --max-size 20GiB --per-tenant --plan prune.json"
        })
final class PruneCommand extends StoreCommand {
    /** As for gc: rows of younger chunks may be on their way. */
    private static final Duration YOUNG = Duration.ofHours(72);

    @Option(
            names = "--max-size",
            required = true,
            paramLabel = "SIZE",
            description = "What may be left, such as 80GiB; stored size")
    private String maxSize = "";

    @Option(names = "--per-tenant", description = "Each tenant's chunks may have that size; index files do not count")
    private boolean perTenant;

    @Mixin
    private AcceptOption accept = new AcceptOption();

    @Mixin
    private PlanOptions planOptions = new PlanOptions();

    @Mixin
    private ApplyOptions applyOptions = new ApplyOptions();

    @Override
    void execute(Run run) throws IOException {
        if (!run.range().equals(TimeRange.ALL)) {
            throw new UsageException("prune goes by size: 'retention apply --older-than' goes by age");
        }
        long limit = SizeText.parse("--max-size", maxSize);
        RemovalRun removal = new RemovalRun(run, applyOptions, accept);
        removal.requireQuiet();
        try (PlanWriter plan = removal.writer("prune", arguments(run), false);
                ChunkInventory objects = removal.loki().inventory(run.tenants(), run.problems())) {
            SizeLimit sizes = new SizeLimit(run.tenants(), objects, limit, indexBytes(run, removal), perTenant);
            SizeCut cut = removal.consent().accepts(Accept.BROKEN)
                    ? sizes.findUnread()
                    : sizes.find(removal.loki(), run.concurrency(), run.problems());
            if (!cut.lastGoneMillis().isEmpty()) {
                plan(run, removal, cut, objects, plan);
            }
            removal.change().planned(plan.finish(), planOptions);
        }
    }

    /** What index files hold of some tenants cannot be told from what they hold of others. */
    private static long indexBytes(Run run, RemovalRun removal) throws IOException {
        return run.tenants().isEmpty()
                ? removal.loki().tables().stream().mapToLong(Table::storedBytes).sum()
                : 0;
    }

    private static void plan(Run run, RemovalRun removal, SizeCut cut, ChunkInventory objects, PlanWriter plan)
            throws IOException {
        RemovalResult result = removal.removal(objects, Integer.MAX_VALUE).plan(cut, plan, run.problems());
        int ofTables = plan.taskCount();
        List<RemovalRow> rows = new ArrayList<>(result.rows());
        SortedMap<TenantId, Volume> gone = result.gone();
        for (Leftover orphans : orphans(run, removal, cut, objects, plan)) {
            String rule = "named by no table"
                    + (orphans.fate().why() == null
                            ? ""
                            : ", stays: " + orphans.fate().why());
            boolean goes = orphans.fate() == Leftover.Fate.GOES;
            Volume volume = orphans.volume();
            rows.add(new RemovalRow(
                    orphans.tenant(), rule, goes ? volume : Volume.NONE, 0, 0, goes ? Volume.NONE : volume));
            if (goes) {
                gone.merge(orphans.tenant(), volume, Volume::plus);
            }
        }
        removal.preview(rows);
        List<Objection> objections = new ArrayList<>(TakenShare.objections(TakenShare.volumes(objects), gone));
        if (plan.taskCount() > ofTables) {
            removal.againstOrphans().ifPresent(objections::add);
        }
        removal.require(objections);
        removal.tell(result, plan);
        tellShortfall(cut, gone, plan);
    }

    private static List<Leftover> orphans(
            Run run, RemovalRun removal, SizeCut cut, ChunkInventory objects, PlanWriter plan) throws IOException {
        return new OrphanSearch(removal.loki(), objects, run.now().minus(YOUNG), removal.claimed(null), cut::takes)
                .planUnread(plan, run.problems());
    }

    /** What stays although it is among the oldest may leave too much. */
    private static void tellShortfall(SizeCut cut, SortedMap<TenantId, Volume> gone, PlanWriter plan) {
        cut.excess().forEach((name, excess) -> {
            long freed = gone.entrySet().stream()
                    .filter(tenant -> name.equals(SizeLimit.STORE)
                            || tenant.getKey().value().equals(name))
                    .mapToLong(tenant -> tenant.getValue().storedBytes())
                    .sum();
            String subject = name.equals(SizeLimit.STORE) ? "what there is" : "tenant " + name;
            plan.note(subject + ": " + Quantity.bytes(excess) + " above --max-size"
                    + (freed < excess
                            ? ", and " + Quantity.bytes(excess - freed) + " of that stay, since what is older stays"
                            : ""));
        });
    }

    private Map<String, String> arguments(Run run) throws IOException {
        Map<String, String> arguments = new TreeMap<>();
        arguments.put("max-size", maxSize);
        if (perTenant) {
            arguments.put("per-tenant", "true");
        }
        if (!run.tenants().isEmpty()) {
            arguments.put(
                    "tenant",
                    String.join(
                            ",",
                            run.tenants().stream().map(TenantId::value).sorted().toList()));
        }
        return arguments;
    }
}

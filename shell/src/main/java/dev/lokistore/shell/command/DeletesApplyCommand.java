package dev.lokistore.shell.command;

import dev.lokistore.chunk.TenantId;
import dev.lokistore.chunk.TimeRange;
import dev.lokistore.compactor.plan.ChunkWork;
import dev.lokistore.compactor.plan.PlanTask;
import dev.lokistore.compactor.plan.PlanWriter;
import dev.lokistore.compactor.plan.PlannedObject;
import dev.lokistore.compactor.plan.Work;
import dev.lokistore.compactor.retention.DeletionModes;
import dev.lokistore.compactor.retention.PolicyFault;
import dev.lokistore.index.config.ConfigFile;
import dev.lokistore.index.deletes.DeleteRequest;
import dev.lokistore.index.deletes.DeleteRequestStore;
import dev.lokistore.index.deletes.RequestName;
import dev.lokistore.index.deletes.StoredDeletes;
import dev.lokistore.index.deletes.StoredDeletes.Stored;
import dev.lokistore.shell.UsageException;
import dev.lokistore.shell.render.RecordView;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code deletes apply}. */
@Command(
        name = "apply",
        description = {
            "Carries out Loki's pending delete requests and marks them as processed in their store, where no compactor does:"
                    + " one that runs would put its own copy of the requests in the place of ours. So --apply needs"
                    + " --loki-stopped. Before Loki starts again, delete_requests/ must go from the compactor's working"
                    + " directory.",
            "A request waits until it cannot be cancelled any more, and is left alone if the tenant's deletion_mode in"
                    + " --loki-config and --overrides does not let Loki delete. One whose query has parsers or formatters is never"
                    + " guessed at: it stays pending, as does one for which a table cannot be read. Requests stay in their"
                    + " store: Loki hides late lines by them.",
            "Nothing but the former store of requests is kept in the trash. A receipt says what every object was before and"
                    + " after; 'delete verify' proves it."
        },
        footer = {
            "  lokistore -s /var/loki/chunks deletes apply",
            "  lokistore -s s3://loki-chunks -t web deletes apply --cancel-period 0s --plan deletes.json",
            "  lokistore -s minio://localhost:9000/chunks deletes apply --loki-stopped --apply --yes"
        })
final class DeletesApplyCommand extends StoreCommand {
    private static final RecordView<ChangeLine> REQUESTS = RecordView.<ChangeLine>builder()
            .text("requestId", line -> line.values().get("requestId"))
            .text("tenant", line -> line.values().get("tenant"))
            .text("query", line -> line.values().get("query"))
            .text("fate", DeletesApplyCommand::fate)
            .build();

    @Option(
            names = "--cancel-period",
            paramLabel = "TIME",
            description =
                    "How old a request must be, since it can be cancelled until then. Default: from --loki-config,"
                            + " else 24h")
    private @Nullable String cancelPeriod;

    @Mixin
    private OverridesOption overrides = new OverridesOption();

    @Mixin
    private AcceptOption accept = new AcceptOption();

    @Mixin
    private PlanOptions planOptions = new PlanOptions();

    @Mixin
    private ApplyOptions applyOptions = new ApplyOptions();

    @Override
    void execute(Run run) throws IOException {
        if (!run.range().equals(TimeRange.ALL)) {
            throw new UsageException(
                    "a request is carried out as a whole, for its own range of time: no --from, no --to");
        }
        DeletionRun deletion = new DeletionRun(run, applyOptions, accept);
        RemovalRun removal = deletion.removal();
        if (planOptions.apply() && !applyOptions.lokiStopped()) {
            throw removal.change()
                    .refusal(
                            "a compactor that runs, or starts again with its working directory, would put its own copy of"
                                    + " the requests in the place of ours: stop Loki, and give --loki-stopped");
        }
        StoredDeletes found = PendingDeletes.all(run, removal.change());
        DueRequests requests = DueRequests.of(wanted(found, run), run, period(), modes(run, removal.change()));
        List<ChunkWork.EntryMatch> rules =
                requests.due().stream().map(DueRequests.Due::rule).distinct().toList();
        removal.change().details(REQUESTS, lines(requests));
        Marking marking = new Marking(run, removal.change(), found, requests);
        if (rules.isEmpty()) {
            try (PlanWriter plan = removal.writer("deletes apply", arguments(run), false)) {
                marking.add(Set.of(), plan, planOptions.apply());
                removal.change().planned(plan.finish(), planOptions);
            }
            return;
        }
        Set<TenantId> tenants = requests.due().stream()
                .map(due -> due.stored().request().tenant())
                .collect(Collectors.toCollection(TreeSet::new));
        deletion.plan(
                "deletes apply",
                new ChunkWork.Delete(rules, List.of()),
                tenants,
                arguments(run),
                planOptions,
                (result, plan) -> marking.add(result.unfinished(), plan, planOptions.apply()));
    }

    /** Fails closed: modes that are not all known carry nothing out. */
    private DeletionModes modes(Run run, ChangeRun change) throws IOException {
        DeletionModes modes = overrides.modes(run);
        if (!modes.faults().isEmpty()) {
            throw change.refusal("no request is carried out by limits that are not certain:\n"
                    + modes.faults().stream().map(PolicyFault::toString).collect(Collectors.joining("\n"))
                    + (overrides.files().isEmpty() ? "\n--overrides gives Loki's files of runtime overrides" : ""));
        }
        return modes;
    }

    private @Nullable Duration period() {
        return cancelPeriod == null ? null : ApplyOptions.duration("--cancel-period", cancelPeriod);
    }

    private static List<Stored> wanted(StoredDeletes found, Run run) throws IOException {
        Set<TenantId> tenants = run.namedTenants();
        return found.requests().stream()
                .filter(stored -> !stored.request().status().isProcessed())
                .filter(stored ->
                        tenants.isEmpty() || tenants.contains(stored.request().tenant()))
                .toList();
    }

    /** Adds a task for each object that holds requests: where Loki keeps both forms, they stay in step. */
    private record Marking(Run run, ChangeRun change, StoredDeletes found, DueRequests requests) {
        /**
         * @param unfinished what the plan does not do as a whole
         * @param applied whether the plan's own report tells of what stays pending
         */
        void add(Set<ChunkWork.EntryMatch> unfinished, PlanWriter plan, boolean applied) throws IOException {
            Map<Stored, String> pending = new LinkedHashMap<>(requests.unknown());
            List<DueRequests.Due> whole = new ArrayList<>();
            for (DueRequests.Due due : requests.due()) {
                if (unfinished.contains(due.rule())) {
                    pending.put(due.stored(), "tables that name chunks of it are left out or cannot be read");
                } else {
                    whole.add(due);
                }
            }
            pending.forEach((stored, why) -> {
                RequestName name = RequestName.of(stored.request());
                plan.note("stays pending: delete request " + name + ": " + why);
                if (!applied) {
                    run.problems().report("delete request " + name, new IOException("stays pending: " + why));
                }
            });
            for (DeleteRequestStore store : found.stores()) {
                List<ChunkWork.EntryMatch> marked = marked(store, whole);
                List<Work.Requests.Pending> left = pending.entrySet().stream()
                        .filter(one -> one.getKey().store().equals(store))
                        .map(one -> new Work.Requests.Pending(
                                RequestName.of(one.getKey().request()), one.getValue()))
                        .toList();
                if (!marked.isEmpty() || !left.isEmpty()) {
                    plan.add(PlanTask.ofRequests(
                            PlannedObject.of(store.object()), new Work.Requests(store.form(), marked, left)));
                }
            }
        }

        private List<ChunkWork.EntryMatch> marked(DeleteRequestStore store, List<DueRequests.Due> whole)
                throws IOException {
            Set<RequestName> received =
                    store.read(change.store().loki().objects(), change.temporary(), run.problems()).requests().stream()
                            .filter(request -> !request.status().isProcessed())
                            .map(RequestName::of)
                            .collect(Collectors.toSet());
            return whole.stream()
                    .filter(one -> folder(one.stored().store()).equals(folder(store)))
                    .filter(one -> received.contains(RequestName.of(one.stored().request())))
                    .map(DueRequests.Due::rule)
                    .toList();
        }
    }

    private static String folder(DeleteRequestStore store) {
        String key = store.object().key().value();
        return key.substring(0, key.lastIndexOf('/'));
    }

    private Map<String, String> arguments(Run run) throws IOException {
        Map<String, String> arguments = new TreeMap<>();
        ConfigFile config = run.configuration();
        if (config != null) {
            arguments.put("loki-config", config.source());
        }
        if (!overrides.files().isEmpty()) {
            arguments.put("overrides", String.join(",", overrides.files()));
        }
        if (cancelPeriod != null) {
            arguments.put("cancel-period", cancelPeriod);
        }
        return arguments;
    }

    private static List<ChangeLine> lines(DueRequests requests) {
        List<ChangeLine> lines = new ArrayList<>();
        requests.due().forEach(due -> lines.add(line(due.stored().request(), "carried out", null)));
        requests.waiting().forEach((stored, why) -> lines.add(line(stored.request(), "stays", why)));
        requests.unknown().forEach((stored, why) -> lines.add(line(stored.request(), "stays", why)));
        return lines;
    }

    private static ChangeLine line(DeleteRequest request, String fate, @Nullable String why) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        values.put("message_type", "request");
        values.put("requestId", request.requestId());
        values.put("tenant", request.tenant().value());
        values.put("query", request.queryText());
        values.put("fate", fate);
        values.put("why", why);
        return new ChangeLine(values);
    }

    private static String fate(ChangeLine line) {
        Object why = line.values().get("why");
        return why == null ? String.valueOf(line.values().get("fate")) : "stays: " + why;
    }
}

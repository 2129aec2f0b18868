package dev.lokistore.shell.command;

import dev.lokistore.chunk.TenantId;
import dev.lokistore.chunk.TimeRange;
import dev.lokistore.compactor.guard.Objection;
import dev.lokistore.compactor.plan.PlanWriter;
import dev.lokistore.compactor.removal.AgeRemoval;
import dev.lokistore.compactor.removal.RemovalResult;
import dev.lokistore.compactor.removal.RetentionRemoval;
import dev.lokistore.compactor.removal.RowRule;
import dev.lokistore.compactor.removal.TakenShare;
import dev.lokistore.compactor.retention.PolicyFault;
import dev.lokistore.compactor.retention.RetentionPolicy;
import dev.lokistore.compactor.retention.RetentionRule;
import dev.lokistore.compactor.retention.RetentionSemantics;
import dev.lokistore.index.ChunkInventory;
import dev.lokistore.index.logql.Selector;
import dev.lokistore.shell.UsageException;
import dev.lokistore.shell.terminal.SafeText;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code retention apply}. */
@Command(
        name = "apply",
        description = {
            "Removes what is past its period: rows from the index first, chunks a while later, whole tables when nothing is"
                    + " left in them. The rules are those of --loki-config and --overrides, or one: --older-than.",
            "A period of 0 always means for ever. Loki's compactor must be stopped; without --loki-stopped the rest of Loki"
                    + " may run, and tables that an ingester may still write to are left out.",
            "Without --apply nothing is changed: what would go is shown by tenant and rule."
        },
        footer = {
            "  lokistore -s s3://loki-chunks --loki-config loki.yaml --overrides overrides.yaml retention apply",
            "  lokistore -s /var/loki/chunks retention apply --older-than 90d --apply --yes",
            "  lokistore -s minio://localhost:9000/chunks retention apply --older-than 7d '{env=\"dev\"}' --plan dev.json"
        })
final class RetentionApplyCommand extends StoreCommand {
    private static final Duration SHORTEST = RetentionRule.MINIMUM;

    @Mixin
    private OverridesOption overrides = new OverridesOption();

    @Option(
            names = "--older-than",
            paramLabel = "TIME",
            description = "Instead of any configuration's rules: what is older, such as 90d, by each chunk's last line")
    private @Nullable String olderThan;

    @Parameters(
            arity = "0..1",
            paramLabel = "SELECTOR",
            description = "With --older-than: only streams that match, such as {app=\"web\"}")
    private @Nullable String selector;

    @Option(
            names = "--max-tables",
            paramLabel = "N",
            description = "Plan this many tables at most, the oldest; another run takes the next ones")
    private @Nullable Integer maxTables;

    @Option(names = "--no-trash", description = "Delete at once what is removed; there is no way back then")
    private boolean noTrash;

    @Mixin
    private AcceptOption accept = new AcceptOption();

    @Mixin
    private PlanOptions planOptions = new PlanOptions();

    @Mixin
    private ApplyOptions applyOptions = new ApplyOptions();

    @Override
    void execute(Run run) throws IOException {
        requireSense(run);
        RemovalRun removal = new RemovalRun(run, applyOptions, accept);
        RowRule rule = olderThan == null ? configured(run, removal) : ofAge(run, removal, olderThan);
        removal.requireQuiet();
        try (PlanWriter plan = removal.writer("retention apply", arguments(run), !noTrash);
                ChunkInventory objects = removal.loki().inventory(rule.tenants(), run.problems())) {
            RemovalResult result = removal.removal(objects, maxTables == null ? Integer.MAX_VALUE : maxTables)
                    .plan(rule, plan, run.problems());
            removal.preview(result.rows());
            removal.require(TakenShare.objections(TakenShare.volumes(objects), result.gone()));
            removal.tell(result, plan);
            removal.change().planned(plan.finish(), planOptions);
        }
    }

    private void requireSense(Run run) {
        if (!run.range().equals(TimeRange.ALL)) {
            throw new UsageException("retention goes by age: give --older-than in place of --from and --to");
        }
        if (selector != null && olderThan == null) {
            throw new UsageException("a selector goes with --older-than; the rules of a configuration have their own");
        }
        if (maxTables != null && maxTables < 1) {
            throw new UsageException("--max-tables is " + maxTables + " but must be 1 or more");
        }
    }

    private RowRule ofAge(Run run, RemovalRun removal, String text) throws IOException {
        Duration age = ApplyOptions.duration("--older-than", text);
        if (age.isZero() || age.isNegative()) {
            throw new UsageException("--older-than is " + text + " but must be more than 0");
        }
        if (age.compareTo(SHORTEST) < 0) {
            removal.require(List.of(new Objection(
                    "--older-than " + text,
                    "that is less than 24h, the least that Loki allows",
                    Objection.Remedy.YOUNG)));
        }
        Selector parsed = selector == null ? run.inheritedSelector() : Selector.parse(selector);
        if (!parsed.lineFilters().isEmpty() || !parsed.metadataFilters().isEmpty()) {
            throw new UsageException("retention takes whole chunks: give only {…} here, or use 'delete': " + selector);
        }
        return new AgeRemoval(age, tenants(run), parsed.matchers(), run.now());
    }

    private static Set<TenantId> tenants(Run run) throws IOException {
        return run.tenants();
    }

    /** Fails closed: rules that are not all known, or that Loki would refuse, take nothing. */
    private RowRule configured(Run run, RemovalRun removal) throws IOException {
        if (run.configuration() == null) {
            throw new UsageException("retention apply by which rules? --loki-config FILE gives Loki's, --older-than AGE"
                    + " [SELECTOR] is one without any");
        }
        RetentionPolicy policy = overrides.policy(run, RetentionSemantics.SAFE);
        List<String> errors = new ArrayList<>();
        List<Objection> objections = new ArrayList<>();
        for (PolicyFault fault : policy.faults()) {
            switch (fault.severity()) {
                case ERROR -> errors.add(fault.toString());
                case NEEDS_FORCE ->
                    objections.add(new Objection(fault.source(), fault.message(), Objection.Remedy.YOUNG));
                case WARNING -> run.warn(SafeText.escape(fault.toString()));
            }
        }
        if (!errors.isEmpty()) {
            throw removal.change()
                    .refusal("nothing is removed by rules that are not certain:\n" + String.join("\n", errors)
                            + (overrides.files().isEmpty()
                                    ? "\n--overrides gives Loki's files of runtime overrides"
                                    : ""));
        }
        removal.require(objections);
        return new RetentionRemoval(policy, tenants(run), run.now());
    }

    private Map<String, String> arguments(Run run) throws IOException {
        Map<String, String> arguments = new TreeMap<>();
        if (olderThan != null) {
            arguments.put("older-than", olderThan);
        } else {
            arguments.put(
                    "loki-config", OverridesOption.requireConfiguration(run).source());
            if (!overrides.files().isEmpty()) {
                arguments.put("overrides", String.join(",", overrides.files()));
            }
        }
        if (selector != null) {
            arguments.put("selector", selector);
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

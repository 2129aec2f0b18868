package dev.lokistore.shell.command;

import dev.lokistore.chunk.TenantId;
import dev.lokistore.chunk.TimeRange;
import dev.lokistore.compactor.plan.ChunkWork;
import dev.lokistore.index.logql.LineMask;
import dev.lokistore.index.logql.Selector;
import dev.lokistore.shell.UsageException;
import java.io.IOException;
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

/** {@code delete}. */
@Command(
        name = "delete",
        description = {
            "Deletes the lines that match, from every chunk that holds them: streams, slices of time (--from, --to), line"
                    + " filters, filters of structured metadata. What 'cat SELECTOR' shows is what goes. With --mask they"
                    + " stay, and what an expression finds in them is replaced.",
            "Nothing is kept in the trash: 'undo' is possible until the first object is deleted. A receipt says what was"
                    + " asked for and what every object was before and after; 'delete verify' proves it.",
            "Loki's compactor must be stopped; without --loki-stopped the rest of Loki may run. Without --apply nothing is"
                    + " changed."
        },
        subcommands = {DeleteVerifyCommand.class},
        footer = {
            "  lokistore -s s3://loki-chunks -t web delete '{app=\"shop\"} |= \"card=\"' --from now-30d",
            "  lokistore -s /var/loki/chunks delete '{app=\"web\"}' --mask 'password\\=\\S+=password:***' --apply",
            "  lokistore -s /var/loki/chunks delete verify 0bee4d63232284eb"
        })
final class DeleteCommand extends StoreCommand {
    @Parameters(
            arity = "0..1",
            paramLabel = "SELECTOR",
            description = "What goes: {app=\"web\"} |= \"secret\" | trace_id=\"ab\"")
    private @Nullable String selector;

    @Option(
            names = "--mask",
            paramLabel = "REGEX=TEXT",
            description = "Keep the lines, and replace what the RE2 expression finds in them; $1 stands for a group. An"
                    + " equals sign in the expression is written \\=. May be repeated")
    private List<String> masks = List.of();

    @Mixin
    private AcceptOption accept = new AcceptOption();

    @Mixin
    private PlanOptions planOptions = new PlanOptions();

    @Mixin
    private ApplyOptions applyOptions = new ApplyOptions();

    @Override
    void execute(Run run) throws IOException {
        if (selector == null) {
            throw new UsageException("delete what? {} would be everything: 'lokistore delete --help' tells");
        }
        String canonical = Selector.parse(selector).toString();
        ChunkWork.Delete work = new ChunkWork.Delete(rules(run, canonical), masks());
        new DeletionRun(run, applyOptions, accept).plan("delete", work, run.tenants(), arguments(run), planOptions);
    }

    private static List<ChunkWork.EntryMatch> rules(Run run, String canonical) {
        TimeRange range = run.range();
        Set<TenantId> tenants = run.namedTenants();
        List<ChunkWork.EntryMatch> rules = new ArrayList<>();
        if (tenants.isEmpty()) {
            rules.add(new ChunkWork.EntryMatch(null, null, List.of(canonical), range.fromNanos(), range.toNanos()));
        }
        tenants.stream()
                .sorted()
                .forEach(tenant -> rules.add(new ChunkWork.EntryMatch(
                        null, tenant, List.of(canonical), range.fromNanos(), range.toNanos())));
        return rules;
    }

    private List<ChunkWork.Mask> masks() {
        List<ChunkWork.Mask> parsed = new ArrayList<>();
        for (String mask : masks) {
            int equals = separator(mask);
            if (equals <= 0) {
                throw new UsageException("--mask: '" + mask + "' has no = between an expression and what replaces it");
            }
            String expression = mask.substring(0, equals);
            String replacement = mask.substring(equals + 1);
            try {
                LineMask.of(expression, replacement);
            } catch (IllegalArgumentException e) {
                throw new UsageException("--mask: " + e.getMessage());
            }
            parsed.add(new ChunkWork.Mask(expression, replacement));
        }
        return parsed;
    }

    /** The first that no backslash takes away. */
    private static int separator(String mask) {
        for (int i = 0; i < mask.length(); i++) {
            if (mask.charAt(i) == '\\') {
                i++;
            } else if (mask.charAt(i) == '=') {
                return i;
            }
        }
        return -1;
    }

    private Map<String, String> arguments(Run run) {
        Map<String, String> arguments = new TreeMap<>();
        arguments.put("selector", String.valueOf(selector));
        if (!run.range().equals(TimeRange.ALL)) {
            arguments.put("range", run.range().toString());
        }
        if (!run.namedTenants().isEmpty()) {
            arguments.put(
                    "tenant",
                    String.join(
                            ",",
                            run.namedTenants().stream()
                                    .map(TenantId::value)
                                    .sorted()
                                    .toList()));
        }
        if (!masks.isEmpty()) {
            arguments.put("mask", String.join(" ", masks));
        }
        return arguments;
    }
}

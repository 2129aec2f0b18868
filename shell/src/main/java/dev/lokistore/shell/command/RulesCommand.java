package dev.lokistore.shell.command;

import dev.lokistore.chunk.TenantId;
import dev.lokistore.index.duration.PrometheusDuration;
import dev.lokistore.index.layout.NestedReader;
import dev.lokistore.index.rules.Rule;
import dev.lokistore.index.rules.RuleGroup;
import dev.lokistore.index.rules.RuleGroups;
import dev.lokistore.index.rules.RuleRoots;
import dev.lokistore.index.rules.RuleYaml;
import dev.lokistore.objectstore.ObjectReader;
import dev.lokistore.shell.render.Field.Shown;
import dev.lokistore.shell.render.FieldKind;
import dev.lokistore.shell.render.OutputFormat;
import dev.lokistore.shell.render.RecordView;
import dev.lokistore.shell.render.RowWriter;
import dev.lokistore.shell.terminal.SafeText;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code rules}. */
@Command(
        name = "rules",
        description = {
            "Lists the rule groups that Loki's ruler keeps in a bucket, by tenant, namespace and name.",
            "They are looked for in the Loki store, then beside it (an archive or a folder that holds both buckets);"
                    + " --rules-store names the ruler's own bucket, for which no Loki store is needed.",
            "As yaml they are Loki's rule files, one document for each tenant and namespace."
        },
        footer = {
            "  lokistore -s testdata/minio-deletes-and-rules.tar.gz rules",
            "  lokistore rules --rules-store s3://loki-ruler -t team-a --namespace edge -o yaml > edge.yaml",
            "  lokistore -s /mnt/loki-copy/chunks rules --rules-store /mnt/loki-copy/ruler -o jsonl"
        })
final class RulesCommand extends StoreCommand {
    /** @param place prefix in the bucket, above {@code rules/} */
    private record Line(RuleGroup group, String place) {
        long alerts() {
            return group.rules().stream().filter(Rule::isAlert).count();
        }

        List<String> names() {
            return group.rules().stream()
                    .map(rule -> rule.isAlert() ? rule.alert() : rule.record())
                    .toList();
        }

        List<Map<String, @Nullable Object>> rules() {
            return group.rules().stream().map(RULE::asMap).toList();
        }
    }

    private record File(TenantId tenant, String namespace) {}

    private static final RecordView<Rule> RULE = RecordView.<Rule>builder()
            .field("alert", FieldKind.TEXT, Shown.OPTIONAL, rule -> nullIfEmpty(rule.alert()))
            .field("record", FieldKind.TEXT, Shown.OPTIONAL, rule -> nullIfEmpty(rule.record()))
            .text("expr", Rule::expr)
            .field("for", FieldKind.TEXT, Shown.OPTIONAL, rule -> duration(rule.holdFor()))
            .field("labels", FieldKind.LABELS, Shown.ALWAYS, Rule::labels)
            .field("annotations", FieldKind.LABELS, Shown.ALWAYS, Rule::annotations)
            .build();

    private static final RecordView<Line> VIEW = RecordView.<Line>builder()
            .text("tenant", line -> line.group().tenant().value())
            .text("namespace", line -> line.group().namespace())
            .text("group", line -> line.group().name())
            .text("interval", line -> duration(line.group().interval()))
            .field("limit", FieldKind.COUNT, Shown.WIDE, line -> line.group().limit())
            .count("alerts", Line::alerts)
            .count("recordings", line -> line.group().rules().size() - line.alerts())
            .field("names", FieldKind.LIST, Shown.TABULAR, Line::names)
            .field("rules", FieldKind.RECORDS, Shown.STRUCTURED, Line::rules)
            .field(
                    "objectKey",
                    FieldKind.TEXT,
                    Shown.WIDE,
                    line -> line.place() + line.group().key().format())
            .build();

    @Option(
            names = "--rules-store",
            paramLabel = "URI",
            description = "The ruler's bucket, folder, archive or profile, where it has one of its own")
    private @Nullable String rulesStore;

    @Option(names = "--namespace", paramLabel = "NAME", description = "Only this namespace")
    private @Nullable String namespace;

    @Override
    void execute(Run run) throws IOException {
        String uri = rulesStore;
        ObjectReader reader = uri == null ? run.store().reader() : run.otherStore(uri);
        List<String> places =
                uri == null ? RuleRoots.beside(reader, run.loki().layout().root()) : RuleRoots.below(reader);
        Set<TenantId> tenants = uri == null ? run.tenants() : run.namedTenants();
        List<Line> lines = new ArrayList<>();
        for (String place : places) {
            for (RuleGroup group : RuleGroups.read(NestedReader.of(reader, place), run.problems())) {
                boolean wanted = tenants.isEmpty() || tenants.contains(group.tenant());
                if (wanted && (namespace == null || namespace.equals(group.namespace()))) {
                    lines.add(new Line(group, place));
                }
            }
        }
        if (run.global().output() == OutputFormat.YAML) {
            files(lines, run.out());
        } else {
            try (RowWriter<Line> rows = run.rendering().rows(VIEW)) {
                for (Line line : lines) {
                    rows.write(line);
                }
            }
        }
        if (lines.isEmpty()) {
            run.note(
                    places.isEmpty()
                            ? "there are no rule groups in " + SafeText.escape(reader.name())
                                    + (uri == null ? "; --rules-store names the ruler's own bucket" : "")
                            : "no rule group matches");
        }
    }

    /** Rule files; their texts are quoted, so that the escapes of what a terminal would obey mean the same in YAML. */
    private static void files(List<Line> lines, PrintWriter out) {
        Map<File, List<RuleGroup>> files = lines.stream()
                .map(Line::group)
                .collect(Collectors.groupingBy(
                        group -> new File(group.tenant(), group.namespace()),
                        java.util.LinkedHashMap::new,
                        Collectors.toList()));
        files.forEach((file, groups) -> {
            if (files.size() > 1) {
                out.println("---");
            }
            out.println("# tenant " + SafeText.escape(file.tenant().value()) + ", namespace "
                    + SafeText.escape(file.namespace()));
            RuleYaml.render(groups).lines().map(SafeText::escape).forEach(out::println);
        });
        out.flush();
    }

    private static @Nullable String nullIfEmpty(String text) {
        return text.isEmpty() ? null : text;
    }

    private static @Nullable String duration(Duration duration) {
        return duration.isZero() ? null : PrometheusDuration.format(duration);
    }
}

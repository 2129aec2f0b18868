package dev.lokistore.shell.command;

import dev.lokistore.compactor.retention.ComparisonRow;
import dev.lokistore.compactor.retention.PolicyComparison;
import dev.lokistore.compactor.retention.RetentionConfig;
import dev.lokistore.compactor.retention.RetentionPolicy;
import dev.lokistore.compactor.retention.RetentionReports;
import dev.lokistore.compactor.retention.RetentionSemantics;
import dev.lokistore.index.config.ConfigFile;
import dev.lokistore.shell.UsageException;
import dev.lokistore.shell.render.Field.Shown;
import dev.lokistore.shell.render.FieldKind;
import dev.lokistore.shell.render.RecordView;
import dev.lokistore.shell.terminal.SafeText;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code retention plan}. */
@Command(
        name = "plan",
        description = {
            "What if: for each rule of the proposed configuration (--loki-config) what it would take that the present one"
                    + " keeps, and keep that it takes. What is past its period counts as gone, removed or not.",
            "The present configuration is --present, or else the profile's; without either everything is kept now.",
            "A rule that takes everything it is for is warned of on stderr, also with --quiet. Nothing is removed."
        },
        footer = {
            "  lokistore -s s3://loki-chunks retention plan --loki-config new.yaml --present loki.yaml",
            "  lokistore -s s3://loki-chunks retention plan --loki-config new.yaml --overrides new-overrides.yaml"
                    + " --present loki.yaml --present-overrides overrides.yaml"
        })
final class RetentionPlanCommand extends StoreCommand {
    private static final RecordView<ComparisonRow> VIEW = RecordView.<ComparisonRow>builder()
            .text("tenant", row -> row.tenant().value())
            .text("rule", row -> row.rule().id().toString())
            .text("selector", row -> row.rule().selector())
            .text("period", row -> RetentionViews.period(row.rule()))
            .field("presentRules", FieldKind.LIST, Shown.WIDE, row -> List.copyOf(row.presentRules()))
            .count("chunks", row -> row.all().chunks())
            .bytes("storedBytes", row -> row.all().storedBytes())
            .count("goneChunks", row -> row.gone().chunks())
            .bytes("goneBytes", row -> row.gone().storedBytes())
            .count("newlyGoneChunks", row -> row.newlyGone().chunks())
            .bytes("newlyGoneBytes", row -> row.newlyGone().storedBytes())
            .count("newlyKeptChunks", row -> row.newlyKept().chunks())
            .bytes("newlyKeptBytes", row -> row.newlyKept().storedBytes())
            .field("takesEverything", FieldKind.FLAG, Shown.ALWAYS, ComparisonRow::takesEverything)
            .build();

    @Mixin
    private PolicyOptions rules = new PolicyOptions();

    @Mixin
    private SelectorArgument selector = new SelectorArgument();

    @Option(names = "--present", paramLabel = "FILE", description = "The configuration that Loki runs with now")
    private @Nullable String present;

    @Option(
            names = "--present-overrides",
            paramLabel = "FILE",
            description = "Its runtime overrides; may be repeated. Default: those of --overrides")
    private List<String> presentOverrides = List.of();

    @Override
    void execute(Run run) throws IOException {
        String file = run.global()
                .lokiConfig()
                .orElseThrow(() -> new UsageException("the proposed rules are missing: give --loki-config FILE"));
        RetentionPolicy proposed = rules.policy(run, file, rules.overrides());
        PolicyComparison comparison = new RetentionReports(run.loki(), run.reports(), run.now())
                .compare(present(run, proposed), proposed, selector.query(run), run.problems());
        run.render(VIEW, "no chunk matches", sink -> {
            for (ComparisonRow row : comparison.rows()) {
                sink.accept(row);
            }
        });
        run.out().flush();
        PrintWriter err = run.session().err().text();
        comparison.warnings().forEach(warning -> err.println("WARNING: " + SafeText.escape(warning)));
        err.flush();
    }

    private RetentionPolicy present(Run run, RetentionPolicy proposed) throws IOException {
        Optional<String> file = present != null ? Optional.of(present) : run.profileConfiguration();
        if (file.isPresent()) {
            List<String> overrides = presentOverrides.isEmpty() ? rules.overrides() : presentOverrides;
            return rules.policy(run, file.get(), overrides);
        }
        run.note("note: no present configuration (--present FILE): compared with keeping everything");
        String text = "compactor: {retention_enabled: " + proposed.settings().enabled() + "}\n"
                + "limits_config: {retention_period: 0}\n";
        ConfigFile nothing = ConfigFile.of("none", text, name -> Optional.empty());
        return RetentionConfig.of(nothing).policy(List.of(), RetentionSemantics.SAFE);
    }
}

package dev.lokistore.shell.command;

import dev.lokistore.chunk.ChunkKeyScheme;
import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.compactor.retention.ExplainedChunk;
import dev.lokistore.compactor.retention.Reason;
import dev.lokistore.compactor.retention.RetentionPolicy;
import dev.lokistore.compactor.retention.RetentionReports;
import dev.lokistore.compactor.retention.RetentionRule;
import dev.lokistore.index.logql.Selector;
import dev.lokistore.shell.NotFoundException;
import dev.lokistore.shell.UsageException;
import dev.lokistore.shell.render.Field.Shown;
import dev.lokistore.shell.render.FieldKind;
import dev.lokistore.shell.render.RecordView;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code retention explain}. */
@Command(
        name = "explain",
        description = {
            "Says for a chunk, or for every chunk of some streams, which rule decides, when it expires, and if it should be"
                    + " gone: why it is not.",
            "No reason for an expired chunk means that a healthy Loki would have removed it: its compactor does not run,"
                    + " fails, or has lost its list of marked chunks."
        },
        footer = {
            "  lokistore -s s3://loki-chunks --loki-config loki.yaml retention explain team-a/81a2f9986e52992f/1a1f…:…:…",
            "  lokistore -s s3://loki-chunks --loki-config loki.yaml retention explain '{app=\"web\"}' --expired -o jsonl"
        })
final class RetentionExplainCommand extends StoreCommand {
    private static final RecordView<Reason> REASON = RecordView.<Reason>builder()
            .text("hindrance", RetentionExplainCommand::word)
            .text("detail", Reason::detail)
            .build();

    private static final RecordView<ExplainedChunk> VIEW = RecordView.<ExplainedChunk>builder()
            .text("tenant", chunk -> chunk.ref().tenant().value())
            .text("key", ExplainedChunk::key)
            .field("labels", FieldKind.LABELS, Shown.WIDE, chunk -> Views.labels(chunk.labels()))
            .millis("through", chunk -> chunk.ref().throughMillis())
            .text("rule", chunk -> rule(chunk).id().toString())
            .field("selector", FieldKind.TEXT, Shown.WIDE, chunk -> rule(chunk).selector())
            .text("period", chunk -> RetentionViews.period(rule(chunk)))
            .millis(
                    "expiresAt",
                    chunk ->
                            RetentionViews.millis(chunk.explanation().decision().expiresAt()))
            .field(
                    "expired",
                    FieldKind.FLAG,
                    Shown.ALWAYS,
                    chunk -> chunk.explanation().decision().expired())
            .field("exists", FieldKind.FLAG, Shown.WIDE, ExplainedChunk::exists)
            .field("tables", FieldKind.LIST, Shown.WIDE, ExplainedChunk::tables)
            .field(
                    "why",
                    FieldKind.LIST,
                    Shown.TABULAR,
                    chunk -> chunk.explanation().reasons().stream()
                            .map(reason -> word(reason) + ": " + reason.detail())
                            .toList())
            .field("reasons", FieldKind.RECORDS, Shown.STRUCTURED, RetentionExplainCommand::reasons)
            .build();

    @Mixin
    private PolicyOptions rules = new PolicyOptions();

    @Parameters(paramLabel = "KEY|SELECTOR", description = "A chunk's key as 'chunks' lists it, or {app=\"web\"}")
    private String subject = "";

    @Option(names = "--expired", description = "Only chunks that should be gone")
    private boolean expired;

    @Override
    void execute(Run run) throws IOException {
        RetentionPolicy policy = rules.policy(run);
        if (subject.startsWith("{")) {
            Selector selector = Selector.parse(subject);
            if (!selector.lineFilters().isEmpty() || !selector.metadataFilters().isEmpty()) {
                throw new UsageException("retention decides by stream: give only {…} here: " + subject);
            }
            RetentionReports reports = new RetentionReports(run.loki(), run.reports(), run.now());
            run.<ExplainedChunk>render(
                    VIEW,
                    "no chunk matches",
                    sink -> reports.explain(
                            policy, run.reportQuery().withMatchers(selector.matchers()), run.problems(), chunk -> {
                                if (!expired || chunk.explanation().decision().expired()) {
                                    sink.accept(chunk);
                                }
                            }));
            return;
        }
        ChunkRef ref = ChunkKeyScheme.tryParse(subject)
                .orElseThrow(() -> new UsageException("neither a chunk's key nor a selector: " + subject));
        RetentionReports reports = new RetentionReports(run.loki(), run.reports(), run.now());
        ExplainedChunk chunk = reports.explain(policy, ref, run.problems())
                .orElseThrow(() -> new NotFoundException(
                        "neither the index nor the store has a chunk " + subject + "; 'chunks' lists the keys"));
        run.renderOne(VIEW, chunk);
    }

    private static RetentionRule rule(ExplainedChunk chunk) {
        return chunk.explanation().decision().rule();
    }

    private static String word(Reason reason) {
        return reason.hindrance().name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static List<Map<String, @Nullable Object>> reasons(ExplainedChunk chunk) {
        return chunk.explanation().reasons().stream().map(REASON::asMap).toList();
    }
}

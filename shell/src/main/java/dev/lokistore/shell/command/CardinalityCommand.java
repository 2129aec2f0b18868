package dev.lokistore.shell.command;

import dev.lokistore.chunk.TenantId;
import dev.lokistore.index.report.CardinalityOptions;
import dev.lokistore.index.report.CardinalityRow;
import dev.lokistore.index.report.CardinalitySort;
import dev.lokistore.index.report.ChunkGoals;
import dev.lokistore.shell.UsageException;
import dev.lokistore.shell.render.Field.Shown;
import dev.lokistore.shell.render.FieldKind;
import dev.lokistore.shell.render.Quantity;
import dev.lokistore.shell.render.RecordView;
import dev.lokistore.shell.terminal.SafeText;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code cardinality}. */
@Command(
        name = "cardinality",
        description = {
            "Shows for each label its values, streams, chunks and average chunk size, and what there would be less of"
                    + " without it: streams (exact), chunks and bytes of the index (estimates, with ~).",
            "Reads the index and listings, no chunk. Labels that change together save something only together: see --drop."
        },
        footer = {
            "  lokistore -s testdata/minio-boltdb-v12.tar.gz cardinality",
            "  lokistore -s testdata/minio-boltdb-v12.tar.gz cardinality --drop pod,filename --drop job",
            "  lokistore -s s3://loki-chunks cardinality -t team-a '{namespace=\"shop\"}' --from now-7d --top 10"
        })
final class CardinalityCommand extends StoreCommand {
    static final RecordView<CardinalityRow> VIEW = RecordView.<CardinalityRow>builder()
            .text("tenant", row -> row.tenant().value())
            .text("label", row -> String.join(",", row.labels()))
            .count("values", CardinalityRow::values)
            .count("streams", CardinalityRow::streams)
            .field("tenantStreams", FieldKind.COUNT, Shown.WIDE, CardinalityRow::tenantStreams)
            .field("chunks", FieldKind.COUNT, Shown.ROOMY, CardinalityRow::chunks)
            .field("missingChunks", FieldKind.COUNT, Shown.DATA, CardinalityRow::missingChunks)
            .field("storedBytes", FieldKind.BYTES, Shown.ROOMY, CardinalityRow::storedBytes)
            .field("averageChunkBytes", FieldKind.BYTES, Shown.ROOMY, CardinalityRow::averageChunkBytes)
            .count("savedStreams", CardinalityRow::streamsSaved)
            .estimatedCount("savedChunks", CardinalityRow::chunksSaved)
            .bytes("savedIndexBytes", Shown.ALWAYS, CardinalityRow::indexBytesSaved, row -> true)
            .build();

    private static final int MAX_HINTS = 3;
    /** Labels of few values have the same number of them by chance. */
    private static final int LEAST_TELLING = 5;

    @Option(
            names = "--drop",
            paramLabel = "LABEL,…",
            description = "Also what dropping all of these labels would save; may be repeated")
    private List<String> drops = List.of();

    @Option(
            names = "--sort",
            paramLabel = "WHAT",
            defaultValue = "saved",
            description = "saved (streams), values, streams, chunks, stored: largest first; or name. Default: saved")
    private CardinalitySort sort = CardinalitySort.SAVED;

    @Option(names = "--top", paramLabel = "N", description = "Only the first N rows. Default: all")
    private int top = Integer.MAX_VALUE;

    @Mixin
    private TargetOption target = new TargetOption();

    @Mixin
    private SelectorArgument selector = new SelectorArgument();

    @Override
    void execute(Run run) throws IOException {
        if (top < 1) {
            throw new UsageException("--top is " + top + " but must be 1 or more");
        }
        List<CardinalityRow> rows = new ArrayList<>();
        run.reports().cardinality(options(run), selector.query(run), run.problems(), rows::add);
        rows.sort(sort.order());
        run.render(VIEW, "no stream with labels matches", sink -> {
            for (CardinalityRow row : rows.subList(0, Math.min(top, rows.size()))) {
                sink.accept(row);
            }
        });
        if (rows.size() > top) {
            run.note("and " + Quantity.count(rows.size() - top) + " more");
        }
        if (run.human()) {
            hints(rows).forEach(run::note);
        }
    }

    private CardinalityOptions options(Run run) throws IOException {
        try {
            return new CardinalityOptions(
                    drops.stream().map(names -> List.of(names.split(",", -1))).toList(),
                    target.applyTo(ChunkGoals.DEFAULT, run));
        } catch (IllegalArgumentException e) {
            throw new UsageException("--drop: " + e.getMessage());
        }
    }

    /** Labels of a tenant that save nothing alone, though they have as many values in as many streams as others. */
    private List<String> hints(List<CardinalityRow> rows) {
        record Likeness(TenantId tenant, long values, long streams) {}
        Map<Likeness, List<String>> alike = new LinkedHashMap<>();
        for (CardinalityRow row : rows) {
            if (row.labels().size() == 1 && row.values() >= LEAST_TELLING && row.streamsSaved() == 0) {
                alike.computeIfAbsent(
                                new Likeness(row.tenant(), row.values(), row.streams()), likeness -> new ArrayList<>())
                        .add(row.labels().get(0));
            }
        }
        return alike.values().stream()
                .filter(labels -> labels.size() > 1)
                .map(labels -> String.join(",", labels))
                .filter(labels -> !drops.contains(labels))
                .distinct()
                .limit(MAX_HINTS)
                .map(labels -> "note: these labels may change together: --drop " + SafeText.escape(labels)
                        + " shows what dropping all of them saves")
                .toList();
    }
}

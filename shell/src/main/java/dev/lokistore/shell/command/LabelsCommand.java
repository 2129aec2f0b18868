package dev.lokistore.shell.command;

import dev.lokistore.index.report.LabelNameRow;
import dev.lokistore.index.report.LabelValueRow;
import dev.lokistore.index.report.ReportQuery;
import dev.lokistore.shell.render.RecordView;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code labels}. */
@Command(
        name = "labels",
        description = {
            "Lists label names with the number of their values, or the values of one label. Reads the index, no chunk."
        },
        footer = {
            "  lokistore -s testdata/minio-boltdb-v12.tar.gz labels",
            "  lokistore -s testdata/minio-boltdb-v12.tar.gz labels namespace"
        })
final class LabelsCommand extends StoreCommand {
    static final RecordView<LabelNameRow> NAMES = RecordView.<LabelNameRow>builder()
            .text("tenant", row -> row.tenant().value())
            .text("label", LabelNameRow::label)
            .count("values", LabelNameRow::values)
            .count("streams", LabelNameRow::streams)
            .build();
    private static final RecordView<LabelValueRow> VALUES = RecordView.<LabelValueRow>builder()
            .text("tenant", row -> row.tenant().value())
            .text("label", LabelValueRow::label)
            .text("value", LabelValueRow::value)
            .count("streams", LabelValueRow::streams)
            .count("chunks", LabelValueRow::chunks)
            .build();

    @Parameters(arity = "0..1", paramLabel = "NAME", description = "List the values of this label")
    private @Nullable String name;

    @Override
    void execute(Run run) throws IOException {
        ReportQuery query = run.reportQuery();
        String label = name;
        if (label == null) {
            run.render(NAMES, "no labels there", sink -> run.reports().labels(query, run.problems(), sink));
        } else {
            run.render(
                    VALUES,
                    "no stream has the label " + label,
                    sink -> run.reports().labelValues(label, query, run.problems(), sink));
        }
    }
}

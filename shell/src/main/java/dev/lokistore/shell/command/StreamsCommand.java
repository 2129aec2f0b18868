package dev.lokistore.shell.command;

import dev.lokistore.index.report.StreamRow;
import dev.lokistore.shell.render.Field.Shown;
import dev.lokistore.shell.render.FieldKind;
import dev.lokistore.shell.render.RecordView;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code streams}. */
@Command(
        name = "streams",
        description = "Lists streams with their labels, chunks, sizes and time ranges. Reads the index, no chunk.",
        footer = {
            "  lokistore -s testdata/fs-multi-period.tar.gz streams -t team-a '{namespace=\"shop\"}'",
            "  lokistore -s testdata/fs-boltdb-v11.tar.gz streams --exact -o jsonl"
        })
final class StreamsCommand extends StoreCommand {
    static final RecordView<StreamRow> VIEW = RecordView.<StreamRow>builder()
            .text("tenant", row -> row.tenant().value())
            .field("fingerprint", FieldKind.TEXT, Shown.WIDE, StreamRow::fingerprint)
            .field(
                    "labels",
                    FieldKind.LABELS,
                    Shown.ALWAYS,
                    row -> row.labelsKnown() ? Views.labels(row.labels()) : null)
            .count("chunks", StreamRow::chunks)
            .bytes("storedBytes", StreamRow::storedBytes)
            .count("entries", StreamRow::entries)
            .bytes("rawBytes", Shown.ALWAYS, StreamRow::rawBytes, StreamRow::estimated)
            .field("estimated", FieldKind.FLAG, Shown.OPTIONAL, row -> Views.onlyTrue(row.estimated()))
            .millis("from", row -> Views.millis(row.from()))
            .millis("through", row -> Views.millis(row.through()))
            .build();

    @Mixin
    private SelectorArgument selector = new SelectorArgument();

    @Mixin
    private ExactOption exact = new ExactOption();

    @Override
    void execute(Run run) throws IOException {
        run.render(
                VIEW,
                "no stream matches",
                sink -> run.reports().streams(exact.applyTo(selector.query(run)), run.problems(), sink));
    }
}

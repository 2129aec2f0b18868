package dev.lokistore.shell.command;

import dev.lokistore.index.report.ChunkGoals;
import dev.lokistore.index.report.HistogramKind;
import dev.lokistore.index.report.HistogramRow;
import dev.lokistore.index.report.ReportQuery;
import dev.lokistore.shell.render.Field.Shown;
import dev.lokistore.shell.render.FieldKind;
import dev.lokistore.shell.render.RecordView;
import dev.lokistore.shell.render.RowWriter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What {@code chunks --histogram} prints: for people a table for each kind, for programs one line for each class. */
final class ChunkHistograms {
    private static final RecordView<HistogramRow> DATA = figures(RecordView.<HistogramRow>builder()
                    .text("histogram", row -> row.kind().label())
                    .text("class", HistogramRow::name)
                    .text("unit", row -> row.kind().unit())
                    .count("atLeast", HistogramRow::atLeast)
                    .count("below", HistogramRow::below))
            .build();

    private ChunkHistograms() {}

    static void print(Run run, Set<HistogramKind> kinds, ChunkGoals goals, ReportQuery query) throws IOException {
        List<HistogramRow> rows = new ArrayList<>();
        run.reports().histograms(kinds, goals, query, run.problems(), rows::add);
        if (rows.isEmpty() || !run.human()) {
            run.render(DATA, "no chunk matches", sink -> {
                for (HistogramRow row : rows) {
                    sink.accept(row);
                }
            });
            return;
        }
        boolean first = true;
        for (HistogramKind kind : HistogramKind.values()) {
            List<HistogramRow> some =
                    rows.stream().filter(row -> row.kind() == kind).toList();
            if (!some.isEmpty()) {
                if (!first) {
                    run.out().println();
                }
                first = false;
                table(run, kind, some);
            }
        }
    }

    private static void table(Run run, HistogramKind kind, List<HistogramRow> rows) throws IOException {
        ShareBars bars = ShareBars.of(run, rows.stream().mapToDouble(HistogramRow::share));
        RecordView.Builder<HistogramRow> view =
                figures(RecordView.<HistogramRow>builder().text(kind.label(), HistogramRow::name));
        view.field("", FieldKind.TEXT, Shown.DRAWN, row -> bars.of(row.share()));
        try (RowWriter<HistogramRow> writer = run.rendering().rows(view.build())) {
            for (HistogramRow row : rows) {
                writer.write(row);
            }
        }
    }

    private static RecordView.Builder<HistogramRow> figures(RecordView.Builder<HistogramRow> view) {
        return view.count("chunks", HistogramRow::chunks)
                .bytes("storedBytes", HistogramRow::storedBytes)
                .field("storedShare", FieldKind.SHARE, Shown.ALWAYS, HistogramRow::storedShare)
                .field("share", FieldKind.SHARE, Shown.ALWAYS, HistogramRow::share);
    }
}

package dev.lokistore.shell.command;

import dev.lokistore.chunk.TenantId;
import dev.lokistore.index.report.TableRow;
import dev.lokistore.shell.render.Field.Shown;
import dev.lokistore.shell.render.FieldKind;
import dev.lokistore.shell.render.RecordView;
import java.io.IOException;
import picocli.CommandLine.Command;

/** {@code tables}. */
@Command(
        name = "tables",
        description = "Lists index tables: day, kind, files, compaction, tenants. Reads the index, no chunk.",
        footer = {
            "  lokistore -s testdata/fs-multi-period.tar.gz tables",
            "  lokistore -s testdata/fs-multi-period.tar.gz tables --from 2026-11-19 -o csv"
        })
final class TablesCommand extends StoreCommand {
    private static final RecordView<TableRow> VIEW = RecordView.<TableRow>builder()
            .text("table", TableRow::table)
            .text("day", row -> row.day().toString())
            .text("kind", row -> row.kind().label())
            .count("files", row -> (long) row.files())
            .bytes("storedBytes", TableRow::storedBytes)
            .field("compacted", FieldKind.FLAG, Shown.ALWAYS, TableRow::compacted)
            .field(
                    "tenants",
                    FieldKind.LIST,
                    Shown.ALWAYS,
                    row -> row.tenants().stream().map(TenantId::value).toList())
            .field("streams", FieldKind.COUNT, Shown.WIDE, TableRow::streams)
            .count("chunks", TableRow::chunks)
            .field(
                    "period",
                    FieldKind.TEXT,
                    Shown.WIDE,
                    row -> row.period() == null ? null : row.period().toString())
            .build();

    @Override
    void execute(Run run) throws IOException {
        run.render(VIEW, "no index table there", sink -> run.reports().tables(run.reportQuery(), run.problems(), sink));
    }
}

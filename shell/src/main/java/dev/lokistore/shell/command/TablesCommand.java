package dev.lokistore.shell.command;

import dev.lokistore.chunk.TenantId;
import dev.lokistore.index.health.Backlog;
import dev.lokistore.index.report.TableRow;
import dev.lokistore.objectstore.ObjectKey;
import dev.lokistore.shell.render.Field.Shown;
import dev.lokistore.shell.render.FieldKind;
import dev.lokistore.shell.render.RecordView;
import java.io.IOException;
import java.time.Instant;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;

/** {@code tables}. */
@Command(
        name = "tables",
        description = {
            "Lists index tables: day, kind, files, compaction, tenants, health. Reads the index, no chunk.",
            "HEALTH is 'ok' or what the listing shows to be wrong at --now: stray files, empty files, mixed kinds, wrong"
                    + " kind, outside schema, future, uncompacted (since when uploads wait, from two hours on)."
        },
        footer = {
            "  lokistore -s testdata/fs-multi-period.tar.gz tables",
            "  lokistore -s testdata/fs-multi-period.tar.gz tables --from 2026-11-19 -o csv"
        })
final class TablesCommand extends StoreCommand {
    @Override
    void execute(Run run) throws IOException {
        run.render(
                view(run.now()),
                "no index table there",
                sink -> run.reports().tables(run.reportQuery(), run.problems(), sink));
    }

    static RecordView<TableRow> view(Instant now) {
        RecordView.Builder<TableRow> view = RecordView.<TableRow>builder()
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
                        row -> row.period() == null ? null : row.period().toString());
        return health(view, now).build();
    }

    private static RecordView.Builder<TableRow> health(RecordView.Builder<TableRow> view, Instant now) {
        return view.field("health", FieldKind.TEXT, Shown.TABULAR, row -> HealthText.of(row.health(), now))
                .field("faults", FieldKind.LIST, Shown.STRUCTURED, row -> HealthText.labels(row.health(), now))
                .field(
                        "commonFiles",
                        FieldKind.COUNT,
                        Shown.DATA,
                        row -> row.health().commonFiles())
                .field("tenantFiles", FieldKind.RECORDS, Shown.STRUCTURED, row -> HealthText.tenantFiles(row.health()))
                .field("uncompactedFiles", FieldKind.COUNT, Shown.DATA, row -> backlog(row, Backlog::files, 0))
                .field(
                        "oldestUploadStored",
                        FieldKind.MILLIS,
                        Shown.DATA,
                        row -> backlog(row, backlog -> Views.millis(backlog.oldestObject()), null))
                .field(
                        "oldestUploadNamed",
                        FieldKind.MILLIS,
                        Shown.DATA,
                        row -> backlog(row, backlog -> Views.millis(backlog.oldestName()), null))
                .field(
                        "compactionLagSeconds",
                        FieldKind.COUNT,
                        Shown.DATA,
                        row -> backlog(row, backlog -> backlog.lag(now).toSeconds(), null))
                .field(
                        "strays",
                        FieldKind.RECORDS,
                        Shown.STRUCTURED,
                        row -> HealthText.strays(row.health().strays()))
                .field(
                        "emptyFiles",
                        FieldKind.LIST,
                        Shown.STRUCTURED,
                        row -> row.health().emptyFiles().stream()
                                .map(ObjectKey::value)
                                .toList());
    }

    private static @Nullable Object backlog(
            TableRow row, Function<Backlog, @Nullable Object> fact, @Nullable Object without) {
        Backlog backlog = row.health().backlog();
        return backlog == null ? without : fact.apply(backlog);
    }
}

package dev.lokistore.shell.command;

import dev.lokistore.compactor.retention.RetentionPolicy;
import dev.lokistore.compactor.retention.RetentionReports;
import dev.lokistore.compactor.retention.RetentionRow;
import dev.lokistore.compactor.retention.StreamRetentionRow;
import dev.lokistore.compactor.retention.Volume;
import dev.lokistore.shell.UsageException;
import dev.lokistore.shell.render.Field.Shown;
import dev.lokistore.shell.render.FieldKind;
import dev.lokistore.shell.render.RecordView;
import java.io.IOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What {@code retention} and {@code retention report} do. */
abstract class RetentionTotals extends StoreCommand {
    private record Due(RetentionRow row, LocalDate day, Volume volume) {}

    private static final RecordView<Due> DAYS = RecordView.<Due>builder()
            .text("day", due -> due.day().toString())
            .text("tenant", due -> due.row().tenant().value())
            .text("rule", due -> due.row().rule().id().toString())
            .count("chunks", due -> due.volume().chunks())
            .bytes("storedBytes", due -> due.volume().storedBytes())
            .build();

    @Mixin
    private PolicyOptions rules = new PolicyOptions();

    @Mixin
    private SelectorArgument selector = new SelectorArgument();

    @Option(names = "--forecast", description = "A line for each day on which something falls due, by day")
    private boolean forecast;

    @Option(names = "--streams", description = "A line for each stream: which rule decides, and its period")
    private boolean streams;

    @Option(
            names = "--days",
            paramLabel = "N",
            defaultValue = "28",
            description = "Days to look ahead, today is the first. Default: 28")
    private int days;

    @Override
    final void execute(Run run) throws IOException {
        if (days < 0 || days > 36_500) {
            throw new UsageException("--days is " + days + " but must be 0 to 36500");
        }
        if (streams && forecast) {
            throw new UsageException("--streams does not go with --forecast");
        }
        RetentionPolicy policy = rules.policy(run);
        RetentionReports reports = new RetentionReports(run.loki(), run.reports(), run.now());
        if (!policy.settings().enabled()) {
            run.note("note: compactor.retention_enabled is not true: Loki applies none of these rules");
        }
        if (streams) {
            List<StreamRetentionRow> each = reports.streams(policy, selector.query(run), run.problems());
            run.render(streams(policy), "no chunk matches", sink -> {
                for (StreamRetentionRow row : each) {
                    sink.accept(row);
                }
            });
            return;
        }
        List<RetentionRow> rows = reports.totals(policy, days, selector.query(run), run.problems());
        if (!forecast) {
            run.render(view(policy), "no chunk matches", sink -> {
                for (RetentionRow row : rows) {
                    sink.accept(row);
                }
            });
            return;
        }
        List<Due> due = new ArrayList<>();
        rows.forEach(row -> row.due().forEach((day, volume) -> due.add(new Due(row, day, volume))));
        due.sort((a, b) -> a.day().compareTo(b.day()));
        run.render(DAYS, "nothing falls due in the next " + days + " days", sink -> {
            for (Due each : due) {
                sink.accept(each);
            }
        });
    }

    static RecordView<RetentionRow> view(RetentionPolicy policy) {
        return RecordView.<RetentionRow>builder()
                .text("tenant", row -> row.tenant().value())
                .text("rule", row -> row.rule().id().toString())
                .text("selector", row -> row.rule().selector())
                .text("period", row -> RetentionViews.period(row.rule()))
                .count("streams", RetentionRow::streams)
                .count("chunks", row -> row.all().chunks())
                .bytes("storedBytes", row -> row.all().storedBytes())
                .count("expiredChunks", row -> row.expired().chunks())
                .bytes("expiredBytes", row -> row.expired().storedBytes())
                .millis("nextExpiry", row -> RetentionViews.millis(row.nextExpiry()))
                .field("priority", FieldKind.COUNT, Shown.WIDE, row ->
                        (long) row.rule().priority())
                .field("forever", FieldKind.FLAG, Shown.OPTIONAL, row -> Views.onlyTrue(policy.isForever(row.rule())))
                .field("due", FieldKind.RECORDS, Shown.STRUCTURED, RetentionTotals::due)
                .build();
    }

    private static RecordView<StreamRetentionRow> streams(RetentionPolicy policy) {
        return RecordView.<StreamRetentionRow>builder()
                .text("tenant", row -> row.tenant().value())
                .field("labels", FieldKind.LABELS, Shown.ALWAYS, row -> Views.labels(row.labels()))
                .text("rule", row -> row.rule().id().toString())
                .field("selector", FieldKind.TEXT, Shown.WIDE, row -> row.rule().selector())
                .text("period", row -> RetentionViews.period(row.rule()))
                .count("chunks", row -> row.all().chunks())
                .bytes("storedBytes", row -> row.all().storedBytes())
                .count("expiredChunks", row -> row.expired().chunks())
                .bytes("expiredBytes", row -> row.expired().storedBytes())
                .millis("nextExpiry", row -> RetentionViews.millis(row.nextExpiry()))
                .field("forever", FieldKind.FLAG, Shown.OPTIONAL, row -> Views.onlyTrue(policy.isForever(row.rule())))
                .build();
    }

    private static List<Map<String, @Nullable Object>> due(RetentionRow row) {
        List<Map<String, @Nullable Object>> due = new ArrayList<>();
        row.due().forEach((day, volume) -> {
            Map<String, @Nullable Object> record = new java.util.LinkedHashMap<>();
            record.put("day", day.toString());
            record.put("chunks", volume.chunks());
            record.put("storedBytes", volume.storedBytes());
            due.add(record);
        });
        return due;
    }
}

package dev.lokistore.shell.command;

import dev.lokistore.compactor.engine.Remark;
import dev.lokistore.compactor.engine.RunReport;
import dev.lokistore.compactor.plan.Plan;
import dev.lokistore.compactor.plan.PlanTask;
import dev.lokistore.compactor.plan.PlannedChunk;
import dev.lokistore.compactor.plan.PlannedObject;
import dev.lokistore.compactor.plan.Totals;
import dev.lokistore.shell.render.Field.Shown;
import dev.lokistore.shell.render.FieldKind;
import dev.lokistore.shell.render.RecordView;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What programs are told of a change: lines on what it is about, a line for the plan, one for each of its tasks, one for
 * how it ended. Each has its own fields.
 */
record ChangeLine(Map<String, @Nullable Object> values) {
    static final RecordView<ChangeLine> VIEW = view();

    private static RecordView<ChangeLine> view() {
        RecordView.Builder<ChangeLine> view = RecordView.builder();
        field(view, "message_type", FieldKind.TEXT);
        field(view, "plan", FieldKind.TEXT);
        field(view, "outcome", FieldKind.TEXT);
        field(view, "command", FieldKind.TEXT);
        field(view, "subject", FieldKind.TEXT);
        field(view, "kind", FieldKind.TEXT);
        field(view, "objects", FieldKind.COUNT);
        for (String count : List.of(
                "salvagedRows",
                "labelledChunks",
                "otherChunks",
                "chunksRead",
                "droppedRows",
                "doubtfulRows",
                "faults")) {
            field(view, count, FieldKind.COUNT);
        }
        field(view, "requestId", FieldKind.TEXT);
        field(view, "query", FieldKind.TEXT);
        field(view, "fate", FieldKind.TEXT);
        field(view, "why", FieldKind.TEXT);
        field(view, "until", FieldKind.TEXT);
        field(view, "tenant", FieldKind.TEXT);
        field(view, "rule", FieldKind.TEXT);
        field(view, "wholeChunks", FieldKind.COUNT);
        field(view, "wholeBytes", FieldKind.BYTES);
        field(view, "partlyChunks", FieldKind.COUNT);
        field(view, "partlyBytes", FieldKind.BYTES);
        field(view, "goneChunks", FieldKind.COUNT);
        field(view, "goneBytes", FieldKind.BYTES);
        field(view, "missing", FieldKind.COUNT);
        field(view, "rowsOnly", FieldKind.COUNT);
        field(view, "leftOutChunks", FieldKind.COUNT);
        field(view, "leftOutBytes", FieldKind.BYTES);
        for (String count : List.of("mergedChunks", "newChunks", "crossing", "overlapping", "unfit", "expiring")) {
            field(view, count, FieldKind.COUNT);
        }
        field(view, "mergedBytes", FieldKind.BYTES);
        field(view, "newBytes", FieldKind.BYTES);
        for (String count : List.of("reads", "chunks", "files", "rewrites", "drops", "unlists")) {
            field(view, count, FieldKind.COUNT);
        }
        for (String bytes : List.of("readBytes", "storedBytes", "rewriteBytes", "dropBytes")) {
            field(view, bytes, FieldKind.BYTES);
        }
        for (String count : List.of("tasks", "tables", "objectsRead", "objectsWritten", "objectsDeleted")) {
            field(view, count, FieldKind.COUNT);
        }
        for (String bytes : List.of("bytesRead", "bytesWritten", "bytesFreed")) {
            field(view, bytes, FieldKind.BYTES);
        }
        field(view, "requests", FieldKind.COUNT);
        field(view, "keptNamed", FieldKind.COUNT);
        field(view, "notes", FieldKind.LIST);
        field(view, "kept", FieldKind.RECORDS);
        field(view, "remarks", FieldKind.RECORDS);
        field(view, "failed", FieldKind.RECORDS);
        field(view, "receipt", FieldKind.TEXT);
        field(view, "resumeAt", FieldKind.TEXT);
        field(view, "yaml", FieldKind.TEXT);
        return view.build();
    }

    private static void field(RecordView.Builder<ChangeLine> view, String name, FieldKind kind) {
        view.field(name, kind, Shown.OPTIONAL, line -> line.values().get(name));
    }

    static ChangeLine of(Plan plan) {
        Totals totals = plan.totals();
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        values.put("message_type", "plan");
        values.put("plan", plan.id().value());
        values.put("command", plan.header().command());
        values.put("tasks", (long) plan.taskCount());
        values.put("tables", totals.tables());
        values.put("objectsRead", totals.objectsRead());
        values.put("objectsWritten", totals.objectsWritten());
        values.put("objectsDeleted", totals.objectsDeleted());
        values.put("bytesRead", totals.bytesRead());
        values.put("bytesWritten", totals.bytesWritten());
        values.put("bytesFreed", totals.bytesFreed());
        values.put("requests", totals.requests());
        values.put("notes", plan.header().notes());
        return new ChangeLine(values);
    }

    static ChangeLine of(PlanTask task) {
        List<PlannedChunk> rewritten = new ArrayList<>();
        task.jobs().forEach(job -> rewritten.addAll(job.sources()));
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        values.put("message_type", "task");
        values.put("subject", task.subject());
        values.put("reads", (long) task.reads().size());
        values.put("readBytes", bytes(task.reads().stream()));
        values.put("chunks", task.work().chunks());
        values.put("files", (long) task.replaces().size());
        values.put("storedBytes", bytes(task.replaces().stream()));
        values.put("rewrites", (long) rewritten.size());
        values.put("rewriteBytes", chunkBytes(rewritten));
        values.put("drops", (long) task.drops().size());
        values.put("dropBytes", chunkBytes(task.drops()));
        values.put("unlists", (long) task.unlists().size());
        return new ChangeLine(values);
    }

    private static long bytes(Stream<PlannedObject> objects) {
        return objects.mapToLong(PlannedObject::sizeBytes).sum();
    }

    private static long chunkBytes(Collection<PlannedChunk> chunks) {
        long sum = 0;
        for (PlannedChunk chunk : chunks) {
            PlannedObject object = chunk.object();
            sum += object == null ? 0 : object.sizeBytes();
        }
        return sum;
    }

    /** @param bytesRead of the whole run, from the store's counters */
    static ChangeLine of(RunReport report, long bytesRead) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        values.put("message_type", "summary");
        values.put("plan", report.plan().value());
        values.put("outcome", report.outcome().name().toLowerCase(Locale.ROOT));
        values.put("tables", report.tables());
        values.put("objectsRead", report.objectsRead());
        values.put("objectsWritten", report.objectsWritten());
        values.put("objectsDeleted", report.objectsDeleted());
        values.put("bytesRead", bytesRead);
        values.put("bytesWritten", report.bytesWritten());
        values.put("bytesFreed", report.bytesFreed());
        values.put("keptNamed", report.keptNamed());
        values.put("kept", failures(report.keptJobs()));
        if (!report.remarks().isEmpty()) {
            values.put("remarks", remarks(report.remarks()));
        }
        values.put("failed", failures(report.failures()));
        values.put("receipt", report.receipt() == null ? null : report.receipt().value());
        values.put(
                "resumeAt", report.resumeAt() == null ? null : report.resumeAt().toString());
        return new ChangeLine(values);
    }

    /** What Loki is to be configured with. */
    static ChangeLine schema(String yaml) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        values.put("message_type", "schema_config");
        values.put("yaml", yaml);
        return new ChangeLine(values);
    }

    /**
     * A run that a safety rule, the lock or an error ended.
     *
     * @param plan null if there came to be none
     */
    static ChangeLine ended(@Nullable String plan, String outcome, String error) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        values.put("message_type", "summary");
        values.put("plan", plan);
        values.put("outcome", outcome);
        for (String number : List.of(
                "tables",
                "objectsRead",
                "objectsWritten",
                "objectsDeleted",
                "bytesRead",
                "bytesWritten",
                "bytesFreed")) {
            values.put(number, 0L);
        }
        String subject = plan == null ? "the plan" : "plan " + plan;
        values.put("failed", List.of(Map.of("subject", subject, "error", error)));
        return new ChangeLine(values);
    }

    private static List<Map<String, String>> remarks(List<Remark> remarks) {
        List<Map<String, String>> records = new ArrayList<>();
        for (Remark remark : remarks) {
            Map<String, String> record = new LinkedHashMap<>();
            record.put("subject", remark.subject());
            record.put("text", remark.text());
            records.add(record);
        }
        return records;
    }

    private static List<Map<String, String>> failures(List<RunReport.Failure> failures) {
        List<Map<String, String>> records = new ArrayList<>();
        for (RunReport.Failure failure : failures) {
            Map<String, String> record = new LinkedHashMap<>();
            record.put("subject", failure.subject());
            record.put("error", failure.error());
            records.add(record);
        }
        return records;
    }
}

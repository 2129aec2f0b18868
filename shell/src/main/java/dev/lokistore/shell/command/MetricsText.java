package dev.lokistore.shell.command;

import dev.lokistore.compactor.engine.RunReport;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The outcome of a run in Prometheus' text format, for node_exporter's textfile collector. */
final class MetricsText {
    private static final String PREFIX = "lokistore_last_run_";

    private final StringBuilder text = new StringBuilder();
    private final String labels;

    private MetricsText(String command) {
        this.labels = "{command=\"" + command + "\"}";
    }

    /** Of a run that found nothing to do, which is a good one. */
    static String ofNothing(String command, Instant now, double seconds) {
        MetricsText metrics = new MetricsText(command);
        metrics.end(now, seconds, true, false);
        metrics.gauge("tables", "Index tables rewritten", 0);
        metrics.gauge("failures", "Tasks that failed", 0);
        return metrics.text.toString();
    }

    private void end(Instant now, double seconds, boolean done, boolean waiting) {
        gauge("timestamp_seconds", "When the last run ended", now.getEpochSecond());
        gauge("duration_seconds", "How long it took", seconds);
        gauge("success", "Whether all was done that was planned", done ? 1 : 0);
        gauge("waiting", "Whether steps are left that are due later", waiting ? 1 : 0);
    }

    /** @param report null if the run did not get that far */
    static String of(String command, @Nullable RunReport report, Instant now, double seconds) {
        MetricsText metrics = new MetricsText(command);
        boolean done = report != null
                && (report.outcome() == RunReport.Outcome.DONE || report.outcome() == RunReport.Outcome.UNDONE);
        metrics.end(now, seconds, done, report != null && report.outcome() == RunReport.Outcome.WAITING);
        if (report != null) {
            metrics.gauge("tables", "Index tables rewritten", report.tables());
            metrics.gauge("failures", "Tasks that failed", report.failures().size());
            metrics.gauge("objects_written", "Objects written", report.objectsWritten());
            metrics.gauge("objects_deleted", "Objects removed, those in the trash included", report.objectsDeleted());
            metrics.gauge("bytes_written", "Bytes written", report.bytesWritten());
            metrics.gauge("bytes_freed", "Bytes freed, without the trash", report.bytesFreed());
        }
        return metrics.text.toString();
    }

    private void gauge(String name, String help, double value) {
        String full = PREFIX + name;
        String number = value == Math.rint(value)
                ? String.format(Locale.ROOT, "%.0f", value)
                : String.format(Locale.ROOT, "%.3f", value);
        text.append("# HELP ").append(full).append(' ').append(help).append('\n');
        text.append("# TYPE ").append(full).append(" gauge\n");
        text.append(full).append(labels).append(' ').append(number).append('\n');
    }
}

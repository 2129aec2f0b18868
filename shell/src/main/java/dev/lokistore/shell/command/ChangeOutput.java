package dev.lokistore.shell.command;

import dev.lokistore.compactor.engine.LockedException;
import dev.lokistore.compactor.engine.PlanOutdatedException;
import dev.lokistore.compactor.engine.RefusedPlanException;
import dev.lokistore.compactor.engine.RunReport;
import dev.lokistore.compactor.plan.Plan;
import dev.lokistore.index.schema.SchemaPeriod;
import dev.lokistore.index.schema.StoreSchema;
import dev.lokistore.shell.render.Quantity;
import dev.lokistore.shell.render.RecordView;
import dev.lokistore.shell.render.RowWriter;
import dev.lokistore.shell.terminal.SafeText;
import java.io.Closeable;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a change prints: for people a preview and how it ended, for programs lines. */
interface ChangeOutput extends Closeable {
    /** Commands whose plans hold the schema that Loki is to have afterwards. */
    Set<String> NEW_SCHEMA = Set.of("convert", "rebuild");

    static ChangeOutput of(Run run) {
        return run.human() ? new ForPeople(run) : new ForPrograms(run);
    }

    /**
     * What the plan is about, before it is shown.
     *
     * @param view for people
     */
    void details(RecordView<ChangeLine> view, List<ChangeLine> lines) throws IOException;

    void plan(Plan plan) throws IOException;

    /** There is no plan: a safety rule is against it; why is told elsewhere, too. */
    void noPlan(String why) throws IOException;

    void nothingToDo() throws IOException;

    /** What Loki is to be configured with, if it is to find what the plan makes. */
    void schema(Plan plan) throws IOException;

    /** @param bytesRead of the whole run */
    void report(RunReport report, long bytesRead) throws IOException;

    /**
     * The run ended early; the failure itself is told elsewhere.
     *
     * @param begun whether anything of the plan was done
     */
    void failed(Plan plan, IOException failure, boolean begun) throws IOException;

    /** Text. */
    final class ForPeople implements ChangeOutput {
        private static final int SHOWN = 20;

        private final Run run;
        private String schema = "";

        ForPeople(Run run) {
            this.run = run;
        }

        @Override
        public void details(RecordView<ChangeLine> view, List<ChangeLine> lines) throws IOException {
            if (!lines.isEmpty()) {
                try (RowWriter<ChangeLine> rows = run.rendering().rows(view)) {
                    for (ChangeLine line : lines) {
                        rows.write(line);
                    }
                }
                run.out().println();
            }
        }

        @Override
        public void plan(Plan plan) throws IOException {
            if (plan.taskCount() > 0) {
                PlanPreview.print(run, plan);
            }
        }

        @Override
        public void noPlan(String why) {
            run.out().flush();
        }

        @Override
        public void nothingToDo() {
            run.note("nothing to do");
        }

        @Override
        public void schema(Plan plan) {
            // of the plan before, if several are carried on
            close();
            schema = yaml(plan);
        }

        @Override
        public void report(RunReport report, long bytesRead) {
            PrintWriter out = run.out();
            out.println();
            out.println(run.style().bold(headline(report)));
            out.println("  " + counted(report.tables(), "table") + "; "
                    + counted(report.objectsWritten(), "object") + " written ("
                    + Quantity.bytes(report.bytesWritten()) + "), "
                    + Quantity.count(report.objectsDeleted()) + " removed"
                    + (report.bytesFreed() > 0 ? " (" + Quantity.bytes(report.bytesFreed()) + " freed)" : "")
                    + "; " + Quantity.bytes(bytesRead) + " read");
            if (report.keptNamed() > 0) {
                out.println("  " + counted(report.keptNamed(), "chunk")
                        + " left: a table still names what was to go, or" + " cannot be read");
            }
            list(out, "left as they are", report.keptJobs());
            list(out, "told of", remarks(report));
            list(out, "failed", report.failures());
            if (report.receipt() != null) {
                out.println("  the receipt is " + report.receipt() + " in the store; 'lokistore delete verify "
                        + report.plan() + "' reads the store again");
            }
            if (report.resumeAt() != null) {
                out.println(
                        "  carry on from " + report.resumeAt() + " with: lokistore apply --resume " + report.plan());
            } else if (report.left()) {
                out.println("  carry on with: lokistore apply --resume " + report.plan());
            }
            out.flush();
        }

        private static List<RunReport.Failure> remarks(RunReport report) {
            return report.remarks().stream()
                    .map(remark -> new RunReport.Failure(remark.subject(), remark.text()))
                    .toList();
        }

        private String headline(RunReport report) {
            return switch (report.outcome()) {
                case DONE -> "Done.";
                case PARTIAL -> run.style().alarm("Partly done.");
                case WAITING -> "Waiting: the next step comes when readers have seen this one.";
                case FAILED -> run.style().alarm("Failed: nothing could be done.");
                case UNDONE -> "Taken back: the store is as it was.";
            };
        }

        private static String counted(long number, String noun) {
            return Quantity.count(number) + " " + noun + (number == 1 ? "" : "s");
        }

        private void list(PrintWriter out, String title, List<RunReport.Failure> failures) {
            if (failures.isEmpty()) {
                return;
            }
            out.println("  " + failures.size() + " " + title + ":");
            failures.stream()
                    .limit(SHOWN)
                    .forEach(failure -> out.println(
                            "    " + SafeText.escape(failure.subject()) + ": " + SafeText.escape(failure.error())));
            if (failures.size() > SHOWN) {
                out.println("    … and " + (failures.size() - SHOWN) + " more");
            }
        }

        @Override
        public void failed(Plan plan, IOException failure, boolean begun) {
            if (begun && !refused(failure)) {
                run.note("plan " + plan.id() + " stopped on the way. What was done is in its journal: 'lokistore apply"
                        + " --resume " + plan.id() + "' carries it on, 'lokistore undo " + plan.id()
                        + "' takes it back");
            }
        }

        @Override
        public void close() {
            if (!schema.isEmpty()) {
                run.out().println();
                run.out().print(schema);
                schema = "";
            }
            run.out().flush();
        }
    }

    /** Lines. */
    final class ForPrograms implements ChangeOutput {
        private final Run run;
        private @Nullable RowWriter<ChangeLine> rows;

        ForPrograms(Run run) {
            this.run = run;
        }

        private RowWriter<ChangeLine> rows() throws IOException {
            run.stopProgress();
            RowWriter<ChangeLine> open = rows;
            if (open == null) {
                open = run.rendering().rows(ChangeLine.VIEW);
                rows = open;
            }
            return open;
        }

        @Override
        public void details(RecordView<ChangeLine> view, List<ChangeLine> lines) throws IOException {
            for (ChangeLine line : lines) {
                rows().write(line);
            }
        }

        @Override
        public void plan(Plan plan) throws IOException {
            rows().write(ChangeLine.of(plan));
            for (int i = 0; i < plan.taskCount(); i++) {
                rows().write(ChangeLine.of(plan.task(i)));
            }
        }

        @Override
        public void noPlan(String why) throws IOException {
            rows().write(ChangeLine.ended(null, "refused", why));
            close();
        }

        @Override
        public void nothingToDo() {
            // the plan's line says it
        }

        @Override
        public void schema(Plan plan) throws IOException {
            String yaml = yaml(plan);
            if (!yaml.isEmpty()) {
                rows().write(ChangeLine.schema(yaml));
            }
        }

        @Override
        public void report(RunReport report, long bytesRead) throws IOException {
            rows().write(ChangeLine.of(report, bytesRead));
        }

        @Override
        public void failed(Plan plan, IOException failure, boolean begun) throws IOException {
            String outcome = refused(failure) ? "refused" : "failed";
            rows().write(ChangeLine.ended(plan.id().value(), outcome, String.valueOf(failure.getMessage())));
            close();
        }

        @Override
        public void close() throws IOException {
            RowWriter<ChangeLine> open = rows;
            if (open != null) {
                open.close();
                rows = null;
            }
        }
    }

    /** Empty where the configuration stays as it is. */
    private static String yaml(Plan plan) {
        List<SchemaPeriod> periods = plan.header().schema();
        // a rebuild by a configuration makes what that has
        boolean same = plan.header().arguments().containsKey("loki-config")
                && plan.header().command().equals("rebuild");
        return NEW_SCHEMA.contains(plan.header().command()) && !same && !periods.isEmpty()
                ? new StoreSchema(periods, StoreSchema.Origin.CONFIGURED, List.of()).toYaml()
                : "";
    }

    private static boolean refused(IOException failure) {
        return failure instanceof RefusedPlanException
                || failure instanceof PlanOutdatedException
                || failure instanceof LockedException;
    }
}

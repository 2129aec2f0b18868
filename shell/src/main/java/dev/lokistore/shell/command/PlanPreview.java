package dev.lokistore.shell.command;

import dev.lokistore.compactor.plan.Plan;
import dev.lokistore.compactor.plan.PlanTask;
import dev.lokistore.compactor.plan.PlannedObject;
import dev.lokistore.compactor.plan.Totals;
import dev.lokistore.shell.render.Field.Shown;
import dev.lokistore.shell.render.FieldKind;
import dev.lokistore.shell.render.Quantity;
import dev.lokistore.shell.render.RecordView;
import dev.lokistore.shell.render.RowWriter;
import dev.lokistore.shell.terminal.SafeText;
import java.io.IOException;
import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;

/** A plan as people read it before they agree to it. */
final class PlanPreview {
    private static final int SHOWN = 40;

    private static final RecordView<ChangeLine> TASKS = RecordView.<ChangeLine>builder()
            .text("subject", line -> line.values().get("subject"))
            .field("reads", FieldKind.COUNT, Shown.ALWAYS, line -> some(line, "reads"))
            .field("readBytes", FieldKind.BYTES, Shown.ROOMY, line -> some(line, "readBytes"))
            .field("chunks", FieldKind.COUNT, Shown.ALWAYS, line -> some(line, "chunks"))
            .field("files", FieldKind.COUNT, Shown.ALWAYS, line -> some(line, "files"))
            .field("storedBytes", FieldKind.BYTES, Shown.ALWAYS, line -> some(line, "storedBytes"))
            .field("rewrites", FieldKind.COUNT, Shown.ALWAYS, line -> some(line, "rewrites"))
            .field("rewriteBytes", FieldKind.BYTES, Shown.ROOMY, line -> some(line, "rewriteBytes"))
            .field("drops", FieldKind.COUNT, Shown.ALWAYS, line -> some(line, "drops"))
            .field("dropBytes", FieldKind.BYTES, Shown.ALWAYS, line -> some(line, "dropBytes"))
            .field("unlists", FieldKind.COUNT, Shown.ROOMY, line -> some(line, "unlists"))
            .build();

    private PlanPreview() {}

    /** Columns without any number are left out. */
    private static @Nullable Object some(ChangeLine line, String name) {
        Object value = line.values().get(name);
        return value instanceof Long number && number == 0 ? null : value;
    }

    static void print(Run run, Plan plan) throws IOException {
        try (RowWriter<ChangeLine> rows = run.rendering().rows(TASKS)) {
            int shown = plan.taskCount() <= SHOWN + 1 ? plan.taskCount() : SHOWN;
            for (int i = 0; i < shown; i++) {
                PlanTask task = plan.task(i);
                rows.write(ChangeLine.of(task));
            }
        }
        PrintWriter out = run.out();
        if (plan.taskCount() > SHOWN + 1) {
            out.println("… and " + Quantity.count(plan.taskCount() - SHOWN) + " more; the plan's file has all");
        }
        Totals totals = plan.totals();
        Own own = plan.header().trash() ? Own.of(plan) : new Own(0, 0);
        out.println();
        out.println(run.style().bold("Plan " + plan.id()) + " (" + plan.header().command() + "): "
                + SafeText.escape(plan.header().store()));
        out.println("  reads    " + Quantity.count(totals.objectsRead()) + " objects, about "
                + Quantity.bytes(totals.bytesRead()));
        out.println("  writes   about " + Quantity.count(totals.objectsWritten()) + " objects, "
                + Quantity.bytes(totals.bytesWritten()));
        if (totals.objectsDeleted() > 0) {
            out.println("  removes  " + Quantity.count(totals.objectsDeleted()) + " objects" + fate(run, plan, own));
        }
        out.println("  about " + Quantity.count(totals.requests()) + " requests; " + room(plan, own));
        out.flush();
        plan.header().notes().forEach(note -> run.note("note: " + SafeText.escape(note)));
    }

    /** What is in the trash frees nothing yet; what is there already goes for good. */
    private record Own(long objects, long bytes) {
        static Own of(Plan plan) throws IOException {
            long objects = 0;
            long bytes = 0;
            for (int i = 0; i < plan.taskCount(); i++) {
                for (PlannedObject object : plan.task(i).replaces()) {
                    if (object.ownedByUs()) {
                        objects++;
                        bytes += object.sizeBytes();
                    }
                }
            }
            return new Own(objects, bytes);
        }
    }

    private static String fate(Run run, Plan plan, Own own) {
        String forGood = run.style().alarm("for good");
        if (!plan.header().trash() || own.objects == plan.totals().objectsDeleted()) {
            return " " + forGood;
        }
        return (own.objects == 0 ? "" : ", " + Quantity.count(own.objects) + " " + forGood + ", the others")
                + (own.objects == 0 ? ", into" : " into")
                + " the trash, until 'lokistore gc' empties it";
    }

    private static String room(Plan plan, Own own) {
        Totals totals = plan.totals();
        long inTheEnd = totals.bytesFreed();
        long atFirst = own.bytes - totals.bytesWritten();
        if (!plan.header().trash() || atFirst == inTheEnd) {
            return freed(inTheEnd);
        }
        if (atFirst == 0) {
            return freed(inTheEnd) + " when the trash is emptied";
        }
        return atFirst > 0
                ? freed(atFirst) + " now, " + Quantity.bytes(inTheEnd) + " when the trash is emptied"
                : freed(atFirst) + " until the trash is emptied, then " + freed(inTheEnd);
    }

    private static String freed(long bytes) {
        return (bytes >= 0 ? "frees " : "takes ") + Quantity.bytes(Math.abs(bytes));
    }
}

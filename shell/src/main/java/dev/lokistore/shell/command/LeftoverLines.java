package dev.lokistore.shell.command;

import dev.lokistore.chunk.TenantId;
import dev.lokistore.compactor.engine.PlanRemains.Kind;
import dev.lokistore.compactor.engine.PlanRemains.Remains;
import dev.lokistore.compactor.removal.Leftover;
import dev.lokistore.compactor.removal.RemovalRow;
import dev.lokistore.shell.render.Field.Shown;
import dev.lokistore.shell.render.FieldKind;
import dev.lokistore.shell.render.RecordView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What {@code gc} found, a line each. */
final class LeftoverLines {
    /** For people. */
    static final RecordView<ChangeLine> VIEW = RecordView.<ChangeLine>builder()
            .text("kind", line -> line.values().get("kind"))
            .text("subject", line -> line.values().get("subject"))
            .count("objects", line -> line.values().get("objects"))
            .field(
                    "storedBytes",
                    FieldKind.BYTES,
                    Shown.ALWAYS,
                    line -> line.values().get("storedBytes"))
            .text("fate", LeftoverLines::fate)
            .build();

    private static final String GOES = "goes";
    private static final String STAYS = "stays";
    private static final String DANGLING = "dangling rows";

    private LeftoverLines() {}

    private static String fate(ChangeLine line) {
        Object why = line.values().get("why");
        Object until = line.values().get("until");
        return line.values().get("fate") + (until == null ? "" : " until " + until) + (why == null ? "" : ": " + why);
    }

    /** @param why it stays; null if it goes */
    private static ChangeLine line(
            String kind, String subject, long objects, @Nullable Long bytes, @Nullable String why) {
        return line(kind, subject, objects, bytes, why, why == null ? GOES : STAYS, null);
    }

    private static ChangeLine line(
            String kind,
            String subject,
            long objects,
            @Nullable Long bytes,
            @Nullable String why,
            String fate,
            @Nullable Instant until) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        values.put("message_type", "leftover");
        values.put("kind", kind);
        values.put("subject", subject);
        values.put("objects", objects);
        values.put("storedBytes", bytes);
        values.put("fate", fate);
        values.put("why", why);
        values.put("until", until == null ? null : until.toString());
        return new ChangeLine(values);
    }

    static ChangeLine of(Leftover orphans) {
        return line(
                "orphans",
                orphans.tenant().value(),
                orphans.volume().chunks(),
                orphans.volume().storedBytes(),
                orphans.fate().why());
    }

    /** Rows, not objects: they have no size. */
    static List<ChangeLine> dangling(RemovalRow row) {
        List<ChangeLine> lines = new ArrayList<>();
        String tenant = row.tenant().value();
        if (row.missing() > 0) {
            lines.add(line(DANGLING, tenant, row.missing(), null, null));
        }
        if (row.leftOut().chunks() > 0) {
            lines.add(line(DANGLING, tenant, row.leftOut().chunks(), null, "its table is left out"));
        }
        return lines;
    }

    static ChangeLine youngRows(TenantId tenant, long rows) {
        return line(DANGLING, tenant.value(), rows, null, Leftover.Fate.YOUNG.why());
    }

    static ChangeLine of(Remains remains) {
        String why = null;
        if (!remains.goes() && remains.until() == null) {
            why = remains.kind() == Kind.TRASH
                    ? "its plan is not finished, or it has no mark of when it came"
                    : "its plan is not finished, or has something in the trash";
        }
        return line(
                remains.kind() == Kind.TRASH ? "trash" : "journal",
                "plan " + remains.plan(),
                remains.objects(),
                remains.storedBytes(),
                why,
                remains.goes() ? GOES : STAYS,
                remains.goes() ? null : remains.until());
    }
}

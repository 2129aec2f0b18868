package dev.lokistore.shell.command;

import dev.lokistore.chunk.TenantId;
import dev.lokistore.compactor.removal.TenantPart;
import dev.lokistore.shell.render.Field.Shown;
import dev.lokistore.shell.render.FieldKind;
import dev.lokistore.shell.render.RecordView;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What there is of a tenant, and what becomes of it. */
final class TenantInventory {
    private TenantInventory() {}

    /** @param fate of what does not stay */
    static RecordView<ChangeLine> view(String fate) {
        return RecordView.<ChangeLine>builder()
                .text("kind", line -> line.values().get("kind"))
                .count("objects", line -> line.values().get("objects"))
                .field(
                        "storedBytes",
                        FieldKind.BYTES,
                        Shown.ALWAYS,
                        line -> line.values().get("storedBytes"))
                .text("fate", line -> {
                    Object why = line.values().get("why");
                    return why == null ? fate : "stays: " + why;
                })
                .build();
    }

    /** @param fate of what does not stay */
    static List<ChangeLine> lines(TenantId tenant, List<TenantPart> rows, String fate) {
        return rows.stream().map(row -> line(tenant, row, fate)).toList();
    }

    private static ChangeLine line(TenantId tenant, TenantPart row, String fate) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        values.put("message_type", "inventory");
        values.put("tenant", tenant.value());
        values.put("kind", row.kind().text());
        values.put("objects", row.objects());
        values.put("storedBytes", hasBytes(row) ? row.storedBytes() : null);
        values.put("fate", row.why() == null ? fate : "stays");
        values.put("why", row.why());
        return new ChangeLine(values);
    }

    /** Neither rows nor delete requests among those of others have any of their own. */
    private static boolean hasBytes(TenantPart part) {
        return part.kind() != TenantPart.Kind.ROWS && part.kind() != TenantPart.Kind.REQUESTS;
    }
}

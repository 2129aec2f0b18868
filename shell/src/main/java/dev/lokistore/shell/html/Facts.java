package dev.lokistore.shell.html;

import dev.lokistore.shell.render.Field;
import dev.lokistore.shell.render.RecordView;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One record, field below field.
 *
 * @param values by their headings, in order
 */
public record Facts(Map<String, String> values) implements Block {
    public static <T> Facts of(RecordView<T> view, T row) {
        Map<String, String> values = new LinkedHashMap<>();
        for (Field<T> field : view.fields()) {
            if (field.inTable(false) && field.value().apply(row) != null) {
                values.put(DataTable.heading(field), DataTable.text(field, row));
            }
        }
        return new Facts(values);
    }

    @Override
    public Map<String, @Nullable Object> data() {
        List<List<String>> pairs = new ArrayList<>();
        values.forEach((heading, value) -> pairs.add(List.of(heading, value)));
        return Map.of("type", "facts", "pairs", pairs);
    }
}

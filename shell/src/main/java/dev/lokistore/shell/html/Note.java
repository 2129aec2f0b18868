package dev.lokistore.shell.html;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A sentence instead of, or below, a table: why there is nothing, what a figure means. */
public record Note(String text) implements Block {
    @Override
    public Map<String, @Nullable Object> data() {
        return Map.of("type", "note", "text", text);
    }
}

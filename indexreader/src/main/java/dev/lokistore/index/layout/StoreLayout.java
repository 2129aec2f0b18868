package dev.lokistore.index.layout;

import dev.lokistore.chunk.ChunkKeyScheme;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Where a Loki store keeps its objects. Keys and prefixes other than {@code root} are relative to it.
 *
 * @param root prefix below the URI that was opened; empty, or ends with {@code /}
 * @param forms how the chunks are named that were looked at, a sample of the store; empty if there is none
 * @param delimiter what stands for {@code :} in keys that are not those of a filesystem store
 * @param indexPrefixes where index tables lie, in key order, each ends with {@code /}; empty if there is no index
 */
public record StoreLayout(String root, Set<ChunkForm> forms, char delimiter, List<String> indexPrefixes) {
    public StoreLayout {
        if (!root.isEmpty() && !root.endsWith("/")) {
            throw new IllegalArgumentException("root '" + root + "' must be empty or end with '/'");
        }
        EnumSet<ChunkForm> sorted = EnumSet.noneOf(ChunkForm.class);
        sorted.addAll(forms);
        forms = Collections.unmodifiableSet(sorted);
        indexPrefixes = List.copyOf(indexPrefixes);
    }

    /** Whether chunks have the names of Loki's filesystem store. */
    public boolean filesystemNames() {
        return forms.stream().anyMatch(ChunkForm::filesystem);
    }

    /** Whether chunks of schema v9 to v11 were seen. */
    public boolean flatKeys() {
        return forms.stream().anyMatch(form -> form.scheme() == ChunkKeyScheme.FLAT);
    }

    /** Whether chunks of schema v12 or later were seen. */
    public boolean nestedKeys() {
        return forms.stream().anyMatch(form -> form.scheme() == ChunkKeyScheme.NESTED);
    }
}

package dev.lokistore.index.layout;

import java.util.List;

/**
 * Where a Loki store keeps its objects. Keys and prefixes other than {@code root} are relative to it.
 *
 * @param root prefix below the URI that was opened; empty, or ends with {@code /}
 * @param naming how chunk keys are written as object names
 * @param flatKeys whether objects were seen whose logical key is that of schema v9 to v11
 * @param nestedKeys whether objects were seen whose logical key is that of schema v12 or later
 * @param indexPrefixes where index tables lie, in key order, each ends with {@code /}; empty if there is no index
 */
public record StoreLayout(
        String root, ChunkNaming naming, boolean flatKeys, boolean nestedKeys, List<String> indexPrefixes) {
    public StoreLayout {
        if (!root.isEmpty() && !root.endsWith("/")) {
            throw new IllegalArgumentException("root '" + root + "' must be empty or end with '/'");
        }
        indexPrefixes = List.copyOf(indexPrefixes);
    }
}

package dev.lokistore.index.schema;

import dev.lokistore.index.layout.StoreLayout;
import dev.lokistore.index.table.Table;
import dev.lokistore.objectstore.ObjectReader;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What a schema is found out from.
 *
 * @param objects the store below its root
 * @param tables by the index prefix that holds them
 * @param tempDirectory for index files
 */
public record SchemaSources(
        ObjectReader objects,
        StoreLayout layout,
        Map<String, List<Table>> tables,
        ChunkProbe chunks,
        Path tempDirectory) {
    public SchemaSources {
        tables = Map.copyOf(tables);
    }
}

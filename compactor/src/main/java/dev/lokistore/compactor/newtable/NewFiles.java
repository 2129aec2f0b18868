package dev.lokistore.compactor.newtable;

import dev.lokistore.compactor.index.BuiltFile;
import dev.lokistore.index.table.TableFile;
import java.util.List;

/**
 * What a table gets.
 *
 * @param outputs local files, verified
 * @param replaced files of the table that they stand for
 * @param oddities chunks that could not be taken as they should be
 */
public record NewFiles(List<BuiltFile> outputs, List<TableFile> replaced, List<Oddity> oddities) {
    /**
     * A chunk with something wrong.
     *
     * @param key of its object
     * @param text what is wrong, and what became of its row
     */
    public record Oddity(String key, String text) {}

    public NewFiles {
        outputs = List.copyOf(outputs);
        replaced = List.copyOf(replaced);
        oddities = List.copyOf(oddities);
    }
}

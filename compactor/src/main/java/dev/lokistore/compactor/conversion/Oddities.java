package dev.lokistore.compactor.conversion;

import dev.lokistore.chunk.CorruptDataException;
import java.util.ArrayList;
import java.util.List;

/** Collects what is wrong with chunks of one table. Not thread-safe. */
final class Oddities {
    /** A table with more of them is no matter of single chunks. */
    private static final int MAX = 10_000;

    private final String table;
    private final List<NewFiles.Oddity> found = new ArrayList<>();

    Oddities(String table) {
        this.table = table;
    }

    void add(String key, String text) throws CorruptDataException {
        if (found.size() == MAX) {
            throw new CorruptDataException(table, 0, "chunks that cannot be read", "at most " + MAX, "more");
        }
        found.add(new NewFiles.Oddity(key, text));
    }

    List<NewFiles.Oddity> found() {
        return found;
    }
}

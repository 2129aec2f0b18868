package dev.lokistore.chunk;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The structured metadata strings of all sources of a merge under one numbering, each made once a source. */
final class MergeSymbols {
    private static final int UNKNOWN = -1;

    private final Map<String, Integer> ids = new HashMap<>();
    private final List<String> strings = new ArrayList<>();
    private final List<Integer> lengths = new ArrayList<>();

    /** Numbers of one source, in those of the merge. */
    final class Source {
        private final SymbolTable table;
        private final int[] known;

        Source(SymbolTable table) {
            this.table = table;
            this.known = new int[table.size()];
            Arrays.fill(known, UNKNOWN);
        }

        /** @param id below the table's size */
        int id(long id) {
            int found = known[(int) id];
            if (found == UNKNOWN) {
                found = MergeSymbols.this.id(table.string(id));
                known[(int) id] = found;
            }
            return found;
        }
    }

    private int id(String string) {
        Integer known = ids.putIfAbsent(string, strings.size());
        if (known != null) {
            return known;
        }
        strings.add(string);
        lengths.add(string.getBytes(StandardCharsets.UTF_8).length);
        return strings.size() - 1;
    }

    /** In bytes. */
    int utf8Length(int id) {
        return lengths.get(id);
    }

    String string(int id) {
        return strings.get(id);
    }

    int size() {
        return strings.size();
    }
}

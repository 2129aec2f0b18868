package dev.lokistore.chunk;

import java.util.Arrays;

/** The structured metadata strings of all sources of a merge under one numbering. Makes no strings: compares bytes. */
final class MergeSymbols {
    private static final int UNKNOWN = -1;

    /** Open addressing: numbers of strings, by hash. */
    private int[] slots = new int[1024];

    private SymbolTable[] tables = new SymbolTable[256];
    private int[] idsInTables = new int[256];
    private long[] hashes = new long[256];
    private int size;

    MergeSymbols() {
        Arrays.fill(slots, UNKNOWN);
    }

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
                found = MergeSymbols.this.id(table, (int) id);
                known[(int) id] = found;
            }
            return found;
        }
    }

    private int id(SymbolTable table, int id) {
        long hash = table.hash(id);
        int mask = slots.length - 1;
        int slot = (int) hash & mask;
        while (slots[slot] != UNKNOWN) {
            int other = slots[slot];
            if (hashes[other] == hash && tables[other].sameString(idsInTables[other], table, id)) {
                return other;
            }
            slot = slot + 1 & mask;
        }
        slots[slot] = size;
        if (size == hashes.length) {
            tables = Arrays.copyOf(tables, 2 * size);
            idsInTables = Arrays.copyOf(idsInTables, 2 * size);
            hashes = Arrays.copyOf(hashes, 2 * size);
        }
        tables[size] = table;
        idsInTables[size] = id;
        hashes[size] = hash;
        size++;
        if (2 * size > slots.length) {
            grow();
        }
        return size - 1;
    }

    private void grow() {
        slots = new int[2 * slots.length];
        Arrays.fill(slots, UNKNOWN);
        int mask = slots.length - 1;
        for (int id = 0; id < size; id++) {
            int slot = (int) hashes[id] & mask;
            while (slots[slot] != UNKNOWN) {
                slot = slot + 1 & mask;
            }
            slots[slot] = id;
        }
    }

    /** In bytes. */
    int length(int id) {
        return tables[id].lengthOf(idsInTables[id]);
    }

    /** Appends length and bytes, as a symbol section has them. */
    void write(int id, ByteSink out) {
        tables[id].writeString(idsInTables[id], out);
    }

    int size() {
        return size;
    }
}

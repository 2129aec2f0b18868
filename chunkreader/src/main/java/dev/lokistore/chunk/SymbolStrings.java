package dev.lokistore.chunk;

import org.jspecify.annotations.Nullable;

/** Makes strings of symbols and remembers a bounded number of short ones: names come again with every entry. */
final class SymbolStrings {
    private static final int SLOTS = 1024;
    private static final int MAX_REMEMBERED_BYTES = 256;

    private final SymbolTable symbols;
    private final @Nullable String[] strings = new @Nullable String[SLOTS];
    private final long[] ids = new long[SLOTS];

    SymbolStrings(SymbolTable symbols) {
        this.symbols = symbols;
    }

    String string(long id) {
        int slot = (int) (id & (SLOTS - 1));
        String known = strings[slot];
        if (known != null && ids[slot] == id) {
            return known;
        }
        String string = symbols.string(id);
        if (symbols.lengthOf(id) <= MAX_REMEMBERED_BYTES) {
            strings[slot] = string;
            ids[slot] = id;
        }
        return string;
    }
}

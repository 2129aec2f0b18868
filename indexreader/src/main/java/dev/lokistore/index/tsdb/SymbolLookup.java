package dev.lokistore.index.tsdb;

import java.io.IOException;

/** Label names and values of a file by number. */
interface SymbolLookup {
    int count();

    /** @param number below {@link #count()} */
    String get(int number) throws IOException;
}

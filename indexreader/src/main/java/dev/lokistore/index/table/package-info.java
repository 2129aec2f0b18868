/** Index tables: names, file grammars, and one view over all files of a table. */
@NullMarked
package dev.lokistore.index.table;

import org.jspecify.annotations.NullMarked;

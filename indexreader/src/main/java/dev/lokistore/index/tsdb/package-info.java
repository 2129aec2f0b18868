/** Loki's TSDB index files, formats 2 and 3. */
@NullMarked
package dev.lokistore.index.tsdb;

import org.jspecify.annotations.NullMarked;

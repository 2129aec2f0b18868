/**
 * Builds index files: those of a table united into what Loki's compactor would leave, with rows edited on the way, and tables
 * from streams that come from elsewhere. Nothing here writes to a store.
 */
@NullMarked
package dev.lokistore.compactor.index;

import org.jspecify.annotations.NullMarked;

/** Planners that make files of tables, and chunks, fewer and fuller. */
@NullMarked
package dev.lokistore.compactor.compaction;

import org.jspecify.annotations.NullMarked;

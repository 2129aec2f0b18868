/** What becomes of chunks: which entries go, which lines change, how chunks are merged. Nothing here reads or writes a store. */
@NullMarked
package dev.lokistore.compactor.rewrite;

import org.jspecify.annotations.NullMarked;

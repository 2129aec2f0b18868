/** Index tables made of others, or of nothing but chunks: boltdb to TSDB, and what an index was that is lost. */
@NullMarked
package dev.lokistore.compactor.conversion;

import org.jspecify.annotations.NullMarked;

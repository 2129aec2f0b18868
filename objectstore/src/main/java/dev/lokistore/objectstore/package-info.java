/** The seam to an object store, its backends and decorators. Knows nothing of Loki. */
@NullMarked
package dev.lokistore.objectstore;

import org.jspecify.annotations.NullMarked;

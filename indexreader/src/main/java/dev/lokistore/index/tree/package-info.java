/** A store seen as folders: tenant, day, stream, chunk. */
@NullMarked
package dev.lokistore.index.tree;

import org.jspecify.annotations.NullMarked;

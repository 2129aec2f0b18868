/** A folder as a store. */
@NullMarked
package dev.lokistore.objectstore.filesystem;

import org.jspecify.annotations.NullMarked;

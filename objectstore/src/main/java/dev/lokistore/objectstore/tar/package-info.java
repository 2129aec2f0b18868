/** A packed store, read-only. */
@NullMarked
package dev.lokistore.objectstore.tar;

import org.jspecify.annotations.NullMarked;

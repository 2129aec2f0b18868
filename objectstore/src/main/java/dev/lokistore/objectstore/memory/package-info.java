/** A store in memory: for tests and dry runs. */
@NullMarked
package dev.lokistore.objectstore.memory;

import org.jspecify.annotations.NullMarked;

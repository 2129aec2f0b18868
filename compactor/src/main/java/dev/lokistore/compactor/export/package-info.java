/** A store's entries written to files that other tools read, in partitions; an export that was cut off goes on. */
@NullMarked
package dev.lokistore.compactor.export;

import org.jspecify.annotations.NullMarked;

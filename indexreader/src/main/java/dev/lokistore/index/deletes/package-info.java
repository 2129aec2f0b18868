/** Loki's store of delete requests, in both of its forms. */
@NullMarked
package dev.lokistore.index.deletes;

import org.jspecify.annotations.NullMarked;

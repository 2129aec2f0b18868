/** Entries of many chunks in one order, replicas removed as a Loki query would. */
@NullMarked
package dev.lokistore.index.query;

import org.jspecify.annotations.NullMarked;

/** Entries of a store, or of files, pushed into a running Loki, each once and in order. */
@NullMarked
package dev.lokistore.compactor.replay;

import org.jspecify.annotations.NullMarked;

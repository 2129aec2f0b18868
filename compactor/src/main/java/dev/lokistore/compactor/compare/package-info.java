/** What a running Loki answers against what the store holds. */
@NullMarked
package dev.lokistore.compactor.compare;

import org.jspecify.annotations.NullMarked;

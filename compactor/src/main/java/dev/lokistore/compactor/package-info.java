/** Planners and runners for work that changes a store. */
@NullMarked
package dev.lokistore.compactor;

import org.jspecify.annotations.NullMarked;

/** Copies of whole stores, or of tenants and times of them, into other backends and layouts. */
@NullMarked
package dev.lokistore.compactor.copy;

import org.jspecify.annotations.NullMarked;

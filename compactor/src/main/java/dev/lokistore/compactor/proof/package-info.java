/** Proves from the store itself what receipts say. */
@NullMarked
package dev.lokistore.compactor.proof;

import org.jspecify.annotations.NullMarked;

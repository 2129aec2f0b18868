/** What is kept of deletes: what was asked for, every object before and after, and the proof that it is gone. */
@NullMarked
package dev.lokistore.compactor.receipt;

import org.jspecify.annotations.NullMarked;

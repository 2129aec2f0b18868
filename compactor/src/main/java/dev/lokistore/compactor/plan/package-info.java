/** Plans: what a change to a store is going to do, as values and as files. Nothing here reads or writes a store. */
@NullMarked
package dev.lokistore.compactor.plan;

import org.jspecify.annotations.NullMarked;

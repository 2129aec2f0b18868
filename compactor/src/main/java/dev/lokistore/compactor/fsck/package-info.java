/** Checks a store level by level: its listing, its index files, references against objects, chunks. */
@NullMarked
package dev.lokistore.compactor.fsck;

import org.jspecify.annotations.NullMarked;

/**
 * Forensic dumps: objects as they are, what is in them with the place of every entry, and a proof that nothing was changed
 * since. Keys never become names of files.
 */
@NullMarked
package dev.lokistore.compactor.dump;

import org.jspecify.annotations.NullMarked;

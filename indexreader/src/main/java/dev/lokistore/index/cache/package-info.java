/** What was read and listed once, kept on disk between commands. */
@NullMarked
package dev.lokistore.index.cache;

import org.jspecify.annotations.NullMarked;

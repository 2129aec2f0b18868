/** The shell's own filters behind a pipe: lines of text or bytes, pushed from one to the next by one thread. */
@NullMarked
package dev.lokistore.shell.pipe;

import org.jspecify.annotations.NullMarked;

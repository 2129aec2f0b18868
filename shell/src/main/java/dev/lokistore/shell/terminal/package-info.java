/** The streams of a run, colours, text made safe for a terminal, progress. */
@NullMarked
package dev.lokistore.shell.terminal;

import org.jspecify.annotations.NullMarked;

/** The shell on a terminal, by JLine. */
@NullMarked
package dev.lokistore.shell.interactive;

import org.jspecify.annotations.NullMarked;

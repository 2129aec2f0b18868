/** The grammar of the shell's command lines: words, quotes, selectors as they are, pipes, redirections. Knows no terminal. */
@NullMarked
package dev.lokistore.shell.line;

import org.jspecify.annotations.NullMarked;

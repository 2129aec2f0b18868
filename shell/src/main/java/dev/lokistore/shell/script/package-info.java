/** What the interactive shell and scripts have in common: the session, its command lines, pipes and files. Knows no JLine. */
@NullMarked
package dev.lokistore.shell.script;

import org.jspecify.annotations.NullMarked;

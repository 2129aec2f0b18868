/** The command line: commands, renderers, configuration. */
@NullMarked
package dev.lokistore.shell;

import org.jspecify.annotations.NullMarked;

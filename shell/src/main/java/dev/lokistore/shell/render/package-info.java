/** Records as tables, JSON, CSV and YAML. Knows nothing of stores or of what is rendered. */
@NullMarked
package dev.lokistore.shell.render;

import org.jspecify.annotations.NullMarked;

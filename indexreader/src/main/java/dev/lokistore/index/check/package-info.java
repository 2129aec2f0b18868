/** What checks of whole index files find. */
@NullMarked
package dev.lokistore.index.check;

import org.jspecify.annotations.NullMarked;

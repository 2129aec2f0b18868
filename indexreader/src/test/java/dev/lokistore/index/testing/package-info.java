/** What other modules' tests need too. */
@NullMarked
package dev.lokistore.index.testing;

import org.jspecify.annotations.NullMarked;

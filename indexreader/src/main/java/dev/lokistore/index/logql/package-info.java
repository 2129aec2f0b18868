/** LogQL selectors: label matchers, line filters, structured metadata filters. */
@NullMarked
package dev.lokistore.index.logql;

import org.jspecify.annotations.NullMarked;

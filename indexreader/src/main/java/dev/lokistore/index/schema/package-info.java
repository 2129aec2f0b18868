/** Schema periods, from a Loki configuration or detected in a store. */
@NullMarked
package dev.lokistore.index.schema;

import org.jspecify.annotations.NullMarked;

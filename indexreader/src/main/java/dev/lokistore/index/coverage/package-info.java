/** Which hours of tenants and streams have chunks, by the index and by the objects. */
@NullMarked
package dev.lokistore.index.coverage;

import org.jspecify.annotations.NullMarked;

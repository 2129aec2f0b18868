/** Loki chunks: labels, tenants, keys, envelope, payload, codecs, reader and writer. */
@NullMarked
package dev.lokistore.chunk;

import org.jspecify.annotations.NullMarked;

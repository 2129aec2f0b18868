/** The bbolt file format. */
@NullMarked
package dev.lokistore.index.bolt;

import org.jspecify.annotations.NullMarked;

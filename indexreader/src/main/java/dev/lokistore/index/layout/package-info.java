/** Where a store keeps its objects: root, prefixes, key encodings, buckets. */
@NullMarked
package dev.lokistore.index.layout;

import org.jspecify.annotations.NullMarked;

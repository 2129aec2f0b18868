/** What the key of an object says, part by part, without looking at the object. */
@NullMarked
package dev.lokistore.index.explain;

import org.jspecify.annotations.NullMarked;
